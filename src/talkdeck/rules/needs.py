"""What a text must have for a pattern to fit, found out without trying it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from talkdeck.rules.fitting import Anchor, Text, Way
from talkdeck.rules.pattern import Capture, Pattern, Shape
from talkdeck.rules.shapes import ANCHORED, MOST_WORDS, VERB_FORMS
from talkdeck.rules.view import count_words
from talkdeck.rules.wordlist import Words

NEEDS = 3
"""How many needs of a match are looked up; the rest is found out by trying it."""


def verbs_of(pattern: Pattern) -> frozenset[str]:
    """The forms that the main verb may have for which a pattern asks; empty if it asks for none."""
    for capture in (p for p in pattern.parts if isinstance(p, Capture)):
        leads = [lead(g).name for g in capture.shapes] if not capture.free else []
        if leads and all(name.startswith("finite") for name in leads):
            forms = VERB_FORMS if "finite" in leads else [n.partition("-")[2] for n in leads]
            return frozenset(forms)
    return frozenset()


def most_words(parts: list[Text | Anchor | Capture], lists: Mapping[str, Words]) -> int | None:
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


def lead(group: tuple[Shape, ...]) -> Shape:
    """The shape that says how far an anchored capture reaches."""
    return next(s for s in group if s.anchored)


def needs_of(way: Way, lists: Mapping[str, Words]) -> Iterator[frozenset[str]]:
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
        name = lead(group).name
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


def in_order(needs: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Needs, the rarest first."""
    return sorted(needs, key=_rarity)


@lru_cache(1 << 10)
def _rarity(needs: frozenset[str]) -> tuple[float, list[str]]:
    """For sorting: the rarest first, always in the same order."""
    return sum(_COMMON.get(f) or _share(f) for f in needs), sorted(needs)


def _share(feature: str) -> float:
    if feature[0] == "~":
        return 0.05
    return 0.002 if feature[0] == "^" and len(feature) > 1 else 0.01
