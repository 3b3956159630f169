"""Patterns, compiled: what a text must have for one to fit, and how it fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from talkdeck.rules.fitting import Anchor, Hit, Stop, Text, Way
from talkdeck.rules.model import Ruleset
from talkdeck.rules.pattern import Capture, Literal, Pattern, Shape, spelt_out
from talkdeck.rules.shapes import ANCHORED, DEAR, MOST_WORDS, VERB_FORMS, WHOLE, Fit, Judge, clause
from talkdeck.rules.view import View, count_words
from talkdeck.rules.wordlist import Words, as_seen

NEEDS = 3
"""How many needs of a match are looked up; the rest is found out by trying it."""


class Matcher:
    """A compiled pattern.

    Attributes:
        pattern: as it was read.
        key: the same for patterns that are the same, of whatever rule.
        whole: whether it has to fit the whole text.
        required: features (see `View.features`) all of which a text must have.
        trigger: features of which it must have one; None if that is not known.
        needs: sets of features of which a text must have one each, the rarest first.
        most_words: how many words a text has at most that fits; None if that is not known.
        verbs: forms of main verb (see `shapes.verb_form`) of which a text must have one;
            empty if it may have any or none. Finding the verb takes time, so it is no
            feature of the view.
    """

    __slots__ = (
        "_by_way", "_others", "key", "most_words", "needs", "pattern", "required",
        "trigger", "verbs", "ways", "whole",
    )  # fmt: skip

    def __init__(self, pattern: Pattern, lists: Mapping[str, Words], *, whole: bool) -> None:
        self.pattern = pattern
        self.whole = whole
        self.key = f"{'text' if whole else 'find'} {pattern.source}"
        read = [_parts(way, lists) for way in pattern.ways()]
        read = [parts for parts in read if parts]
        self.ways = [Way(parts, whole, _judges(parts, lists), _dear(parts)) for parts in read]
        needs = [sorted(_needs(way, lists), key=_rarity) for way in self.ways]
        single = [frozenset(f for n in some if len(n) == 1 for f in n) for some in needs]
        self.required = frozenset.intersection(*single) if single else frozenset()
        self.needs = any_of(needs)
        self._by_way = needs
        self.trigger = self.needs[0] if self.needs else None
        self._others = tuple(n for n in needs[0][1:] if len(n) > 1) if len(needs) == 1 else ()
        bounds = [_most_words(parts, lists) for parts in read]
        self.most_words = greatest(bounds, default=0) if whole else None
        self.verbs = _verbs(pattern)

    def match(self, view: View) -> Hit | None:
        """How the pattern fits a text; of several ways the one whose captures end first."""
        features = view.features
        if self.trigger is not None and self.trigger.isdisjoint(features):
            return None
        if not self.required <= features:
            return None
        for needs in self._others:
            if needs.isdisjoint(features):
                return None
        if self.verbs:
            verb = clause(view)
            if verb is None or verb[2] not in self.verbs:
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


class Matchers:
    """The compiled patterns of a ruleset: each is compiled once, when it is first needed.

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
        self._shapes = {name: shape.groups for name, shape in ruleset.shapes.items()}
        self.exceptions = ruleset.exceptions
        self.compiled: dict[str, Any] = {}
        self._known: dict[tuple[str, bool], Matcher] = {}

    def of(self, patterns: Iterable[Pattern], *, whole: bool) -> tuple[Matcher, ...]:
        """Patterns, compiled."""
        return tuple(self._one(pattern, whole) for pattern in patterns)

    def _one(self, pattern: Pattern, whole: bool) -> Matcher:
        found = self._known.get((pattern.source, whole))
        if found is None:
            found = Matcher(spelt_out(pattern, self._shapes), self._lists, whole=whole)
            self._known[pattern.source, whole] = found
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


def _verbs(pattern: Pattern) -> frozenset[str]:
    """The forms that the main verb may have for which a pattern asks; empty if it asks for none."""
    for capture in (p for p in pattern.parts if isinstance(p, Capture)):
        leads = [_lead(g).name for g in capture.shapes] if not capture.free else []
        if leads and all(name.startswith("finite") for name in leads):
            forms = VERB_FORMS if "finite" in leads else [n.partition("-")[2] for n in leads]
            return frozenset(forms)
    return frozenset()


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
        name = _lead(group).name
        places = ANCHORED[name].places if name in ANCHORED else lists[name].places
        if places is None:
            return ()
        found.append(places)
    return tuple(found)


def _reach(capture: Capture, lists: Mapping[str, Words]) -> int:
    """At most how many words and signs a capture takes that has word lists only, else 0."""
    names = [_lead(g).name for g in capture.shapes]
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


