"""Cloze texts: cutting a sentence at its gaps, and writing them as Anki reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from talkdeck.anki.text import escape
from talkdeck.cards.card import Gap
from talkdeck.outline.inline import ATOMIC, Inline
from talkdeck.regex import regex
from talkdeck.values import dataclass

HIGHEST = 499
"""The highest cloze number that Anki makes a card for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cloze text.

    Attributes:
        text: its words, with mark-up.
        number: cloze number of a hidden stretch, from 1; 0 for what is always shown.
        hint: shown in place of it; "" shows `[…]`.
    """

    text: Inline
    number: int = 0
    hint: str = ""


def gap_pieces(text: Inline, gaps: Sequence[Gap]) -> tuple[Piece, ...]:
    """The text cut at its gaps, in order.

    A gap that would cut through code, mathematics or a picture hides the whole of it. Empty
    gaps, gaps that reach into an earlier one, and numbers Anki makes no card for are left out.
    """
    pieces: list[Piece] = []
    at = 0
    for gap in sorted(gaps, key=lambda g: (g.start, -g.end)):
        start, end = _whole(text, max(gap.start, 0), min(gap.end, len(text)))
        if start < at or not text.text[start:end].strip() or not 0 < gap.number <= HIGHEST:
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], gap.number, gap.hint))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces)


def cloze_html(pieces: Sequence[Piece], show: Callable[[Inline], str]) -> str:
    """The field of a cloze note, e.g. `A <b>deck</b> has {{c1::20::how many?}} cards`.

    Args:
        pieces: as `gap_pieces` cut them.
        show: writes a stretch as HTML.
    """
    parts = []
    for piece in pieces:
        html = defuse(show(piece.text))
        if piece.number:
            hint = f"::{defuse(escape(piece.hint))}" if piece.hint.strip() else ""
            html = f"{{{{c{piece.number}::{html}{hint}}}}}"
        parts.append(html)
    return "".join(parts)


_OPENING = regex(r"\{\{c(\d{1,3})::")


def ordinals(field: str) -> tuple[int, ...]:
    """Which cards a cloze field makes, 0-based, sorted, e.g. (0, 1) for c1 and c2."""
    found = {int(n) for n in _OPENING.findall(field)}
    return tuple(sorted(n - 1 for n in found if 0 < n <= HIGHEST))


def defuse(html: str) -> str:
    """HTML in which nothing opens, divides or closes a gap, wherever it is put.

    What would is written as character references. (Mathematics arrives here with its braces
    already apart, see `html`: as references they could not be edited in Anki any more.)
    """
    if not any(c in html for c in "{}:"):
        return html
    for mark, reference in (("{", "&#123;"), ("}", "&#125;"), (":", "&#58;")):
        html = html.replace(mark * 2, reference * 2)
        # At either end it would join with what follows or goes before.
        html = reference + html[1:] if html.startswith(mark) else html
        html = html[:-1] + reference if html.endswith(mark) else html
    return html


def _whole(text: Inline, start: int, end: int) -> tuple[int, int]:
    for m in text.marks:
        if m.kind in ATOMIC and m.start < end and m.end > start and start < end:
            start, end = min(start, m.start), max(end, m.end)
    return start, end
