"""What the notes want, what Anki has now, and what has to happen: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from talkdeck.anki.notetypes import NoteKind
from talkdeck.anki.plan import MediaFile, NotePlan
from talkdeck.problems import Place
from talkdeck.values import dataclass

RETIRED = "talkdeck::retired"
"""Tag of a card whose bullet is gone."""


@dataclass(frozen=True, slots=True)
class Name:
    """How a person recognises a note.

    Attributes:
        guid: its identity, e.g. `k3v9m2c8x7hqd`.
        question: what it asks, plain, e.g. `pros of Heroku?`.
        place: the line of the notes it comes from; line 0 if its bullet is gone.
    """

    guid: str
    question: str
    place: Place


@dataclass(frozen=True, slots=True)
class WantedNote:
    """One note that the notes give, with the full name of its deck."""

    name: Name
    note: NotePlan
    deck: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a build wants.

    Attributes:
        notes: in the order of the notes.
        retired: notes whose bullet is gone, by guid.
        remembered: guids of all notes that the ledger knows.
        media: what the fields refer to.
        looks: when each note type's look last changed, seconds since 1970.
    """

    notes: tuple[WantedNote, ...]
    retired: Mapping[str, Name] = field(default_factory=dict)
    remembered: frozenset[str] = frozenset()
    media: tuple[MediaFile, ...] = ()
    looks: Mapping[NoteKind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CardNow:
    """One card in Anki.

    Attributes:
        id: Anki's number for it.
        deck: full name of its deck, its home if it is in a filtered one; "" if not known.
        new: whether it was never studied.
        due: its place among the new cards; meaningless if it is not new.
        suspended: whether it is suspended.
        flag: 1 red to 7 purple, 0 none. This and the next two are read for reviews only.
        reps: how often it was answered.
        lapses: how often it was forgotten after it had been learned.
    """

    id: int
    deck: str
    new: bool
    due: int
    suspended: bool = False
    flag: int = 0
    reps: int = 0
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class NoteNow:
    """One note in Anki.

    Attributes:
        id: Anki's number for it.
        kind: which of our note types it has; None if it is another, or ours with fields missing.
        fields: its texts by name.
        tags: its tags.
        cards: in the order of its templates.
    """

    id: int
    kind: NoteKind | None
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    cards: tuple[CardNow, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """How a note type looks.

    Attributes:
        css: its style sheet.
        templates: question's and answer's side of each template, by its name.
    """

    css: str
    templates: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Now:
    """What Anki has.

    Attributes:
        notes: ours, by guid.
        known: guids of notes that talkdeck saw here before.
        decks: full names.
        looks: of those of our note types that are there.
        media: names of files in the media folder; those that begin with `_` need not be here.
    """

    notes: Mapping[str, NoteNow] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    decks: frozenset[str] = frozenset()
    looks: Mapping[NoteKind, Look] = field(default_factory=dict)
    media: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Options:
    """How the person wants it.

    Attributes:
        conflicts: what becomes of a field that both the notes and the person changed:
            `keep` leaves Anki's for now and says so each time, `ours` takes the notes',
            `theirs` Anki's for good.
        retired: what becomes of cards whose bullet is gone.
        restore: whether notes that were deleted in Anki come back.
        restyle: whether note types that the person restyled get talkdeck's look again.
    """

    conflicts: Literal["keep", "ours", "theirs"] = "keep"
    retired: Literal["tag", "suspend", "delete"] = "tag"
    restore: bool = False
    restyle: bool = False


@dataclass(frozen=True, slots=True)
class NoteChange:
    """What has to happen to one note that is there.

    Attributes:
        name: how a person recognises it.
        id: Anki's number for it.
        fields: texts to write by name, its marks among them; to be done last, so that a push
            that is stopped half-way is finished by the next one.
        before: what was in those fields that a person sees.
        add_tags: tags to add.
        remove_tags: tags to take away.
        move: numbers of cards that go to `deck`.
        deck: full name of the deck.
        places: new cards with their new place, as (number, place).
        suspend: numbers of cards.
        unsuspend: numbers of cards.
        retires: whether this retires it.
    """

    name: Name
    id: int
    fields: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    move: tuple[int, ...] = ()
    deck: str = ""
    places: tuple[tuple[int, int], ...] = ()
    suspend: tuple[int, ...] = ()
    unsuspend: tuple[int, ...] = ()
    retires: bool = False

    @property
    def visible(self) -> bool:
        """Whether a person could tell the difference."""
        return bool(
            self.before or self.add_tags or self.remove_tags or self.move
            or self.places or self.suspend or self.unsuspend
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldNote:
    """One field that is not what the notes say.

    Attributes:
        name: the note.
        field: e.g. `Back`.
        notes: what the notes say.
        anki: what stands in Anki.
    """

    name: Name
    field: str
    notes: str
    anki: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """One note to delete, because that was asked for."""

    name: Name
    id: int


@dataclass(frozen=True, slots=True)
class LookChange:
    """A newer look for a note type.

    Attributes:
        kind: which one.
        css: its style sheet; None if it stays.
        templates: question's and answer's side of templates that change, by name.
    """

    kind: NoteKind
    css: str | None
    templates: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PushPlan:
    """What has to happen in Anki.

    Attributes:
        add: new notes, with their decks.
        change: notes that are there and change.
        delete: retired notes, only if asked for.
        conflicts: fields that both sides changed, and what is not decided.
        kept: fields that the person changed in Anki, which stay.
        gone: notes that the person deleted in Anki, which are left alone.
        stuck: notes that the person gave another note type, which are left alone.
        looks: note types that get a newer look.
        own_looks: names of note types that the person restyled, which stay.
        media: pictures and sounds to store.
        known: guids to remember as seen; None if nothing changes.
        new_looks: when the look of each note type that is not there yet last changed.
    """

    add: tuple[WantedNote, ...] = ()
    change: tuple[NoteChange, ...] = ()
    delete: tuple[Deletion, ...] = ()
    conflicts: tuple[FieldNote, ...] = ()
    kept: tuple[FieldNote, ...] = ()
    gone: tuple[Name, ...] = ()
    stuck: tuple[Name, ...] = ()
    looks: tuple[LookChange, ...] = ()
    own_looks: tuple[str, ...] = ()
    media: tuple[MediaFile, ...] = ()
    known: frozenset[str] | None = None
    new_looks: Mapping[NoteKind, int] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether Anki is as the notes want it."""
        doings = (self.add, self.change, self.delete, self.looks, self.media)
        return not any(doings) and self.known is None

    @property
    def visible(self) -> bool:
        """Whether a person could tell the difference afterwards."""
        return bool(self.add or self.delete or self.looks or self.media) or any(
            c.visible for c in self.change
        )
