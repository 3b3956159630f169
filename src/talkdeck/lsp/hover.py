"""What became of a line, for the little window that editors show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from talkdeck import pipeline
from talkdeck.anki.html import plain
from talkdeck.cards.card import Card, Item
from talkdeck.coverage import NO_RULE, Fate, fates
from talkdeck.lsp.desk import Sheet
from talkdeck.report.cards import question_text
from talkdeck.report.explain import Explained, languages, name, render_explained
from talkdeck.rules.match import Tried

MARKS = str.maketrans({c: f"\\{c}" for c in r"\`*_{}[]<>#+-!|~$"})
"""Characters that Markdown would take for mark-up."""


def hover(sheet: Sheet, line: int) -> str:
    """The cards that rest on a line, or the reason why there are none, as Markdown.

    Args:
        sheet: the notes file.
        line: 1-based.

    Returns:
        "" for lines of which there is nothing to say.
    """
    talk = sheet.talk(line)
    if talk is None:
        return ""
    cards = [card for card in talk.cards if line in card.lines]
    if cards:
        return "\n\n---\n\n".join(_card(card) for card in cards)
    return _reason(fates(talk).get(line))


def _reason(fate: Fate | None) -> str:
    if fate is None or fate.what == "heading":
        return ""
    if fate.what == "metadata":
        return f"Read as {_escaped(fate.why)}: it belongs to the talk and makes no card."
    code = fate.code or NO_RULE.code
    return f"**No card:** {_escaped(fate.why)} (`{code}`)"


def _card(card: Card) -> str:
    context = " › ".join(map(_escaped, card.context))
    lines = [context, ""] if context else []
    lines += [f"**{_escaped(question_text(card))}**", ""]
    if card.kind == "list" or len(card.answer) != 1 or card.answer[0].items:
        lines += _items(card.answer, card.ordered)
    else:
        lines.append(_escaped(plain(card.answer[0].text)))
    if card.reverse:
        lines += ["", f"and back: {_escaped(plain(card.reverse))}"]
    return "\n".join([*lines, "", f"*{card.kind} card of the rule* `{name(card.rule)}`"])


def _items(items: Iterable[Item], ordered: bool = False, indent: str = "") -> Iterator[str]:
    for number, item in enumerate(items, 1):
        mark = f"{number}." if ordered else "-"
        yield f"{indent}{mark} {_escaped(plain(item.text))}"
        yield from _items(item.items, False, indent + "   ")


def _escaped(text: str) -> str:
    return " ".join(text.translate(MARKS).split())


def explanation(sheet: Sheet, line: int) -> str:
    """Which rules were tried on a line and what they missed, as plain text."""
    if sheet.ruleset is None:
        return "The rules have mistakes; mend them first."
    tried: list[Tried] = []
    file, _ = pipeline.cards_of(sheet.notes, sheet.ruleset, sheet.settings, tried.append)
    talk = next((t for t in file.talks if t.talk.start <= line <= t.talk.end), None)
    source = sheet.text.split("\n")[line - 1]
    asked = languages(sheet.ruleset)
    return render_explained(Explained(line, source, talk, tuple(tried), asked))
