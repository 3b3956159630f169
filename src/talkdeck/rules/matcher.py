"""Patterns at work: compiled once, then fitted to texts in linear time.

A pattern is read as fixed parts (literals, anchored shapes) with free captures between them.
A free capture ends at the first place where the fixed parts that follow it fit, and is never
retried; so each place of a text is tried at most once for each free capture.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from talkdeck import english
from talkdeck.rules.pattern import Capture, Literal, Pattern, Shape
from talkdeck.rules.shapes import ANCHORED, WHOLE, Fit, Judge, count_words
from talkdeck.rules.view import View, lower, normalise, tokens_of

_FIRST = re.compile(r"\w+|\S")
_TOKENS = re.compile(r"[^\s,;:()\"!?→]+")


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


class Words:
    """A word list at work."""

    __slots__ = ("by_first", "longest", "slips", "spelt", "tolerant")

    def __init__(self, spelt: Mapping[str, str], tolerant: frozenset[str] = frozenset()) -> None:
        self.spelt = {_literal(k): v for k, v in spelt.items()}
        self.tolerant = tuple(sorted({_literal(w) for w in tolerant}))
        self.slips: dict[str, str | None] = {}
        self.longest = max((len(w.split()) for w in self.tolerant), default=0)
        self.by_first: dict[str, list[str]] = {}
        for word in sorted(self.spelt, key=lambda w: (-len(w), w)):
            hit = _FIRST.match(word)
            if hit:
                self.by_first.setdefault(hit.group(), []).append(word)

    def fit(self, view: View, at: int) -> tuple[int, str]:
        """End and spelling of the longest entry at an offset; (-1, "") if there is none."""
        first = _FIRST.match(view.low, at, view.end)
        if not first:
            return -1, ""
        for word in self.by_first.get(first.group(), ()):
            end = at + len(word)
            if view.low.startswith(word, at) and end <= view.end and not view.joined(end):
                return end, self.spelt[word]
        return self._slip(view, at) if self.tolerant else (-1, "")

    def _slip(self, view: View, at: int) -> tuple[int, str]:
        """The same for an entry with a typing slip in it."""
        ends = []
        for hit in _TOKENS.finditer(view.low, at, view.end):
            ends.append(hit.end())
            if len(ends) == self.longest:
                break
        for end in reversed(ends):
            written = view.low[at:end]
            if len(written) < 4 or len(written) > 40:
                continue
            if written not in self.slips:
                if len(self.slips) > 20_000:
                    self.slips.clear()
                self.slips[written] = self._meant(written)
            if meant := self.slips[written]:
                return end, self.spelt[meant]
        return -1, ""

    def _meant(self, written: str) -> str | None:
        """The entry that was meant; of singular and plural the one that ends alike."""
        alike = [w for w in self.tolerant if w[-1] == written[-1]]
        return english.slip(written, alike) or english.slip(written, self.tolerant)


def _literal(text: str) -> str:
    return lower(normalise(text)[0])


@dataclass(frozen=True, slots=True)
class _Text:
    """A literal, prepared as views are."""

    text: str
    part: Literal

    def fit(self, view: View, at: int) -> tuple[int, str]:
        return (at + len(self.text) if view.low.startswith(self.text, at) else -1), ""

    def seek(self, view: View, at: int) -> int:
        return view.low.find(self.text, at)

    def safe_tokens(self, starts: bool, ends: bool) -> list[tuple[str, bool, bool]]:
        """Tokens that are whole words or signs wherever this fits.

        The outermost may be part of a longer word, unless nothing stands before or after.
        Each with whether it is a word, and whether it comes first.
        """
        found = []
        at = 0
        for n, token in enumerate(tokens_of(self.text)):
            start = self.text.index(token, at)
            at = start + len(token)
            wordy = token[0].isalnum() or token[0] == "_"
            if not wordy or ((starts or start > 0) and (ends or at < len(self.text))):
                found.append((token, wordy, n == 0))
        return found


@dataclass(frozen=True, slots=True)
class _Anchor:
    """An anchored capture.

    Attributes:
        options: for each alternative the shape that says how far it reaches, and those
            that judge what it took; the one that reaches furthest counts.
        leads: names of those shapes that say how far it reaches.
        sparse: whether all of them know their few places.
        glued: whether a literal's letter stands directly before it, as in `v{n:number}`.
    """

    capture: Capture
    options: tuple[tuple[Fit | Words, tuple[Judge, ...]], ...]
    leads: tuple[str, ...]
    sparse: bool
    glued: bool

    def fit(self, view: View, at: int) -> tuple[int, str]:
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
        return at if at < view.end else -1

    def places(self, view: View) -> list[int] | None:
        """All offsets where it may begin, in order, where they are few and known."""
        found: list[int] = []
        for shape in self.leads:
            places = ANCHORED[shape].places if shape in ANCHORED else None
            if places is None:
                return None
            found += places(view)
        return sorted(set(found))

    def needs(self, first: bool) -> set[str] | None:
        """Features of which a text must have one for this to fit; None if any may."""
        found: set[str] = set()
        for shape, (option, _) in zip(self.leads, self.options, strict=True):
            if isinstance(option, Words):
                if option.tolerant and not first:
                    return None
                found.update(f"^{w}" if first else w for w in option.by_first)
                found.update(f"~{w[0]}" for w in option.tolerant)
            else:
                needs = (first and ANCHORED[shape].begins) or ANCHORED[shape].needs
                if not needs:
                    return None
                found.update(needs)
        return found


@dataclass(frozen=True, slots=True)
class _Free:
    """A free capture and the fixed parts after it.

    Attributes:
        judges: alternatives, each a group of judges that all have to agree; () for anything.
    """

    capture: Capture
    judges: tuple[tuple[Judge, ...], ...]
    after: tuple[_Text | _Anchor, ...]

    def accepts(self, view: View, start: int, end: int) -> bool:
        return not self.judges or any(all(j(view, start, end) for j in g) for g in self.judges)


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


class _Way:
    """One way of reading a pattern: fixed parts, then free captures each with fixed parts."""

    __slots__ = ("frees", "head", "size", "whole")

    def __init__(self, parts: list[_Text | _Anchor | Capture], whole: bool,
                 judges: Mapping[Capture, tuple[tuple[Judge, ...], ...]]) -> None:  # fmt: skip
        groups: list[list[_Text | _Anchor]] = [[]]
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
            _Free(c, judges[c], tuple(g)) for c, g in zip(captures, groups[1:], strict=True)
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

    def _stop(self, view: View, at: int, parts: tuple[_Text | _Anchor, ...], depth: int) -> Stop:
        """The first of the fixed parts that is nowhere to be found, as an explanation."""
        for n, part in enumerate(parts):
            if isinstance(part, _Anchor) or part.text not in view.low[at:]:
                whole = part.part if isinstance(part, _Text) else part.capture
                return Stop(at, whole, "", depth + n)
        return Stop(at, None, "", depth + len(parts))

    def _fixed(self, view: View, at: int, parts: tuple[_Text | _Anchor, ...], spans: list[Span],
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
            if isinstance(part, _Anchor):
                spans.append(Span(part.capture.name, start, at, spelt))
        if view.inline.marks and at in view.atoms:
            return -1
        if to_end and (at < view.end if self.whole else view.joined(at)):
            return -1
        return at

    def _seek(self, view: View, at: int, parts: tuple[_Text | _Anchor, ...], spans: list[Span],
              to_end: bool, since: int) -> tuple[int, int]:  # fmt: skip
        """The first place from an offset on where fixed parts fit: where they begin and end.

        The free capture before it began at `since`, -1 if there is none; what stands in
        brackets or quotes that opened since then is passed over.
        """
        known = _known(view, parts)
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


def _known(view: View, parts: tuple[_Text | _Anchor, ...]) -> list[int] | None:
    """Where fixed parts may begin, if their first shape has few and known places."""
    first = parts[0]
    if isinstance(first, _Anchor):
        return first.places(view) if first.sparse else None
    second = parts[1] if len(parts) > 1 else None
    if isinstance(second, _Anchor) and second.sparse:
        by = len(first.text)
        return [at - by for at in second.places(view) or () if at >= by]
    return None


def _next(known: list[int], at: int) -> int:
    """The first of some offsets that is not before another; -1 if there is none."""
    n = bisect_left(known, at)
    return known[n] if n < len(known) else -1


class Matcher:
    """A compiled pattern.

    Attributes:
        pattern: as it was read.
        whole: whether it has to fit the whole text.
        needed: lower-case texts without which it can't fit, longest first.
        trigger: features of which a text must have one; None if any text may fit.
    """

    __slots__ = ("needed", "pattern", "trigger", "ways", "whole")

    def __init__(self, pattern: Pattern, lists: Mapping[str, Words], *, whole: bool) -> None:
        self.pattern = pattern
        self.whole = whole
        self.ways = [
            _compile(way, lists, whole)
            for way in pattern.ways()
            if any(isinstance(p, Capture) or p.text.strip() for p in way)
        ]
        shared = [set(_needed(w)) for w in self.ways]
        both = set.intersection(*shared) if shared else set()
        self.needed = tuple(sorted(both, key=lambda t: (-len(t), t)))
        self.trigger = _trigger(self.ways)

    def match(self, view: View) -> Hit | None:
        """How the pattern fits a text; of several ways the one whose captures end first.

        Whoever asks looks at `trigger` first, for many patterns at once.
        """
        low = view.low
        for text in self.needed:
            if text not in low:
                return None
        if len(self.ways) == 1:
            found = self.ways[0].run(view)
            return found if isinstance(found, Hit) else None
        hits = [h for h in (way.run(view) for way in self.ways) if isinstance(h, Hit)]
        return min(hits, key=_earliest, default=None)

    def stop(self, view: View) -> Stop:
        """Where a pattern that does not fit came to its end, read the furthest way."""
        stops = [s for s in (way.run(view, True) for way in self.ways) if isinstance(s, Stop)]
        return max(stops, key=lambda s: s.depth, default=Stop(0, None, "", 0))


def _earliest(hit: Hit) -> tuple[int, list[int]]:
    """For choosing among ways (min keeps the first of equals: the fullest)."""
    return hit.start, [s.end for s in hit.spans]


def _compile(way: tuple[Literal | Capture, ...], lists: Mapping[str, Words], whole: bool) -> _Way:
    parts: list[_Text | _Anchor | Capture] = []
    judges: dict[Capture, tuple[tuple[Judge, ...], ...]] = {}
    for part in _joined_literals(way):
        if isinstance(part, Literal):
            parts.append(_Text(_literal(part.text), part))
        elif part.free:
            judges[part] = tuple(tuple(_judge(s, lists) for s in g) for g in part.shapes)
            parts.append(part)
        else:
            before = parts[-1] if parts else None
            glued = isinstance(before, _Text) and before.text[-1:].isalnum()
            leads = tuple(_lead(g).name for g in part.shapes)
            sparse = all(n in ANCHORED and ANCHORED[n].places is not None for n in leads)
            options = tuple(_option(g, lists) for g in part.shapes)
            parts.append(_Anchor(part, options, leads, sparse, glued))
    return _Way(parts, whole, judges)


def _joined_literals(way: tuple[Literal | Capture, ...]) -> list[Literal | Capture]:
    """Literals side by side joined, white space single, none at the pattern's ends."""
    joined: list[Literal | Capture] = []
    for part in way:
        if isinstance(part, Literal) and joined and isinstance(joined[-1], Literal):
            joined[-1] = Literal(joined[-1].text + part.text)
        else:
            joined.append(part)
    for n, part in enumerate(joined):
        if isinstance(part, Literal):
            text = re.sub(r"\s+", " ", part.text)
            text = text.lstrip() if n == 0 else text
            joined[n] = Literal(text.rstrip() if n == len(joined) - 1 else text)
    return [p for p in joined if isinstance(p, Capture) or p.text]


