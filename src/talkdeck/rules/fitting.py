"""The parts of a compiled pattern and how they are fitted to a text, in linear time.

A pattern is read as fixed parts (literals, anchored shapes) with free captures between them.
A free capture ends at the first place where the fixed parts that follow it fit, and is never
retried; so each place of a text is tried at most once for each free capture.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Container, Mapping
from typing import NamedTuple

from talkdeck.rules.pattern import Capture, Literal
from talkdeck.rules.shapes import Fit, Judge
from talkdeck.rules.view import View, tokens_of
from talkdeck.rules.wordlist import Words


class Span(NamedTuple):
    """What a capture took: offsets into the view, and how a word list spells it out."""

    name: str
    start: int
    end: int
    spelt: str = ""


class Hit(NamedTuple):
    """How a pattern fitted.

    Attributes:
        start: where it begins.
        end: where it ends.
        spans: what was captured, in order.
    """

    start: int
    end: int
    spans: tuple[Span, ...]


_NOWHERE = (-1, "")
_NO_SPANS: list[Span] = []


class Text:
    """A literal, prepared as views are.

    Attributes:
        text: the text.
        part: what was read.
        name: "": it is no capture.
        source: the same for texts that are the same.
    """

    __slots__ = ("_size", "name", "part", "source", "text")

    def __init__(self, text: str, part: Literal) -> None:
        self.text = self.source = text
        self.part = part
        self.name = ""
        self._size = len(text)

    def fit(self, view: View, at: int) -> tuple[int, str]:
        """Where it ends if it stands at an offset, -1 if not; the second part is ""."""
        return (at + self._size, "") if view.low.startswith(self.text, at) else _NOWHERE

    def seek(self, view: View, at: int) -> int:
        """Where it stands next; -1 for nowhere."""
        return view.low.find(self.text, at)

    def safe_tokens(self, starts: bool, ends: bool) -> list[tuple[str, bool]]:
        """Tokens that are whole words or signs wherever this fits.

        The outermost may be part of a longer word, unless nothing stands before or after.
        Each with whether the literal begins with it.
        """
        found = []
        at = 0
        for n, token in enumerate(tokens_of(self.text)):
            start = self.text.index(token, at)
            at = start + len(token)
            sign = not (token[0].isalnum() or token[0] == "_")
            if sign or ((starts or start > 0) and (ends or at < len(self.text))):
                found.append((token, n == 0 and start == 0))
        return found


class Anchor:
    """An anchored capture.

    Attributes:
        capture: what was read.
        name: the capture's name; "" if it is not kept.
        source: the same for those that fit alike and keep it under the same name.
        options: for each alternative the shape that says how far it reaches, and those
            that judge what it took; the one that reaches furthest counts.
        places: for each alternative what knows the few offsets where it may begin; () if
            one of them may begin anywhere.
        reach: at most how many words and signs it takes; 0 if that is not known.
        glued: whether a literal's letter stands directly before it, as in `v{n:number}`.
    """

    __slots__ = ("_only", "capture", "glued", "name", "options", "places", "reach", "source")

    def __init__(
        self,
        capture: Capture,
        options: tuple[tuple[Fit | Words, tuple[Judge, ...]], ...],
        places: tuple[Callable[[View], list[int]], ...],
        reach: int,
        glued: bool,
    ) -> None:
        self.capture = capture
        self.name = capture.name
        self.source = f"{{{capture.name}:{capture.asked()}}}"
        self.options = options
        self.places = places
        self.reach = reach
        self.glued = glued
        alone = len(options) == 1 and not options[0][1]
        self._only = options[0][0] if alone else None

    def fit(self, view: View, at: int) -> tuple[int, str]:
        """Where it ends if it fits at an offset, -1 if not; and a word list's spelling."""
        if at >= view.end or view.low[at] == " " or (not self.glued and view.joined(at)):
            return _NOWHERE
        if self._only is not None:
            option = self._only
            if isinstance(option, Words):
                return option.fit(view, at)
            end = option(view, at)
            return (end, "") if end > at else _NOWHERE
        best = _NOWHERE
        for option, judges in self.options:
            if isinstance(option, Words):
                end, spelt = option.fit(view, at)
            else:
                end, spelt = option(view, at), ""
            if end > max(at, best[0]) and all(judge(view, at, end) for judge in judges):
                best = end, spelt
        return best

    def seek(self, view: View, at: int) -> int:
        """The next offset where it may begin; -1 for none."""
        if self.glued:
            return at if at < view.end else -1
        return _next(view.positions, at)

    def known(self, view: View) -> list[int]:
        """All offsets where it may begin, in order; asked only if its shapes know them."""
        found: list[int] | None = view.memo.get(self.places)
        if found is None:
            some = {at for places in self.places for at in places(view)}
            found = view.memo[self.places] = sorted(some)
        return found


