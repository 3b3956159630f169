"""Rules' own examples, run: each rule alone, then all rules together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from talkdeck.cards.card import Card, Item
from talkdeck.outline.inline import Inline
from talkdeck.outline.node import Notes
from talkdeck.rules.match import Tried, match_talk
from talkdeck.rules.model import Example, ExpectedCard, Rule, Ruleset
from talkdeck.rules.outcome import Silent
from talkdeck.rules.recurring import recurring
from talkdeck.values import dataclass, replace


@dataclass(frozen=True, slots=True, eq=False)
class ExampleResult:
    """What became of one example.

    Attributes:
        rule: the rule whose example it is.
        example: the example.
        number: its position among the rule's examples, from 1.
        alone: what went wrong with the rule alone (all word lists and skip rules are there).
        together: what went wrong with all rules together.
        shadowed_by: ids of rules that fired where this one would have.
        unexpected: cards of other rules, where the example does not say `also: any`.
    """

    rule: Rule
    example: Example
    number: int
    alone: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    shadowed_by: tuple[str, ...] = ()
    unexpected: tuple[Card, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all is as the example says."""
        return not (self.alone or self.together or self.unexpected)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What some rules made of a note."""

    cards: tuple[Card, ...]
    silent: tuple[Silent, ...]
    tried: tuple[Tried, ...]


def run_examples(
    ruleset: Ruleset, read: Callable[[str], Notes], only: Sequence[Rule] = ()
) -> list[ExampleResult]:
    """Runs the examples of all rules that are on, and of rules that are off by themselves.

    Args:
        ruleset: the rules.
        read: reads a piece of notes.
        only: rules whose examples are run; all of them if empty.
    """
    skips = tuple(r for r in ruleset.rules if r.skip)
    results: list[ExampleResult] = []
    wanted = only or (*ruleset.rules, *(r for r, why in ruleset.off if r.off))
    for rule in wanted:
        before = tuple(r for r in skips if r.priority > rule.priority and r is not rule)
        alone = replace(ruleset, rules=(*before, rule), off=())
        on = rule in ruleset.rules
        for number, example in enumerate(rule.examples, 1):
            notes = read(example.note)
            single = _run(notes, alone)
            every = _run(notes, ruleset) if on else single
            results.append(_result(rule, example, number, single, every))
    return results


def _run(notes: Notes, ruleset: Ruleset) -> _Outcome:
    tried: list[Tried] = []
    again = recurring(t.root for t in notes.talks)
    found = [match_talk(t, notes.file, ruleset, tried.append, again) for t in notes.talks]
    return _Outcome(
        tuple(c for m in found for c in m.cards),
        tuple(s for m in found for s in m.skipped),
        tuple(tried),
    )


def _result(
    rule: Rule, example: Example, number: int, single: _Outcome, every: _Outcome
) -> ExampleResult:
    alone = tuple(_wrong(rule, example, single))
    together = () if alone else tuple(_wrong(rule, example, every))
    others = tuple(c for c in every.cards if c.rule != rule.id)
    return ExampleResult(
        rule,
        example,
        number,
        alone,
        together,
        tuple(_shadows(rule, every)) if together else (),
        () if example.also_any else others,
    )


def _shadows(rule: Rule, outcome: _Outcome) -> Iterator[str]:
    """The rules that kept this one away, each once."""
    held = (t.kept_away for t in outcome.tried if t.rule is rule and t.fired and t.kept_away)
    yield from dict.fromkeys(held)


def _wrong(rule: Rule, example: Example, outcome: _Outcome) -> Iterator[str]:
    """What differs from what the example expects of its rule."""
    if rule.skip:
        yield from _wrong_skip(rule, example, outcome)
        return
    made = [c for c in outcome.cards if c.rule == rule.id]
    if example.some:
        if not made:
            yield f"made no card{_why_not(rule, outcome)}"
        return
    left = list(made)
    for expected in example.cards:
        fitting = next((c for c in left if fits(expected, c)), None)
        if fitting is not None:
            left.remove(fitting)
        elif not made:
            yield f"made no card: {describe(expected)} is missing{_why_not(rule, outcome)}"
        else:
            yield f"{describe(expected)} is missing"
    for card in left:
        yield f"made a card that is not expected: {describe(written(card))}"


def _wrong_skip(rule: Rule, example: Example, outcome: _Outcome) -> Iterator[str]:
    """A rule that makes no cards has to fire, or with `cards: some` must not."""
    fired = any(t.rule is rule and t.fired and not t.kept_away for t in outcome.tried)
    if fired and example.some:
        yield "skips something that it should not"
    elif not fired and not example.some:
        yield f"did not fire{_why_not(rule, outcome)}"


def _why_not(rule: Rule, outcome: _Outcome) -> str:
    """Why a rule did not fire on any node: what it missed where it came furthest."""
    why = [t for t in outcome.tried if t.rule is rule]
    away = next((t.kept_away for t in why if t.fired and t.kept_away), "")
    if away:
        return f"; '{away}' keeps it away"
    lacking = next((s.why for s in outcome.silent if s.rule == rule.id), "")
    if lacking:
        return f"; {lacking}"
    missed = [m for t in why for m in t.misses if m.key[0] != "kind"]
    told = list(dict.fromkeys(m.words() for m in missed))[:3]
    return f"; it missed: {' | '.join(told)}" if told else ""


def fits(expected: ExpectedCard, card: Card) -> bool:
    """Whether a card is the expected one; what is not given is not compared."""
    made = written(card)
    if expected.kind is not None and expected.kind != card.kind:
        return False
    if expected.ask is not None and _single_spaced(expected.ask) != made.ask:
        return False
    if expected.context is not None and _single_spaced(expected.context) != made.context:
        return False
    if expected.answer is None:
        return True
    wanted = tuple(_single_spaced(a) for a in expected.answer)
    top = tuple(_single_spaced(plain(i.text)) for i in card.answer)
    return wanted in (top, made.answer)


def written(card: Card) -> ExpectedCard:
    """A card as an example would write it."""
    return ExpectedCard(
        _single_spaced(plain(card.with_gaps())),
        tuple(_single_spaced(t) for t in _texts(card.answer)),
        card.kind,
        " › ".join(card.context),
    )


def describe(card: ExpectedCard) -> str:
    """A card in one line, e.g. `pros of Redis? → in-memory · simple`."""
    parts = [card.ask or "", " · ".join(card.answer or ())]
    return " → ".join(p for p in parts if p) or "a card"


def plain(text: Inline) -> str:
    """The text with code in backticks and other mark-up dropped."""
    shown = text.text
    for mark in sorted((m for m in text.marks if m.kind == "code"), key=lambda m: -m.start):
        shown = f"{shown[: mark.start]}`{shown[mark.start : mark.end]}`{shown[mark.end :]}"
    return shown


def _texts(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield plain(item.text)
        yield from _texts(item.items)


def _single_spaced(text: str) -> str:
    return " ".join(text.split())