def _most_words(parts: list[Text | Anchor | Capture], lists: Mapping[str, Words]) -> int | None:
    """How many words a text has at most that these parts cover; None if that is not known."""
    total = 0
    for part in parts:
        if isinstance(part, Text):
            total += count_words(part.text)
            continue
        shapes = part.shapes if isinstance(part, Capture) else part.capture.shapes
        bounds = [[b for s in g if (b := _shape_words(s, lists)) is not None] for g in shapes]
        if not bounds or not all(bounds):
            return None
        total += max(min(b) for b in bounds)
    return total


def _shape_words(shape: Shape, lists: Mapping[str, Words]) -> int | None:
    """How many words a capture of a shape has at most; None if that is not known."""
    if not shape.name:
        return shape.most
    if shape.name in lists:
        return lists[shape.name].reach + 1  # a slip in `tradeoffs` may be a space
    return MOST_WORDS.get(shape.name)


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
    return fit, tuple(_judge(s, lists) for s in _cheap_first(group) if s is not lead)


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


def _needs(way: Way, lists: Mapping[str, Words]) -> Iterator[frozenset[str]]:
    """Sets of features of each of which a text must have one for a way to fit."""
    groups = [way.head.parts, *(f.after.parts for f in way.frees)]
    for g, group in enumerate(groups):
        for n, part in enumerate(group):
            starts = g == 0 and n == 0
            first = starts and way.whole
            if isinstance(part, Anchor):
                needs = _anchor_needs(part.capture, first, lists)
                if needs:
                    yield needs
                continue
            ends = g == len(groups) - 1 and n == len(group) - 1
            if first:
                yield frozenset({f"~{part.text[0]}"})
            for token, at_start in part.safe_tokens(starts, ends):
                yield frozenset({f"^{token}" if first and at_start else token})


def _anchor_needs(capture: Capture, first: bool, lists: Mapping[str, Words]) -> frozenset[str]:
    """Features of which a text must have one for an anchored capture; empty if any may do."""
    found: set[str] = set()
    for group in capture.shapes:
        name = _lead(group).name
        if name in ANCHORED:
            shape = ANCHORED[name]
            needs = frozenset((first and shape.begins) or shape.needs)
        else:
            needs = lists[name].needs(first) or frozenset()
        if not needs:
            return frozenset()
        found |= needs
    return frozenset(found)


_COMMON = {
    ":": 0.15, "-": 0.1, "(": 0.15, ")": 0.15, ",": 0.3, ".": 0.2, "'": 0.1, '"': 0.05,
    "the": 0.3, "a": 0.25, "is": 0.15, "to": 0.25, "of": 0.25, "and": 0.25, "for": 0.15,
    "in": 0.2, "it": 0.1, "you": 0.1, "are": 0.1, "on": 0.1, "with": 0.1, "that": 0.1,
    "<digit>": 0.2, "<capital>": 0.9, "<capitals>": 0.15, "<code>": 0.1, "<strong>": 0.1,
    "^-s": 0.15, "^-g": 0.05,
}  # fmt: skip
"""Which share of lines has a feature, where it is more than a few in a hundred."""


def greatest(bounds: Sequence[int | None], default: int | None) -> int | None:
    """The greatest of some bounds; None, no bound at all, is greater than any."""
    known = [b for b in bounds if b is not None]
    return max(known, default=default) if len(known) == len(bounds) else None


def any_of(alternatives: Sequence[Sequence[frozenset[str]]]) -> tuple[frozenset[str], ...]:
    """What a text needs that has all that one of some alternatives needs, the rarest first."""
    if not all(alternatives):
        return ()
    most = max((len(a) for a in alternatives), default=0)
    return tuple(frozenset().union(*(a[min(n, len(a) - 1)] for a in alternatives))
                 for n in range(most))  # fmt: skip


def rarest(needs: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Those needs that tell most, at most `NEEDS`; one that another implies tells nothing."""
    found: list[frozenset[str]] = []
    for some in sorted(set(needs), key=_rarity):
        if some and not any(other <= some for other in found):
            found.append(some)
    return tuple(found[:NEEDS])


@lru_cache(1 << 10)
def _rarity(needs: frozenset[str]) -> tuple[float, list[str]]:
    """For sorting: the rarest first, always in the same order."""
    return sum(_COMMON.get(f) or _share(f) for f in needs), sorted(needs)


def _share(feature: str) -> float:
    if feature[0] == "~":
        return 0.05
    return 0.002 if feature[0] == "^" and len(feature) > 1 else 0.01
