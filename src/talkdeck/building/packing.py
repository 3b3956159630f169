"""From drafts to packages: identities from the ledger, and what goes into each file.

All of it is pure: it says what a build would do. `writing` does it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from sys import intern
from typing import NamedTuple

from talkdeck.anki import names
from talkdeck.anki.html import CardFields
from talkdeck.anki.notetypes import FIELDS, NOTE_TYPES, NoteKind, look
from talkdeck.anki.plan import DeckPlan, MediaFile, NotePlan, PackagePlan
from talkdeck.building.arrange import Package
from talkdeck.building.drafts import Draft, Picture, drafts_of
from talkdeck.cards.card import GAP
from talkdeck.garbage import uncollected
from talkdeck.ledger.changes import Changes
from talkdeck.ledger.entry import Entry, Key, Ledger, Seen
from talkdeck.ledger.remember import Memory, remember
from talkdeck.problems import Place
from talkdeck.values import dataclass, replace

RETIRED = "talkdeck::retired"
"""Tag of a card whose bullet is gone."""

_BACK, _COUNT = FIELDS.index("Back"), FIELDS.index("Count")


class Identity(NamedTuple):
    """Which card a draft is, from the ledger.

    Attributes:
        guid: e.g. `k3v9m2c8x7hqd`.
        mod: when its content last changed, seconds since 1970.
        due: its place among the new cards.
        kind: the note type that it has had since it was made.
    """

    guid: str
    mod: int
    due: int
    kind: NoteKind


@dataclass(frozen=True, slots=True, eq=False)
class DeckParcel:
    """What goes into one deck.

    Attributes:
        name: e.g. `PyCon 2017::Next Level Testing`.
        file: the notes file.
        identities: of its cards, in order.
        draft_bytes: the drafts of its cards: see `TalkDrafts`.
        pictures: what its cards may show.
    """

    name: str
    file: str
    identities: tuple[Identity, ...]
    draft_bytes: bytes
    pictures: tuple[Picture, ...] = ()

    def drafts(self) -> Iterator[tuple[Identity, Draft]]:
        """Its cards, each with its identity."""
        return zip(self.identities, drafts_of(self.draft_bytes), strict=True)


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """What goes into one package, before its notes are made: small, and can be sent.

    Attributes:
        title: the package's title, e.g. `PyCon 2017`.
        decks: those that have cards.
        retired: cards whose bullets are gone, to be tagged.
        models: when each note type's look last changed.
    """

    title: str
    decks: tuple[DeckParcel, ...]
    retired: tuple[Entry, ...]
    models: Mapping[NoteKind, int]

    @property
    def guids(self) -> Iterator[str]:
        """The identities of its cards, in order; not of those that are retired."""
        return (identity.guid for deck in self.decks for identity in deck.identities)


@dataclass(frozen=True, slots=True, eq=False)
class Build:
    """What a build does, before anything is written.

    Attributes:
        packages: what was asked for, with the talks that have no cards.
        parcels: what goes into each package's file; without decks if it has no cards.
        memory: the new ledger, and what is different from the last build.
        elsewhere: remembered files that are not part of this build.
    """

    packages: tuple[Package, ...]
    parcels: tuple[Parcel, ...]
    memory: Memory
    elsewhere: Collection[str] = ()

    @property
    def changes(self) -> Changes:
        """What is different from the last build."""
        return self.memory.changes

    @property
    def guids(self) -> Iterator[str]:
        """The identities of all cards, in the order of the notes."""
        return (guid for parcel in self.parcels for guid in parcel.guids)

    def plans(self) -> Iterator[PackagePlan]:
        """The notes of each package."""
        return map(plan_of, self.parcels)


@uncollected()
def plan(
    packages: Sequence[Package],
    ledger: Ledger,
    now: int,
    *,
    folder: Path,
    elsewhere: Collection[str] = (),
) -> Build:
    """Gives every card its identity, and every package its content.

    Args:
        packages: the drafts, by package and deck.
        ledger: of the last build.
        now: time of this build, seconds since 1970.
        folder: the ledger's folder; files are remembered relative to it.
        elsewhere: remembered files that are not part of this build.
    """
    inside: dict[str, str] = {}
    folder = folder.resolve()
    seen = [
        _placed(one, relative(deck.notes.file, folder, inside), package.title)
        for package in packages
        for deck in package.decks
        for one in deck.talk.seen()
    ]
    models = {kind.name: look() for kind in NOTE_TYPES.values()}
    memory = remember(ledger, seen, now, models=models, elsewhere=elsewhere)
    entries = iter(memory.entries)
    stamps = _model_times(memory.ledger)
    parcels = tuple(
        Parcel(package.title, tuple(_deck_parcels(package, entries)), (), stamps)
        for package in packages
    )
    return Build(tuple(packages), parcels, memory, elsewhere)


def _placed(seen: Seen, file: str, package: str) -> Seen:
    """What a card is recognised by, in a file as the ledger names it, for a package. Texts that
    many cards have in common are kept once.
    """
    kind, rule, role, talk, topic, question, answer, _, source = seen.key
    words = intern(kind), intern(rule), intern(role), intern(talk), intern(topic)
    return Seen(Key(*words, question, answer, file, source), seen.content, package)


def _deck_parcels(package: Package, entries: Iterator[Entry]) -> Iterator[DeckParcel]:
    """The decks of a package that have cards; takes their entries."""
    for deck in package.decks:
        if deck.talk.count:
            identities = tuple(_identity(next(entries)) for _ in range(deck.talk.count))
            talk = deck.talk
            yield DeckParcel(
                deck.name, deck.notes.file, identities, talk.draft_bytes, talk.pictures
            )


def _identity(entry: Entry) -> Identity:
    return Identity(entry.guid, entry.mod, entry.due, _note_kind(entry))


def with_retired(
    build: Build,
    folder: Path,
    payloads: Mapping[str, tuple[str, ...]],
    *,
    homeless: bool = True,
) -> Build:
    """The build with retired cards in its packages, tagged, until they have reached Anki.

    Args:
        build: what the build does.
        folder: the ledger's folder.
        payloads: fields of cards that retire now, by guid, from the packages that had them.
        homeless: whether the first package takes the cards of files that are gone.
    """
    ledger = build.memory.ledger
    now = {e.guid: payloads.get(e.guid) or _plain_fields(e) for e in build.changes.retired}
    ledger = ledger.with_payloads(now)
    homes = _homes(build, folder.resolve())
    if not homeless:
        homes.pop("", None)
    retired: list[list[Entry]] = [[] for _ in build.parcels]
    for entry in ledger.shipped_retired():
        if entry.key.file in build.elsewhere:
            continue
        number = homes.get(entry.key.file, homes.get("", -1))
        if number >= 0 and entry.payload:
            retired[number].append(entry)
    parcels = tuple(
        replace(parcel, retired=tuple(entries)) if entries else parcel
        for parcel, entries in zip(build.parcels, retired, strict=True)
    )
    return replace(build, parcels=parcels, memory=replace(build.memory, ledger=ledger))


def plan_of(parcel: Parcel) -> PackagePlan:
    """The notes of one package."""
    decks = {
        deck.name: [_note(deck.file, *each) for each in deck.drafts()] for deck in parcel.decks
    }
    media = _used((p for deck in parcel.decks for p in deck.pictures), decks.values())
    last = {names.same(name.rpartition("::")[2]): name for name in reversed(decks)}
    for entry in parcel.retired:  # in its talk's deck if that is still there
        deck = last.get(names.same(names.deck_part(entry.key.talk)), next(iter(decks)))
        decks[deck].append(_retired_note(entry))
    created = max([1, *(note.mod for notes in decks.values() for note in notes)])
    plans = tuple(DeckPlan(name, tuple(notes)) for name, notes in decks.items())
    return PackagePlan(parcel.title, plans, created, media, parcel.models)


def _note(file: str, identity: Identity, draft: Draft) -> NotePlan:
    guid, mod, due, kind = identity
    fields = [guid, *draft.fields[1:]]
    if kind == "list" and not fields[_COUNT]:  # it was a list, and stays one in Anki
        fields[_BACK], fields[_COUNT] = f"<ul><li>{fields[_BACK]}</li></ul>", "1"
    return NotePlan(guid, mod, kind, tuple(fields), draft.tags, due, Place(file, draft.line))


def _retired_note(entry: Entry) -> NotePlan:
    place = Place(entry.key.file)
    kind = _note_kind(entry)
    return NotePlan(entry.guid, entry.mod, kind, entry.payload, (RETIRED,), entry.due, place)


def _used(
    pictures: Iterator[Picture], decks: Collection[Sequence[NotePlan]]
) -> tuple[MediaFile, ...]:
    """The pictures and sounds that some notes refer to."""
    files = {p.name: MediaFile(p.name, Path(p.path), p.sha1) for p in pictures}
    if not files:
        return ()
    text = "\0".join(field for notes in decks for note in notes for field in note.fields)
    return tuple(file for name, file in files.items() if name in text)


def _homes(build: Build, folder: Path) -> dict[str, int]:
    """Which package takes the retired cards of a file; under "" those of files that are gone."""
    homes: dict[str, int] = {}
    cache: dict[str, str] = {}
    for number, package in enumerate(build.packages):
        for deck in package.decks:
            if package.cards:
                homes.setdefault(relative(deck.notes.file, folder, cache), number)
                homes.setdefault("", number)
    return homes


def _note_kind(entry: Entry) -> NoteKind:
    """The note type that a card has had since it was made."""
    kind = entry.key.kind
    return "list" if kind == "list" else "cloze" if kind == "cloze" else "basic"


def _plain_fields(entry: Entry) -> tuple[str, ...]:
    """A retired note's fields where its last package is gone: its words without mark-up."""
    from talkdeck.anki.text import escape

    key = entry.key
    front, back = escape(key.question), "<br>".join(map(escape, key.answer))
    if key.kind == "cloze":
        for hidden in key.answer:
            front = front.replace(GAP, "{{c1::" + escape(hidden) + "}}", 1)
        back = ""
    elif key.kind == "list":
        back = "<ul>" + "".join(f"<li>{escape(a)}</li>" for a in key.answer) + "</ul>"
    content = CardFields(front, back, talk=escape(key.talk), rule=escape(key.rule))
    return content.values(entry.guid)


def _model_times(ledger: Ledger) -> dict[NoteKind, int]:
    """When each note type's look last changed."""
    times = {model.name: model.mod for model in ledger.models}
    return {kind: times[t.name] for kind, t in NOTE_TYPES.items() if t.name in times}


def relative(file: str, folder: Path, known: dict[str, str]) -> str:
    """A notes file's path from the ledger's folder, with forward slashes."""
    if file not in known:
        try:
            known[file] = Path(os.path.relpath(os.path.realpath(file), folder)).as_posix()
        except ValueError:  # another drive
            known[file] = Path(file).resolve().as_posix()
    return known[file]