class Free:
    """A free capture and the fixed parts after it.

    Attributes:
        capture: what was read.
        judges: alternatives, each a group of judges that all have to agree; () for anything.
        after: the fixed parts.
        dear: whether one of its judges takes long.
    """

    __slots__ = ("after", "capture", "dear", "judges")

    def __init__(self, capture: Capture, judges: tuple[tuple[Judge, ...], ...], after: Fixed,
                 dear: bool) -> None:  # fmt: skip
        self.capture = capture
        self.judges = judges
        self.after = after
        self.dear = dear

    def accepts(self, view: View, start: int, end: int) -> bool:
        """Whether its shapes agree with what it took."""
        if not self.judges:
            return True
        for group in self.judges:
            for judge in group:
                if not judge(view, start, end):
                    break
            else:
                return True
        return False


class Stop(NamedTuple):
    """Where the reading of a pattern came to its end without fitting.

    Attributes:
        at: offset in the text.
        part: the part of the pattern that did not fit; None for the end of the text.
        took: for a capture that was judged: what it took.
        depth: how many parts had fitted before.
    """

    at: int
    part: Literal | Capture | None
    took: str
    depth: int


class Way:
    """One way of reading a pattern: fixed parts, then free captures each with fixed parts.

    Attributes:
        head: the fixed parts that it begins with.
        frees: the free captures.
        size: number of parts.
        whole: whether it has to fit the whole text.
    """

    __slots__ = ("_dear", "_last", "frees", "head", "size", "whole")

    def __init__(self, parts: list[Text | Anchor | Capture], whole: bool,
                 judges: Mapping[Capture, tuple[tuple[Judge, ...], ...]],
                 dear: Container[Capture] = ()) -> None:  # fmt: skip
        groups: list[list[Text | Anchor]] = [[]]
        captures: list[Capture] = []
        for part in parts:
            if isinstance(part, Capture):
                captures.append(part)
                groups.append([])
            else:
                groups[-1].append(part)
        last = len(captures)
        fixed = [Fixed(tuple(g), n == last, whole) for n, g in enumerate(groups)]
        self.whole = whole
        self.head = fixed[0]
        self.frees = tuple(
            Free(c, judges[c], after, c in dear)
            for c, after in zip(captures, fixed[1:], strict=True)
        )
        self.size = len(parts)
        self._last = last - 1
        self._dear = tuple(n for n, c in enumerate(captures) if c in dear)

    def run(self, view: View, tell: bool = False) -> Hit | Stop | None:
        """Fits it to a text; with `tell` it says where it came to its end if it does not.

        Judges that take long come last, when all the rest is known to fit.
        """
        spans: list[Span] = []
        start = at = view.begin
        if self.head.parts:
            if self.whole:
                at = self.head.fit(view, start, spans)
            else:
                start, at = self.head.seek(view, start, spans, -1)
            if at < 0:
                return self.head.stop(view, view.begin, 0) if tell else None
        depth = len(self.head.parts)
        taken: list[tuple[int, int]] = []
        for n, free in enumerate(self.frees):
            after = free.after
            if not after.parts and n == self._last:
                end, at_next, found = view.end, view.end, _NO_SPANS
            elif at == view.begin and n < self._last:
                end, at_next, found = after.first(view)
            else:
                found = []
                end, at_next = after.seek(view, at + 1, found, at)
            if at_next < 0 or not view.text[at:end].strip():
                return after.stop(view, at, depth + 1) if tell else None
            if (tell or not free.dear) and not free.accepts(view, at, end):
                took = view.slice(at, end).text if tell else ""
                return Stop(at, free.capture, took, depth) if tell else None
            if free.capture.name:
                spans.append(Span(free.capture.name, at, end))
            spans.extend(found)
            taken.append((at, end))
            depth += 1 + len(after.parts)
            at = at_next
        if not tell:
            for n in self._dear:
                if not self.frees[n].accepts(view, *taken[n]):
                    return None
        return Hit(start, at, tuple(spans))


