"""The cards that our own notes give, as files to read: a change of a rule shows as a diff.

`make sessions` rewrites the files in tests/corpus/cards when a change is meant.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from loaded import built_in
from talkdeck.anki.html import answers, plain
from talkdeck.cards.card import Card
from talkdeck.cards.choose import choose
from talkdeck.outline.markdown import read
from talkdeck.rules.match import match_talk

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NOTES = sorted([*HERE.glob("notes/*.md"), *(ROOT / "notes").glob("*.md")])


def shown(card: Card) -> str:
    """A card in two or more lines: place and rule, front, answers."""
    question = plain(card.question)
    for gap in sorted(card.gaps, key=lambda g: -g.start):
        question = card.question.text[: gap.start] + "[…]" + card.question.text[gap.end :]
    lines = [
        f"{min(card.lines)}  {card.rule.split('/')[-1]}",
        "   " + " › ".join((*card.context, question)),
        *(f"     = {a}" for a in answers(card)),
    ]
    return "\n".join(lines)


def drawn(path: Path) -> str:
    """All cards of a notes file, and those that were left out with the reason."""
    notes, _ = read(path.read_text("utf-8-sig"), path.name)
    parts = []
    for talk in notes.talks:
        chosen = choose(match_talk(talk, path.name, built_in()).cards)
        parts.append(f"# {plain(talk.title)}")
        parts += [shown(c) for c in chosen.kept]
        parts += [
            f"{min(d.card.lines)}  left out ({d.veto}): {plain(d.card.question)}"
            for d in chosen.dropped
        ]
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("path", NOTES, ids=lambda p: p.stem)
def test_the_cards_are_the_ones_on_file(path: Path, request: pytest.FixtureRequest) -> None:
    expected = HERE / "cards" / f"{path.stem}.txt"
    found = drawn(path)
    if request.config.getoption("--update-sessions"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")
