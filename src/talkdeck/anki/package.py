"""Writing a package: genanki's schema and note types, our own rows.

genanki writes one row at a time, the whole table of decks once per deck, one time stamp on
everything, and straight onto the old file. Here the rows go in together, every note and note
type has the time it last changed, and the old package stays until the new one is checked.
The same plan gives the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from functools import lru_cache
from hashlib import sha1
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import IO, Any

from talkdeck.anki.forms import deck as form_of_deck
from talkdeck.anki.forms import forms, model
from talkdeck.anki.marks import stamped
from talkdeck.anki.names import same
from talkdeck.anki.notetypes import NOTE_TYPES, SORT_FIELD, NoteKind
from talkdeck.anki.plan import DeckPlan, MediaFile, NotePlan, PackagePlan, vet
from talkdeck.anki.text import words
from talkdeck.files import replacing
from talkdeck.problems import Place, Problem
from talkdeck.values import dataclass

_LEVEL = 1  # of compression: a tenth of the size; more takes far longer and saves little


@dataclass(frozen=True, slots=True)
class Written:
    """A package that was written and checked.

    Attributes:
        path: where it is.
        decks: number of decks.
        notes: number of notes.
        cards: number of cards; a note may have several.
        media: number of pictures and sounds.
        size: of the file, in bytes.
        same: whether it was there before, byte for byte.
    """

    path: Path
    decks: int
    notes: int
    cards: int
    media: int
    size: int
    same: bool = False


def write(plan: PackagePlan, target: Path) -> tuple[Written | None, list[Problem]]:
    """Writes a package, or leaves what is there.

    Args:
        plan: what it is to hold.
        target: the file, e.g. `decks/PyCon 2017.apkg`; its folder is made if need be.

    Returns:
        What was written, and what was left out and why. None when the plan has an error or
        nothing to write: then `target` is untouched.

    Raises:
        OSError: when the folder can't be written or the disk is full; `target` is untouched.
    """
    plan, problems = vet(plan)
    if not plan.decks or any(p.severity == "error" for p in problems):
        return None, problems
    media, lost = _unchanged(plan.media)
    if lost:
        return None, problems + lost
    database, notes, cards = _database(plan)
    with replacing(target) as temporary:
        _write_zip(temporary, database, media)
        _check(temporary, database, media)
        size = temporary.stat().st_size
    return Written(target, len(plan.decks), notes, cards, len(media), size), problems


def _database(plan: PackagePlan) -> tuple[bytes, int, int]:
    """The collection's database as a file has it, and the numbers of notes and cards.

    It is made in memory: a disk takes longer to make and take away a file than SQLite to fill it.

    Raises:
        OSError: when some notes are not in it: the memory did not keep what was written.
    """
    own, indexes = _own_decks(), _scripts()[1]
    decks = _with_ids(plan.decks)
    own = own | {str(n): form_of_deck(n, deck.name) for n, deck in decks}
    cards: list[tuple[Any, ...]] = []
    db = _with_tables()
    try:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;")
        texts = (_models(plan), json.dumps(own, ensure_ascii=False))
        db.execute("UPDATE col SET models = ?, decks = ?", texts)
        db.executemany(_insert("notes", 11), _note_rows(plan, decks, cards))
        db.executemany(_insert("cards", 18), cards)
        db.execute("COMMIT")
        db.executescript(f"BEGIN;{indexes}COMMIT;")
        (notes,) = db.execute("SELECT count(*) FROM notes").fetchone()
        (distinct,) = db.execute("SELECT count(DISTINCT guid) FROM notes").fetchone()
        (kept,) = db.execute("SELECT count(*) FROM cards").fetchone()
        if (distinct, kept) != (notes, len(cards)):
            raise OSError(f"{plan.title}: notes are missing from what was written")
        return _as_file(db), notes, kept
    finally:
        db.close()


SERIALIZES = hasattr(sqlite3.Connection, "serialize")
"""Whether this SQLite gives a database in memory as bytes, and takes it; some old ones don't."""


def _with_tables() -> sqlite3.Connection:
    """A database in memory with genanki's tables and nothing in them."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    if SERIALIZES:
        db.deserialize(_empty())
    else:
        db.executescript(_scripts()[0])
    return db


@lru_cache(maxsize=1)
def _empty() -> bytes:
    """The same as bytes: taken as they are they are there sooner than made by statements."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.executescript(_scripts()[0])
        return db.serialize()


@lru_cache(maxsize=1)
def _scripts() -> tuple[str, str]:
    """What makes genanki's tables, and their indexes: these come last, which is faster."""
    tables, create_index, indexes = forms().schema.partition("CREATE INDEX")
    return f"BEGIN;{tables}{forms().collection}COMMIT;", create_index + indexes


@lru_cache(maxsize=1)
def _own_decks() -> dict[str, Any]:
    """The decks that any collection has."""
    with closing(_with_tables()) as db:
        (decks,) = db.execute("SELECT decks FROM col").fetchone()
        found: dict[str, Any] = json.loads(decks)
        return found


def _as_file(db: sqlite3.Connection) -> bytes:
    """The bytes of a database.

    One that was taken from bytes has a file's header: SQLite counts in it how often it was
    written, and says which SQLite did. One made in memory by statements has not.
    """
    if not SERIALIZES:
        with tempfile.TemporaryDirectory(prefix="talkdeck-") as folder:
            path = Path(folder) / "collection.anki2"
            db.execute("VACUUM INTO ?", (str(path),))
            return path.read_bytes()
    return db.serialize()


