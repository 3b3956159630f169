"""The runner of rules' own examples: what it notices, and that the rules that ship pass."""

from __future__ import annotations

from kit import HERE, notes_of, rules

from talkdeck.rules.examples import ExampleResult, run_examples
from talkdeck.rules.model import Ruleset

STARTER = (HERE / "starter.yaml").read_text("utf-8").removeprefix("version: 1\n")

QUESTION = """\
rules:
- id: question
  about: asks a question
  match: {kind: bullet, text: '{q}?', children: some}
  cards: [{kind: list, ask: '{q}?', answer: '{children}'}]
  examples:
  - {note: "- Why?\\n  - so\\n  - there", cards: [{ask: 'Why?', answer: [so, there]}]}
"""


def results(ruleset: Ruleset) -> list[ExampleResult]:
    return run_examples(ruleset, notes_of)


def test_the_starter_passes_and_rules_that_are_off_are_tried_too() -> None:
    found = results(rules(STARTER))
    assert [(r.rule.name, r.number) for r in found if not r.passed] == []
    assert {r.rule.name for r in found} == {"pros-and-cons", "link", "definition", "number"}


def test_a_wrong_answer_is_told() -> None:
    (found,) = results(rules(QUESTION.replace("[so, there]", "[so]")))
    assert found.alone == (
        "Why? → so is missing",
        "made a card that is not expected: Why? → so · there",
    )


def test_another_kind_of_card_is_told() -> None:
    for kind, passes in (("list", True), ("basic", False)):
        text = QUESTION.replace("cards: [{ask: 'Why", f"cards: [{{kind: {kind}, ask: 'Why")
        (found,) = results(rules(text))
        assert found.passed is passes


def test_why_a_rule_makes_no_card_is_told() -> None:
    (found,) = results(rules(QUESTION.replace('"- Why?', '"- Why')))
    assert found.alone[0].startswith("made no card: Why? → so · there is missing; it missed: ")
    assert "text: does not end in '?'" in found.alone[0]


def test_a_near_miss_that_hits_is_told() -> None:
    text = QUESTION.replace("cards: [{ask: 'Why?', answer: [so, there]}]", "cards: none")
    text += '  - {note: "- Why?\\n  - so", cards: some}\n'
    found = results(rules(text))
    assert found[0].alone == ("made a card that is not expected: Why? → so · there",)
    assert found[1].passed


def test_a_rule_that_shadows_another_is_told() -> None:
    other = QUESTION.replace("id: question", "id: other\n  priority: 60")
    found = results(rules(QUESTION, other))
    shadowed = next(r for r in found if r.rule.name == "question")
    assert shadowed.alone == ()
    assert shadowed.shadowed_by == ("pack1/other",)
    assert "'pack1/other' keeps it away" in shadowed.together[0]
    assert [c.rule for c in shadowed.unexpected] == ["pack1/other"]


def test_cards_of_other_rules_may_be_allowed() -> None:
    other = QUESTION.replace("id: question", "id: other\n  claim: none\n  priority: 60")
    both = results(rules(QUESTION, other))
    assert [bool(r.unexpected) for r in both] == [True, True]
    old, new = "cards: [{ask: 'Why", "also: any, cards: [{ask: 'Why"
    texts = [t.replace(old, new) for t in (QUESTION, other)]
    allowed = results(rules(*texts))
    assert all(r.passed for r in allowed)


def test_a_rule_that_keeps_cards_away_has_to_fire() -> None:
    text = STARTER.replace('www.example.org", cards: none', 'example", cards: none')
    failed = [r for r in results(rules(text)) if not r.passed]
    assert [(r.rule.name, r.number) for r in failed] == [("link", 1)]
    assert failed[0].alone[0].startswith("did not fire")
