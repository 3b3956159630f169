"""What a line is about: the case table beside this file."""

from __future__ import annotations

import pytest
from kit import Case, cases, node_at, notes_of

from talkdeck.rules.examples import plain
from talkdeck.rules.model import Ruleset, WordList
from talkdeck.rules.scene import topic_of

LABELS = Ruleset(
    lists={"labels": WordList("labels", {w: w for w in ("pros", "cons", "tools")})},
)


@pytest.mark.parametrize("case", cases("topics.txt"), ids=str)
def test_case(case: Case) -> None:
    text = case.given.replace("{2}", "  ").replace(" / ", "\n")
    node = node_at(notes_of(text), text.count("\n") + 1)
    topic = topic_of(node, LABELS)
    assert (plain(topic.text) if topic else "none",) == case.expected
