"""Which of the ledger's cards may be which of the notes', without comparing all with all.

A card is only compared with cards that have something particular in common with it: the
question, the answer, the bullet, the place between neighbours, or rare words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from talkdeck.cards.portions import of_the_whole
from talkdeck.ledger.entry import Entry, Key
from talkdeck.ledger.tokens import fold, pairs_of_signs
from talkdeck.regex import regex
from talkdeck.values import dataclass

_WORD = regex(r"\w{2,}")

ALL_PAIRS = 400
"""Up to so many pairs all are compared."""

COMMON = 40
"""Something that more cards have in common than this says nothing."""

MOST = 6
"""So many candidates a card are compared closely."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cards that may be one.

    Attributes:
        entry: position in the list of entries.
        card: position in the list of cards.
        near: how much their places agree: 1 between the same neighbours, 0.5 beside one.
    """

    entry: int
    card: int
    near: float


def candidates(
    entries: Sequence[Entry],
    cards: Sequence[Key],
    entry_places: Sequence[Hashable],
    card_places: Sequence[Hashable],
) -> Iterable[Pair]:
    """Pairs worth comparing.

    Args:
        entries: the ledger's cards that are not matched yet.
        cards: the notes' cards that are not matched yet.
        entry_places: of each entry the guids of the matched cards before and after it.
        card_places: the same of each card.
    """
    if len(entries) * len(cards) <= ALL_PAIRS:
        for c in range(len(cards)):
            for e in range(len(entries)):
                yield Pair(e, c, _near(entry_places[e], card_places[c]))
        return
    index: dict[Hashable, list[int]] = {}
    for e, entry in enumerate(entries):
        for mark in _marks(entry.key, entry_places[e]):
            index.setdefault(mark, []).append(e)
    for c, key in enumerate(cards):
        counts: Counter[int] = Counter()
        for mark in _marks(key, card_places[c]):
            having = index.get(mark, ())
            if len(having) <= COMMON:
                weight = 1 if isinstance(mark, str) else 3
                for e in having:
                    counts[e] += weight
        for e, count in counts.most_common(MOST):
            if count > 1:
                yield Pair(e, c, _near(entry_places[e], card_places[c]))


def _marks(key: Key, place: Hashable) -> Iterable[Hashable]:
    """What a card may have in common with its former self."""
    yield "question", fold(of_the_whole(key.question))
    yield "answer", tuple(map(fold, key.answer))
    yield "bullet", key.source, key.talk, key.topic
    yield "topic", key.talk, key.topic, key.rule, key.role
    if place is not None:
        yield "place", place
    text = fold(" ".join((key.question, *key.answer[:8])))[:400]
    yield from set(_WORD.findall(text))
    yield from pairs_of_signs(text)


def _near(one: Hashable, two: Hashable) -> float:
    if not isinstance(one, tuple) or not isinstance(two, tuple):
        return 0.0
    same = [a == b for a, b in zip(one, two, strict=True)]
    if one == two:
        return 1.0 if any(g is not None for g in one) else 0.0
    return 0.5 if any(s and g is not None for s, g in zip(same, one, strict=True)) else 0.0
