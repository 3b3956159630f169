"""Templates as a person writes them: text with `{capture|filter}` and `[…]`.

A part in `[…]` is left out when any capture in it is empty. There is nothing else: no
expressions, no attributes, no code, so a template can't do anything but stand there.
"""

from __future__ import annotations

from collections.abc import Iterator

from talkdeck.regex import regex
from talkdeck.rules.filters import FILTERS
from talkdeck.rules.pattern import Flaw
from talkdeck.values import dataclass

BUILT_IN: dict[str, str] = {
    "topic": "what the node is about: the nearest heading or bullet above that names a thing",
    "node": "the whole text of the node",
    "children": "what stands under the node, as items",
    "item": "with `each: children`: the text of the child",
    "parent": "the text of the node above",
    "title": "the talk's title up to the colon",
    "section": "the nearest heading above",
    "count": "how many children there are, in digits",
    "before": "what stands before the part that `find` found",
    "after": "what stands after the part that `find` found",
    "next": "the text of the node after this one",
    "previous": "the text of the node before this one",
}
"""Names that every template may use, with what they stand for. A capture of the same name
comes first."""

_HOLE = regex(r"\s*([A-Za-z][A-Za-z0-9_-]*)\s*((?:\|\s*[a-z][a-z-]*\s*)*)")


FLAT = frozenset({"explained", "name", "top", "unnumbered"})
"""Filters after which an item stands without what is nested below it."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A place where a capture is put.

    Attributes:
        name: capture or built-in name.
        filters: names of filters, applied in order.
        at: offset in the template.
    """

    name: str
    filters: tuple[str, ...] = ()
    at: int = 0


@dataclass(frozen=True, slots=True)
class Maybe:
    """A part that is left out when a hole in it has nothing to put there."""

    parts: tuple[str | Hole, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A template, read.

    Attributes:
        source: as the person wrote it.
        parts: texts, holes and parts that may be left out, in order.
    """

    source: str
    parts: tuple[str | Hole | Maybe, ...]

    def holes(self) -> Iterator[Hole]:
        """All holes, those in optional parts included."""
        for part in self.parts:
            for inner in part.parts if isinstance(part, Maybe) else (part,):
                if isinstance(inner, Hole):
                    yield inner


def parse_template(source: str) -> tuple[Template, list[Flaw]]:
    """Reads a template; whatever is written, one comes back, with what is wrong in it."""
    reader = _Reader(source)
    return Template(source, reader.read()), reader.flaws


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.flaws: list[Flaw] = []

    def read(self) -> tuple[str | Hole | Maybe, ...]:
        parts: list[str | Hole | Maybe] = []
        inside: list[str | Hole] | None = None
        opened = 0

        def add(part: str | Hole) -> None:
            target: list[str | Hole | Maybe] | list[str | Hole]
            target = parts if inside is None else inside
            if isinstance(part, str) and target and isinstance(target[-1], str):
                target[-1] += part
            else:
                target.append(part)

        while self.at < len(self.source):
            sign = self.source[self.at]
            if sign in "{}[]" and self.source[self.at : self.at + 2] == sign * 2:
                add(sign)
                self.at += 2
            elif sign == "{":
                hole = self._hole()
                if hole is not None:
                    add(hole)
            elif sign == "[" and inside is None:
                inside, opened = [], self.at
                self.at += 1
            elif sign == "]" and inside is not None:
                maybe = Maybe(tuple(inside))
                if not any(isinstance(p, Hole) for p in maybe.parts):
                    self._flaw(opened, self.at + 1, "'[…]' without a capture in it",
                               "write '[[' and ']]' for brackets as such")  # fmt: skip
                parts.append(maybe)
                inside = None
                self.at += 1
            else:
                if sign in "{}[]":
                    self._flaw(self.at, self.at + 1,
                               "'[' inside '[…]'" if sign == "[" else f"'{sign}' closes nothing",
                               f"write '{sign * 2}' for a bracket as such")  # fmt: skip
                add(sign)
                self.at += 1
        if inside is not None:
            self._flaw(opened, len(self.source), "'[' is opened and never closed",
                       "close it with ']', or write '[[' for a bracket as such")  # fmt: skip
        return tuple(parts)

    def _hole(self) -> Hole | None:
        start = self.at
        close = self.source.find("}", start)
        if close < 0:
            self._flaw(start, len(self.source), "'{' is opened and never closed",
                       "close it with '}', or write '{{' for a brace as such")  # fmt: skip
            self.at = len(self.source)
            return None
        self.at = close + 1
        hit = _HOLE.fullmatch(self.source, start + 1, close)
        if not hit:
            self._flaw(start, close + 1,
                       f"'{self.source[start : close + 1]}' is no capture",
                       "write {capture} or {capture|filter}; shapes belong into patterns",
                       )  # fmt: skip
            return None
        filters = tuple(f.strip() for f in hit[2].split("|") if f.strip())
        for name in filters:
            if name not in FILTERS:
                self._unknown_filter(name, start, close)
        return Hole(hit[1], tuple(f for f in filters if f in FILTERS), start)

    def _unknown_filter(self, name: str, start: int, close: int) -> None:
        at = self.source.find(name, self.source.index("|", start), close)
        from difflib import get_close_matches

        close_to = get_close_matches(name, FILTERS, 1)
        listed = "" if close_to else f"; the filters are {', '.join(FILTERS)}"
        advice = f"did you mean '{close_to[0]}'?" if close_to else "remove it"
        self.flaws.append(
            Flaw("unknown-filter", at, at + len(name),
                 f"there is no filter '{name}'{listed}", advice)
        )  # fmt: skip

    def _flaw(self, start: int, end: int, message: str, advice: str) -> None:
        self.flaws.append(Flaw("template-syntax", start, end, message, advice))
