"""What a package is to hold, as plain values, and what must be true of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import chain
from pathlib import Path

from talkdeck.anki.cloze import ordinals
from talkdeck.anki.names import same
from talkdeck.anki.notetypes import FIELDS, NOTE_TYPES, NoteKind
from talkdeck.anki.text import words
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.values import dataclass, replace

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
        stops=True,
    ),
    Entry(
        "picture-changed",
        "a picture changed while the decks were made",
        "error",
        "Cards would show another picture than the one that was looked at; nothing was written.",
        "Run the command again.",
        stops=True,
    ),
)


_NEEDED: dict[NoteKind, list[int]] = {
    kind: [FIELDS.index(t.needs) for t in this.templates] for kind, this in NOTE_TYPES.items()
}


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
        ordinals: which cards Anki makes of it, 0-based; () if none. Worked out here.
    """

    guid: str
    mod: int
    kind: NoteKind
    fields: tuple[str, ...]
    tags: tuple[str, ...] = ()
    due: int = 0
    place: Place | None = None

    ordinals: tuple[int, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        shown = [self.fields[i] if i < len(self.fields) else "" for i in _NEEDED[self.kind]]
        if self.kind == "cloze":
            numbers = ordinals(shown[0])
        else:
            numbers = tuple(n for n, html in enumerate(shown) if says_something(html))
        object.__setattr__(self, "ordinals", numbers)


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


def _unsound(plan: PackagePlan) -> Iterator[Problem]:
    """Breaches of what every package must keep to."""
    seen: set[str] = set()
    for deck in plan.decks:
        yield from _unsound_notes(deck.notes, seen)
    names = [same(deck.name) for deck in plan.decks]
    if len(set(names)) != len(names):
        yield _error(None, f"two decks of {plan.title!r} have the same name for Anki")
    by_name = {m.name: m.sha1 for m in plan.media}
    for m in plan.media:
        if by_name[m.name] != m.sha1:
            yield _error(Place(str(m.path)), f"two pictures are called {m.name!r}")


def _unsound_notes(notes: Sequence[NotePlan], seen: set[str]) -> Iterator[Problem]:
    fine_tags: set[tuple[str, ...]] = set()
    # Looking for separators note by note costs as much as writing; all at once costs nothing.
    suspect = "\x1f" in "".join(chain.from_iterable(n.fields for n in notes))
    for note in notes:
        if note.tags not in fine_tags:
            if " ".join(note.tags).split() != list(note.tags):
                yield _error(note.place, f"a tag of {note.guid!r} is empty or has white space")
            fine_tags.add(note.tags)
        if note.guid in seen:
            yield _error(note.place, f"two notes have the guid {note.guid!r}")
        seen.add(note.guid)
        if not note.guid or note.guid != note.guid.strip():
            yield _error(note.place, f"a note has no proper guid ({note.guid!r})")
        if note.mod <= 0:
            yield _error(note.place, f"the note {note.guid!r} has no time of change")
        if len(note.fields) != len(FIELDS) or not note.fields[0]:
            yield _error(note.place, f"the note {note.guid!r} has not all fields")
        if suspect and any("\x1f" in f for f in note.fields):
            yield _error(note.place, f"a field of {note.guid!r} has a separator in it")


def _error(place: Place | None, message: str) -> Problem:
    return Problem("unsound-package", place or Place(""), message, "please report this", "error")