def _insert(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({','.join('?' * columns)})"  # noqa: S608 (no input)


def _note_rows(
    plan: PackagePlan, decks: list[tuple[int, DeckPlan]], cards: list[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """The rows of notes; their cards' rows are added to `cards` on the way.

    Ids count up in the order of the notes, below the time of creation and from a place that
    depends on the title, so that packages of one build don't meet.
    """
    first = plan.created * 1000 - 1_000_000 - zlib.crc32(plan.title.encode()) % 10_000_000
    note_ids, card_ids = count(first), count(first)
    for deck_id, deck in decks:
        for note in deck.notes:
            nid = next(note_ids)
            for ordinal in note.ordinals:
                cards.append(_card_row(next(card_ids), nid, deck_id, ordinal, note))
            yield _note_row(nid, note, deck.name)


def _note_row(nid: int, note: NotePlan, deck: str) -> tuple[Any, ...]:
    # Anki works out both the checksum of the first field and the sort field again; another
    # program may not.
    checksum = int(sha1(words(note.fields[0]).encode(), usedforsecurity=False).hexdigest()[:8], 16)
    # What it is now, for a later push to see what the person changed since.
    fields = stamped(note.fields, note.tags, deck, note.due)
    flds, sfld = "\x1f".join(fields), words(note.fields[SORT_FIELD])
    mid = NOTE_TYPES[note.kind].id
    return (nid, note.guid, mid, note.mod, -1, _tags(note.tags), flds, sfld, checksum, 0, "")


@lru_cache(maxsize=1024)
def _tags(tags: tuple[str, ...]) -> str:
    return f" {' '.join(sorted(set(tags)))} " if tags else ""


def _card_row(cid: int, nid: int, did: int, ordinal: int, note: NotePlan) -> tuple[Any, ...]:
    # type, queue | due | ivl, factor, reps, lapses, left, odue, odid, flags | data
    return (cid, nid, did, ordinal, note.mod, -1, 0, 0, note.due, *(0,) * 8, "")


def _models(plan: PackagePlan) -> str:
    used = {note.kind for deck in plan.decks for note in deck.notes}
    kinds: list[NoteKind] = [kind for kind in NOTE_TYPES if kind in used]
    models = (_model(k, plan.models.get(k, plan.created)) for k in kinds)
    return "{" + ", ".join(models) + "}"


@lru_cache(maxsize=16)
def _model(kind: NoteKind, mod: int) -> str:
    """A note type's place in the table of them; the same in all packages of a build."""
    return f'"{NOTE_TYPES[kind].id}": {json.dumps(model(kind, mod), ensure_ascii=False)}'


def _with_ids(decks: tuple[DeckPlan, ...]) -> list[tuple[int, DeckPlan]]:
    """The decks, each with an id that depends on its name alone, unless two fall together."""
    taken: set[int] = set()
    result = []
    for deck in decks:
        digest = sha1(same(deck.name).encode(), usedforsecurity=False).digest()
        number = (1 << 40) + int.from_bytes(digest[:5], "big")
        while number in taken:
            number += 1
        taken.add(number)
        result.append((number, deck))
    return result


def _unchanged(media: tuple[MediaFile, ...]) -> tuple[list[MediaFile], list[Problem]]:
    """Each file once, in the order of their names; and those that are gone or have changed
    since they were named after their content.
    """
    files = {m.name: m for m in sorted(media)}
    problems = []
    for m in files.values():
        try:
            with m.path.open("rb") as stream:
                digest = _digest(stream)
        except OSError:
            digest = ""
        if digest != m.sha1:
            problems.append(
                Problem(
                    "picture-changed",
                    Place(str(m.path)),
                    "the file changed, or went away, while the decks were being made",
                    "run the command again",
                )
            )
    return list(files.values()), problems


def _write_zip(path: Path, database: bytes, media: list[MediaFile]) -> None:
    names = {str(n): m.name for n, m in enumerate(media)}
    with path.open("wb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            _add(archive, "collection.anki2", BytesIO(database), len(database))
            with archive.open("media", "w") as to:
                to.write(json.dumps(names, ensure_ascii=False).encode())
            for n, m in enumerate(media):
                with m.path.open("rb") as source:
                    _add(archive, str(n), source, m.path.stat().st_size)
        raw.flush()
        os.fsync(raw.fileno())


def _add(archive: zipfile.ZipFile, name: str, source: IO[bytes], size: int) -> None:
    # Opened by name, a member gets the zip format's first day as its date: the same each time.
    with archive.open(name, "w", force_zip64=size > 1 << 30) as to:
        shutil.copyfileobj(source, to, 1 << 20)


def _check(path: Path, database: bytes, media: list[MediaFile]) -> None:
    """Opens what was written and compares it with what should be in it.

    Raises:
        OSError: when it differs: the disk did not keep what was written.
    """
    wanted = [_digest(BytesIO(database)), *(m.sha1 for m in media)]
    with zipfile.ZipFile(path) as archive:
        for name, digest in zip(
            ["collection.anki2", *map(str, range(len(media)))], wanted, strict=True
        ):
            with archive.open(name) as member:
                if _digest(member) != digest:
                    raise OSError(f"{path.name}: {name} was not written as it should be")


def _digest(stream: Any) -> str:
    digest = sha1(usedforsecurity=False)
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
