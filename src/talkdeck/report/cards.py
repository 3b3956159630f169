"""Cards as a person reads them in a terminal, deck by deck, e.g.

PyCon 2017 › 5 ways to deploy your Python web app in 2017

  pros of Heroku?                                                  line 184
    · One app 24/7 for free
    · Zero server management
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, groupby

from talkdeck.anki.html import plain
from talkdeck.cards.card import Card, Item
from talkdeck.regex import regex
from talkdeck.report.data import Row
from talkdeck.report.terminal import Paint, pad, width
from talkdeck.report.terminal import plain as no_colour

_YEAR = regex(r" \(\d{4}\)$")


def question_text(card: Card) -> str:
    """What is asked, as plain text; a cloze card's gaps as `[…]`."""
    return plain(card.with_gaps())


def answer_lines(items: Iterable[Item], ordered: bool = False, indent: str = "") -> Iterator[str]:
    """The answer, one item a line, nested ones indented."""
    for n, item in enumerate(items, 1):
        mark = f"{n}." if ordered else "·"
        yield f"{indent}{mark} {plain(item.text)}"
        yield from answer_lines(item.items, False, indent + "  ")


def render_cards(rows: Iterable[Row], paint: Paint = no_colour, columns: int = 80) -> str:
    """All cards by deck, each with its line, context and answer."""
    lines: list[str] = []
    for deck, group in groupby(rows, key=lambda r: r.deck):
        lines += [paint(deck.replace("::", " › "), "title"), ""]
        for row in group:
            lines += [*_card(row.card, row.deck, paint, columns), ""]
    return "".join(line + "\n" for line in lines[:-1])


def _below(deck: str, context: Sequence[str]) -> Iterator[str]:
    """The parts of a context line that the deck's name above does not say, e.g. `Heroku`."""
    names = deck.split("::")
    return dropwhile(
        lambda part: any(name.startswith(_YEAR.sub("", part)) for name in names), context
    )


def _card(card: Card, deck: str, paint: Paint, columns: int) -> Iterator[str]:
    context = " › ".join(_below(deck, card.context))
    question = question_text(card)
    head = f"  {context} › {question}" if context else f"  {question}"
    where = f"line {card.node.start}"
    room = columns - len(where) - 1
    first = pad(head, room) if width(head) < room else head + "  "
    yield f"{first} {paint(where, 'dim')}"
    if card.reverse:
        yield f"    {paint('and back:', 'dim')} {plain(card.reverse)}"
    if card.kind == "list" or len(card.answer) != 1 or card.answer[0].items:
        yield from answer_lines(card.answer, card.ordered, "    ")
    else:
        yield f"    {plain(card.answer[0].text)}"
    shown = [node.kind for node in card.extra]
    if shown:
        yield paint(f"    + {', '.join(shown)}", "dim")
