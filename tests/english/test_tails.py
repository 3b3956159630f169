"""Where a statement is over and another one is added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkdeck.english import clause_end

STATEMENTS = [  # what answers the verb before it | what is said besides
    "the weight|, but it costs strength",
    "the weight| and potentially raises the price",
    "a strong dough| and is baked in a stone oven",
    "a strong dough| and stores the yeast",
    "the bread| and it keeps for days",
    "small ovens|, and you need not preheat them",
    "a loaf|. The crust comes last",
    "a loaf|; then it cools",
    "an old way to bake|, but hard to learn",
    "less about flour, but more about ovens|",
    "an oven, but on wheels|",
    "an oven|, but on wheels it is a cart",
    "flour to mills| and keeps the bran",
    "a tool that grinds the grain and sifts the flour|",
    "that rye rises slowly and wheat rises fast|",
    "fast reads and writes|",
    "tests and uses|",
    "flour, water and salt|",
    "flour v1.2 of the mill|",
    "an oven (hot, but small) and a table|",
    "to knead the dough and shape it|",
    "|",
]


@pytest.mark.parametrize("written", STATEMENTS)
def test_what_is_said_besides_is_told_apart(written: str) -> None:
    kept, added = written.split("|")
    assert (kept + added)[: clause_end(kept + added)] == kept


@given(st.text(alphabet="ab ,;.()[]and but which is ", max_size=80))
def test_any_text_is_cut_within_it(text: str) -> None:
    assert 0 <= clause_end(text) <= len(text)
    assert not text or clause_end(text) > 0
