"""Rules at work on notes: the case file beside this one, and what holds for all rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import notes_of, rules

from talkdeck.cards.card import Card, Item
from talkdeck.outline.node import Node
from talkdeck.rules import conditions
from talkdeck.rules.examples import describe, plain, written
from talkdeck.rules.match import Tried, match_talk
from talkdeck.rules.model import Ruleset
from talkdeck.rules.recurring import recurring
from talkdeck.rules.scene import Scene
from talkdeck.rules.view import View

HERE = Path(__file__).parent
CASES = {
    part.partition("\n")[0].strip(): part.partition("\n")[2]
    for part in (HERE / "matching.txt").read_text("utf-8").split("\n=== ")[1:]
}
EXAMPLES = "  examples: [{note: x, cards: some}]\n"


def ruleset_of(text: str) -> Ruleset:
    """Rules without what every rule needs and no case is about."""
    head, _, below = text.partition("- id:")
    named = re.sub(r"(?m)^\+", "", head)
    text = re.sub(r"(?m)^(- id: .*)$", r"\1\n  about: x\n" + EXAMPLES.rstrip(), "- id:" + below)
    return rules(f"{named}rules:\n{text}")


def items(given: tuple[Item, ...]) -> str:
    parts = [plain(i.text) + (f" [{items(i.items)}]" if i.items else "") for i in given]
    return " · ".join(parts)


def show(card: Card) -> str:
    """A card in one line."""
    ordered = "ordered " if card.ordered else ""
    lines = " ".join(map(str, card.lines))
    extra = "".join(f" + {n.kind}" for n in card.extra)
    if len(card.gaps) > 1:
        extra += " + gaps " + " ".join(str(g.number) for g in card.gaps)
    question = describe(written(card)).split(" → ")[0]
    rule = card.rule.partition("/")[2]
    return f"{ordered}{card.kind} {rule}: {question} → {items(card.answer)}  ({lines}){extra}"


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    rule_text, note, expected = CASES[name].split("---\n")
    notes = notes_of(note)
    found: list[str] = []
    again = recurring(talk.root for talk in notes.talks)
    for talk in notes.talks:
        result = match_talk(talk, "notes.md", ruleset_of(rule_text), again=again)
        found += [show(c) for c in result.cards]
        assert not any(m.kind == "highlight" for c in result.cards for m in c.question.marks)
        found += [f"{s.node.start} ! {s.kind}: {s.why}" for s in result.skipped if s.node.text]
    assert "\n".join(found) == expected.strip()


def test_why_a_rule_did_not_fire_is_said_in_words() -> None:
    ruleset = ruleset_of("""\
- id: question
  match: {kind: bullet, text: '{q}?', children: some}
  cards: [{ask: '{q}?', answer: x}]
- id: asks
  match: {kind: bullet, text: '{q}?'}
  cards: [{ask: '{q}?', answer: x}]
- id: pros
  match: {kind: label, text: 'pros'}
  cards: [{ask: 'pros?', answer: x}]
- id: compare
  match: {kind: bullet, text: '{a}: {b}', next: '{a}: {c}'}
  cards: [{ask: '{a}?', answer: '{b} {c}'}]
- id: short
  match: {kind: bullet, text: '{t:1-2}: {m}', words: {max: 5}}
  cards: [{ask: '{t}?', answer: '{m}'}]
""")
    tried: list[Tried] = []
    notes = notes_of("# Talk\n- the green tea: a drink\n- milk: a drink\n- Why?\n- so\n")
    match_talk(notes.talks[0], "notes.md", ruleset, tried.append)
    said = [f"{t.node.start} {t.rule.name}: {m.words()}" for t in tried for m in t.misses]
    assert "2 asks: text: does not end in '?'" in said
    assert "2 pros: kind: it is a bullet, not a label" in said
    assert (
        "2 compare: next › text: {a} would be 'milk' here and is 'the green tea' elsewhere" in said
    )
    assert "2 short: text: 'the green tea' is not 1 to 2 words (of '{t:1-2}: {m}')" in said
    assert "4 question: children: no bullet below it, wanted is at least 1" in said
    assert "5 compare: text: has no ':' where it is needed (of '{a}: {b}')" in said


VAGUE = """\
+exceptions:
  vague: {about: it is left open who, any: ['{x:pronoun} {y}', {parent: Guesses}]}
