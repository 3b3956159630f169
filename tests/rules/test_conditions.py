"""Conditions of rules, and the reasons why they don't hold: conditions.txt has the cases."""

from __future__ import annotations

import pytest
from kit import Case, cases, notes_of, rules

from talkdeck.rules.match import Tried, match_talk
from talkdeck.rules.recurring import recurring

RULE = """\
rules:
- id: x
  about: x
  match: {match}
  cards: [{{ask: 'What?', answer: that}}]
  examples: [{{note: x, cards: some}}]
"""


def notes(short: str) -> str:
    """Notes of a case: `- Tea; --1 hot` has a numbered bullet below one that is not."""
    lines = []
    for part in short.split("; "):
        mark, _, words = part.partition(" ")
        if mark.startswith("#"):
            lines.append(part)
            continue
        lines.append("   " * (mark.count("-") - 1) + ("1. " if mark[-1] == "1" else "- ") + words)
    return "\n".join(["# Talk", "", *lines, ""])


@pytest.mark.parametrize("case", cases("conditions.txt"), ids=str)
def test_case(case: Case) -> None:
    tried: list[Tried] = []
    ruleset = rules(RULE.format(match=case.title))
    (talk,) = notes_of(notes(case.given)).talks
    again = recurring([talk.root])
    result = match_talk(talk, "n.md", ruleset, tried.append, again)
    (of_tea,) = (one for one in tried if one.node.text.text.startswith("Tea"))
    why = tuple(miss.words() for miss in of_tea.misses)
    assert (why or ("holds",)) == case.expected
    # Where nobody asks for reasons the rule comes to the same end.
    silent = match_talk(talk, "n.md", ruleset, again=again)
    assert [c.lines for c in silent.cards] == [c.lines for c in result.cards]
    assert any(c.node.text == of_tea.node.text for c in silent.cards) is (not of_tea.misses)
