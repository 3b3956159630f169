"""Reads and runs case files: title, notes and the outline that must come of them.

A case is a title, a line with a dot, the notes, a line with a dot, the drawing of the
outline (see `talkdeck.outline.show`), a line with a dot. After a change that is meant,
`UPDATE_CASES=1 pytest tests/outline` rewrites the drawings; read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "cases"


class Case(NamedTuple):
    title: str
    notes: str
    drawing: str


def read_cases(path: Path) -> list[Case]:
    parts = path.read_text("utf-8").split("\n.\n")
    texts = [part.removeprefix("\n").removeprefix("\n") for part in parts[:-1]]
    return [Case(*texts[n : n + 3]) for n in range(0, len(texts), 3)]


def write_cases(path: Path, cases: list[Case]) -> None:
    path.write_text("".join("\n.\n".join(case) + "\n.\n\n" for case in cases), "utf-8")


def stands_in(word: str, source: str) -> bool:
    """Whether a word of the outline stands in source lines, mark-up inside it aside."""
    bare = re.sub(r"</?\w[^>]*>|&\w+;|\]\([^)]*\)", "", source)
    return any(word in re.sub(r"[\W_]", "", text) for text in (source, bare))


UPDATE = bool(os.environ.get("UPDATE_CASES"))
