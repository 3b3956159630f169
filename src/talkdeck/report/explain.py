"""Why a line of the notes made the cards it made, or none, as a person reads it.

184 │ * Pros:
  a bullet in “5 ways to deploy your Python web app in 2017”

  pros-and-cons fired   (card_rules/english/labels.yaml:12)
    side = pros
    pros of Heroku?
      · One app 24/7 for free
      · Zero server management

  before it in the order, and did not fire
    question   text: it does not end in '?'
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from talkdeck.anki.html import plain as words
from talkdeck.cards.card import Card
from talkdeck.cards.choose import VETOES
from talkdeck.coverage import Fate, fates
from talkdeck.filecards import TalkCards
from talkdeck.outline.node import Node
from talkdeck.report.cards import answer_lines, question_text
from talkdeck.report.terminal import Paint, count, pad, plain, shorten, width
from talkdeck.rules.match import Tried
from talkdeck.rules.model import NOT_IN, Rule, Ruleset
from talkdeck.values import dataclass

FEW = 8
"""Rules that did not fire and are named before the rest is only counted."""

_SHAPE = ("kind", "ordered", "colon", "children", "words", "first", "last")
"""Conditions that say little about a line: who misses on them never came near."""

_KINDS = {
    "bullet": "a bullet",
    "label": "a label",
    "heading": "a heading",
    "paragraph": "a paragraph",
    "code": "code",
    "code-line": "a line of code with a comment",
    "table": "a table",
    "image": "a picture",
    "quote": "a quotation",
}


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """All that is known about a line.

    Attributes:
        line: its number, 1-based.
        source: the line as it stands in the file.
        talk: the talk it belongs to, with its cards; None if it belongs to none.
        tried: every rule on every node of the talk, in order.
        languages: the languages that rules ask in, e.g. ("en",).
    """

    line: int
    source: str
    talk: TalkCards | None = None
    tried: tuple[Tried, ...] = ()
    languages: tuple[str, ...] = ()


def render_explained(
    this: Explained, paint: Paint = plain, columns: int = 80, everything: bool = False
) -> str:
    """The explanation.

    Args:
        this: what is known.
        paint: how to colour.
        columns: how wide the terminal is.
        everything: whether all rules that did not fire are named.
    """
    lines = [f"{paint(f'{this.line} │', 'dim')} {shorten(this.source.expandtabs(4), columns - 6)}"]
    if this.talk is None:
        lines.append("  stands before the first talk: no cards are made of it")
        return "\n".join(lines) + "\n"
    nodes = [n for n in this.talk.talk.root.walk() if this.line in n.lines and n.kind != "talk"]
    if any(n.kind == "code-line" for n in nodes):
        nodes = [n for n in nodes if n.kind != "code"]
    fate = fates(this.talk).get(this.line)
    if not nodes:
        lines.append(f"  {_no_node(this, fate)}")
    for node in nodes:
        lines += _node(this, node, paint, columns, everything)
    others = _others(this.talk, this.line, nodes)
    if others:
        lines += ["", "  part of other cards"]
        for card in others:
            lines += _card(card, paint, f"line {card.node.start}, {name(card.rule)}")
    return "\n".join(lines) + "\n"


def languages(ruleset: Ruleset) -> tuple[str, ...]:
    """The languages that rules ask in, in the order of the alphabet."""
    known = {rule.language for rule in ruleset.rules if rule.language}
    return tuple(sorted(code for code in known if not code.startswith(NOT_IN)))


def name(rule: str) -> str:
    """A rule's name as it is shown: without the pack for those of the English one."""
    return rule.removeprefix("english/")


def _no_node(this: Explained, fate: Fate | None) -> str:
    if fate is not None and fate.what == "metadata":
        return f"read as {fate.why}: it belongs to the talk and makes no card"
    if not this.source.strip():
        return "an empty line"
    if this.talk is not None and this.line == this.talk.talk.start:
        return "the talk's title"
    return "is part of no bullet, label or paragraph: no cards are made of it"


