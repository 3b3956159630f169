"""Rules as a person reads them: the order, one rule's page, tests and statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from talkdeck.report.explain import name
from talkdeck.report.terminal import Paint, count, pad, plain, shorten, width
from talkdeck.rules.examples import ExampleResult, describe
from talkdeck.rules.model import Example, NamedException, Rule, Ruleset
from talkdeck.values import dataclass

Lines = list[str]


def render_list(
    ruleset: Ruleset, paint: Paint = plain, columns: int = 80, with_off: bool = False
) -> str:
    """The rules in the order in which they are tried."""
    rules = [*ruleset.rules, *((r for r, _ in ruleset.off) if with_off else ())]
    reasons = dict(ruleset.off)
    wide = max((width(name(r.id)) for r in rules), default=0)
    lines: Lines = []
    for rule in rules:
        about = rule.about
        if rule in reasons:
            about = f"({reasons[rule]}) {about}"
        room = max(20, columns - wide - 7)
        mark = "–" if rule.skip else " "
        row = f"{rule.priority:>3} {mark} {pad(name(rule.id), wide)}  {shorten(about, room)}"
        lines.append(paint(row, "dim") if rule in reasons else row)
    lines += [
        "",
        f"{count(len(ruleset.rules), 'rule')}, tried from top to bottom; – keeps cards away",
    ]
    if ruleset.off and not with_off:
        lines.append("More rules are there but off: --all names them.")
    lines.append("`talkdeck rules show RULE` shows one of them.")
    return _text(lines)


def render_rule(
    rule: Rule, off: str, source: Sequence[str], paint: Paint = plain, file: str = "",
    shared: Sequence[NamedException] = (),
) -> str:  # fmt: skip
    """One rule's page: what it does, why, as it is written, examples, how to change it.

    Args:
        rule: the rule.
        off: why it is off, "" if it is on.
        source: its lines in the rule file.
        paint: how to colour.
        file: where its file is, as shown.
        shared: the exceptions that it names.
    """
    lines = [paint(rule.id, "title"), f"  {rule.about}"]
    if rule.why:
        lines.append(f"  {rule.why}")
    state = f"off ({off})" if off else f"on, priority {rule.priority}"
    lines += [f"  {state}; {file}:{rule.place.line}", ""]
    for n, example in enumerate(rule.examples, 1):
        lines += [paint(f"Example {n}", "title"), *_example(rule, example), ""]
    lines += [paint("As it is written", "title"), *(f"  {line}" for line in source), ""]
    lines += _shared(shared, paint)
    lines += [paint("To change it", "title"), *_how_to_change(rule, off)]
    return _text(lines)


def _shared(shared: Sequence[NamedException], paint: Paint) -> Iterator[str]:
    """The exceptions that a rule names, each with what it is about."""
    if not shared:
        return
    yield paint("Exceptions that it names", "title")
    wide = max(width(one.name) for one in shared)
    yield from (f"  {pad(one.name, wide)}   {one.about}" for one in shared)
    yield f"  `talkdeck rules show {shared[0].name}` shows what it says."
    yield ""


def render_exception(
    exception: NamedException, rules: Sequence[Rule], source: Sequence[str], paint: Paint = plain
) -> str:
    """One exception's page: what it is about, as it is written, and the rules that name it.

    Args:
        exception: the exception.
        rules: the rules that name it, on or off.
        source: its lines in the rule file that defines it.
        paint: how to colour.
    """
    place = exception.place
    lines = [paint(exception.name, "title"), f"  {exception.about}"]
    lines += [f"  an exception; {place.file}:{place.line}", ""]
    lines += [paint("As it is written", "title"), *(f"  {line}" for line in source), ""]
    lines += [paint(f"Named by {count(len(rules), 'rule')}", "title")]
    lines += [f"  {name(rule.id)}" for rule in rules]
    lines += ["", paint("To change it", "title")]
    lines += [f"  add to it:   an exception of your own with `add-to: {exception.name}`"]
    return _text(lines)


def _example(rule: Rule, example: Example) -> Iterator[str]:
    for line in example.note.rstrip("\n").split("\n"):
        yield f"  {line}"
    if rule.skip:
        yield f"  → no card: {rule.skip}" if not example.some else "  → this rule leaves it alone"
    elif not example.cards:
        yield "  → cards" if example.some else "  → no card of this rule"
    for card in example.cards:
        yield f"  → {describe(card)}"


def _how_to_change(rule: Rule, off: str) -> Lines:
    if off:
        return [f"  switch it on:    talkdeck build --select {rule.id}",
                f"  for good:        `select: [{rule.id}]` in talkdeck.yaml"]  # fmt: skip
    return [
        f"  switch it off:   talkdeck build --ignore {rule.id}",
        f"  for good:        `ignore: [{rule.id}]` in talkdeck.yaml",
        f"  replace it:      a rule of your own with `replaces: {rule.id}` in card_rules/",
        "  begin one:       talkdeck rules new",
    ]


def render_results(
    results: Sequence[ExampleResult], paint: Paint = plain, verbose: bool = False
) -> str:
    """What came of the rules' examples: those that failed, and the numbers."""
    lines: Lines = []
    for result in results:
        if not result.passed:
            lines += _failure(result, paint)
        elif verbose:
            lines.append(
                f"{paint('ok', 'good')}    {name(result.rule.id)}, example {result.number}"
            )
    failed = sum(not r.passed for r in results)
    rules = len({r.rule.id for r in results})
    ran = f"{count(len(results), 'example')} of {count(rules, 'rule')}"
    if failed:
        lines.append(f"{ran}: {paint(f'{failed} failed', 'error')}")
    else:
        lines.append(f"{ran}: {paint('all as they say', 'good')}, alone and together")
    return _text(lines)


