"""Long lists are asked for in parts that a person can recall at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from talkdeck.cards.answered import too_many
from talkdeck.cards.card import Card, Item
from talkdeck.cards.portions import portions
from talkdeck.outline.inline import Inline
from talkdeck.outline.node import Node, Talk

TITLE = Inline("A day at sea")


def listing(question: str, answer: list[str]) -> Card:
    """A list card whose question stands on line 3 and whose items stand on the lines below."""
    root = Node("talk", TITLE, 1, 1)
    bullets = [Node("bullet", Inline(a), 4 + n, 4 + n) for n, a in enumerate(answer)]
    return Card(
        "list",
        Inline(question),
        tuple(Item(Inline(a), node=b) for a, b in zip(answer, bullets, strict=True)),
        ("A day at sea",),
        "english/some-rule",
        "0",
        "",
        Talk(TITLE, root),
        Node("bullet", Inline(question), 3, 3),
        "notes/sailing.md",
        (3, *(b.start for b in bullets)),
    )


def asked(card: Card) -> list[tuple[str, list[str], tuple[int, ...]]]:
    return [
        (part.question.text, [i.text.text for i in part.answer], part.lines)
        for part in portions(card)
    ]


ROPES = ["halyard", "sheet", "painter", "warp", "lanyard", "downhaul", "outhaul", "topping lift"]


def test_a_short_list_stays_one_card() -> None:
    assert asked(listing("Ropes? (3)", ROPES[:3])) == [("Ropes? (3)", ROPES[:3], (3, 4, 5, 6))]


def test_eight_items_become_twice_four() -> None:
    assert asked(listing("Ropes? (8)", ROPES)) == [
        ("Ropes? (1–4 of 8)", ROPES[:4], (3, 4, 5, 6, 7)),
        ("Ropes? (5–8 of 8)", ROPES[4:], (3, 8, 9, 10, 11)),
    ]


def test_a_question_without_its_count_gets_one() -> None:
    questions = [q for q, _, _ in asked(listing("pros of hemp?", ROPES))]
    assert questions == ["pros of hemp? (1–4 of 8)", "pros of hemp? (5–8 of 8)"]


def test_few_long_items_are_parted_as_well() -> None:
    long = "a rope that is led from the masthead down to the deck and there carries the sail up"
    assert [len(a) for _, a, _ in asked(listing("Ropes?", [long] * 4))] == [2, 2]


def test_what_is_a_whole_chapter_is_left_alone() -> None:
    assert len(portions(listing("Ropes? (40)", ["halyard"] * 40))) == 1


def test_every_part_is_told_apart() -> None:
    """Each part is a card of its own in the ledger; the first goes on with what the list was."""
    roles = [part.role for part in portions(listing("Ropes? (8)", ROPES))]
    assert roles == ["0", "0.2"]


@given(st.lists(st.integers(1, 12).map(lambda n: " ".join(["rope"] * n)), min_size=1, max_size=24))
def test_nothing_is_lost_and_every_part_can_be_recalled(answer: list[str]) -> None:
    card = listing(f"Ropes? ({len(answer)})", answer)
    parts = portions(card)
    assert [i for part in parts for i in part.answer] == list(card.answer)
    if len(parts) > 1:
        assert not any(too_many(part.answer) for part in parts)
        assert all(len(part.answer) >= 2 for part in parts)
        sizes = [len(part.answer) for part in parts]
        assert max(sizes) - min(sizes) <= 1
