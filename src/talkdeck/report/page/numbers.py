"""The preview's numbers: tables with small plots (inline SVG), readable without them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from statistics import median

from talkdeck.problems import Problem
from talkdeck.report.page.data import Fate, Line, Preview, Shown

STEPS = (1, 2, 3, 4, 6, 8, 11, 16, 26, 46)
"""Where each bar of the lengths begins, in words; the last one is open."""

NAMES: dict[Fate, str] = {
    "covered": "covered by cards",
    "left-out": "whose cards were left out",
    "none": "without a card",
}


def share(part: int, whole: int) -> str:
    """A share in whole percent that says 0 % and 100 % only where that is meant: `86 %`."""
    if not whole:
        return "–"
    percent = round(100 * part / whole)
    if 0 < part < whole:
        percent = min(99, max(1, percent))
    return f"{percent}\u202f%"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 card`, `1,200 cards`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def summary(preview: Preview) -> str:
    """The page in one sentence, as HTML."""
    kept = [c for c in preview.cards if not c.left_out]
    fates = _fates(line for s in preview.sheets for line in s.lines)
    talks = len({(c.sheet, c.talk) for c in kept})
    whole = sum(fates.values())
    parts = [f"<strong>{count(len(kept), 'card')}</strong> from {count(talks, 'talk')}"]
    if whole:
        parts.append(f"{share(fates['covered'], whole)} of the lines covered")
    if fates["none"]:
        text = f"{count(fates['none'], 'line')} without a card"
        parts.append(_ask(text, view="notes", lines="none"))
    if len(kept) < len(preview.cards):
        text = f"{count(len(preview.cards) - len(kept), 'card')} left out"
        parts.append(_ask(text, view="cards", check="out"))
    if preview.problems:
        parts.append(_ask(count(len(preview.problems), "problem"), view="numbers"))
    return " · ".join(parts)


def numbers(preview: Preview) -> str:
    """The whole view, as HTML."""
    kept = [c for c in preview.cards if not c.left_out]
    parts = [
        _problems(preview.problems),
        _lines(preview),
        _lengths(kept),
        _talks(preview, kept),
        _rules(preview),
        _left_out(preview),
    ]
    return "\n".join(part for part in parts if part)


def _fates(lines: Iterable[Line]) -> Counter[Fate]:
    return Counter(line.fate for line in lines if line.counts)


def _ask(text: str, **wanted: str) -> str:
    """A button that shows something: `wanted` names the view and its filters."""
    asked = escape(json.dumps(wanted, ensure_ascii=False))
    return f'<button type="button" class="ask" data-want="{asked}">{escape(text)}</button>'


def _section(title: str, body: str, about: str = "", name: str = "") -> str:
    said = f"<p>{escape(about)}</p>" if about else ""
    return f'<section class="plot {name}"><h2>{escape(title)}</h2>{said}{body}</section>'


def _bar(parts: Sequence[tuple[str, int]], whole: int) -> str:
    """One bar of several colours, `whole` units wide; a picture beside numbers, so hidden from
    those who can't see it.
    """
    at, drawn = 0.0, []
    for name, value in parts:
        if value:
            wide = 100 * value / max(1, whole)
            drawn.append(f'<rect class="{name}" x="{at:.2f}" width="{wide:.2f}" height="1"/>')
            at += wide
    inside = "".join(drawn)
    return (
        '<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        f"{inside}</svg>"
    )


def _lines(preview: Preview) -> str:
    fates = _fates(line for s in preview.sheets for line in s.lines)
    whole = sum(fates.values())
    if not whole:
        return ""
    items = ""
    for fate, name in NAMES.items():
        if fates[fate]:
            asked = _ask(f"{count(fates[fate], 'line')} {name}", view="notes", lines=fate)
            items += f'<li class="{fate}"><strong>{share(fates[fate], whole)}</strong> {asked}</li>'
    bar = _bar([(fate, fates[fate]) for fate in NAMES], whole)
    about = "Bullets and sentences; headings, metadata and code are not counted."
    return _section("Coverage", f'{bar}<ul class="legend">{items}</ul>', about, "coverage")


def _lengths(kept: Sequence[Shown]) -> str:
    """How long the answers are, as a plot of upright bars with a table for those who read it."""
    lengths = [c.words for c in kept if c.words]
    if not lengths:
        return ""
    counts = [
        sum(low <= n < high for n in lengths)
        for low, high in zip(STEPS, (*STEPS[1:], 10**9), strict=True)
    ]
    labels = [_span(n) for n in range(len(STEPS))]
    most, wide, high = max(counts), 56, 120
    bars = []
    for n, (label, number) in enumerate(zip(labels, counts, strict=True)):
        tall = high * number / most
        x = n * wide
        bars.append(
            f'<rect x="{x + 4}" y="{high + 18 - tall:.1f}" width="{wide - 8}" height="{tall:.1f}"'
            ' rx="3"/>'
            f'<text x="{x + wide / 2}" y="{high + 36}">{label}</text>'
        )
        if number:
            bars.append(
                f'<text class="value" x="{x + wide / 2}" y="{high + 12 - tall:.1f}">{number}</text>'
            )
    said = ", ".join(f"{label} words: {n}" for label, n in zip(labels, counts, strict=True))
    svg = (
        f'<svg class="columns" viewBox="0 0 {wide * len(STEPS)} {high + 42}" role="img"'
        f' aria-label="Answers by number of words. {said}">{"".join(bars)}</svg>'
    )
    middle = median(lengths)
    about = (
        f"Half of the answers have at most {count(int(middle), 'word')};"
        f" the longest has {max(lengths):,}."
    )
    return _section("Length of answers", svg, about, "lengths")


def _span(n: int) -> str:
    """Which lengths a bar stands for: `1`, `4–5`, `46+`."""
    if n + 1 == len(STEPS):
        return f"{STEPS[n]}+"
    last = STEPS[n + 1] - 1
    return str(last) if last == STEPS[n] else f"{STEPS[n]}–{last}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; the first cell of each row is its heading, cells are HTML."""
    top = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _talks(preview: Preview, kept: Sequence[Shown]) -> str:
    cards = Counter((c.sheet, c.talk) for c in kept)
    most = max(cards.values(), default=1)
    rows, at = [], 0
    for s, sheet in enumerate(preview.sheets):
        for t, talk in enumerate(sheet.talks):
            fates = _fates(sheet.lines[talk.start - 1 : talk.end])
            whole, number = sum(fates.values()), cards[s, t]
            title = _ask(talk.title, view="cards" if number else "notes", talk=str(at))
            at += 1
            why = f'<span class="why">{escape(talk.why_none)}</span>' if not number else ""
            rows.append(
                (
                    title + why,
                    f"{_bar([('cards', number)], most)}<span>{number:,}</span>",
                    f"{_bar([(f, fates[f]) for f in NAMES], whole)}"
                    f"<span>{share(fates['covered'], whole)}</span>",
                )
            )
    return _section("Talks", _table(("Talk", "Cards", "Lines covered"), rows)) if rows else ""


