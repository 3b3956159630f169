"""A ruleset, compiled: which of its rules can fire on a node, found without trying them.

A rule that can't match a node's kind, length, children or words costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from talkdeck.outline.node import Node
from talkdeck.rules.children import CONTENT
from talkdeck.rules.conditions import Condition
from talkdeck.rules.model import PROSE, Bounds, Children, Match, Rule, Ruleset
from talkdeck.rules.scene import words_of
from talkdeck.rules.shapes import clause
from talkdeck.rules.view import View

_MANY_WORDS = 50
_MANY_CHILDREN = 12
"""From here on words and children are many: one bucket holds all such nodes, and the
conditions themselves decide."""


class Compiled(NamedTuple):
    """A rule and its matches, compiled."""

    rule: Rule
    conditions: tuple[Condition, ...]


class Engine:
    """A ruleset, compiled.

    Attributes:
        ruleset: what was compiled.
        lists: its word lists at work.
        rules: all its rules, to be looked up by node.
        dropping: those that leave a node out of lists.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.lists = words_of(ruleset)
        compiled = tuple(
            Compiled(r, tuple(Condition(_prosaic(m), self.lists) for m in r.matches))
            for r in ruleset.rules
        )
        self.rules = Index(compiled)
        self.dropping = Index(tuple(c for c in compiled if c.rule.drop))


@lru_cache(maxsize=16)
def engine_of(ruleset: Ruleset) -> Engine:
    """The compiled ruleset; compiled once."""
    return Engine(ruleset)


def _prosaic(match: Match) -> Match:
    """A rule that names no kind speaks about prose."""
    return match if match.kinds else replace(match, kinds=PROSE)


class _Sort(NamedTuple):
    """What nodes have in common for which the same rules may do.

    Attributes:
        kind: kind of node.
        colon: whether its author ended it with a colon.
        ordered: whether it is numbered.
        words: how many words, `_MANY_WORDS` for more.
        bullets: how many child bullets, `_MANY_CHILDREN` for more.
        content: whether it has children of any kind that `children: none` forbids.
    """

    kind: str
    colon: bool
    ordered: bool
    words: int
    bullets: int
    content: bool


class Index:
    """Rules by what they ask of a node.

    Attributes:
        all: the rules in order.
    """

    def __init__(self, rules: tuple[Compiled, ...]) -> None:
        self.all = rules
        self._buckets: dict[_Sort, _Bucket] = {}

    def candidates(self, node: Node, view: View) -> tuple[Compiled, ...]:
        """The rules that can fire on a node, in order."""
        if not self.all:
            return ()
        bullets, content = 0, False
        for child in node.children:
            bullets += child.kind == "bullet"
            content = content or child.kind in CONTENT
        sort = _Sort(
            node.kind,
            node.colon,
            node.number is not None,
            min(view.words, _MANY_WORDS),
            min(bullets, _MANY_CHILDREN),
            content,
        )
        bucket = self._buckets.get(sort)
        if bucket is None:
            bucket = self._buckets[sort] = _Bucket(self.all, sort)
        return bucket.candidates(view)


class _Bucket:
    """The rules for one sort of node, by what their texts need."""

    def __init__(self, rules: Sequence[Compiled], sort: _Sort) -> None:
        self.rules = rules
        self.always: set[int] = set()
        self.by_feature: dict[str, set[int]] = {}
        self.known: dict[frozenset[str], tuple[Compiled, ...]] = {}
        for n, compiled in enumerate(rules):
            for condition in compiled.conditions:
                if _admits(condition.match, sort):
                    self._add(n, condition.trigger)
        self.features = frozenset(self.by_feature)
        self.verbs = any(f.startswith("<verb-") for f in self.features)

    def _add(self, number: int, trigger: frozenset[str] | None) -> None:
        if trigger is None:
            self.always.add(number)
        for feature in trigger or ():
            self.by_feature.setdefault(feature, set()).add(number)

    def candidates(self, view: View) -> tuple[Compiled, ...]:
        hits = view.features & self.features
        if self.verbs and (verb := clause(view)) is not None:
            hits |= {f"<verb-{verb[2]}>"}
        found = self.known.get(hits)
        if found is None:
            if len(self.known) > 2_000:
                self.known.clear()
            numbers = self.always.union(*(self.by_feature.get(f, ()) for f in hits))
            found = self.known[hits] = tuple(self.rules[n] for n in sorted(numbers))
        return found


def _admits(match: Match, sort: _Sort) -> bool:
    """Whether a match may hold for a sort of node."""
    if sort.kind not in match.kinds:
        return False
    if match.colon not in (None, sort.colon) or match.ordered not in (None, sort.ordered):
        return False
    if match.words is not None and not _within(match.words, sort.words, _MANY_WORDS):
        return False
    return match.children is None or _admits_children(match.children, sort)


def _admits_children(children: Children, sort: _Sort) -> bool:
    if children.nothing:
        return not sort.content
    if children.kinds != ("bullet",):
        return True
    return _within(children.count, sort.bullets, _MANY_CHILDREN)


def _within(bounds: Bounds, number: int, many: int) -> bool:
    """Whether a number may be within bounds, `many` standing for itself and all above."""
    return number in bounds if number < many else bounds.most is None or bounds.most >= many
