"""A ruleset, compiled: its word lists, its rules and the indexes to look rules up in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from talkdeck.rules.index import Entry, Index
from talkdeck.rules.matcher import Matchers
from talkdeck.rules.model import Demand, Match, Needed, Rule, Ruleset
from talkdeck.rules.scene import words_of
from talkdeck.values import replace


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
        matchers = Matchers(self.lists, ruleset)
        entries = [
            Entry(rule, n, matchers, demand)
            for rule in ruleset.rules
            for n, demand in enumerate(_demands(ruleset, rule))
        ]
        self.rules = Index(entries)
        self.dropping = Index([entry for entry in entries if entry.rule.drop])


@lru_cache(maxsize=16)
def engine_of(ruleset: Ruleset) -> Engine:
    """The compiled ruleset; compiled once."""
    return Engine(ruleset)


def with_demands(ruleset: Ruleset) -> Ruleset:
    """The ruleset with what its rules need, so that few have to be compiled later."""
    demands: dict[str, tuple[Demand, ...]] = {}
    for entry in engine_of(ruleset).rules.entries:
        demands[entry.rule.id] = (*demands.get(entry.rule.id, ()), entry.demand)
    needed: dict[str, Needed] = {}
    matchers = Matchers(words_of(ruleset), ruleset)
    for match in _matches(ruleset):
        for patterns, whole in ((match.text, True), (match.find, False)):
            needed |= {m.key: m.needed for m in matchers.of(patterns, whole=whole)}
    return replace(ruleset, demands=demands, needed=needed)


def _matches(ruleset: Ruleset) -> Iterator[Match]:
    """All conditions of all rules and shared exceptions."""
    of_rules = (match for rule in ruleset.rules for match in rule.matches)
    shared = (match for exception in ruleset.exceptions.values() for match in exception.any)
    for match in chain(of_rules, shared):
        yield from match.walk()


def _demands(ruleset: Ruleset, rule: Rule) -> tuple[Demand | None, ...]:
    """What each match of a rule needs of a node, as far as that is known."""
    known = ruleset.demands.get(rule.id)
    return known if known is not None else (None,) * len(rule.matches)


@lru_cache(maxsize=64)
def speaking(ruleset: Ruleset, language: str) -> Ruleset:
    """The rules that have something to say to notes in a language, e.g. `fr`; "" if it is not
    known.
    """
    return _only(ruleset, tuple(rule for rule in ruleset.rules if rule.speaks_to(language)))


@lru_cache(maxsize=16)
def _only(ruleset: Ruleset, rules: tuple[Rule, ...]) -> Ruleset:
    """Some rules of a ruleset; the same for languages that the same rules speak to."""
    return ruleset if len(rules) == len(ruleset.rules) else replace(ruleset, rules=rules)
