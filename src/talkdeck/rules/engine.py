"""A ruleset, compiled: its word lists, its rules and the indexes to look rules up in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain, repeat

from talkdeck.rules.index import Entry, Index
from talkdeck.rules.matcher import Matchers
from talkdeck.rules.model import PROSE, Demand, Match, Rule, Ruleset
from talkdeck.rules.scene import words_of


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
            Entry(rule, _prosaic(match), matchers, demand)
            for rule in ruleset.rules
            for match, demand in zip(rule.matches, _demands(ruleset, rule), strict=False)
        ]
        self.rules = Index(entries)
        self.dropping = Index([entry for entry in entries if entry.rule.drop])


@lru_cache(maxsize=16)
def engine_of(ruleset: Ruleset) -> Engine:
    """The compiled ruleset; compiled once."""
    return Engine(ruleset)


def with_demands(ruleset: Ruleset) -> Ruleset:
    """The ruleset with what its rules need of a text, so that few have to be compiled later."""
    demands: dict[str, tuple[Demand, ...]] = {}
    for entry in engine_of(ruleset).rules.entries:
        demands[entry.rule.id] = (*demands.get(entry.rule.id, ()), entry.demand)
    return replace(ruleset, demands=demands)


def _demands(ruleset: Ruleset, rule: Rule) -> Iterator[Demand | None]:
    """What each match of a rule needs of a text, as far as that is known."""
    return chain(ruleset.demands.get(rule.id, ()), repeat(None))


@lru_cache(maxsize=64)
def speaking(ruleset: Ruleset, language: str) -> Ruleset:
    """The rules that have something to say to notes in a language, e.g. `fr`; "" if it is not
    known: all of them.
    """
    if not language or all(r.language in ("", language) for r in ruleset.rules):
        return ruleset
    return replace(ruleset, rules=tuple(r for r in ruleset.rules if r.language in ("", language)))


def _prosaic(match: Match) -> Match:
    """A rule that names no kind speaks about prose."""
    return match if match.kinds else replace(match, kinds=PROSE)
