"""What became of every line of the notes: covered by a card, or not and why. E.g.

184  covered    pros of Heroku?
190  left out   the answer is too long to be recalled and graded at once (52 words)
193  none       no rule fits
177  metadata   link to the video
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from talkdeck.cards.card import Card, Item
from talkdeck.cards.choose import VETOES
from talkdeck.filecards import FileCards, TalkCards
from talkdeck.files import typed
from talkdeck.outline.node import Node, Notes
from talkdeck.problems import CATALOGUE, Entry, Place, Problem, register
from talkdeck.values import dataclass

What = Literal["covered", "left-out", "none", "metadata", "heading"]

UNCOVERED, KEPT_OUT = "uncovered", "kept-out"

register(
    Entry(
        "uncovered",
        "a bullet without a card",
        "info",
        "What no card asks for is forgotten; and what should not be asked is rightly left out.",
        "`talkdeck explain FILE:LINE` says which rules came near. Write the line so that one"
        " fits, or a rule of your own: `talkdeck rules new`.",
    ),
    Entry(
        "kept-out",
        "a bullet that a rule keeps cards away from",
        "info",
        "Plans, links, open questions and the like are no knowledge to be asked for.",
        "Nothing has to be done. `talkdeck explain FILE:LINE` names the rule, and `ignore:` in"
        " talkdeck.yaml switches it off.",
    ),
)

CARD_CODES = frozenset({UNCOVERED, KEPT_OUT, *VETOES})
"""Codes of problems that say why a bullet has no card."""

CONTENT = ("bullet", "paragraph", "quote")
"""Kinds of node whose lines are expected to make cards; others only name or illustrate."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a line.

    Attributes:
        what: `covered` a card rests on it; `left-out` all its cards were dropped; `none` it
            made none; `metadata` it is about the talk; `heading` it names what stands below.
        why: in words, e.g. `no rule fits`; "" for covered lines.
        code: of `left-out` and `none` the problem's code, e.g. `uncovered` or `too-long`.
        dropped: of `left-out` the card that was dropped last.
    """

    what: What
    why: str = ""
    code: str = ""
    dropped: Card | None = None


NO_RULE = Fate("none", "no rule fits it", UNCOVERED)
NAME_ONLY = Fate("none", "a list asks for its term only, and nothing for its meaning", UNCOVERED)


@dataclass(frozen=True, slots=True, eq=False)
class Uncovered:
    """One bullet that no card rests on.

    Attributes:
        node: the bullet.
        why: in words.
        code: the problem's code, e.g. `uncovered` or `too-long`.
        dropped: the card that was dropped, which may have been about other bullets as well.
    """

    node: Node
    why: str
    code: str = UNCOVERED
    dropped: Card | None = None

    @property
    def line(self) -> int:
        """Where this is told: one dropped card is told once, where its rule fired."""
        return self.dropped.node.start if self.dropped else self.node.start


def fates(talk: TalkCards) -> dict[int, Fate]:
    """What became of the lines of a talk, by line, 1-based; empty lines are left out.

    The strongest reason wins: a card, a dropped card, a rule that keeps cards away, none.
    """
    result = {m.line: Fate("metadata", m.what) for m in talk.talk.metadata}
    for silent in talk.match.skipped:
        if silent.node.kind in CONTENT:
            code = KEPT_OUT if silent.kind == "skipped" else UNCOVERED
            fate = Fate("none", silent.why, code)
        elif silent.node.kind in ("heading", "label"):
            fate = Fate("heading", "names what stands below it")
        else:
            continue
        result.update(dict.fromkeys(silent.node.lines, fate))
    for dropped in talk.chosen.dropped:
        why = f"{VETOES.get(dropped.veto, dropped.veto)} ({dropped.reason})"
        result.update(
            dict.fromkeys(dropped.card.lines, Fate("left-out", why, dropped.veto, dropped.card))
        )
    for card in talk.cards:
        named = _only_named(card)
        for line in card.lines:
            if line not in named:
                result[line] = Fate("covered")
            elif result.get(line, NO_RULE).what == "none":
                result[line] = NAME_ONLY
    return result


def _only_named(card: Card) -> frozenset[int]:
    """The lines of which a list asks for the term alone: their meaning is not covered by it."""
    cut = [item.node for item in card.answer if item.node is not None and _is_cut(item)]
    return frozenset(line for node in cut if node.kind in CONTENT for line in node.lines)


def _is_cut(item: Item) -> bool:
    """Whether an item is the term of its line, and the line goes on with a meaning."""
    whole = item.node.text.text if item.node is not None else ""
    return len(item.text.text) < len(whole) and whole.startswith(item.text.text)


def uncovered(talk: TalkCards) -> Iterator[Uncovered]:
    """The bullets of a talk that no card rests on, in order, each with the reason."""
    found = fates(talk)
    for node in talk.talk.root.walk():
        if node.kind == "bullet":
            lines = [found.get(line, NO_RULE) for line in node.lines]
            if all(f.what in ("none", "left-out") for f in lines):
                first = lines[0]
                yield Uncovered(node, first.why, first.code, first.dropped)


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


def problems(file: FileCards) -> Iterator[Problem]:
    """The bullets of a notes file that no card rests on, as problems worth knowing of."""
    from talkdeck.anki.html import plain

    told: set[Card] = set()
    for talk in file.talks:
        for bare in uncovered(talk):
            place = Place(file.notes.file, bare.line)
            if bare.dropped is None:
                what = f"no card: {bare.why}"
                advice = f"`talkdeck explain {typed(str(place))}` says which rules were tried"
                yield Problem(bare.code, place, what, advice, "info")
            elif bare.dropped not in told:
                told.add(bare.dropped)
                what = f"“{plain(bare.dropped.question)}” was left out: {bare.why}"
                yield Problem(bare.code, place, what, CATALOGUE[bare.code].fix, "info")


def is_silenced(problem: Problem, notes: Notes) -> bool:
    """Whether a comment in the notes silences a problem of this file; errors it can't."""
    codes = notes.silenced.get(problem.place.line, frozenset[str]())
    here = problem.place.file == notes.file and problem.severity != "error"
    return here and bool(codes & {problem.code, "*"})
