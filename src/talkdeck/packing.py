"""From cards to packages: identities from the ledger, fields, and what goes into each file.

`plan` is pure: it says what a build would do. `write` does it: packages and ledger together,
or nothing.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from filecmp import cmp
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from talkdeck.anki import names
from talkdeck.anki.html import NO_MEDIA, CardFields, MediaNames, fields
from talkdeck.anki.notetypes import NOTE_TYPES, NoteKind, look
from talkdeck.anki.plan import DeckPlan, MediaFile, NotePlan, PackagePlan
from talkdeck.arrange import Package
from talkdeck.cards.card import Card
from talkdeck.files import shown, unwritable
from talkdeck.ledger.changes import Changes
from talkdeck.ledger.entry import Entry, Ledger, Seen
from talkdeck.ledger.keys import key_of
from talkdeck.ledger.remember import Memory, remember
from talkdeck.problems import Place, Problem

if TYPE_CHECKING:
    from talkdeck.anki.package import Written

RETIRED = "talkdeck::retired"
"""Tag of a card whose bullet is gone."""


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """One card with what it will be in Anki.

    Attributes:
        card: the card.
        deck: name of its deck, e.g. `PyCon 2017::Next Level Testing`.
        fields: its note's fields.
        tags: all tags of its note, in Anki's form.
        entry: its identity, time and place, from the ledger.
    """

    card: Card
    deck: str
    fields: CardFields
    tags: tuple[str, ...]
    entry: Entry

    @property
    def guid(self) -> str:
        """Its identity, e.g. `k3v9m2c8x7hqd`."""
        return self.entry.guid


@dataclass(frozen=True, slots=True, eq=False)
class Build:
    """What a build does, before anything is written.

    Attributes:
        packages: what was asked for, with the talks that have no cards.
        made: the cards of each package, in order.
        plans: what goes into each package's file; without decks if it has no cards.
        memory: the new ledger, and what is different from the last build.
        elsewhere: remembered files that are not part of this build.
    """

    packages: tuple[Package, ...]
    made: tuple[tuple[Made, ...], ...]
    plans: tuple[PackagePlan, ...]
    memory: Memory
    elsewhere: Collection[str] = ()

    @property
    def changes(self) -> Changes:
        """What is different from the last build."""
        return self.memory.changes

    @property
    def cards(self) -> Iterator[Made]:
        """All cards, in the order of the notes."""
        return (made for package in self.made for made in package)


def plan(
    packages: Sequence[Package],
    ledger: Ledger,
    now: int,
    *,
    folder: Path,
    tags: Sequence[str] = (),
    media: MediaNames = NO_MEDIA,
    media_files: Mapping[str, MediaFile] | None = None,
    elsewhere: Collection[str] = (),
) -> Build:
    """Gives every card its identity, and every package its content.

    Args:
        packages: the cards, by package and deck.
        ledger: of the last build.
        now: time of this build, seconds since 1970.
        folder: the ledger's folder; files are remembered relative to it.
        tags: tags that every card gets.
        media: what pictures and sounds are called in Anki.
        media_files: all of them, by that name.
        elsewhere: remembered files that are not part of this build.
    """
    drafts = [
        (number, deck.name, card, fields(card, media), _tags(card.tags, tuple(tags)))
        for number, package in enumerate(packages)
        for deck in package.decks
        for card in deck.talk.cards
    ]
    inside: dict[str, str] = {}
    folder = folder.resolve()
    seen = [
        Seen(key_of(card, relative(card.file, folder, inside)), _digest(card, content, tags))
        for _, _, card, content, tags in drafts
    ]
    models = {kind.name: look() for kind in NOTE_TYPES.values()}
    memory = remember(ledger, seen, now, models=models, elsewhere=elsewhere)
    made: list[list[Made]] = [[] for _ in packages]
    for (number, deck, card, content, tags), entry in zip(drafts, memory.entries, strict=True):
        if entry.key.kind == "list" and card.kind != "list":  # it was one, and stays one in Anki
            content = replace(content, back=f"<ul><li>{content.back}</li></ul>", count="1")
        made[number].append(Made(card, deck, content, tags, entry))
    files = media_files or {}
    stamps = _model_times(memory.ledger)
    plans = tuple(
        _package_plan(package.title, cards, files, stamps)
        for package, cards in zip(packages, made, strict=True)
    )
    return Build(tuple(packages), tuple(map(tuple, made)), plans, memory, elsewhere)


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
    plans = list(build.plans)
    for entry in ledger.shipped_retired():
        if entry.key.file in build.elsewhere:
            continue
        number = homes.get(entry.key.file, homes.get("", -1))
        if number >= 0 and entry.payload:
            plans[number] = _add_retired(plans[number], entry)
    return replace(build, plans=tuple(plans), memory=replace(build.memory, ledger=ledger))


def write(
    build: Build, targets: Sequence[Path], ledger: Path
) -> tuple[list[Written | None], list[Problem]]:
    """Writes packages and ledger, all of them or none. Call it with the ledger locked.

    Args:
        build: what the build does.
        targets: the file of each package.
        ledger: path of the ledger.

    Returns:
        What was written for each package, None for one without cards; and what went wrong.
        If that is an error, all files are as they were.
    """
    from talkdeck.anki.package import write as write_package
    from talkdeck.ledger.disk import commit, temporary
    from talkdeck.ledger.store import format as ledger_text

    written: list[Written | None] = []
    problems: list[Problem] = []
    files: list[tuple[Path, Path]] = []
    try:
        for plan, target in zip(build.plans, targets, strict=True):
            done, found = write_package(plan, temporary(target)) if plan.decks else (None, [])
            problems += found
            if done:
                done = replace(done, path=target, same=_same_file(done.path, target))
                if done.same:
                    temporary(target).unlink()
                else:
                    files.append((temporary(target), target))
            written.append(done)
    except OSError as error:
        problems.append(unwritable(shown(target), error))
    except sqlite3.OperationalError as error:  # where the package's database is drafted
        advice = "make room on that disk, or name another folder in TMPDIR"
        place = Place(shown(tempfile.gettempdir()))
        problems.append(Problem("unwritable", place, f"can't be written: {error}", advice))
    if any(p.severity == "error" for p in problems):
        for draft, _ in files:
            draft.unlink(missing_ok=True)
        return [], problems
    text = ledger_text(build.memory.ledger)
    if not files and _holds(ledger, text.encode()):
        return written, problems
    return written, problems + commit(files, ledger, text)


def _same_file(draft: Path, target: Path) -> bool:
    """Whether a package is there already, byte for byte."""
    return target.is_file() and not target.is_symlink() and cmp(draft, target, shallow=False)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _homes(build: Build, folder: Path) -> dict[str, int]:
    """Which package takes the retired cards of a file; under "" those of files that are gone."""
    homes: dict[str, int] = {}
    cache: dict[str, str] = {}
    for number, package in enumerate(build.packages):
        for deck in package.decks:
            if build.plans[number].decks:
                homes.setdefault(relative(deck.notes.file, folder, cache), number)
                homes.setdefault("", number)
    return homes


def _add_retired(package: PackagePlan, entry: Entry) -> PackagePlan:
    """A package with one retired note more, in its talk's deck if that is still there."""
    note = NotePlan(
        entry.guid,
        entry.mod,
        _note_kind(entry),
        entry.payload,
        (RETIRED,),
        entry.due,
        Place(entry.key.file),
    )
    wanted = names.same(names.deck_part(entry.key.talk))
    last = [names.same(d.name.rpartition("::")[2]) for d in package.decks]
    number = last.index(wanted) if wanted in last else 0
    decks = list(package.decks)
    decks[number] = replace(decks[number], notes=(*decks[number].notes, note))
    return replace(package, decks=tuple(decks), created=max(package.created, entry.mod))


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
            front = front.replace("[…]", "{{c1::" + escape(hidden) + "}}", 1)
        back = ""
    elif key.kind == "list":
        back = "<ul>" + "".join(f"<li>{escape(a)}</li>" for a in key.answer) + "</ul>"
    content = CardFields(front, back, talk=escape(key.talk), rule=escape(key.rule))
    return content.values(entry.guid)


