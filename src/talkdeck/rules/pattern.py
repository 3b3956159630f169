"""Patterns as a person writes them: text with `{captures}` and `[parts that may be missing]`.

Grammar, read in one pass:

    pattern  = part+
    part     = text | "{" [name] [":" shapes] "}" | "[" part+ "]" | "{{" | "}}" | "[[" | "]]"
    shapes   = all ("|" all)*          one of these
    all      = shape ("&" shape)*      all of these
    shape    = name of a shape or word list | words such as 1-4, 3, 7-
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise, product
from typing import cast

from talkdeck.regex import regex
from talkdeck.rules.shapes import ANCHORED, WHOLE
from talkdeck.values import dataclass, replace

MOST_OPTIONAL = 4
"""How many parts of one pattern may be missing: all ways of reading it are tried."""

_NAME = regex(r"[A-Za-z][A-Za-z0-9_-]*")
_PLAIN = regex(r"[^{}\[\]]+")
_LENGTH = regex(r"(\d{1,3})(-(\d{1,3})?)?")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong inside a pattern or template, by offsets into it.

    Attributes:
        code: catalogue code.
        start: offset of the first character concerned.
        end: offset after the last one.
        message: what was found and expected.
        advice: what to do.
    """

    code: str
    start: int
    end: int
    message: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that has to stand there as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing that a capture has to be.

    Attributes:
        name: name of a shape or word list; "" for a length.
        least: fewest words of a length.
        most: most words of a length; None for no limit.
        at: offset of the name in the pattern.
    """

    name: str
    least: int = 0
    most: int | None = None
    at: int = 0

    @property
    def anchored(self) -> bool:
        """Whether it decides by itself how far it reaches; word lists do."""
        return bool(self.name) and self.name not in WHOLE

    @property
    def is_list(self) -> bool:
        """Whether it names a word list."""
        return bool(self.name) and self.name not in WHOLE and self.name not in ANCHORED


Groups = tuple[tuple[Shape, ...], ...]
"""What a capture has to be: alternatives, each a group of shapes that all have to fit."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A part that is taken out.

    Attributes:
        name: its name; "" if nothing is kept.
        shapes: what it has to be; () for anything.
        at: offset in the pattern.
    """

    name: str
    shapes: Groups = ()
    at: int = 0

    @property
    def free(self) -> bool:
        """Whether it reaches as far as what follows it lets it."""
        return not self.shapes or not all(any(s.anchored for s in g) for g in self.shapes)

    def asked(self) -> str:
        """What it has to be, as it might be written, e.g. `noun-phrase&1-8|code`."""
        return "|".join(
            "&".join(s.name or f"{s.least}-{'' if s.most is None else s.most}" for s in group)
            for group in self.shapes
        )

    @property
    def is_mark(self) -> bool:
        """Whether it is `{:mark}`, a colon or a dash."""
        return (
            not self.name and len(self.shapes) == 1 and [s.name for s in self.shapes[0]] == ["mark"]
        )


@dataclass(frozen=True, slots=True)
class Optional:
    """A part that may be missing."""

    parts: tuple[Literal | Capture, ...]


Part = Literal | Capture | Optional


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, read.

    Attributes:
        source: as the person wrote it.
        parts: its parts in order.
    """

    source: str
    parts: tuple[Part, ...]

    def captures(self) -> Iterator[Capture]:
        """All captures, those in optional parts included."""
        for part in self.parts:
            for inner in part.parts if isinstance(part, Optional) else (part,):
                if isinstance(inner, Capture):
                    yield inner

    @property
    def names(self) -> frozenset[str]:
        """The names it captures."""
        return frozenset(c.name for c in self.captures() if c.name)

    def ways(self) -> list[tuple[Literal | Capture, ...]]:
        """All ways of reading it, with and without its optional parts, the fullest first."""
        if all(isinstance(p, Literal) or (isinstance(p, Capture) and p.name) for p in self.parts):
            return [cast(tuple[Literal | Capture, ...], self.parts)]
        choices = [(p.parts, ()) if isinstance(p, Optional) else ((p,),) for p in self.parts]
        ways = [sum(choice, ()) for choice in product(*choices)]
        return [read for way in sorted(ways, key=len, reverse=True) for read in _with_marks(way)]


