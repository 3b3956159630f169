"""Which rules may fire on a node, found without trying them.

Every match of every rule has a bit in one large number. What is known about a node (its kind,
its words, what stands below it) says which bits may stay, and all of it is put together with
a few `&` and `|`, whatever the number of rules.

The promise: a match whose bit goes does not hold. One whose bit stays may hold or not; that is
for the match itself to say. `tests/rules/test_index.py` holds it to that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from talkdeck.outline.node import Kind, Node
from talkdeck.rules.children import CONTENT
from talkdeck.rules.conditions import Condition
from talkdeck.rules.matcher import Matchers
from talkdeck.rules.model import PROSE, Bounds, Demand, Match, Relation, Rule
from talkdeck.rules.needs import NEEDS
from talkdeck.rules.view import View
from talkdeck.values import replace

_MANY_CHILDREN = 12
_MANY_WORDS = 50
"""From here on children and words are many: all such numbers are looked up as one."""

_NOTHING: frozenset[tuple[Kind, int]] = frozenset()
"""What stands below most nodes."""

_MOST_KEPT = 5_000
"""How many sets of candidates are kept, so that they need not be put together again."""


class Compiled(NamedTuple):
    """A rule and its matches, compiled; of those only the ones that may hold, from an index."""

    rule: Rule
    conditions: tuple[Condition, ...]


class Entry:
    """One match of a rule; compiled when it is first tried, as most never are in a small file.

    Attributes:
        rule: the rule.
        demand: what the match needs of a node; where that is not known the match is compiled.
    """

    __slots__ = ("_condition", "_matchers", "_number", "demand", "rule")

    def __init__(
        self, rule: Rule, number: int, matchers: Matchers, demand: Demand | None = None
    ) -> None:
        """Makes it ready to be compiled.

        Args:
            rule: the rule.
            number: which of its matches it is, from 0.
            matchers: the patterns of the ruleset.
            demand: what the match needs, if that is known.
        """
        self.rule = rule
        self._number = number
        self._matchers = matchers
        self._condition: Condition | None = None
        self.demand = demand or self.condition.demand

    @property
    def is_compiled(self) -> bool:
        """Whether it has been tried."""
        return self._condition is not None

    @property
    def condition(self) -> Condition:
        """The match, compiled."""
        if self._condition is None:
            match = self.rule.matches[self._number]
            prosaic = match if match.kinds else replace(match, kinds=PROSE)
            self._condition = Condition(prosaic, self._matchers)
        return self._condition


class Index:
    """Rules by what they ask of a node.

    Attributes:
        entries: all matches of the rules, in order.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self._size = len(self.entries)
        self._by_feature, self._undemanding = self._by_needs()
        self._features = frozenset(self._by_feature)
        self._not_first = self._bits(lambda e: e.demand.asks.first is not True)
        self._by_kind: dict[tuple[str, bool, bool], int] = {}
        self._by_words: dict[int, int] = {}
        self._by_children: dict[frozenset[tuple[Kind, int]], int] = {}
        self._kept: dict[int, tuple[Compiled, ...]] = {}

    @cached_property
    def all(self) -> tuple[Compiled, ...]:
        """The rules in order, with all their matches."""
        return self._listed((1 << self._size) - 1)

    def candidates(self, node: Node, view: View) -> tuple[Compiled, ...]:
        """The rules that may fire on a node, in order, with those matches that may hold."""
        if not self.entries:
            return ()
        alive = self._by_node(node)
        if alive:
            alive &= self._by_text(view)
        found = self._kept.get(alive)
        if found is None:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            found = self._kept[alive] = self._listed(alive)
        return found

    def _by_node(self, node: Node) -> int:
        """The matches that may hold for a node, whatever its text says."""
        kind = node.kind, node.colon, node.number is not None
        alive = self._by_kind.get(kind)
        if alive is None:
            alive = self._by_kind[kind] = self._bits(lambda e: _admits_kind(e.demand.asks, *kind))
        alive &= self._by_what_is_below(node.children)
        if node.index and node.parent and node.parent.children[node.index - 1].kind != "image":
            alive &= self._not_first
        return alive

    def _by_what_is_below(self, children: tuple[Node, ...]) -> int:
        """The matches that may hold where a node has these children, whatever they say."""
        counts: dict[Kind, int] = {}
        for child in children:
            counts[child.kind] = min(counts.get(child.kind, 0) + 1, _MANY_CHILDREN)
        key = frozenset(counts.items()) if counts else _NOTHING
        fit = self._by_children.get(key)
        if fit is None:
            if len(self._by_children) > _MOST_KEPT:
                self._by_children.clear()
            fit = self._bits(lambda e: _admits_below(e.demand.asks, counts))
            self._by_children[key] = fit
        return fit

    def _by_text(self, view: View) -> int:
        """The matches that may hold for a text."""
        words = min(view.words, _MANY_WORDS)
        alive = self._by_words.get(words)
        if alive is None:
            alive = self._by_words[words] = self._bits(lambda e: _admits_words(e, words))
        met = self._undemanding
        for feature in self._features & view.features:
            met |= self._by_feature[feature]
        for _ in range(NEEDS):
            alive &= met
            met >>= self._size
        return alive

    def _by_needs(self) -> tuple[dict[str, int], int]:
        """By feature the needs that it meets, and those that are met by any text.

        A number here has the matches' bits several times over: once for each of their needs.
        """
        alike: dict[frozenset[str], int] = {}
        undemanding = 0
        for n, entry in enumerate(self.entries):
            for level in range(NEEDS):
                bit = 1 << (level * self._size + n)
                if level < len(entry.demand.needs):
                    needs = entry.demand.needs[level]
                    alike[needs] = alike.get(needs, 0) | bit
                else:
                    undemanding |= bit
        met: dict[str, int] = {}
        for needs, bits in alike.items():
            for feature in needs:
                met[feature] = met.get(feature, 0) | bits
        return met, undemanding

    def _bits(self, admits: Callable[[Entry], bool]) -> int:
        return sum(1 << n for n, entry in enumerate(self.entries) if admits(entry))

    def _listed(self, alive: int) -> tuple[Compiled, ...]:
        found: dict[Rule, list[Condition]] = {}
        while alive:
            lowest = alive & -alive
            entry = self.entries[lowest.bit_length() - 1]
            found.setdefault(entry.rule, []).append(entry.condition)
            alive ^= lowest
        return tuple(Compiled(rule, tuple(conditions)) for rule, conditions in found.items())


