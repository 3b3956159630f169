"""Ordinary words that notes use as names: the case table beside this file."""

from __future__ import annotations

import pytest
from kit import Case, cases

from talkdeck.outline.markdown import read
from talkdeck.rules.own_names import own_names


@pytest.mark.parametrize("case", cases("own_names.txt"), ids=str)
def test_case(case: Case) -> None:
    notes, _ = read(case.given.replace(" / ", "\n"), "notes.md", talks="file")
    found = own_names(node for talk in notes.talks for node in talk.root.walk())
    assert (", ".join(sorted(found)) or "none",) == case.expected
