"""Rules at work on a talk: which fire where, which cards they make, and what makes none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from talkdeck.cards.card import Card
from talkdeck.outline.node import Node, Talk
from talkdeck.rules.conditions import AROUND, Bindings, Condition, Miss, counted
from talkdeck.rules.making import Maker
from talkdeck.rules.model import PROSE, Match, Rule, Ruleset
from talkdeck.rules.scene import Scene, words_of
from talkdeck.rules.view import View

Silence = Literal["skipped", "covered", "kept-away", "no-card", "nothing"]


@dataclass(frozen=True, slots=True)
class Silent:
    """A node that made no card of its own.

    Attributes:
        node: the node.
        kind: `skipped` a rule says that no card comes from here; `covered` it stands in
            another node's card; `kept-away` a rule that fired above kept the others away;
            `no-card` a rule fired and lacked something for its card; `nothing` no rule fired.
        why: in words, e.g. `a link` or `part of a card of line 12`.
        rule: id of the rule concerned, "" if none.
    """

    node: Node
    kind: Silence
    why: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class TalkMatch:
    """What the rules made of a talk.

    Attributes:
        talk: the talk.
        cards: candidates, in the order of the notes.
        skipped: every node without a card of its own and why, in the order of the notes.
    """

    talk: Talk
    cards: tuple[Card, ...]
    skipped: tuple[Silent, ...]


class Fired(NamedTuple):
    """A rule that fired on a node.

    Attributes:
        rule: the rule.
        match: the one of its matches that held.
        bound: what it captured.
        around: what stands before and after the part that its `find` found.
    """

    rule: Rule
    match: Match
    bound: Bindings
    around: Bindings


class Tried(NamedTuple):
    """What became of one rule on one node.

    Attributes:
        node: the node.
        rule: the rule.
        fired: how it fired; None if it did not.
        misses: for each of its matches the first condition that failed; () if it fired.
        kept_away: id of the rule above or before it that keeps it away, "" if none does.
    """

    node: Node
    rule: Rule
    fired: Fired | None
    misses: tuple[Miss, ...] = ()
    kept_away: str = ""


Observer = Callable[[Tried], None]
"""Told of every rule on every node; then nothing is left out for speed."""


def _fired(rule: Rule, match: Match, bound: Bindings) -> Fired:
    """Puts apart what no capture took."""
    around = {n: bound[n] for n in AROUND if n in bound and n not in match.captures()}
    kept = {n: t for n, t in bound.items() if n not in around} if around else bound
    return Fired(rule, match, kept, around)


class _Compiled(NamedTuple):
    rule: Rule
    conditions: tuple[Condition, ...]


class Engine:
    """A ruleset, compiled: which rules can fire on a node, in order.

    Attributes:
        ruleset: what was compiled.
        rules: rules in order, each with its conditions.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.lists = words_of(ruleset)
        self.rules = tuple(
            _Compiled(r, tuple(Condition(_prosaic(m), self.lists) for m in r.matches))
            for r in ruleset.rules
        )
        self._keys = [[_Key(c) for c in compiled.conditions] for compiled in self.rules]
        self._buckets: dict[_Sort, _Bucket] = {}

    def candidates(self, node: Node, view: View) -> tuple[_Compiled, ...]:
        """The rules that can fire on a node, by its kind, words, children and colon."""
        sort = (node.kind, bool(node.children), node.colon)
        bucket = self._buckets.get(sort)
        if bucket is None:
            bucket = self._buckets[sort] = _Bucket(self.rules, self._keys, sort)
        return bucket.candidates(view)


_Sort = tuple[str, bool, bool]
"""Kind of a node, whether it has children, whether its author ended it with a colon."""


