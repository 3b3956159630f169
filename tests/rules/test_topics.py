"""What a line is about: the case table beside this file."""

from __future__ import annotations

import pytest
from kit import Case, cases, node_at

from talkdeck.outline.markdown import read
from talkdeck.rules.examples import plain
from talkdeck.rules.model import Ruleset, WordList
from talkdeck.rules.recurring import recurring
from talkdeck.rules.scene import Scene, words_of

LISTS = {"labels": ("pros", "cons", "tools"), "name-openers": ("why", "notes on", "intro to")}
LABELS = Ruleset(
    lists={name: WordList(name, {w: w for w in words}) for name, words in LISTS.items()},
)


@pytest.mark.parametrize("case", cases("topics.txt"), ids=str)
def test_case(case: Case) -> None:
    text = case.given.replace("{2}", "  ").replace(" / ", "\n")
    notes, _ = read(text, "notes.md", talks="file")
    node = node_at(notes, text.count("\n") + 1)
    *_, talk = (node, *node.ancestors())
    topic = Scene(words_of(LABELS), again=recurring([talk])).topic(node)
    assert (plain(topic.text) if topic else "none",) == case.expected
