"""Patterns at work: whether one may fit a text, and how it fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from talkdeck.rules.fitting import Anchor, Hit, Stop, Text, Way
from talkdeck.rules.model import Needed, Ruleset
from talkdeck.rules.needs import any_of, greatest, in_order, lead, most_words, needs_of, verbs_of
from talkdeck.rules.pattern import Capture, Groups, Literal, Pattern, Shape, spelt_out
from talkdeck.rules.shapes import ANCHORED, DEAR, WHOLE, Fit, Judge, clause
from talkdeck.rules.view import View, count_words
from talkdeck.rules.wordlist import Words, as_seen


class Matcher:
    """A pattern, compiled when it is first tried.

    Attributes:
        key: the same for patterns that are the same, of whatever rule.
        whole: whether it has to fit the whole text.
        needed: what a text must have for it to fit.
        trigger: features of which it must have one; None if that is not known.
    """

    def __init__(
        self,
        pattern: Pattern,
        lists: Mapping[str, Words],
        named: Mapping[str, Groups] | None = None,
        *,
        whole: bool,
        needed: Needed | None = None,
    ) -> None:
        """Makes it ready to be compiled.

        Args:
            pattern: as it was read.
            lists: the word lists, at work.
            named: what named shapes stand for.
            whole: whether it has to fit the whole text.
            needed: what a text must have, if that is known; else it is compiled to find out.
        """
        self._given = pattern
        self._lists = lists
        self._named = named or {}
        self.whole = whole
        self.key = key_of(pattern, whole=whole)
        self.needed = needed or self.find_needed()
        self.trigger = self.needed.needs[0] if self.needed.needs else None

    @cached_property
    def pattern(self) -> Pattern:
        """The pattern, named shapes spelt out."""
        return spelt_out(self._given, self._named)

    @cached_property
    def ways(self) -> list[Way]:
        """The ways of reading it, compiled."""
        return [
            Way(parts, self.whole, _judges(parts, self._lists), _dear(parts))
            for parts in self._read()
        ]

    def _read(self) -> list[list[Text | Anchor | Capture]]:
        read = (_parts(way, self._lists) for way in self.pattern.ways())
        return [parts for parts in read if parts]

    @cached_property
    def _by_way(self) -> list[list[frozenset[str]]]:
        """For each way what a text needs, the rarest first."""
        return [in_order(needs_of(way, self._lists)) for way in self.ways]

    def find_needed(self) -> Needed:
        """What a text must have for it to fit."""
        needs = self._by_way
        single = [frozenset(f for n in some if len(n) == 1 for f in n) for some in needs]
        required = frozenset.intersection(*single) if single else frozenset[str]()
        others = tuple(n for n in needs[0][1:] if len(n) > 1) if len(needs) == 1 else ()
        bounds = [most_words(parts, self._lists) for parts in self._read()]
        most = greatest(bounds, default=0) if self.whole else None
        return Needed(required, any_of(needs), others, verbs_of(self.pattern), most)

    def match(self, view: View) -> Hit | None:
        """How the pattern fits a text; of several ways the one whose captures end first."""
        features = view.features
        if self.trigger is not None and self.trigger.isdisjoint(features):
            return None
        needed = self.needed
        if not needed.required <= features:
            return None
        for needs in needed.others:
            if needs.isdisjoint(features):
                return None
        if needed.verbs:
            verb = clause(view)
            if verb is None or verb[2] not in needed.verbs:
                return None
        if len(self.ways) == 1:
            found = self.ways[0].run(view)
            return found if isinstance(found, Hit) else None
        hits: list[Hit] = []
        for way, needs_of_way in zip(self.ways, self._by_way, strict=True):
            for needs in needs_of_way:
                if needs.isdisjoint(features):
                    break
            else:
                hit = way.run(view)
                if isinstance(hit, Hit):
                    hits.append(hit)
        return min(hits, key=_earliest, default=None)

    def stop(self, view: View) -> Stop:
        """Where a pattern that does not fit came to its end, read the furthest way."""
        stops = [s for s in (way.run(view, True) for way in self.ways) if isinstance(s, Stop)]
        return max(stops, key=lambda s: s.depth, default=Stop(0, None, "", 0))


def key_of(pattern: Pattern, *, whole: bool) -> str:
    """What tells patterns apart."""
    return f"{'text' if whole else 'find'} {pattern.source}"


class Matchers:
    """The patterns of a ruleset at work: each is compiled once, when it is first needed.

    Attributes:
        exceptions: the shared exceptions of the ruleset.
        compiled: those that are compiled already; `conditions` makes and keeps them.
    """

    def __init__(self, lists: Mapping[str, Words], ruleset: Ruleset) -> None:
        """Makes them ready to be compiled.

        Args:
            lists: the word lists of the ruleset, at work.
            ruleset: whose named shapes and exceptions count.
        """
        self._lists = lists
        self._named = {name: shape.groups for name, shape in ruleset.shapes.items()}
        self._needed = ruleset.needed
        self.exceptions = ruleset.exceptions
        self.compiled: dict[str, Any] = {}
        self._known: dict[str, Matcher] = {}

    def of(self, patterns: Iterable[Pattern], *, whole: bool) -> tuple[Matcher, ...]:
        """Patterns at work."""
        return tuple(self._one(pattern, whole) for pattern in patterns)

    def _one(self, pattern: Pattern, whole: bool) -> Matcher:
        key = key_of(pattern, whole=whole)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Matcher(
                pattern, self._lists, self._named, whole=whole, needed=self._needed.get(key)
            )
        return found


class Patterns:
    """Several patterns, of which those that can't fit are left out without trying them.

    Attributes:
        all: the patterns in order.
    """

    __slots__ = ("_always", "_by_feature", "_features", "_known", "all")

    def __init__(self, matchers: tuple[Matcher, ...]) -> None:
        self.all = matchers
        self._always = tuple(m for m in matchers if m.trigger is None)
        self._by_feature: dict[str, set[int]] = {}
        for n, matcher in enumerate(matchers):
            for feature in matcher.trigger or ():
                self._by_feature.setdefault(feature, set()).add(n)
        self._features = frozenset(self._by_feature)
        self._known: dict[frozenset[str], tuple[Matcher, ...]] = {}

    def candidates(self, view: View) -> tuple[Matcher, ...]:
        """Those that may fit a text, in order."""
        if len(self.all) == 1:
            return self.all
        if self._features.isdisjoint(view.features):
            return self._always
        hits = view.features & self._features
        found = self._known.get(hits)
        if found is None:
            if len(self._known) > 500:
                self._known.clear()
            numbers = set().union(*(self._by_feature[f] for f in hits))
            found = self._known[hits] = tuple(
                m for n, m in enumerate(self.all) if m.trigger is None or n in numbers
            )
        return found


def _earliest(hit: Hit) -> tuple[int, list[int]]:
    """For choosing among ways (min keeps the first of equals: the fullest)."""
    return hit.start, [s.end for s in hit.spans]


def _parts(way: tuple[Literal | Capture, ...], lists: Mapping[str, Words]
           ) -> list[Text | Anchor | Capture]:  # fmt: skip
    """The parts of one way of reading a pattern; [] if it has nothing but white space."""
    parts: list[Text | Anchor | Capture] = []
    for part in _joined_literals(way):
        if isinstance(part, Literal):
            parts.append(Text(as_seen(part.text), part))
        elif part.free:
            parts.append(part)
        else:
            before = parts[-1] if parts else None
            glued = isinstance(before, Text) and before.text[-1:].isalnum()
            options = tuple(_option(g, lists) for g in part.shapes)
            places = () if glued else _places(part, lists)
            parts.append(Anchor(part, options, places, _reach(part, lists), glued))
    return parts


def _places(
    capture: Capture, lists: Mapping[str, Words]
) -> tuple[Callable[[View], list[int]], ...]:
    found = []
    for group in capture.shapes:
        name = lead(group).name
        places = ANCHORED[name].places if name in ANCHORED else lists[name].places
        if places is None:
            return ()
        found.append(places)
    return tuple(found)


def _reach(capture: Capture, lists: Mapping[str, Words]) -> int:
    """At most how many words and signs a capture takes that has word lists only, else 0."""
    names = [lead(g).name for g in capture.shapes]
    if any(n in ANCHORED for n in names):
        return 0
    # One more for the full stop that the end of a text does not count.
    return 1 + max((lists[n].reach for n in names), default=0)


def _judges(parts: list[Text | Anchor | Capture], lists: Mapping[str, Words]
              ) -> dict[Capture, tuple[tuple[Judge, ...], ...]]:  # fmt: skip
    """For each free capture what judges its text: alternatives of groups."""
    return {
        p: tuple(tuple(_judge(s, lists) for s in _cheap_first(g)) for g in p.shapes)
        for p in parts
        if isinstance(p, Capture)
    }


def _cheap_first(group: Iterable[Shape]) -> list[Shape]:
    """The shapes of a group, those last that take long to judge."""
    return sorted(group, key=lambda s: s.name in DEAR)


def _dear(parts: Iterable[Text | Anchor | Capture]) -> frozenset[Capture]:
    """The free captures that take long to judge."""
    return frozenset(
        p
        for p in parts
        if isinstance(p, Capture) and any(s.name in DEAR for g in p.shapes for s in g)
    )


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
            text = part.text
            if "  " in text or not text.isprintable():
                text = re.sub(r"\s+", " ", text)
            text = text.lstrip() if n == 0 else text
            joined[n] = Literal(text.rstrip() if n == len(joined) - 1 else text)
    return [p for p in joined if isinstance(p, Capture) or p.text]


def _option(group: tuple[Shape, ...], lists: Mapping[str, Words]
            ) -> tuple[Fit | Words, tuple[Judge, ...]]:  # fmt: skip
    """The anchored shape of a group, and the others as judges."""
    first = lead(group)
    fit = ANCHORED[first.name].fit if first.name in ANCHORED else lists[first.name]
    return fit, tuple(_judge(s, lists) for s in _cheap_first(group) if s is not first)


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