def _node(
    this: Explained, node: Node, paint: Paint, columns: int, everything: bool
) -> Iterator[str]:
    assert this.talk is not None  # noqa: S101  (said by the caller)
    title = words(this.talk.talk.title)
    where = f"from line {node.start}, " if node.start != this.line else ""
    yield f"  {where}{_KINDS.get(node.kind, node.kind)} in “{title}”"
    tried = [t for t in this.tried if t.node is node]
    fired = [t for t in tried if t.fired is not None and not t.kept_away]
    said = [t for t in this.tried if _is_part(t.node, node) and t.fired and not t.kept_away]
    for one in [*fired, *said]:
        yield ""
        if one in said:
            yield f"  of its sentence “{shorten(words(one.node.text), columns - 20)}”"
        yield from _fired(this.talk, one, paint)
    if not fired and not said:
        yield ""
        kept = next((s.why for s in this.talk.match.skipped if s.node is node), "no rule fits it")
        yield f"  no rule fired here: {kept}"
        yield from _silent(this.talk.talk.language, this.languages)
    for line in _not_fired(tried, fired, everything):
        yield paint(line if everything else shorten(line, columns), "dim")


def _silent(language: str, languages: Sequence[str]) -> Iterator[str]:
    """Which rules leave notes in a language alone; nothing if it is not known."""
    others = " and ".join(f"“{other}”" for other in languages if other != language)
    if language and others:
        yield f"  the notes are in “{language}”: rules that ask in {others} are silent"


def _is_part(sentence: Node, node: Node) -> bool:
    """Whether a node is a sentence of another."""
    beside = sentence.parent is node.parent and sentence.index == node.index
    return sentence.kind == "sentence" and beside


def _fired(talk: TalkCards, one: Tried, paint: Paint) -> Iterator[str]:
    rule = one.rule
    yield f"  {paint(name(rule.id), 'good')} fired   {paint(_place(rule), 'dim')}"
    if one.fired is not None:
        for capture, taken in one.fired.bound.items():
            yield f"    {capture} = {words(taken.text)}"
    if rule.skip:
        yield f"    makes no card: {rule.skip}"
    for card in talk.cards:
        if card.node is one.node and card.rule == rule.id:
            yield from _card(card, paint)
    for dropped in talk.chosen.dropped:
        if dropped.card.node is one.node and dropped.card.rule == rule.id:
            yield from _card(dropped.card, paint)
            why = f"{VETOES.get(dropped.veto, dropped.veto)} ({dropped.reason})"
            yield f"    {paint('left out', 'warning')}: {why}"
    for silent in talk.match.skipped:
        if silent.kind == "no-card" and silent.node is one.node and silent.rule == rule.id:
            yield f"    makes no card: {silent.why}"


def _card(card: Card, paint: Paint, where: str = "") -> Iterator[str]:
    note = f"   {paint(f'({where})', 'dim')}" if where else ""
    yield f"    {question_text(card)}{note}"
    yield from answer_lines(card.answer, card.ordered, "      ")


def _others(talk: TalkCards, line: int, nodes: Sequence[Node]) -> list[Card]:
    """Cards of other nodes that rest on the line."""
    return [
        c for c in talk.cards
        if line in c.lines and c.node not in nodes and not any(_is_part(c.node, n) for n in nodes)
    ]  # fmt: skip


def _not_fired(tried: Sequence[Tried], fired: Sequence[Tried], everything: bool) -> Iterator[str]:
    """The rules that came before the first that fired, each with what it missed."""
    end = tried.index(fired[0]) if fired and not everything else len(tried)
    rows = [
        (name(t.rule.id), why)
        for t in tried[:end]
        if t.fired is None and (why := _why(t, everything))
    ]
    if not rows:
        return
    yield ""
    yield "  before it in the order, and did not fire" if fired else "  what they missed"
    shown = rows if everything else rows[:FEW]
    wide = max(width(rule) for rule, _ in shown)
    for rule, why in shown:
        yield f"    {pad(rule, wide)}   {why}"
    if len(shown) < len(rows):
        rest = count(len(rows) - len(shown), "more rule")
        yield f"    … and {rest} (-v names all)"


def _why(tried: Tried, everything: bool) -> str:
    """The first condition that failed, of each of the rule's matches; "" if it is no news."""
    if everything:
        return "; or ".join(dict.fromkeys(m.words() for m in tried.misses))
    misses = [m.words() for m in tried.misses if m.key[0] not in _SHAPE]
    return misses[0].partition(" (of '")[0] if misses else ""


def _place(rule: Rule) -> str:
    return f"({rule.place.file}:{rule.place.line})"
