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
    if " " in stem:
        return re.sub(r"^(\d+)_(?=[^\W\d])", r"\1 ", stem)
    words = re.sub(r"(?<=\d)-(?=\d)", "\0", stem)
    return re.sub(r"[-_]+", " ", words).replace("\0", "-").strip() or stem or "notes"
