"""Rules at work on a talk: which fire where, which cards they make, and what makes none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from talkdeck.cards.card import Card
from talkdeck.outline.node import Node, Talk
from talkdeck.rules.bindings import AROUND, Bindings, Miss
from talkdeck.rules.conditions import Condition
from talkdeck.rules.engine import Engine, engine_of, speaking
from talkdeck.rules.making import Maker
from talkdeck.rules.model import Match, Rule, Ruleset
from talkdeck.rules.outcome import Silent, TalkMatch
from talkdeck.rules.recurring import recurring
from talkdeck.rules.scene import Scene


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


def _fired(rule: Rule, condition: Condition, bound: Bindings) -> Fired:
    """Puts apart what no capture took."""
    around = {n: bound[n] for n in AROUND if n in bound and n not in condition.names}
    kept = {n: t for n, t in bound.items() if n not in around} if around else bound
    return Fired(rule, condition.match, kept, around)


def match_talk(
    talk: Talk,
    file: str,
    ruleset: Ruleset,
    observer: Observer | None = None,
    again: frozenset[Node] | None = None,
) -> TalkMatch:
    """Tries all rules on all nodes of a talk.

    Args:
        talk: the talk, read.
        file: path of its notes file, as cards show it.
        ruleset: the rules, in order.
        observer: told of every rule on every node, for explanations and statistics.
        again: headings that come back in the file (see `recurring`); None to look for them in
            this talk alone.
    """
    if again is None:
        again = recurring([talk.root])
    return _Run(talk, file, engine_of(speaking(ruleset, talk.language)), observer, again).match()


def _claims(fired: Fired, child: Node) -> bool:
    """Whether a rule that claims its branch speaks of a child."""
    children = fired.match.children
    return child.kind in children.kinds if children is not None else child.kind == "bullet"


class _Run:
    """One talk's matching."""

    def __init__(self, talk: Talk, file: str, engine: Engine, observer: Observer | None,
                 again: frozenset[Node]) -> None:  # fmt: skip
        self.talk = talk
        self.file = file
        self.engine = engine
        self.observer = observer
        self.scene = Scene(engine.lists, telling=observer is not None, again=again)
        self.fired: dict[Node, tuple[Fired, ...]] = {}
        self.dropped: dict[Node, bool] = {}
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
                for sentence in self._said(node):
                    yield sentence, ceiling
            if fired:
                stack.extend(self._child(c, fired, ceiling) for c in reversed(node.children))
            else:
                stack.extend((c, ceiling) for c in reversed(node.children))

    def _said(self, node: Node) -> Iterator[Node]:
        """The sentences of a node, and the clauses of those on which no rule fires."""
        sentences = self.scene.sentences(node)
        for one in sentences or (node,):
            if one is not node:
                yield one
            if not self.fired.get(one):
                yield from self.scene.clauses(one)

    def _child(
        self, child: Node, fired: tuple[Fired, ...], ceiling: Rule | None
    ) -> tuple[Node, Rule | None]:
        """A child, with the rule that keeps lower ones away from it and from what is below.

        A rule that claims its branch keeps others away from what its cards show: the
        children that it counts, but not one of whose own children its answer tells nothing.
        """
        here = ceiling
        for one in fired:
            rule = one.rule
            if rule.claim != "branch" or (here is not None and rule.priority <= here.priority):
                continue
            if _claims(one, child) and not (rule.flat and child.items):
                here = rule
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
        for rule, conditions in self.engine.rules.candidates(node, self.scene.view(node)):
            if ceiling is not None and rule.priority <= ceiling.priority:
                break
            for condition in conditions:
                bound = condition.test(node, self.scene, {})
                if not isinstance(bound, Miss):
                    found.append(_fired(rule, condition, bound))
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
        for rule, conditions in self.engine.rules.all:
            away = closed
            if not away and ceiling is not None and rule.priority <= ceiling.priority:
                away = ceiling.id
            misses: list[Miss] = []
            fired: Fired | None = None
            for condition in conditions:
                bound = condition.test(node, self.scene, {})
                if not isinstance(bound, Miss):
                    fired = _fired(rule, condition, bound)
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
        dropped = self.dropped.get(node)
        if dropped is None:
            empty = not node.text.text and not node.children
            dropped = self.dropped[node] = empty or self._is_dropped(node)
        return dropped

    def _is_dropped(self, node: Node) -> bool:
        rules = self.engine.dropping.candidates(node, self.scene.view(node))
        return any(
            not isinstance(condition.test(node, self.scene, {}), Miss)
            for _, conditions in rules
            for condition in conditions
        )

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
