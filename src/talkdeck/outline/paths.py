"""What a file's path says about its notes."""

from __future__ import annotations

import re
from pathlib import PurePosixPath


def title_of_path(file: str) -> str:
    """A title made of the file's name, e.g. `notes/6-big_data.md` gives `6 big data`."""
    path = PurePosixPath(file.replace("\\", "/"))
    stem = path.stem
    if stem.lower() in ("readme", "index", "notes", "note", "_index") and path.parent.name not in (
        "",
        ".",
    ):
        stem = path.parent.name
    return _words(stem) or stem or "notes"


def folders_of(file: str) -> tuple[str, ...]:
    """Folders around a notes file as titles, the nearest first, for a path as a person gave it.

    The outermost is left out, for it holds all notes: `notes/law-1/week 2/b.md` gives `week 2`
    and `law 1`. A path from the root of the disk says nothing of the notes.
    """
    path = PurePosixPath(file.replace("\\", "/"))
    if path.is_absolute() or ":" in "".join(path.parts[:1]):
        return ()
    return tuple(map(_words, reversed([p for p in path.parts[:-1] if p != ".."][1:])))


def _words(name: str) -> str:
    if " " in name:
        return re.sub(r"^(\d+)_(?=[^\W\d])", r"\1 ", name)
    words = re.sub(r"(?<=\d)-(?=\d)", "\0", name)
    return re.sub(r"[-_]+", " ", words).replace("\0", "-").strip()
