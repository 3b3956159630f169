"""Choosing what not to ask: of all cards that the rules offer, those worth keeping.

A dropped card is never lost silently: it comes back with the name of the veto that dropped it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from talkdeck.cards import catalogue  # noqa: F401  (each veto has its entry there)
from talkdeck.cards.card import Card
from talkdeck.cards.checks import CHECKS
from talkdeck.cards.words import content_words, flatten
from talkdeck.outline.inline import Inline
from talkdeck.values import dataclass

VETOES: dict[str, str] = {check.name: check.about for check in CHECKS} | {
    "duplicate": "the deck asks the same already",
    "same-fact": "another card asks for the same answer",
    "clash": "the deck has the same question with another answer",
}
"""Every veto and what it says, in the order in which they are tried."""


LONG_ENOUGH = 4
"""Words of meaning from which on the same answer is the same fact, wherever it stands."""

_ANYWHERE = 0  # a place that is no node's


@dataclass(frozen=True, slots=True)
class Dropped:
    """A card that was not kept.

    Attributes:
        card: the card.
        veto: name of the veto, a key of `VETOES`.
        reason: what was found, e.g. `52 words`.
    """

    card: Card
    veto: str
    reason: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cards of a talk, told apart.

    Attributes:
        kept: worth studying, in the order of the notes.
        dropped: the others, in the order of the notes.
    """

    kept: Sequence[Card]
    dropped: tuple[Dropped, ...]


def choose(cards: Sequence[Card], off: frozenset[str] = frozenset()) -> Chosen:
    """Chooses among the cards of one talk.

    Args:
        cards: what the rules offer, in the order of the notes and, for one node, of the rules.
        off: names of vetoes that are switched off.

    Returns:
        The cards to keep, and the others with the veto that dropped them.
    """
    dropped: dict[int, Dropped] = {}
    checks = [c for c in CHECKS if c.name not in off]
    for n, card in enumerate(cards):
        for check in checks:
            found = check.find(card)
            if found:
                dropped[n] = Dropped(card, check.name, found)
                break
    numbered = [_Numbered(n, c, front_of(c)) for n, c in enumerate(cards) if n not in dropped]
    for veto, judge in (
        ("duplicate", _duplicates),
        ("same-fact", _same_facts),
        ("clash", _clashes),
    ):
        if veto not in off:
            left = [one for one in numbered if one.number not in dropped]
            for n, reason in judge(left):
                dropped[n] = Dropped(cards[n], veto, reason)
    return Chosen(
        tuple(c for n, c in enumerate(cards) if n not in dropped),
        tuple(dropped[n] for n in sorted(dropped)),
    )


def front_of(card: Card) -> str:
    """What the learner sees first, as plain text without case and white space; in code the case
    counts: `-a` and `-A` are two things.
    """
    shown = _folded(card.with_gaps("…"))
    context = (part.casefold() for part in card.context)
    return " ".join(" › ".join((*context, shown)).split())


def _folded(text: Inline) -> str:
    """A text in small letters, code left as it is; each letter keeps its place."""
    low = text.text.lower()
    if len(low) != len(text.text):  # a few letters become two
        low = "".join(letter.lower()[0] for letter in text.text)
    for m in text.marks:
        if m.kind == "code":
            low = low[: m.start] + text.text[m.start : m.end] + low[m.end :]
    return low


def back_of(card: Card) -> str:
    """What the learner is to recall, as plain text without case and white space."""
    return " ".join(" · ".join(flatten(card.answer)).casefold().split())


class _Numbered(NamedTuple):
    """A card with its place among all, and its front (see `front_of`)."""

    number: int
    card: Card
    front: str


def _alike(cards: Sequence[_Numbered]) -> list[list[_Numbered]]:
    """Cards with the same front, where there are several."""
    by_front: dict[str, list[_Numbered]] = defaultdict(list)
    for one in cards:
        by_front[one.front].append(one)
    return [group for group in by_front.values() if len(group) > 1]


def _duplicates(cards: Sequence[_Numbered]) -> list[tuple[int, str]]:
    found = []
    for group in _alike(cards):
        seen: dict[str, Card] = {}
        for n, card, _ in group:
            first = seen.setdefault(back_of(card), card)
            if first is not card:
                found.append((n, f"asked already for line {first.lines[0]}"))
    return found


def _same_facts(cards: Sequence[_Numbered]) -> list[tuple[int, str]]:
    """One fact is asked once: of cards from one node those that ask for the same words, and of
    all cards those with the same answer of several words.
    """
    seen: dict[tuple[int, frozenset[str]], Card] = {}
    found = []
    for n, card, _ in cards:
        answer = content_words(" ".join(flatten(card.answer)))
        if not answer:
            continue
        places = [id(card.node), _ANYWHERE] if len(answer) >= LONG_ENOUGH else [id(card.node)]
        keys = [(place, answer) for place in places]
        other = next((seen[key] for key in keys if key in seen), None)
        if other is not None and card.kind != "reversed":
            found.append((n, f"{other.rule} asks for it: {other.question.text}"))
            continue
        for key in keys:
            seen.setdefault(key, card)
    return found


def _clashes(cards: Sequence[_Numbered]) -> list[tuple[int, str]]:
    """One question with two answers: a learner can't know which is meant. Where one of the cards
    rests on all the lines of the others, and on more, it is the whole answer and is kept.
    """
    return [
        (
            n,
            "also asked for line "
            + ", ".join(str(o.card.lines[0]) for o in group if o.number != n),
        )
        for group in _alike(cards)
        for n, card, _ in group
        if not all(set(o.card.lines) < set(card.lines) for o in group if o.number != n)
    ]
