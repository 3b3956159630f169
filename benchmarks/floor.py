"""The floor that a build is measured against, in one process.

    python benchmarks/floor.py FOLDER ROWS

Parses every notes file of FOLDER with markdown-it-py, writes ROWS notes and cards of the size
that a real package has with `sqlite3.executemany`, and deflates the result.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path

from markdown_it import MarkdownIt


def parse(folder: Path) -> int:
    """Parses all files; returns the number of tokens."""
    parser = MarkdownIt()
    return sum(len(parser.parse(p.read_text("utf-8"))) for p in sorted(folder.glob("*.md")))


def write(rows: int, target: Path) -> None:
    """Writes rows as Anki's legacy format has them, and deflates them."""
    database = target.with_suffix(".db")
    connection = sqlite3.connect(database)
    connection.execute(
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT, mid INTEGER, mod INTEGER, usn"
        " INTEGER, tags TEXT, flds TEXT, sfld TEXT, csum INTEGER, flags INTEGER, data TEXT)"
    )
    connection.execute(
        "CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER, did INTEGER, ord INTEGER, mod"
        " INTEGER, usn INTEGER, type INTEGER, queue INTEGER, due INTEGER, ivl INTEGER, factor"
        " INTEGER, reps INTEGER, lapses INTEGER, left INTEGER, odue INTEGER, odid INTEGER, flags"
        " INTEGER, data TEXT)"
    )
    connection.executemany(
        "INSERT INTO notes VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            (
                n,
                f"guid{n}",
                1,
                1,
                -1,
                " a ",
                f"{n} " + "a field of text \x1f" * 18,
                str(n),
                n,
                0,
                "",
            )
            for n in range(rows)
        ),
    )
    connection.executemany(
        "INSERT INTO cards VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        ((n, n, 1, 0, 1, -1, 0, 0, n, 0, 0, 0, 0, 0, 0, 0, 0, "") for n in range(rows)),
    )
    connection.commit()
    connection.close()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        package.write(database, "collection.anki2")


if __name__ == "__main__":
    parse(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        write(int(sys.argv[2]), Path(folder) / "floor.apkg")
