"""The built-in rules, loaded once for all tests of a process; that takes longer than most do."""

from __future__ import annotations

from functools import cache

from talkdeck.rules.model import Ruleset
from talkdeck.rules.packs import load_rules


@cache
def built_in() -> Ruleset:
    """The built-in rules, as the YAML files have them now."""
    ruleset, problems = load_rules([])
    assert not problems
    return ruleset
