"""What the preview shows, as plain values that can be made without notes, rules or Anki."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from talkdeck.problems import Problem
from talkdeck.values import dataclass

Fate = Literal["covered", "left-out", "none", "metadata", "heading", "plain"]
"""What became of a line: a card rests on it; all its cards were left out; it made none; it was
read as metadata; it only names what stands below; no card is expected of it (an empty line,
code, the file's title)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the notes.

    Attributes:
        text: as it stands in the file, without its line break.
        fate: what became of it.
        why: for all but covered lines, why, in words, e.g. `no rule fits`; may be "".
        counts: whether it counts for coverage: bullets and sentences do, headings don't.
    """

    text: str
    fate: Fate
    why: str = ""
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One talk within its file.

    Attributes:
        title: plain text, e.g. `Next Level Testing`.
        start: its first line, 1-based.
        end: its last line, inclusive.
        why_none: if it has no cards, why, e.g. `the talk has no notes`.
    """

    title: str
    start: int
    end: int
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One notes file.

    Attributes:
        name: path as the person gave it, e.g. `notes/pycon-2017.md`.
        title: e.g. `PyCon 2017`.
        lines: all its lines; line 1 is `lines[0]`.
        talks: in the order of the file.
    """

    name: str
    title: str
    lines: tuple[Line, ...]
    talks: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a check found about a card.

    Attributes:
        check: its name, e.g. `too-long`.
        found: what it found, e.g. `52 words`.
    """

    check: str
    found: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One card.

    Attributes:
        sheet: which of the sheets it comes from, 0-based.
        talk: which of that sheet's talks, 0-based.
        kind: `basic`, `list`, `cloze` or `reversed`.
        type: the note type it is shown with, a key of `Look.types`.
        fields: the note's fields as HTML, in the order of `Look.fields`; empty ones at the
            end may be missing.
        question: plain text, for the list and for searching; a gap is `[…]`.
        answer: plain text, e.g. `fast · simple`.
        words: length of the answer in words.
        rule: full id, e.g. `english/pros-and-cons`.
        lines: the lines it rests on, 1-based, sorted.
        left_out: why it was not kept; None if it was.
        doubts: what checks found about a card that was kept.
    """

    sheet: int
    talk: int
    kind: str
    type: str
    fields: tuple[str, ...]
    question: str
    answer: str
    words: int
    rule: str
    lines: tuple[int, ...]
    left_out: Remark | None = None
    doubts: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One way a note is asked, as Anki templates.

    Attributes:
        name: e.g. `Card`.
        question: template of the question's side, with `{{Field}}`.
        answer: template of the answer's side.
        needs: the field that must not be empty for a card to come of it.
    """

    name: str
    question: str
    answer: str
    needs: str


@dataclass(frozen=True, slots=True)
class Look:
    """How Anki shows the cards.

    Attributes:
        css: style sheet of the note types.
        fields: names of the fields, e.g. ("Front", "Back").
        types: the ways each note type is asked, by its name; the sides of a cloze type are
            one template for all gaps.
    """

    css: str
    fields: tuple[str, ...]
    types: Mapping[str, tuple[Side, ...]]


@dataclass(frozen=True, slots=True)
class Preview:
    """All that one page shows.

    Attributes:
        title: e.g. `PyCon 2017`.
        sheets: the notes files.
        cards: all cards, kept ones and those left out, in the order of the notes.
        look: how they look.
        rules: what each rule does, by full id, e.g. {"english/pros-and-cons": "asks for …"}.
        checks: what each check is about, by name, e.g. {"too-long": "the answer is …"}.
        pictures: address of each picture (a `data:` URI) by the name that fields use.
        problems: problems of notes and rules worth showing.
    """

    title: str
    sheets: tuple[Sheet, ...]
    cards: tuple[Shown, ...]
    look: Look
    rules: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