def _with_marks(way: tuple[Literal | Capture, ...]) -> Iterator[tuple[Literal | Capture, ...]]:
    """A way of reading a pattern with each `{:mark}` read as a colon and as a dash."""
    choices = [_MARKS if isinstance(p, Capture) and p.is_mark else (p,) for p in way]
    yield from product(*choices)


_MARKS = (Literal(":"), Literal(" -"))
"""What `{:mark}` stands for; the space after it is written out."""


@lru_cache(1 << 12)
def parse_pattern(source: str) -> tuple[Pattern, tuple[Flaw, ...]]:
    """Reads a pattern; whatever is written, a pattern comes back, with what is wrong in it.

    Many rules have patterns in common, mostly as exceptions; each is read once.
    """
    reader = _Reader(source)
    pattern = Pattern(source, reader.read())
    return pattern, tuple(reader.flaws or check_pattern(pattern))


def parse_shapes(source: str) -> tuple[Groups, tuple[Flaw, ...]]:
    """Reads shapes as they stand after the colon of a capture, e.g. `noun-phrase&1-8|code`."""
    reader = _Reader(source)
    return reader.shapes(source, 0), tuple(reader.flaws)


def spelt_out(pattern: Pattern, named: Mapping[str, Groups]) -> Pattern:
    """A pattern with what named shapes stand for in their place.

    Example:
        With `subject` for `noun-phrase|code`, `{s:subject&1-8} is` asks for
        `{s:noun-phrase&1-8|code&1-8} is`.
    """
    if not any(s.name in named for c in pattern.captures() for g in c.shapes for s in g):
        return pattern

    def out(part: Literal | Capture) -> Literal | Capture:
        if isinstance(part, Literal):
            return part
        groups = (g for group in part.shapes for g in _spelt_out(group, named))
        return replace(part, shapes=tuple(groups))

    parts = tuple(
        Optional(tuple(map(out, p.parts))) if isinstance(p, Optional) else out(p)
        for p in pattern.parts
    )
    return Pattern(pattern.source, parts)