class _Bucket:
    """The rules for one sort of node, by what their texts need."""

    def __init__(
        self, rules: tuple[_Compiled, ...], keys: Sequence[Sequence[_Key]], sort: _Sort
    ) -> None:
        self.rules = rules
        self.always: set[int] = set()
        self.by_feature: dict[str, set[int]] = {}
        self.known: dict[frozenset[str], tuple[_Compiled, ...]] = {}
        for n, alternatives in enumerate(keys):
            for key in alternatives:
                if not key.admits(*sort):
                    continue
                if key.trigger is None:
                    self.always.add(n)
                for feature in key.trigger or ():
                    self.by_feature.setdefault(feature, set()).add(n)
        self.features = frozenset(self.by_feature)

    def candidates(self, view: View) -> tuple[_Compiled, ...]:
        hits = view.features & self.features
        found = self.known.get(hits)
        if found is None:
            if len(self.known) > 20_000:
                self.known.clear()
            numbers = self.always.union(*(self.by_feature[f] for f in hits))
            found = self.known[hits] = tuple(self.rules[n] for n in sorted(numbers))
        return found


def _prosaic(match: Match) -> Match:
    """A rule that names no kind speaks about prose."""
    return match if match.kinds else replace(match, kinds=PROSE)


class _Key:
    """What a condition asks of a node that can be looked up."""

    __slots__ = ("children", "colon", "kinds", "trigger")

    def __init__(self, condition: Condition) -> None:
        match = condition.match
        self.kinds = frozenset(match.kinds)
        self.trigger = condition.trigger()
        self.colon = match.colon
        self.children = bool(
            match.children and match.children.count.least and not match.children.nothing
        )

    def admits(self, kind: str, children: bool, colon: bool) -> bool:
        return (
            kind in self.kinds
            and (children or not self.children)
            and (self.colon is None or self.colon == colon)
        )


@lru_cache(maxsize=16)
def engine_of(ruleset: Ruleset) -> Engine:
    """The compiled ruleset; compiled once."""
    return Engine(ruleset)


def match_talk(
    talk: Talk, file: str, ruleset: Ruleset, observer: Observer | None = None
) -> TalkMatch:
    """Tries all rules on all nodes of a talk.

    Args:
        talk: the talk, read.
        file: path of its notes file, as cards show it.
        ruleset: the rules, in order.
        observer: told of every rule on every node, for explanations and statistics.
    """
    return _Run(talk, file, engine_of(ruleset), observer).match()


def _claimed(fired: Fired, child: Node) -> tuple[Node, ...]:
    """The children that a rule which claims its branch speaks of."""
    return () if child.parent is None else counted(fired.match.children, child.parent)


