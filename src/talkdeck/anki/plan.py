"""What a package is to hold, as plain values, and what must be true of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from talkdeck.anki.cloze import ordinals
from talkdeck.anki.names import same
from talkdeck.anki.notetypes import FIELDS, NOTE_TYPES, NoteKind
from talkdeck.anki.text import words
from talkdeck.problems import Entry, Place, Problem, register

register(
    Entry(
        "note-without-card",
        "a card with nothing to ask",
        "warning",
        "Anki would make a blank card of it, or silently none at all.",
        "Look at the line: its question has no words that could be shown.",
    ),
    Entry(
        "unsound-package",
        "a package that Anki would mangle",
        "error",
        "Two notes with one identity become one in Anki, and a note without a time is never "
        "updated; nothing was written.",
        "This is a mistake in talkdeck. Please report it with the notes that lead to it.",
    ),
    Entry(
        "picture-changed",
        "a picture changed while the decks were made",
        "error",
        "Cards would show another picture than the one that was looked at; nothing was written.",
        "Run the command again.",
    ),
)


@dataclass(frozen=True, slots=True)
class NotePlan:
    """One note.

    Attributes:
        guid: what identifies it for good, not empty, e.g. `k3v9Qz`.
        mod: when its content last changed, in seconds since 1970.
        kind: its note type.
        fields: one HTML text for each of `notetypes.FIELDS`.
        tags: without white space, e.g. `("talkdeck::pros-and-cons",)`.
        due: position among the new cards, from 1, with gaps left for what comes later.
        place: the notes it came from, for problems; None if unknown.
    """

    guid: str
    mod: int
    kind: NoteKind
    fields: tuple[str, ...]
    tags: tuple[str, ...] = ()
    due: int = 0
    place: Place | None = None

    @property
    def ordinals(self) -> tuple[int, ...]:
        """Which cards Anki makes of it, by their 0-based number; () if none."""
        front = self.fields[1]
        if self.kind == "cloze":
            return ordinals(front)
        if self.kind == "list":
            return (0,) if says_something(front) else ()
        needed = (FIELDS.index(t.needs) for t in NOTE_TYPES[self.kind].templates)
        return tuple(n for n, i in enumerate(needed) if says_something(self.fields[i]))


@dataclass(frozen=True, slots=True)
class DeckPlan:
    """One deck.

    Attributes:
        name: full name, e.g. `PyCon 2017::Next Level Testing` (see `names.deck_names`).
        notes: in the order of the notes.
    """

    name: str
    notes: tuple[NotePlan, ...]


@dataclass(frozen=True, slots=True, order=True)
class MediaFile:
    """One picture or sound.

    Attributes:
        name: in Anki's media folder, e.g. `heroku-3f9a….png`.
        path: where it is on disk.
        sha1: of its content, as hexadecimal digits.
    """

    name: str
    path: Path
    sha1: str


@dataclass(frozen=True, slots=True)
class PackagePlan:
    """One package.

    Attributes:
        title: as a person reads it, e.g. `PyCon 2017`.
        decks: in the order of the notes.
        created: when the package's content last changed, in seconds since 1970.
        media: what the fields refer to; order and repetition don't matter.
        models: when each note type's look last changed; those left out count as `created`.
    """

    title: str
    decks: tuple[DeckPlan, ...]
    created: int
    media: tuple[MediaFile, ...] = ()
    models: Mapping[NoteKind, int] = field(default_factory=dict)


def vet(plan: PackagePlan) -> tuple[PackagePlan, list[Problem]]:
    """The plan without notes that would give no card, and without decks that are then empty.

    Returns:
        What can be written, unless a problem is an error: then nothing should be.
    """
    problems: list[Problem] = []
    decks = []
    for deck in plan.decks:
        blank = [n for n in deck.notes if len(n.fields) == len(FIELDS) and not n.ordinals]
        problems += map(_no_card, blank)
        if len(blank) == len(deck.notes):
            continue
        if blank:
            without = {id(n) for n in blank}
            kept = tuple(n for n in deck.notes if id(n) not in without)
            decks.append(DeckPlan(deck.name, kept))
        else:
            decks.append(deck)
    plan = replace(plan, decks=tuple(decks))
    return plan, problems + list(_unsound(plan))


def says_something(html: str) -> bool:
    """Whether a field shows anything: words, a picture or mathematics."""
    if "<" not in html and "&" not in html:
        return not (html == "" or html.isspace())
    return "<img" in html or bool(words(html))


def _no_card(note: NotePlan) -> Problem:
    what = "no gap" if note.kind == "cloze" else "no words"
    return Problem(
        "note-without-card",
        note.place or Place(""),
        f"the card's question has {what} that Anki could show; it was left out",
        "reword the line, or leave it as it is",
        "warning",
    )


def _unsound(plan: PackagePlan) -> Iterable[Problem]:
    """Breaches of what every package must keep to."""
    seen: set[str] = set()
    for deck in plan.decks:
        for note in deck.notes:
            fault = _fault(note)
            if fault is None and note.guid in seen:
                fault = f"two notes have the guid {note.guid!r}"
            seen.add(note.guid)
            if fault:
                yield _error(note.place or Place(""), fault)
    names = [same(deck.name) for deck in plan.decks]
    if len(set(names)) != len(names):
        yield _error(Place(""), f"two decks of {plan.title!r} have the same name for Anki")
    by_name = {m.name: m.sha1 for m in plan.media}
    for m in plan.media:
        if by_name[m.name] != m.sha1:
            yield _error(Place(str(m.path)), f"two pictures are called {m.name!r}")


def _fault(note: NotePlan) -> str | None:
    if not note.guid or note.guid != note.guid.strip():
        return f"a note has no proper guid ({note.guid!r})"
    if note.mod <= 0:
        return f"the note {note.guid!r} has no time of change"
    if len(note.fields) != len(FIELDS) or not note.fields[0]:
        return f"the note {note.guid!r} has not all fields"
    if any("\x1f" in f for f in note.fields):
        return f"a field of {note.guid!r} has a separator in it"
    if any(re.search(r"\s", tag) or not tag for tag in note.tags):
        return f"a tag of {note.guid!r} is empty or has white space in it"
    return None


def _error(place: Place, message: str) -> Problem:
    return Problem("unsound-package", place, message, "please report this", "error")