def _rules(preview: Preview) -> str:
    kept = Counter(c.rule for c in preview.cards if not c.left_out)
    out = Counter(c.rule for c in preview.cards if c.left_out)
    most = max((kept[r] + out[r] for r in kept | out), default=1)
    rows = [
        (
            _ask(rule, view="cards", rule=rule, check="kept" if kept[rule] else "out")
            + f'<span class="why">{escape(preview.rules.get(rule, ""))}</span>',
            f"{_bar([('cards', kept[rule]), ('left-out', out[rule])], most)}"
            f"<span>{kept[rule]:,}</span>",
            f"{out[rule]:,}" if out[rule] else "",
        )
        for rule in sorted(kept | out, key=lambda r: (-kept[r], r))
    ]
    return _section("Rules", _table(("Rule", "Cards", "Left out"), rows)) if rows else ""


def _left_out(preview: Preview) -> str:
    found = Counter(c.left_out.check for c in preview.cards if c.left_out)
    most = max(found.values(), default=1)
    rows = [
        (
            _ask(check.replace("-", " "), view="cards", check=check)
            + f'<span class="why">{escape(preview.checks.get(check, ""))}</span>',
            f"{_bar([('left-out', number)], most)}<span>{number:,}</span>",
        )
        for check, number in found.most_common()
    ]
    return _section("Cards left out", _table(("Because", "Cards"), rows)) if rows else ""


def _problems(problems: Sequence[Problem]) -> str:
    items = "".join(
        f'<li class="{p.severity}"><code>{escape(str(p.place))}</code> {escape(p.message)}'
        + (f'<span class="why">{escape(p.advice)}</span>' if p.advice else "")
        + "</li>"
        for p in problems
    )
    return _section("Problems", f'<ul class="problems">{items}</ul>') if items else ""
