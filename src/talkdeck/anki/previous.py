"""Notes as a file that was written before has them: a package, or a collection."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from talkdeck.anki.notetypes import NOTE_TYPES

DATABASE = "collection.anki2"
"""What a package calls its collection."""


class Row(NamedTuple):
    """A note as its table has it.

    Attributes:
        guid: its identity.
        note_type: id of its note type.
        mod: when it last changed, seconds since 1970.
        fields: in the order of its note type.
    """

    guid: str
    note_type: int
    mod: int
    fields: tuple[str, ...]


def rows_of(path: Path) -> list[Row]:
    """All notes of a package (`.apkg`) or of a collection that Anki has closed.

    Reads a copy: what is read stays as it is.

    Raises:
        OSError: the file can't be read.
        ValueError: it is neither.
    """
    found = _select(path, "SELECT guid, mid, mod, flds FROM notes")
    return [Row(guid, mid, mod, tuple(joined.split("\x1f"))) for guid, mid, mod, joined in found]


def _select(path: Path, query: str) -> list[Any]:
    """What a package or collection answers; raises as `rows_of` does."""
    with tempfile.TemporaryDirectory(prefix="talkdeck-") as folder:
        copy = Path(folder) / DATABASE
        try:
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as package:
                    package.extract(DATABASE, folder)
            else:
                shutil.copyfile(path, copy)
            db = sqlite3.connect(copy)
            try:
                return db.execute(query).fetchall()
            finally:
                db.close()
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError):
            raise ValueError("it holds no collection that can be read") from None
        except sqlite3.Error as error:
            raise ValueError(f"it is no Anki file ({error})") from None


def is_ours(path: Path) -> bool:
    """Whether a file is a package that talkdeck wrote. One that Anki exported is none, even if it
    holds our cards: it has the person's reviews.

    Raises:
        OSError: the file can't be read.
    """
    ours = {kind.id for kind in NOTE_TYPES.values()}
    try:
        with zipfile.ZipFile(path) as package:
            if {"collection.anki21", "collection.anki21b"} & set(package.namelist()):
                return False
        return any(mid in ours for (mid,) in _select(path, "SELECT DISTINCT mid FROM notes"))
    except (ValueError, zipfile.BadZipFile):
        return False


def fields_of(package: Path, guids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The fields of some notes of a package, by guid; {} if it is gone or damaged.

    Args:
        package: a file that `package.write` wrote.
        guids: which notes.
    """
    try:
        rows = rows_of(package)
    except (OSError, ValueError):
        return {}
    return {row.guid: row.fields for row in rows if row.guid in guids}
