"""A ruleset, compiled: its word lists, its rules and the indexes to look rules up in."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from talkdeck.rules.conditions import Condition
from talkdeck.rules.index import Compiled, Index
from talkdeck.rules.matcher import Matchers
from talkdeck.rules.model import PROSE, Match, Ruleset
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
        compiled = tuple(
            Compiled(r, tuple(Condition(_prosaic(m), matchers) for m in r.matches))
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
