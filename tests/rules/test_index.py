"""The index of rules: what it leaves out never holds, and it leaves out nearly all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import notes_of, rules

from loaded import built_in
from talkdeck.english import clauses
from talkdeck.outline.node import Talk
from talkdeck.rules import matcher
from talkdeck.rules.bindings import Miss
from talkdeck.rules.engine import Engine, engine_of, speaking, with_demands
from talkdeck.rules.fitting import Way
from talkdeck.rules.match import match_talk
from talkdeck.rules.model import Ruleset
from talkdeck.rules.scene import Scene

HERE = Path(__file__).parent
STARTER = rules((HERE / "starter.yaml").read_text("utf-8").removeprefix("version: 1\n"))
BUILT_IN = built_in()

PIECES = st.sampled_from(
    """
    Pros Cons advantages Drawbacks Advanatges drawbcks of the a an Redis `tea` **Yeast** *malt*
    JWST (James Webb Space Telescope) : : : - - -> = , ; / ? . eats is are can should don't made
    based on 12% 3.5 GB 24/7 two sugar caches when if before because Use never why What does how
    e.g. example Examples Definition definitoin [x](https://example.org) https://example.org
    called also known as "quoted words" first-gloss reads writes faster than good for steps Notes
    """.split()
)
TEXTS = st.lists(PIECES, min_size=1, max_size=9).map(" ".join)
LINES = st.lists(
    st.tuples(st.sampled_from(["- ", "  - ", "    - ", "1. ", "", "### "]), TEXTS,
              st.sampled_from(["", "", ":", ".", "?"])),
    max_size=8,
)  # fmt: skip


def talk_of(lines: list[tuple[str, str, str]]) -> Talk:
    text = "# Talk\n\n" + "\n".join("".join(line) for line in lines) + "\n"
    return notes_of(text).talks[0]


@pytest.mark.parametrize("ruleset", [STARTER, BUILT_IN], ids=["starter", "built-in"])
@given(lines=LINES)
@settings(max_examples=60, deadline=None)
def test_what_is_left_out_does_not_hold(
    ruleset: Ruleset, lines: list[tuple[str, str, str]]
) -> None:
    engine = engine_of(ruleset)
    talk = talk_of(lines)
    scene = Scene(engine.lists)
    for node in talk.root.walk():
        for index in (engine.rules, engine.dropping):
            offered = [
                (rule.id, condition)
                for rule, conditions in index.candidates(node, scene.view(node))
                for condition in conditions
            ]
            every = [(rule.id, c) for rule, conditions in index.all for c in conditions]
            holding = [
                (rule, condition)
                for rule, condition in every
                if not isinstance(condition.test(node, scene, {}), Miss)
            ]
            assert set(holding) <= set(offered)
            assert offered == [one for one in every if one in set(offered)]


@pytest.mark.parametrize("ruleset", [STARTER, BUILT_IN], ids=["starter", "built-in"])
@given(lines=LINES)
@settings(max_examples=40, deadline=None)
def test_cards_are_those_made_without_it(
    ruleset: Ruleset, lines: list[tuple[str, str, str]]
) -> None:
    """An observer is told of every rule, so that nothing is looked up."""
    talk = talk_of(lines)
    fast = match_talk(talk, "notes.md", ruleset)
    slow = match_talk(talk, "notes.md", ruleset, lambda tried: None)
    assert [(c.rule, c.question, c.answer, c.lines) for c in fast.cards] == [
        (c.rule, c.question, c.answer, c.lines) for c in slow.cards
    ]
    assert fast.skipped == slow.skipped


def test_few_matches_are_tried_and_few_verbs_looked_for() -> None:
    """Counted, not timed: of all matches only one in twenty is tried on a line of notes."""
    engine = Engine(BUILT_IN)
    every = sum(len(conditions) for _, conditions in engine.rules.all)
    nodes = offered = 0
    before = clauses._split.cache_info()
    for file in sorted((HERE.parent / "corpus" / "notes").glob("*.md")):
        for talk in notes_of(file.read_text("utf-8"), file.name).talks:
            scene = Scene(engine.lists)
            for node in talk.root.walk():
                found = engine.rules.candidates(node, scene.view(node))
                nodes += 1
                offered += sum(len(conditions) for _, conditions in found)
            match_talk(talk, file.name, BUILT_IN)
    after = clauses._split.cache_info()
    assert nodes > 200
    assert offered < every * nodes / 20
    assert after.hits + after.misses - before.hits - before.misses < nodes


def test_matches_are_compiled_when_they_are_tried() -> None:
    """Where it is known what they need, a line has few of them compiled, to the same end."""
    known = with_demands(replace(BUILT_IN, demands={}, needed={}))
    engine = engine_of(speaking(known, ""))
    talk = notes_of("# Yeast\n\n- Pros:\n  - cheap\n- Yeast is a fungus that eats sugar\n").talks[0]
    cards = [(c.rule, c.question) for c in match_talk(talk, "notes.md", known).cards]
    anew = match_talk(talk, "notes.md", BUILT_IN).cards
    assert cards == [(c.rule, c.question) for c in anew] != []
    compiled = [entry for entry in engine.rules.entries if entry.is_compiled]
    assert 0 < len(compiled) < len(engine.rules.entries) / 4
    for entry in engine.rules.entries:
        assert entry.demand == entry.condition.demand


def test_patterns_are_compiled_when_they_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is known what they need, those that can't fit are not compiled."""
    compiled: list[object] = []

    def counted(*parts: Any) -> Way:
        compiled.append(parts)
        return Way(*parts)

    monkeypatch.setattr(matcher, "Way", counted)
    known = with_demands(replace(BUILT_IN, demands={}, needed={}))
    assert len(compiled) > 1000
    compiled.clear()
    talk = notes_of("# Yeast\n\n- Pros:\n  - cheap\n- Yeast is a fungus that eats sugar\n").talks[0]
    assert match_talk(talk, "notes.md", known).cards
    assert 0 < len(compiled) < 60