def _package_plan(
    title: str,
    made: Iterable[Made],
    files: Mapping[str, MediaFile],
    models: Mapping[NoteKind, int],
) -> PackagePlan:
    decks: dict[str, list[NotePlan]] = {}
    used: dict[str, MediaFile] = {}
    created = 1
    for m in made:
        note = NotePlan(
            m.guid,
            m.entry.mod,
            _note_kind(m.entry),
            m.fields.values(m.guid),
            m.tags,
            m.entry.due,
            Place(m.card.file, m.card.node.start),
        )
        decks.setdefault(m.deck, []).append(note)
        created = max(created, m.entry.mod)
        if files:
            text = "\0".join(note.fields)
            used.update((name, file) for name, file in files.items() if name in text)
    plans = tuple(DeckPlan(name, tuple(notes)) for name, notes in decks.items())
    return PackagePlan(title, plans, created, tuple(used.values()), models)


def _model_times(ledger: Ledger) -> dict[NoteKind, int]:
    """When each note type's look last changed."""
    times = {model.name: model.mod for model in ledger.models}
    return {kind: times[t.name] for kind, t in NOTE_TYPES.items() if t.name in times}


@lru_cache(maxsize=1 << 12)
def _tags(own: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """A card's own tags and those of all cards, in Anki's form."""
    tags = (names.tag(t) for t in (*own, *more))
    return tuple(dict.fromkeys(t for t in tags if t))


def _digest(card: Card, content: CardFields, tags: Iterable[str]) -> str:
    """A short fingerprint of all that counts as a card's content.

    The tag with the rule's name is as little content as the name itself is.
    """
    rule = names.tag("talkdeck::" + card.rule.rpartition("/")[2])
    text = "\x1f".join(content.content()) + "\x1e" + "\x1f".join(t for t in tags if t != rule)
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def relative(file: str, folder: Path, known: dict[str, str]) -> str:
    """A notes file's path from the ledger's folder, with forward slashes."""
    if file not in known:
        try:
            known[file] = Path(os.path.relpath(os.path.realpath(file), folder)).as_posix()
        except ValueError:  # another drive
            known[file] = Path(file).resolve().as_posix()
    return known[file]
