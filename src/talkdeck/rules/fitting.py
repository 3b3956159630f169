"""The parts of a compiled pattern and how they are fitted to a text, in linear time.

A pattern is read as fixed parts (literals, anchored shapes) with free captures between them.
A free capture ends at the first place where the fixed parts that follow it fit, and is never
retried; so each place of a text is tried at most once for each free capture.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import NamedTuple

from talkdeck.rules.pattern import Capture, Literal
from talkdeck.rules.shapes import Fit, Judge
from talkdeck.rules.view import View, tokens_of
from talkdeck.rules.wordlist import Words
from talkdeck.values import dataclass


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


@dataclass(frozen=True, slots=True)
class Text:
    """A literal, prepared as views are."""

    text: str
    part: Literal

    def fit(self, view: View, at: int) -> tuple[int, str]:
        """Where it ends if it stands at an offset, -1 if not; the second part is ""."""
        return (at + len(self.text) if view.low.startswith(self.text, at) else -1), ""

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


@dataclass(frozen=True, slots=True)
class Anchor:
    """An anchored capture.

    Attributes:
        options: for each alternative the shape that says how far it reaches, and those
            that judge what it took; the one that reaches furthest counts.
        places: for each alternative what knows the few offsets where it may begin; () if
            one of them may begin anywhere.
        reach: at most how many words and signs it takes; 0 if that is not known.
        glued: whether a literal's letter stands directly before it, as in `v{n:number}`.
    """

    capture: Capture
    options: tuple[tuple[Fit | Words, tuple[Judge, ...]], ...]
    places: tuple[Callable[[View], list[int]], ...]
    reach: int
    glued: bool

    def fit(self, view: View, at: int) -> tuple[int, str]:
        """Where it ends if it fits at an offset, -1 if not; and a word list's spelling."""
        if at >= view.end or view.low[at] == " " or (not self.glued and view.joined(at)):
            return -1, ""
        best = -1, ""
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
        if len(self.places) == 1:
            return sorted(self.places[0](view))
        return sorted({at for places in self.places for at in places(view)})