def _failure(result: ExampleResult, paint: Paint) -> Iterator[str]:
    place = result.example.place
    head = f"{name(result.rule.id)}, example {result.number}"
    yield f"{place.file}:{place.line}: {paint('failed', 'error')}: {head}"
    yield from (f"    {line}" for line in result.example.note.rstrip("\n").split("\n"))
    yield from (f"  alone: {what}" for what in result.alone)
    yield from (f"  with all rules: {what}" for what in result.together)
    if result.shadowed_by:
        yield f"  kept away by: {', '.join(map(name, result.shadowed_by))}"
    for card in result.unexpected:
        yield f"  not expected: {card.question.text} (by {name(card.rule)})"
    if result.unexpected:
        yield "  help: expect it, or write `also: any` in the example"
    yield ""


@dataclass(slots=True)
class Statistics:
    """What one rule did.

    Attributes:
        tried: on how many nodes it was tried, those of a kind it does not speak about
            left out.
        fired: on how many it fired.
        cards: how many of its cards were kept.
        missed: how often each condition was the first to fail, e.g. `text`.
    """

    tried: int = 0
    fired: int = 0
    cards: int = 0
    missed: Counter[str] = field(default_factory=Counter)


def render_statistics(
    ruleset: Ruleset, numbers: Mapping[str, Statistics], paint: Paint = plain
) -> str:
    """What each rule did on some notes, in the order in which they are tried."""
    wide = max((width(name(r.id)) for r in ruleset.rules), default=4)
    lines = [paint(f"{pad('rule', wide)}   tried   fired   cards   mostly missed", "title")]
    silent = 0
    for rule in ruleset.rules:
        this = numbers.get(rule.id, Statistics())
        silent += not this.fired
        missed = ", ".join(f"{key} {n:,}" for key, n in this.missed.most_common(2))
        cards = "–" if rule.skip else f"{this.cards:,}"
        row = (
            f"{pad(name(rule.id), wide)}  {this.tried:>6,}  {this.fired:>6,}  {cards:>6}   {missed}"
        )
        lines.append(row if this.fired else paint(row, "dim"))
    lines += ["", f"{count(len(ruleset.rules), 'rule')}, {silent} never fired on these notes"]
    return _text(lines)


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line.rstrip()}\n" for line in lines)
