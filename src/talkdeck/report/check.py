"""Bullets without a card, each with the reason, as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import groupby

from talkdeck.anki.html import plain as words
from talkdeck.coverage import UNCOVERED, uncovered
from talkdeck.filecards import FileCards
from talkdeck.files import typed
from talkdeck.outline.node import Node
from talkdeck.problems import Place
from talkdeck.report.terminal import Paint, count, plain, shorten


def render_uncovered(
    files: Iterable[FileCards],
    paint: Paint = plain,
    columns: int = 80,
    told: Container[tuple[str, int, str]] | None = None,
) -> str:
    """All bullets without a card by talk, and how many there are.

    Args:
        files: the notes files with their cards.
        paint: how to colour.
        columns: how wide the terminal is.
        told: file, line and code of those to list; None for all. All are counted.
    """
    lines: list[str] = []
    bullets = bare = cards = 0
    first = ""
    for file in files:
        for talk in file.talks:
            bullets += sum(node.kind == "bullet" for node in talk.talk.root.walk())
            cards += len(talk.cards)
            found = list(uncovered(talk))
            bare += len(found)
            rows = [
                (n.node.start, _said(n.node), f"{n.why} [{n.code}]")
                for n in found
                if told is None or (file.notes.file, n.line, n.code) in told
            ]
            if rows:
                bare_here = (n for n in found if n.code == UNCOVERED)
                if not first and (one := next(bare_here, None)):
                    first = str(Place(file.notes.file, one.line))
                title = f"{file.notes.file} › {words(talk.talk.title)}"
                lines.append(paint(title, "title"))
                for why, group in groupby(rows, key=lambda row: row[2]):
                    lines += [f"  {n:>5}  {shorten(text, columns - 9)}" for n, text, _ in group]
                    lines.append(f"         {paint('└ ' + why, 'dim')}")
                lines.append("")
    covered = (
        f"{bullets - bare:,} of {count(bullets, 'bullet')} covered" if bullets else "no bullets"
    )
    lines.append(f"{covered} by {count(cards, 'card')}; {bare:,} without a card")
    if first:
        lines.append(f"`talkdeck explain {typed(first)}` says which rules were tried there.")
    return "".join(line + "\n" for line in lines)


def _said(node: Node) -> str:
    """A bullet's words; of one that has none, those of what stands in it, e.g. its code."""
    inside = (words(child.text).strip() for child in node.children)
    return words(node.text).strip() or next(filter(None, inside), "(no words)").split("\n")[0]