class _Run:
    """One talk's matching."""

    def __init__(self, talk: Talk, file: str, engine: Engine, observer: Observer | None) -> None:
        self.talk = talk
        self.file = file
        self.engine = engine
        self.observer = observer
        self.scene = Scene(engine.lists, telling=observer is not None)
        self.fired: dict[Node, tuple[Fired, ...]] = {}
        self.cards: list[Card] = []
        self.silent: dict[Node, Silent] = {}

    def match(self) -> TalkMatch:
        for node, ceiling in self._visits():
            before = len(self.cards)
            self._visit(node, ceiling)
            if len(self.cards) > before:
                self.silent.pop(node, None)
        skipped = tuple(self._told(list(self.talk.root.walk())))
        return TalkMatch(self.talk, tuple(self.cards), skipped)

    def _visits(self) -> Iterator[tuple[Node, Rule | None]]:
        """All nodes in order, each with the rule above that keeps lower ones away."""
        stack: list[tuple[Node, Rule | None]] = [(self.talk.root, None)]
        while stack:
            node, ceiling = stack.pop()
            yield node, ceiling
            fired = self.fired.get(node, ())
            if not any(f.rule.claim != "none" for f in fired):
                yield from ((sentence, ceiling) for sentence in self.scene.sentences(node))
            stack.extend(reversed([self._child(c, fired, ceiling) for c in node.children]))

    def _child(
        self, child: Node, fired: tuple[Fired, ...], ceiling: Rule | None
    ) -> tuple[Node, Rule | None]:
        """A child, with the rule that keeps lower ones away from it and from what is below.

        A rule that claims its branch keeps others away from what its cards show: the
        children that it counts, but not one of whose own children its answer tells nothing.
        """
        here = ceiling
        for one in fired:
            claims = one.rule.claim == "branch" and child in _claimed(one, child)
            apart = one.rule.flat and child.items
            if claims and not apart and (here is None or one.rule.priority > here.priority):
                here = one.rule
        return child, here

    def _visit(self, node: Node, ceiling: Rule | None) -> None:
        self.fired[node] = fired = self._fire(node, ceiling)
        for one in fired:
            if one.rule.skip:
                self.silent[node] = Silent(node, "skipped", one.rule.skip, one.rule.id)
                continue
            maker = Maker(one.rule, one.match, node, one.bound, one.around, self.scene, self.talk,
                          self.file, self._dropped)  # fmt: skip
            cards, why = maker.cards()
            self.cards.extend(cards)
            if not cards and why:
                self.silent.setdefault(node, Silent(node, "no-card", why, one.rule.id))
        if not fired and ceiling is not None:
            why = f"'{ceiling.name}' fired above and keeps rules of lower priority away"
            self.silent[node] = Silent(node, "kept-away", why, ceiling.id)

    def _fire(self, node: Node, ceiling: Rule | None) -> tuple[Fired, ...]:
        """The rules that fire on a node, up to the first that claims it."""
        if self.observer is not None:
            return self._fire_observed(node, ceiling, self.observer)
        found: list[Fired] = []
        for rule, conditions in self.engine.candidates(node, self.scene.view(node)):
            if ceiling is not None and rule.priority <= ceiling.priority:
                break
            for condition in conditions:
                bound = condition.test(node, self.scene, {})
                if not isinstance(bound, Miss):
                    found.append(_fired(rule, condition.match, bound))
                    break
            else:
                continue
            if rule.claim != "none":
                break
        return tuple(found)

    def _fire_observed(self, node: Node, ceiling: Rule | None, tell: Observer
                       ) -> tuple[Fired, ...]:  # fmt: skip
        """As `_fire`, with every rule tried and reported."""
        found: list[Fired] = []
        closed = ""
        for rule, conditions in self.engine.rules:
            away = closed
            if not away and ceiling is not None and rule.priority <= ceiling.priority:
                away = ceiling.id
            misses: list[Miss] = []
            fired: Fired | None = None
            for condition in conditions:
                bound = condition.test(node, self.scene, {})
                if not isinstance(bound, Miss):
                    fired = _fired(rule, condition.match, bound)
                    break
                misses.append(bound)
            if fired is None or away:
                tell(Tried(node, rule, fired, tuple(misses), away))
                continue
            tell(Tried(node, rule, fired))
            found.append(fired)
            if rule.claim != "none":
                closed = rule.id
        return tuple(found)

    def _dropped(self, node: Node) -> bool:
        """Whether a rule leaves a node out of lists."""
        if not node.text.text and not node.children:
            return True
        if node not in self.fired:
            silent, self.observer = self.observer, None
            self.fired[node] = self._fire(node, None)
            self.observer = silent
        return any(f.rule.drop for f in self.fired[node])

    def _told(self, nodes: list[Node]) -> Iterator[Silent]:
        """Every node without a card of its own, and why."""
        own = {c.node for c in self.cards}
        covering: dict[int, Card] = {}
        for card in self.cards:
            for line in card.lines:
                covering.setdefault(line, card)
        for node in nodes:
            if node in own or node.kind == "talk":
                continue
            silent = self.silent.get(node)
            over = next((covering[n] for n in node.lines if n in covering), None)
            if over is not None and (silent is None or silent.kind != "skipped"):
                why = f"part of a card of line {over.node.start}"
                yield Silent(node, "covered", why, over.rule)
            elif silent is not None:
                yield silent
            else:
                yield Silent(node, "nothing", "no rule fits it")