def _lead(group: tuple[Shape, ...]) -> Shape:
    """The shape that says how far an anchored capture reaches."""
    return next(s for s in group if s.anchored)


def _option(group: tuple[Shape, ...], lists: Mapping[str, Words]
            ) -> tuple[Fit | Words, tuple[Judge, ...]]:  # fmt: skip
    """The anchored shape of a group, and the others as judges."""
    lead = _lead(group)
    fit = ANCHORED[lead.name].fit if lead.name in ANCHORED else lists[lead.name]
    return fit, tuple(_judge(s, lists) for s in group if s is not lead)


def _judge(shape: Shape, lists: Mapping[str, Words]) -> Judge:
    """A shape as a judge of a text that has been taken."""
    if not shape.name:
        least, most = shape.least, shape.most

        def long_enough(view: View, start: int, end: int) -> bool:
            count = count_words(view.text[start:end])
            return count >= least and (most is None or count <= most)

        return long_enough
    if shape.name in WHOLE:
        return WHOLE[shape.name].judge
    fit = ANCHORED[shape.name].fit if shape.name in ANCHORED else lists[shape.name].fit

    def covers(view: View, start: int, end: int) -> bool:
        while start < end and view.text[start] == " ":
            start += 1
        reached = fit(view, start)
        stop = reached[0] if isinstance(reached, tuple) else reached
        return stop >= start + len(view.text[start:end].rstrip())

    return covers