class Fixed:
    """Fixed parts side by side: how they fit at a place, and where they stand next.

    Attributes:
        parts: the parts; () for none.
    """

    __slots__ = ("_ends", "_find", "_places", "_whole", "key", "parts")

    def __init__(self, parts: tuple[Text | Anchor, ...], ends: bool, whole: bool) -> None:
        """Makes them ready.

        Args:
            parts: the parts.
            ends: whether nothing follows them: the text has to end there, or where `whole` is
                not asked for, in a `find`, the word.
            whole: whether the pattern has to fit the whole text.
        """
        self.parts = parts
        self._ends = ends
        self._whole = whole
        self._find = parts[0].text if len(parts) == 1 and isinstance(parts[0], Text) else ""
        self._places = _places(parts, ends and whole) if parts else None
        self.key = "\0".join(("first", *(p.source for p in parts)))

    def first(self, view: View) -> tuple[int, int, list[Span]]:
        """Where they stand behind a line's first capture, and what they take; many ask for it."""
        known: tuple[int, int, list[Span]] | None = view.memo.get(self.key)
        if known is None:
            found: list[Span] = []
            known = *self.seek(view, view.begin + 1, found, view.begin), found
            view.memo[self.key] = known
        return known

    def fit(self, view: View, at: int, spans: list[Span]) -> int:
        """Fits them at a place; where they end, -1 if they don't fit."""
        view.steps += 1
        for part in self.parts:
            start = at
            at, spelt = part.fit(view, at)
            if at < 0:
                return -1
            if part.name:
                spans.append(Span(part.name, start, at, spelt))
        if view.inline.marks and at in view.atoms:
            return -1
        if self._ends and (at < view.end if self._whole else view.joined(at)):
            return -1
        return at

    def seek(self, view: View, at: int, spans: list[Span], since: int) -> tuple[int, int]:
        """The first place from an offset on where they fit: where they begin and end.

        The free capture before them began at `since`, -1 if there is none; what stands in
        brackets or quotes that opened since then is passed over.
        """
        known = self._places(view) if self._places is not None else None
        first = self.parts[0]
        at = first.seek(view, at) if known is None else _next(known, at)
        if at < 0:
            return -1, -1
        edge = since < 0
        pairs = () if edge else view.pairs
        pair = 0
        while at >= 0:
            while pair < len(pairs) and (pairs[pair][0] < since or pairs[pair][1] < at):
                pair += 1
            if pair < len(pairs) and pairs[pair][0] < at:
                at = pairs[pair][1] + 1
            else:
                if not (view.inline.marks and at in view.atoms) and not (edge and view.joined(at)):
                    found: list[Span] = []
                    end = self.fit(view, at, found)
                    if end >= 0:
                        spans.extend(found)
                        return at, end
                at += 1
            at = first.seek(view, at) if known is None else _next(known, at)
        return -1, -1

    def stop(self, view: View, at: int, depth: int) -> Stop:
        """The first of them that is nowhere to be found, as an explanation."""
        for n, part in enumerate(self.parts):
            if isinstance(part, Anchor) or part.text not in view.low[at:]:
                whole = part.part if isinstance(part, Text) else part.capture
                return Stop(at, whole, "", depth + n)
        return Stop(at, None, "", depth + len(self.parts))


def _places(parts: tuple[Text | Anchor, ...], to_end: bool) -> Callable[[View], list[int]] | None:
    """What knows where fixed parts may begin, if one of their shapes has few and known places."""
    first, last = parts[0], parts[-1]
    if to_end and len(parts) == 2 and isinstance(last, Anchor) and last.reach:
        reach = last.reach
        if isinstance(first, Text) and first.text == " ":
            return lambda view: [at - 1 for at in view.positions[-reach:] if at]
        return None
    if isinstance(first, Anchor):
        return first.known if first.places else None
    second = parts[1] if len(parts) > 1 else None
    if isinstance(second, Anchor) and second.places:
        known, by = second.known, len(first.text)
        return lambda view: [at - by for at in known(view) if at >= by]
    return None


def _next(known: list[int], at: int) -> int:
    """The first of some offsets that is not before another; -1 if there is none."""
    n = bisect_left(known, at)
    return known[n] if n < len(known) else -1