@dataclass(frozen=True, slots=True)
class Free:
    """A free capture and the fixed parts after it.

    Attributes:
        judges: alternatives, each a group of judges that all have to agree; () for anything.
        mark: the text that follows where nothing but a text does, e.g. `: `; else "".
    """

    capture: Capture
    judges: tuple[tuple[Judge, ...], ...]
    after: tuple[Text | Anchor, ...]
    mark: str

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
    """One way of reading a pattern: fixed parts, then free captures each with fixed parts."""

    __slots__ = ("frees", "head", "size", "whole")

    def __init__(self, parts: list[Text | Anchor | Capture], whole: bool,
                 judges: Mapping[Capture, tuple[tuple[Judge, ...], ...]]) -> None:  # fmt: skip
        groups: list[list[Text | Anchor]] = [[]]
        captures: list[Capture] = []
        for part in parts:
            if isinstance(part, Capture):
                captures.append(part)
                groups.append([])
            else:
                groups[-1].append(part)
        self.whole = whole
        self.head = tuple(groups[0])
        self.frees = tuple(
            Free(c, judges[c], tuple(g), _mark(g))
            for c, g in zip(captures, groups[1:], strict=True)
        )
        self.size = len(parts)

    def run(self, view: View, tell: bool = False) -> Hit | Stop | None:
        """Fits it to a text; with `tell` it says where it came to its end if it does not."""
        spans: list[Span] = []
        if self.whole or not self.head:
            start = view.begin
            at = self._fixed(view, start, self.head, spans, not self.frees) if self.head else start
            if at < 0:
                return self._stop(view, start, self.head, 0) if tell else None
        else:
            start, at = self._seek(view, view.begin, self.head, spans, not self.frees, -1)
            if at < 0:
                return self._stop(view, view.begin, self.head, 0) if tell else None
        depth = len(self.head)
        for n, free in enumerate(self.frees):
            last = n == len(self.frees) - 1
            after: list[Span] = []
            if not free.after and last:
                end = at_next = view.end
            elif free.mark and at == view.begin and not last:
                end, at_next = self._first(view, free)
            else:
                end, at_next = self._seek(view, at + 1, free.after, after, last, at)
            if at_next < 0 or not view.text[at:end].strip():
                return self._stop(view, at, free.after, depth + 1) if tell else None
            if not free.accepts(view, at, end):
                took = view.slice(at, end).text if tell else ""
                return Stop(at, free.capture, took, depth) if tell else None
            spans.append(Span(free.capture.name, at, end))
            spans.extend(after)
            depth += 1 + len(free.after)
            at = at_next
        return Hit(start, at, tuple(s for s in spans if s.name))

    def _first(self, view: View, free: Free) -> tuple[int, int]:
        """Where the text begins and ends that ends a line's first capture; many ask for it."""
        key = f"mark {free.mark}"
        found: tuple[int, int] | None = view.memo.get(key)
        if found is None:
            found = self._seek(view, view.begin + 1, free.after, [], False, view.begin)
            view.memo[key] = found
        return found

    def _stop(self, view: View, at: int, parts: tuple[Text | Anchor, ...], depth: int) -> Stop:
        """The first of the fixed parts that is nowhere to be found, as an explanation."""
        for n, part in enumerate(parts):
            if isinstance(part, Anchor) or part.text not in view.low[at:]:
                whole = part.part if isinstance(part, Text) else part.capture
                return Stop(at, whole, "", depth + n)
        return Stop(at, None, "", depth + len(parts))

    def _fixed(self, view: View, at: int, parts: tuple[Text | Anchor, ...], spans: list[Span],
               to_end: bool) -> int:  # fmt: skip
        """Fits fixed parts at a place; where they end, -1 if they don't fit.

        With `to_end` nothing follows them: the text has to end there, or in a `find` the word.
        """
        view.steps += 1
        for part in parts:
            start = at
            at, spelt = part.fit(view, at)
            if at < 0:
                return -1
            if isinstance(part, Anchor):
                spans.append(Span(part.capture.name, start, at, spelt))
        if view.inline.marks and at in view.atoms:
            return -1
        if to_end and (at < view.end if self.whole else view.joined(at)):
            return -1
        return at

    def _seek(self, view: View, at: int, parts: tuple[Text | Anchor, ...], spans: list[Span],
              to_end: bool, since: int) -> tuple[int, int]:  # fmt: skip
        """The first place from an offset on where fixed parts fit: where they begin and end.

        The free capture before it began at `since`, -1 if there is none; what stands in
        brackets or quotes that opened since then is passed over.
        """
        known = _known(view, parts, to_end and self.whole)
        if known is not None and not known:
            return -1, -1
        first = parts[0]
        pairs = view.pairs if since >= 0 else ()
        pair = 0
        edge = since < 0
        while (at := first.seek(view, at) if known is None else _next(known, at)) >= 0:
            while pair < len(pairs) and (pairs[pair][0] < since or pairs[pair][1] < at):
                pair += 1
            if pair < len(pairs) and pairs[pair][0] < at:
                at = pairs[pair][1] + 1
                continue
            if not (view.inline.marks and at in view.atoms) and not (edge and view.joined(at)):
                found: list[Span] = []
                end = self._fixed(view, at, parts, found, to_end)
                if end >= 0:
                    spans.extend(found)
                    return at, end
            at += 1
        return -1, -1


def _mark(parts: list[Text | Anchor]) -> str:
    """The text of fixed parts that are nothing but a text."""
    only = parts[0] if len(parts) == 1 else None
    return only.text if isinstance(only, Text) else ""


def _known(view: View, parts: tuple[Text | Anchor, ...], to_end: bool) -> list[int] | None:
    """Where fixed parts may begin, if their first shape has few and known places."""
    first = parts[0]
    last = parts[-1]
    if to_end and len(parts) == 2 and isinstance(last, Anchor) and last.reach:
        spaced = isinstance(first, Text) and first.text == " "
        return [at - 1 for at in view.positions[-last.reach :] if at] if spaced else None
    if isinstance(first, Anchor):
        return first.known(view) if first.places else None
    second = parts[1] if len(parts) > 1 else None
    if isinstance(second, Anchor) and second.places:
        by = len(first.text)
        return [at - by for at in second.known(view) if at >= by]
    return None


def _next(known: list[int], at: int) -> int:
    """The first of some offsets that is not before another; -1 if there is none."""
    n = bisect_left(known, at)
    return known[n] if n < len(known) else -1