def _needed(way: _Way) -> list[str]:
    """The literals of a way, without the spaces around them."""
    groups = [way.head, *(f.after for f in way.frees)]
    texts = [p.text.strip() for g in groups for p in g if isinstance(p, _Text)]
    return [t for t in texts if t]


def _trigger(ways: list[_Way]) -> frozenset[str] | None:
    """Features of which a text must have one for any of the ways to fit."""
    found: set[str] = set()
    for way in ways:
        best = _way_trigger(way)
        if best is None:
            return None
        found |= best
    return frozenset(found)


def _way_trigger(way: _Way) -> set[str] | None:
    """What is rarest of all that a way needs: its beginning, a word, a word list, a sign."""
    options: list[tuple[int, int, set[str]]] = []
    groups = [way.head, *(f.after for f in way.frees)]
    for g, group in enumerate(groups):
        for n, part in enumerate(group):
            first = way.whole and g == 0 and n == 0
            if isinstance(part, _Anchor):
                needs = part.needs(first)
                if needs is not None:
                    rank = 0 if first else 2
                    options.append((rank, len(needs), needs))
                continue
            starts = g == 0 and n == 0
            ends = g == len(groups) - 1 and n == len(group) - 1
            if first:
                options.append((2, 0, {f"~{part.text[0]}"}))
            for token, wordy, begins in part.safe_tokens(starts, ends):
                rank = 0 if begins and first else 1 if wordy else 3
                feature = f"^{token}" if begins and first else token
                options.append((rank, -len(token), {feature}))
    return min(options, key=lambda o: o[:2])[2] if options else None
