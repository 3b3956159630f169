"""What became of every line of the notes: covered by a card, or not and why. E.g.

184  covered    pros of Heroku?
190  left out   the answer is too long to be recalled and graded at once (52 words)
193  none       no rule fits
177  metadata   link to the video
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from talkdeck.arrange import FileCards, Package, TalkCards
from talkdeck.cards.choose import VETOES
from talkdeck.outline.node import Node

What = Literal["covered", "left-out", "none", "metadata", "heading"]

CONTENT = ("bullet", "paragraph", "quote")
"""Kinds of node whose lines are expected to make cards; others only name or illustrate."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a line.

    Attributes:
        what: `covered` a card rests on it; `left-out` all its cards were dropped; `none` it
            made none; `metadata` it is about the talk; `heading` it names what stands below.
        why: in words, e.g. `no rule fits`; "" for covered lines.
    """

    what: What
    why: str = ""


NO_RULE = Fate("none", "no rule fits it")


@dataclass(frozen=True, slots=True, eq=False)
class Uncovered:
    """One bullet that no card rests on.

    Attributes:
        node: the bullet.
        why: in words.
    """

    node: Node
    why: str


def fates(talk: TalkCards) -> dict[int, Fate]:
    """What became of the lines of a talk, by line, 1-based; empty lines are left out.

    The strongest reason wins: a card, a dropped card, a rule that keeps cards away, none.
    """
    result = {m.line: Fate("metadata", m.what) for m in talk.talk.metadata}
    for silent in talk.match.skipped:
        if silent.node.kind in CONTENT:
            fate = Fate("none", silent.why)
        elif silent.node.kind in ("heading", "label"):
            fate = Fate("heading", "names what stands below it")
        else:
            continue
        result.update(dict.fromkeys(silent.node.lines, fate))
    for dropped in talk.chosen.dropped:
        why = f"{VETOES.get(dropped.veto, dropped.veto)} ({dropped.reason})"
        result.update(dict.fromkeys(dropped.card.lines, Fate("left-out", why)))
    for card in talk.cards:
        result.update(dict.fromkeys(card.lines, Fate("covered")))
    return result


def uncovered(talk: TalkCards) -> Iterator[Uncovered]:
    """The bullets of a talk that no card rests on, in order, each with the reason."""
    found = fates(talk)
    for node in talk.talk.root.walk():
        if node.kind == "bullet":
            lines = [found.get(line, NO_RULE) for line in node.lines]
            if all(f.what in ("none", "left-out") for f in lines):
                yield Uncovered(node, lines[0].why)


def count_uncovered(packages: Iterable[Package]) -> int:
    """How many bullets have no card."""
    decks = (deck for package in packages for deck in package.decks)
    return sum(1 for deck in decks for _ in uncovered(deck.talk))


def why_none(talk: TalkCards) -> str:
    """Why a talk has no cards, in words."""
    kinds = {node.kind for node in talk.talk.root.walk()}
    if kinds <= {"talk", "heading"}:
        return "the talk has no notes"
    if talk.chosen.dropped:
        return "none of its cards was worth asking"
    if "bullet" not in kinds:
        return "the talk has no bullets"
    return "no rule fits its notes"


def of_file(file: FileCards) -> dict[int, Fate]:
    """What became of the lines of a whole notes file."""
    return {line: fate for talk in file.talks for line, fate in fates(talk).items()}
