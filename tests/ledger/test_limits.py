"""How much of a card may change before it is another one: see limits.txt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ledger_cards import key, seen_of

from talkdeck.ledger.entry import Key, Ledger
from talkdeck.ledger.likeness import likeness
from talkdeck.ledger.remember import remember

TABLE = Path(__file__).with_name("limits.txt")
OLD = "old green garden gate near river bridge stone market street".split()
NEW = "lamp paper window chair basket ladder kettle blanket candle pocket".split()
BREAD = "bread honey butter cheese apple carrot onion pepper salt flour".split()
CLOTH = "shirt jacket trousers glove scarf button needle thread cotton wool".split()
PLACES: dict[str, tuple[dict[str, str], float]] = {
    "elsewhere": ({"talk": "Another talk", "topic": "Another topic"}, 0),
    "heading": ({"talk": "Another talk"}, 0),
    "talk": ({"topic": "Another topic"}, 0),
    "both": ({}, 0),
    "beside": ({"topic": "Another topic"}, 0.5),
    "between": ({"talk": "Another talk", "topic": "Another topic"}, 1),
}


def asks(n: int, *slips: str) -> str:
    """A question of ten words, the last `n` of them other ones; slips in some of the others."""
    words = [*OLD[: 10 - n], *NEW[:n]]
    return " ".join(w[:-2] + w[-1] + w[-2] if w in slips else w for w in words) + "?"


def tells(n: int, length: int = 10) -> str:
    """An answer, the first `n` of its words other ones."""
    return " ".join([*CLOTH[:n], *BREAD[n:length]])


def card(question: str, *answer: str, **more: str) -> Key:
    return key(question, *answer, **({"topic": "A topic"} | more))


LISTED = {"kind": "list"}
WAYS: dict[str, Callable[[int], tuple[Key, Key]]] = {
    "an answer of ten words": lambda n: (card(asks(0), tells(0)), card(asks(n), tells(0))),
    "an answer of three words": lambda n: (card(asks(0), tells(0, 3)), card(asks(n), tells(0, 3))),
    "an answer of two words": lambda n: (card(asks(0), tells(0, 2)), card(asks(n), tells(0, 2))),
    "the same bullet": lambda n: (
        card(asks(0), tells(0), source="a"), card(asks(n), tells(0), source="a")
    ),
    "the same bullet, an answer of two words": lambda n: (
        card(asks(0), tells(0, 2), source="a"), card(asks(n), tells(0, 2), source="a")
    ),
    "another bullet": lambda n: (
        card(asks(0), tells(0), source="a"), card(asks(n), tells(0), source="b")
    ),
    "another rule": lambda n: (card(asks(0), tells(0)), card(asks(n), tells(0), rule="x")),
    "another rule, an answer of two words": lambda n: (
        card(asks(0), tells(0, 2)), card(asks(n), tells(0, 2), rule="x")
    ),
    "another rule, a slip in the question, words of the answer": lambda n: (
        card(asks(0), tells(0)), card(asks(0, "garden"), tells(n), rule="x")
    ),
    "another card of the rule": lambda n: (
        card(asks(0), tells(0)), card(asks(n), tells(0), role="1")
    ),
    "another card of the rule, from the same bullet": lambda n: (
        card(asks(0), tells(0), source="a"), card(asks(n), tells(0), role="1", source="a")
    ),
    "words that are put in": lambda n: (
        card(asks(0), tells(0, 2)), card(" ".join([*OLD, *NEW[:n]]) + "?", tells(0, 2))
    ),
    "five words of the answer other": lambda n: (card(asks(0), tells(0)), card(asks(n), tells(5))),
    "six words of the answer other": lambda n: (card(asks(0), tells(0)), card(asks(n), tells(6))),
    "all words of the answer other": lambda n: (card(asks(0), tells(0)), card(asks(n), tells(10))),
    "words that are put in, all words of the answer other": lambda n: (
        card(asks(0), tells(0)), card(" ".join([*OLD, *NEW[:n]]) + "?", tells(10))
    ),
    "words that are put in, six words of the answer other": lambda n: (
        card(asks(0), tells(0)), card(" ".join([*OLD, *NEW[:n]]) + "?", tells(6))
    ),
    "the same question": lambda n: (card(asks(0), tells(0)), card(asks(0), tells(n))),
    "a slip in the question": lambda n: (
        card(asks(0), tells(0)), card(asks(0, "garden"), tells(n))
    ),
    "slips in half of its words": lambda n: (
        card(asks(0), tells(0)),
        card(asks(0, "garden", "river", "bridge", "stone", "market"), tells(n)),
    ),
    "a sentence with a gap": lambda n: (
        card(asks(0), tells(0), kind="cloze"), card(asks(1), tells(n), kind="cloze")
    ),
    "items that are other ones": lambda n: (
        card(asks(0), *BREAD, **LISTED), card(asks(0), *CLOTH[:n], *BREAD[n:], **LISTED)
    ),
    "items that are gone": lambda n: (
        card(asks(0), *BREAD, **LISTED), card(asks(0), *BREAD[: 10 - n], **LISTED)
    ),
    "items that are gone, two words of the question other": lambda n: (
        card(asks(0), *BREAD, **LISTED), card(asks(2), *BREAD[: 10 - n], **LISTED)
    ),
    "items that have come": lambda n: (
        card(asks(0), *BREAD, **LISTED), card(asks(0), *BREAD, *CLOTH[:n], **LISTED)
    ),
    "the question tells how many items": lambda n: (
        card(f"10 {asks(0)[4:]}", *BREAD, **LISTED),
        card(f"10 {asks(n).split(' ', 1)[1]}", *BREAD, **LISTED),
    ),
    "items in another order, two words of the question other": lambda n: (
        card(asks(0), *BREAD, **LISTED), card(asks(2), *BREAD[n:], *BREAD[:n], **LISTED)
    ),
    "of each item half the words are other": lambda n: (
        card(asks(0), *(f"{a} {b}" for a, b in zip(BREAD, NEW, strict=True)), **LISTED),
        card(asks(0), *(f"{a} {c if m < n else b}" for m, (a, b, c) in
                        enumerate(zip(BREAD, NEW, CLOTH, strict=True))), **LISTED),
    ),
}  # fmt: skip


def most(way: str, place: str) -> str:
    """How much may be another one: a number, or `-` if the card may not even be as it was."""
    more, near = PLACES[place]
    kept = []
    for n in range(11):
        old, new = WAYS[way](n)
        kept.append(likeness(old, new._replace(**more), near).accepted)
    assert kept == sorted(kept, reverse=True), "more may be another than less"
    return str(sum(kept) - 1) if kept[0] else "-"


def rows() -> Iterator[tuple[str, list[str]]]:
    """The rows of the table: what changes, and how much of it may, by place."""
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("  ") and line.split()[0] not in PLACES:
            words = line.split()
            yield " ".join(words[: -len(PLACES)]), words[-len(PLACES) :]


@pytest.mark.parametrize(
    ("way", "wanted"), list(rows()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_so_much_may_change(way: str, wanted: list[str]) -> None:
    assert [most(way, place) for place in PLACES] == wanted


def test_every_way_has_its_row() -> None:
    assert [way for way, _ in rows()] == list(WAYS)


THERE = {"source": "a"}
AWAY = {"talk": "Another talk", "topic": "Another topic"}
THE_LIKELIER_FIRST = [
    (card(asks(0), tells(0), **THERE), 1, "between the same two cards"),
    (card(asks(0), tells(0), **THERE), 0, "as it was"),
    (card(asks(0, "garden"), tells(0), **THERE), 0, "a slip"),
    (card(asks(0), tells(1), **THERE), 0, "another word in the answer"),
    (card(asks(0), tells(0), source="b"), 0.5, "another bullet, beside one of its neighbours"),
    (card(asks(0), tells(0), topic="Another topic", **THERE), 0, "below another heading"),
    (card(asks(0), tells(0), source="b"), 0, "another bullet"),
    (card(asks(0), tells(0), rule="x", role="1", **THERE), 0, "another rule, another of its cards"),
    (card(asks(0), tells(0), **THERE)._replace(**AWAY), 0, "elsewhere"),
    (card(asks(0), tells(5), **THERE), 0, "half of the answer"),
    (card(asks(5), tells(0), **THERE), 0, "half of the question"),
    (card(asks(0), tells(5), **THERE)._replace(**AWAY), 0, "half of the answer, elsewhere"),
    (card(asks(0), tells(10), **THERE), 0, "another answer"),
    (card(asks(10), tells(0), **THERE), 0, "another question"),
]


def test_the_likelier_card_comes_first() -> None:
    old = card(asks(0), tells(0), **THERE)
    scores = [(likeness(old, new, near).score, about) for new, near, about in THE_LIKELIER_FIRST]
    assert scores == sorted(scores, reverse=True)
    assert len({score for score, _ in scores}) == len(scores)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_cards_that_are_about_as_like_none_is_taken(turned: bool) -> None:
    """Nor of two that the ledger has: whichever comes first, and whichever is a bit likelier."""
    one = [asks(2)]
    two = [asks(3, "garden"), asks(3)]
    two = two[::-1] if turned else two
    for before, after in ((one, two), (two, one)):
        first = remember(Ledger(), [seen_of(card(q, tells(0))) for q in before], 1000)
        second = remember(first.ledger, [seen_of(card(q, tells(0))) for q in after], 2000)
        assert not {e.guid for e in first.entries} & {e.guid for e in second.entries}


def test_of_two_cards_the_one_that_is_clearly_likelier_is_taken() -> None:
    for before, after in ((["0"], ["3", "1"]), (["3", "1"], ["0"])):
        first, second = (
            [seen_of(card(asks(int(n)), tells(0))) for n in numbers] for numbers in (before, after)
        )
        one = remember(Ledger(), first, 1000)
        two = remember(one.ledger, second, 2000)
        assert one.entries[len(before) - 1].guid == two.entries[len(after) - 1].guid
