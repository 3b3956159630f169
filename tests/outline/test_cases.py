"""Every case file, and what all outlines have in common."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import FOLDER, UPDATE, Case, read_cases, write_cases

from talkdeck.outline.markdown import read
from talkdeck.outline.show import show

FILES = sorted(FOLDER.glob("*.md"))


def drawn(notes: str) -> str:
    return show(read(notes, "notes.md")[0]).rstrip("\n")


@pytest.mark.skipif(not UPDATE, reason="drawings are rewritten only with UPDATE_CASES=1")
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_rewrite_drawings(path: Path) -> None:
    write_cases(path, [Case(c.title, c.notes, drawn(c.notes)) for c in read_cases(path)])


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, id=f"{p.stem}: {c.title}") for p in FILES for c in read_cases(p)],
)
def test_case(case: Case) -> None:
    assert drawn(case.notes) == case.drawing


def test_each_case_has_its_own_title() -> None:
    titles = [(p.stem, c.title) for p in FILES for c in read_cases(p)]
    assert len(titles) == len(set(titles)) >= 100