def _spelt_out(
    group: tuple[Shape, ...], named: Mapping[str, Groups]
) -> Iterator[tuple[Shape, ...]]:
    """All groups that a group stands for that names shapes."""
    for choice in product(*(named.get(shape.name, ((shape,),)) for shape in group)):
        yield tuple(shape for some in choice for shape in some)


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.flaws: list[Flaw] = []

    def read(self) -> tuple[Part, ...]:
        parts: list[Part] = []
        inside: list[Literal | Capture] | None = None
        opened = 0
        text: list[str] = []

        def flush() -> None:
            if text:
                (parts if inside is None else inside).append(Literal("".join(text)))
                text.clear()

        while self.at < len(self.source):
            sign = self.source[self.at]
            if sign in "{}[]" and self.source[self.at : self.at + 2] == sign * 2:
                text.append(sign)
                self.at += 2
            elif sign == "{":
                flush()
                capture = self._capture()
                if capture is not None:
                    (parts if inside is None else inside).append(capture)
            elif sign == "[" and inside is None:
                flush()
                inside, opened = [], self.at
                self.at += 1
            elif sign == "]" and inside is not None:
                flush()
                parts.append(Optional(tuple(inside)))
                inside = None
                self.at += 1
            elif sign in "{}[]":
                self._stray(sign)
                text.append(sign)
                self.at += 1
            elif plain := _PLAIN.match(self.source, self.at):
                text.append(plain.group())
                self.at = plain.end()
        flush()
        if inside is not None:
            self._flaw(opened, len(self.source), "'[' is opened and never closed",
                       "close it with ']', or write '[[' for a bracket as such")  # fmt: skip
        return tuple(parts)

    def _stray(self, sign: str) -> None:
        if sign == "[":
            message = "'[' inside '[…]': parts that may be missing can't be nested"
        else:
            message = f"'{sign}' closes nothing"
        self._flaw(self.at, self.at + 1, message, f"write '{sign * 2}' for a bracket as such")

    def _flaw(self, start: int, end: int, message: str, advice: str = "") -> None:
        self.flaws.append(Flaw("pattern-syntax", start, end, message, advice))

    def _capture(self) -> Capture | None:
        start = self.at
        close = self.source.find("}", start)
        if close < 0:
            self._flaw(start, len(self.source), "'{' is opened and never closed",
                       "close it with '}', or write '{{' for a brace as such")  # fmt: skip
            self.at = len(self.source)
            return None
        self.at = close + 1
        name, colon, shapes = self.source[start + 1 : close].partition(":")
        name = name.strip()
        if not name and not colon:
            self._flaw(start, close + 1, "'{}' has no name", "write {name} or {:shape}")
            return None
        if name and not _NAME.fullmatch(name):
            self._flaw(start + 1, close, f"'{name}' can't be the name of a capture",
                       "use letters, digits and hyphens, beginning with a letter")  # fmt: skip
            return None
        if not colon:
            return Capture(name, (), start)
        return Capture(name, self.shapes(shapes, close - len(shapes)), start)

    def shapes(self, text: str, at: int) -> Groups:
        """Reads what stands after the colon of a capture."""
        groups: list[tuple[Shape, ...]] = []
        for alternative in text.split("|"):
            group: list[Shape] = []
            offset = at
            for term in alternative.split("&"):
                shape = self._shape(term.strip(), offset + len(term) - len(term.lstrip()))
                if shape is not None:
                    group.append(shape)
                offset += len(term) + 1
            groups.append(tuple(group))
            at += len(alternative) + 1
        return tuple(groups)

    def _shape(self, term: str, at: int) -> Shape | None:
        length = _LENGTH.fullmatch(term)
        if length:
            least = int(length[1])
            most = least if length[2] is None else int(length[3]) if length[3] else None
            if most is not None and most < max(least, 1):
                self._flaw(at, at + len(term), f"no text has {term} words",
                           "write the smaller number first, e.g. 1-4")  # fmt: skip
            return Shape("", least, most, at)
        if not _NAME.fullmatch(term):
            self._flaw(at, at + max(len(term), 1),
                       f"'{term}' is no name of a shape" if term else "a shape is missing",
                       "write {name}, {name:shape} or {name:one|other}")  # fmt: skip
            return None
        return Shape(term, at=at)


def check_pattern(pattern: Pattern) -> Iterator[Flaw]:
    """What is wrong with a pattern that could be read."""
    end = len(pattern.source)
    optional = sum(isinstance(p, Optional) for p in pattern.parts)
    if optional + sum(c.is_mark for c in pattern.captures()) > MOST_OPTIONAL:
        yield Flaw("pattern-syntax", 0, end,
                   f"more than {MOST_OPTIONAL} parts of this pattern may be missing or are"
                   " `{:mark}`",
                   "write several patterns")  # fmt: skip
        return
    for way in pattern.ways():
        if not any(isinstance(p, Capture) or p.text.strip() for p in way):
            yield Flaw("pattern-syntax", 0, end, "this pattern has nothing that has to be there",
                       "write the text that a line has to have")  # fmt: skip
            return
        for one, other in pairwise(way):
            if isinstance(one, Capture) and isinstance(other, Capture) and one.free and other.free:
                yield Flaw("pattern-syntax", other.at, end,
                           f"nothing stands between {{{one.name}}} and {{{other.name}}},"
                           " so nobody can say where the first ends",
                           "put a text between them, or give one of them a shape")  # fmt: skip
                return
