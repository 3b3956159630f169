"""Notes as a package that was written before has them."""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
from collections.abc import Collection
from pathlib import Path


def fields_of(package: Path, guids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The fields of some notes of a package, by guid; {} if it is gone or damaged.

    Args:
        package: a file that `package.write` wrote.
        guids: which notes.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="talkdeck-") as folder:
            with zipfile.ZipFile(package) as archive:
                database = archive.extract("collection.anki2", folder)
            db = sqlite3.connect(database)
            try:
                rows = db.execute("SELECT guid, flds FROM notes").fetchall()
            finally:
                db.close()
    except (OSError, KeyError, zipfile.BadZipFile, sqlite3.Error):
        return {}
    return {guid: tuple(flds.split("\x1f")) for guid, flds in rows if guid in guids}