- id: eats
  match: {text: '{s} eats {o}', except: vague}
  cards: [{ask: 'What does {s} eat?', answer: '{o}'}]
- id: likes
  match: {text: '{s} likes {o}', except: [vague], not: '{x} not {y}'}
  cards: [{ask: 'What does {s} like?', answer: '{o}'}]
"""


def test_the_exception_that_kept_a_rule_away_is_named() -> None:
    tried: list[Tried] = []
    notes = notes_of("# Talk\n- it eats fish\n- Guesses\n  - Tom likes milk\n")
    match_talk(notes.talks[0], "notes.md", ruleset_of(VAGUE), tried.append)
    said = [f"{t.node.start} {t.rule.name}: {m.words()}" for t in tried for m in t.misses]
    assert "2 eats: except › vague: it fits the exception '{x:pronoun} {y}'" in said
    assert "4 likes: except › vague: an exception holds (parent)" in said


def test_an_exception_is_looked_at_once_for_all_rules_that_name_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []
    holds = conditions.Unless.holds

    def counted(self: conditions.Unless, node: Node, view: View, scene: Scene) -> Any:
        looked.append(node.text.text)
        return holds(self, node, view, scene)

    monkeypatch.setattr(conditions.Unless, "holds", counted)
    notes = notes_of("# Talk\n- the cat likes milk and eats fish\n- he likes what he eats now\n")
    ruleset = ruleset_of(VAGUE.replace(", not: '{x} not {y}'", ""))
    found = match_talk(notes.talks[0], "notes.md", ruleset)
    assert [c.question.text for c in found.cards] == ["What does the cat likes milk and eat?"]
    assert looked == ["the cat likes milk and eats fish", "he likes what he eats now"]


LINES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(
            ["Pros:", "Cons", "Redis", "tea: a drink", "www.example.org", "Why do cats purr?",
             "saves 12% of memory", "# Heading", "`code`: x", "JWST (James Webb Space Telescope)",
             "1. step", "a and b", "cheap / fast", "Notes", "Yeast eats sugar", "Use cold butter"]
        ),
    ),
    max_size=14,
)  # fmt: skip


@given(lines=LINES)
@settings(max_examples=120, deadline=None)
def test_looking_rules_up_changes_nothing(lines: list[tuple[int, str]]) -> None:
    """The fast way and the one that tries every rule and tells of it make the same cards."""
    bullets = [f"{'  ' * depth}{'' if t[0] in '#1' else '- '}{t}" for depth, t in lines]
    notes = notes_of("# Talk\n\n" + "\n".join(bullets) + "\n")
    ruleset = STARTER
    for talk in notes.talks:
        fast = match_talk(talk, "notes.md", ruleset)
        slow = match_talk(talk, "notes.md", ruleset, lambda tried: None)
        assert [show(c) for c in fast.cards] == [show(c) for c in slow.cards]
        assert [(s.node.start, s.why) for s in fast.skipped] == [
            (s.node.start, s.why) for s in slow.skipped
        ]
        for card in fast.cards:
            assert list(card.lines) == sorted(set(card.lines))
            assert all(talk.start <= line <= talk.end for line in card.lines)
            assert all(0 <= g.start < g.end <= len(card.question.text) for g in card.gaps)


STARTER = rules((HERE / "starter.yaml").read_text("utf-8").removeprefix("version: 1\n"))


def test_the_case_file_says_what_it_is_about() -> None:
    assert len(CASES) == len(set(CASES))
    assert all(yaml.safe_load(re.sub(r"(?ms)^\+.*?(?=^- id)", "", c.split("---\n")[0]))
               for c in CASES.values())  # fmt: skip
