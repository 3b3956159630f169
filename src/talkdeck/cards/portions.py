"""Long lists in parts: nobody recalls nine things at once."""

from __future__ import annotations

from itertools import pairwise

from talkdeck.cards.answered import too_many
from talkdeck.cards.card import Card, Item
from talkdeck.outline.inline import Inline, join
from talkdeck.regex import regex
from talkdeck.values import replace

MOST_PORTIONS = 3
"""Most cards that one list becomes; a longer one is a chapter, and no answer."""

FEWEST = 2
"""Fewest items of a portion: one alone would be asked for by its number."""

_COUNT = regex(r" \(\d+\)(?=\??$)")
_WHICH = regex(r" \(\d+–\d+ of \d+\)$")


SAYS_SOMETHING = 4
"""Fewest words of an item that is an answer without what is nested below it."""


def portions(card: Card) -> tuple[Card, ...]:
    """Cards that together ask for the items of a list that is too long to be recalled at once;
    where no such parts are short enough, one that leaves out what is nested below the items.

    Each asks for items that follow each other, as many as the others or one more, and says
    which: `Rules of the lock? (1–3 of 6)`. The first has the role of the whole list, so that a
    list which grows too long hands its history on to it.

    Returns:
        The card itself where it is short enough, or could not be parted.
    """
    if card.kind != "list" or not too_many(card.answer):
        return (card,)
    for count in range(2, min(MOST_PORTIONS, len(card.answer) // FEWEST) + 1):
        parts = _parted(card.answer, count)
        if not any(too_many(part) for part in parts):
            return tuple(_portion(card, parts, n) for n in range(count))
    points = _points(card)
    whole = too_many(points.answer) or any(map(_only_leads, card.answer))
    return (card if whole else points,)


def _only_leads(item: Item) -> bool:
    """Whether an item is nothing without what is nested below it: `In winter:`, `If it rains`, or
    a mere name.
    """
    said = item.text.text.lower()
    opens = (item.node is not None and item.node.colon) or said.startswith(("if ", "when "))
    return bool(item.items) and (opens or len(said.split()) < SAYS_SOMETHING)


def _points(card: Card) -> Card:
    """The list without what is nested below its items: they answer, and the rest explains them."""
    tops = tuple(replace(item, items=()) for item in card.answer)
    nested = {n for item in card.answer for n in _lines(item.items)}
    return replace(card, answer=tops, lines=tuple(n for n in card.lines if n not in nested))


def of_the_whole(question: str) -> str:
    """A question without which of the items it wants: `Rules?` of `Rules? (1–3 of 6)`."""
    return _WHICH.sub("", question)


def _parted(items: tuple[Item, ...], count: int) -> list[tuple[Item, ...]]:
    """Items in so many parts, the longer ones first."""
    size, longer = divmod(len(items), count)
    ends = [n * size + min(n, longer) for n in range(count + 1)]
    return [items[a:b] for a, b in pairwise(ends)]


def _portion(card: Card, parts: list[tuple[Item, ...]], number: int) -> Card:
    first = sum(len(part) for part in parts[:number]) + 1
    last = first + len(parts[number]) - 1
    others = {line for n, part in enumerate(parts) if n != number for line in _lines(part)}
    return replace(
        card,
        question=_asking(card.question, f"{first}–{last} of {len(card.answer)}"),
        answer=parts[number],
        role=f"{card.role}.{number + 1}" if number else card.role,
        lines=tuple(n for n in card.lines if n not in others),
        extra=card.extra if number == 0 else (),
    )


def _asking(question: Inline, which: str) -> Inline:
    """A question for some of the items: `(6)` at its end becomes `(1–3 of 6)`."""
    found = _COUNT.search(question.text)
    if found is None:
        return join((question, Inline(f"({which})")), " ")
    return join((question[: found.start()], Inline(f" ({which})"), question[found.end() :]))


def _lines(items: tuple[Item, ...]) -> set[int]:
    """The lines that items stand on, and what is nested in them."""
    own = {n for i in items if i.node is not None for n in range(i.node.start, i.node.end + 1)}
    return own.union(*(_lines(i.items) for i in items))