def _admits_kind(match: Match, kind: str, colon: bool, ordered: bool) -> bool:
    return (
        (not match.kinds or kind in match.kinds)
        and match.colon in (None, colon)
        and match.ordered in (None, ordered)
    )


def _admits_words(entry: Entry, words: int) -> bool:
    bounds = entry.demand.asks.words
    if bounds is not None and not _within(bounds, words, _MANY_WORDS):
        return False
    return entry.demand.most_words is None or words <= entry.demand.most_words


def _admits_below(match: Match, counts: Mapping[Kind, int]) -> bool:
    children = match.children
    if children is not None and children.nothing:
        return not any(kind in counts for kind in CONTENT)
    if children is not None:
        number = min(sum(counts.get(kind, 0) for kind in children.kinds), _MANY_CHILDREN)
        if not _within(children.count, number, _MANY_CHILDREN):
            return False
    return all(_has_any(relation, counts) for relation in match.relations)


def _has_any(relation: Relation, counts: Mapping[Kind, int]) -> bool:
    """Whether there is a node below that a relation may mean, if it has to be one below."""
    if relation.match is None or relation.where not in ("child", "every", "most"):
        return True
    kinds = relation.match.kinds if relation.where != "most" else ()
    return "bullet" in counts or any(kind in counts for kind in kinds)


def _within(bounds: Bounds, number: int, many: int) -> bool:
    """Whether a number may be within bounds, `many` standing for itself and all above."""
    return number in bounds if number < many else bounds.most is None or bounds.most >= many
