"""What a card is recognised by, from what stands in the notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_cards import key

from talkdeck.cards.card import Card, Gap, Item
from talkdeck.ledger.keys import before_own_words, first_part, key_of, plain
from talkdeck.outline.inline import Inline
from talkdeck.outline.inline_markdown import read_inline
from talkdeck.outline.node import Node, Talk


@pytest.mark.parametrize(
    ("notes", "text"),
    [
        ("use  **pytest** and `-x`", "use pytest and -x"),
        ("see ![a plot](img/load.png) here", "see [load.png] here"),
        ("![](a.png)![](b.png) side by side", "[a.png][b.png] side by side"),
        ("before and after: ![](https://a.org/x/b.png)", "before and after: [b.png]"),
    ],
)
def test_mark_up_does_not_matter_and_pictures_are_told_by_name(notes: str, text: str) -> None:
    assert plain(read_inline([notes])) == text


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Caches: how and when", "Caches"),
        ("What we don't test - and why", "What we don't test - and why"),
        ("Scaling (part 2)", "Scaling"),
        ("", ""),
    ],
)
def test_what_a_title_begins_with(title: str, part: str) -> None:
    assert first_part(title) == part


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("Steps of Caches? (2)", "steps of"),
        ("CACHES?", ""),
        ("What are caches for?", None),
        ("Why?", None),
    ],
)
def test_what_stands_before_the_name_of_the_talk(question: str, before: str | None) -> None:
    assert before_own_words(key(question, "x", talk="Caches: how and when")) == before


def made(kind: str, question: str, *answer: Item, gaps: tuple[Gap, ...] = ()) -> Card:
    node = Node("bullet", Inline("Steps of it: (3)"), 7, 7)
    talk = Talk(Inline("Caches"), Node("talk", Inline("Caches"), 1, 1))
    return Card(
        kind=kind, question=Inline(question), answer=answer, gaps=gaps, context=(), rule="a/b",
        role="0", topic="", talk=talk, node=node, file="notes/a.md", lines=(7,),
    )  # fmt: skip


def test_what_is_hidden_is_no_part_of_the_sentence() -> None:
    """Nor is it if two gaps overlap, in whatever order they are given."""
    sentence = "20 cards in 3 decks of 4 talks"
    gaps = (Gap(12, 13, 2), Gap(0, 2, 1), Gap(12, 19, 2))
    found = key_of(made("cloze", sentence, Item(Inline("20")), Item(Inline("3")), gaps=gaps))
    assert found.question == "[…] cards in […] decks of 4 talks"
    assert found.answer == ("20", "3")


def test_items_below_an_item_are_part_of_it() -> None:
    below = Item(Inline("build"), items=(Item(Inline("on two machines")), Item(Inline("twice"))))
    found = key_of(made("list", "Steps?", below, Item(Inline("upload"))))
    assert found.answer == ("build on two machines twice", "upload")


def test_a_card_with_a_turned_one_is_a_plain_card() -> None:
    """Anki has one note type for both."""
    assert key_of(made("reversed", "What is it?", Item(Inline("x")))).kind == "basic"


def test_a_bullet_is_the_same_whatever_number_or_colon_ends_it() -> None:
    one = made("basic", "Why?", Item(Inline("x")))
    for words in ("Steps of it", "steps of it?", "Steps of it (4)"):
        other = replace(one, node=Node("bullet", Inline(words), 9, 9))
        assert key_of(other).source == key_of(one).source
    other = replace(one, node=Node("bullet", Inline("Stages of it"), 9, 9))
    assert key_of(other).source != key_of(one).source
