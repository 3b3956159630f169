"""A collection file that Anki has closed, through Anki's own code.

This module and `sync` are the only ones that import the `anki` package. It is under the AGPL,
comes with the extra `talkdeck[anki]`, and is imported when a collection is opened, not before.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talkdeck.anki.notetypes import FIELDS, NOTE_TYPES, NoteKind
from talkdeck.anki.plan import MediaFile
from talkdeck.anki.push.adding import KNOWN_FILE, known_text, package_of, read_known
from talkdeck.anki.push.values import (
    CardNow,
    Look,
    LookChange,
    NoteChange,
    NoteNow,
    Now,
    PushPlan,
    Wanted,
)
from talkdeck.anki.trouble import unreachable
from talkdeck.files import reason, write_text
from talkdeck.problems import Place, Problem

if TYPE_CHECKING:
    from anki.collection import Collection

INSTALL = "pip install 'talkdeck[anki]'"
_OLDEST = 18  # schema since Anki 2.1.50
_BATCH = 500
_KINDS: dict[int, NoteKind] = {t.id: kind for kind, t in NOTE_TYPES.items()}


@contextmanager
def opened(path: Path, *, create: bool = False) -> Iterator[CollectionFile]:
    """A collection, open for reading and writing.

    Args:
        path: e.g. `~/.local/share/Anki2/User 1/collection.anki2`.
        create: whether to make an empty one where there is none (to fill it by a sync).

    Raises:
        Unreachable: it is open elsewhere, damaged, too new or too old, or not there.
    """
    with _library(path) as collection_class:
        if not create or path.exists():
            _look_at(path)
        col = _open(collection_class, path)
        try:
            yield CollectionFile(col, path)
        finally:
            col.close()


@contextmanager
def opened_copy(path: Path) -> Iterator[CollectionFile]:
    """A copy of a collection: whatever is done, the collection itself is not touched.

    It may be open in Anki at the same time: the last moments may then be missing.

    Raises:
        Unreachable: as with `opened`.
    """
    with _library(path) as collection_class, tempfile.TemporaryDirectory(prefix="talkdeck-") as to:
        copy = Path(to) / "collection.anki2"
        try:
            shutil.copyfile(path, copy)
            wal = path.with_name(path.name + "-wal")
            if wal.exists():
                shutil.copyfile(wal, Path(to) / "collection.anki2-wal")
            known = media_folder(path) / KNOWN_FILE
            if known.exists():
                (Path(to) / "collection.media").mkdir()
                shutil.copyfile(known, Path(to) / "collection.media" / KNOWN_FILE)
        except OSError as error:
            raise _no_collection(path, reason(error)) from None
        _look_at(copy, path)
        col = _open(collection_class, copy, path)
        try:
            yield CollectionFile(col, path)
        finally:
            col.close()


def media_folder(path: Path) -> Path:
    """The media folder that belongs to a collection."""
    return path.with_suffix(".media")


class CollectionFile:
    """An open collection.

    Attributes:
        col: Anki's own object.
        path: the file, as the person gave it.
    """

    def __init__(self, col: Collection, path: Path) -> None:
        self.col = col
        self.path = path

    def now(self, wanted: Wanted) -> Now:
        """What the collection has of the notes that are wanted or remembered."""
        decks = {int(d.id): d.name for d in self.col.decks.all_names_and_ids()}
        folder = Path(self.col.media.dir())
        known = folder / KNOWN_FILE
        return Now(
            self._notes(wanted.remembered | {n.name.guid for n in wanted.notes}, decks),
            read_known(known.read_text("utf-8", "replace")) if known.exists() else frozenset(),
            frozenset(decks.values()),
            {k: look for k, t in NOTE_TYPES.items() if (look := self._look(t.id))},
            frozenset(p.name for p in folder.iterdir()) if wanted.media else frozenset(),
        )

    def backup(self) -> Path | None:
        """A backup where Anki keeps its own (File > Switch Profile > Open Backup); None if
        nothing has changed since the last one.
        """
        folder = self.path.parent / "backups"
        folder.mkdir(exist_ok=True)
        self.col.create_backup(backup_folder=str(folder), force=True, wait_for_completion=True)
        # Names begin with the time; the newest one holds what is there now.
        return max(folder.glob("*.colpkg"), key=lambda p: p.stat().st_mtime_ns, default=None)

    def carry_out(self, plan: PushPlan) -> list[Problem]:
        """Does what a plan says, in an order that lets the next push finish a stopped one."""
        problems = self._store(plan.media) + self._add(plan)
        self._tag(plan.change)
        self._move(plan.change)
        self._place(plan.change)
        sched = self.col.sched
        if cards := [c for change in plan.change for c in change.suspend]:
            sched.suspend_cards(_ids(cards))
        if cards := [c for change in plan.change for c in change.unsuspend]:
            sched.unsuspend_cards(_ids(cards))
        self._write_fields(plan.change)
        if plan.delete:
            self.col.remove_notes(_ids(d.id for d in plan.delete))
        for look in plan.looks:
            self._restyle(look)
        if plan.known is not None:
            write_text(Path(self.col.media.dir()) / KNOWN_FILE, known_text(plan.known))
        return problems

    def _notes(self, guids: frozenset[str], decks: Mapping[int, str]) -> dict[str, NoteNow]:
        db = self.col.db
        assert db is not None  # noqa: S101 - it is open
        ours = {i: (guid, mid) for i, guid, mid in db.all("SELECT id, guid, mid FROM notes")
                if guid in guids}  # fmt: skip
        names = {mid: self._fields_of(mid) for mid in {mid for _, mid in ours.values()}}
        cards: dict[int, list[CardNow]] = defaultdict(list)
        among = f"({','.join(map(str, ours))})"
        # Only numbers are put into the statements (S608).
        columns = "nid, id, did, odid, type, queue, due, flags, reps, lapses"
        rows = db.all(f"SELECT {columns} FROM cards WHERE nid IN {among} ORDER BY ord")  # noqa: S608
        for nid, cid, did, odid, kind, queue, due, flags, reps, lapses in rows:
            new = kind == 0 and not odid  # in a filtered deck its place is another thing
            deck = decks.get(odid or did, "")
            cards[nid].append(CardNow(cid, deck, new, due, queue == -1, flags & 7, reps, lapses))
        notes: dict[str, NoteNow] = {}
        rows = db.all(f"SELECT id, flds, tags FROM notes WHERE id IN {among} ORDER BY id")  # noqa: S608
        for nid, flds, tags in rows:
            guid, mid = ours[nid]
            fields = dict(zip(names[mid], flds.split("\x1f"), strict=False))
            whole = fields.keys() >= set(FIELDS)
            kind = _KINDS.get(mid) if whole else None
            notes.setdefault(
                guid, NoteNow(nid, kind, fields, tuple(tags.split()), tuple(cards[nid]))
            )
        return notes

    def _fields_of(self, mid: int) -> list[str]:
        model = self.col.models.get(_id(mid))
        return [f["name"] for f in model["flds"]] if model else []

    def _look(self, mid: int) -> Look | None:
        model = self.col.models.get(_id(mid))
        if model is None:
            return None
        return Look(model["css"], {t["name"]: (t["qfmt"], t["afmt"]) for t in model["tmpls"]})

    def _store(self, media: Iterable[MediaFile]) -> list[Problem]:
        problems = []
        for m in media:
            with suppress(OSError):
                data = m.path.read_bytes()
                if sha1(data, usedforsecurity=False).hexdigest() == m.sha1:
                    self.col.media.write_data(m.name, data)
                    continue
            problems.append(changed_picture(m))
        return problems

    def _add(self, plan: PushPlan) -> list[Problem]:
        if not plan.add:
            return []
        from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
        from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition as Update

        from talkdeck.anki.package import write

        with tempfile.TemporaryDirectory(prefix="talkdeck-") as folder:
            package = Path(folder) / "push.apkg"
            written, problems = write(package_of(plan), package)
            if written:
                options = ImportAnkiPackageOptions(
                    merge_notetypes=True,
                    update_notes=Update.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_NEVER,
                    update_notetypes=Update.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_NEVER,
                )
                request = ImportAnkiPackageRequest(package_path=str(package), options=options)
                self.col.import_anki_package(request)
        return problems

    def _tag(self, changes: Sequence[NoteChange]) -> None:
        for tags, notes in grouped((c.add_tags, c.id) for c in changes).items():
            self.col.tags.bulk_add(_ids(notes), " ".join(tags))
        for tags, notes in grouped((c.remove_tags, c.id) for c in changes).items():
            self.col.tags.bulk_remove(_ids(notes), " ".join(tags))

    def _move(self, changes: Sequence[NoteChange]) -> None:
        for deck, cards in grouped((c.deck, card) for c in changes for card in c.move).items():
            did = self.col.decks.id(deck)
            assert did is not None  # noqa: S101 - it is made if there is none
            self.col.set_deck(_ids(cards), did)

    def _place(self, changes: Sequence[NoteChange]) -> None:
        cards = []
        for number, place in (p for c in changes for p in c.places):
            card = self.col.get_card(_id(number))
            card.due = place
            cards.append(card)
        if cards:
            self.col.update_cards(cards)

    def _write_fields(self, changes: Sequence[NoteChange]) -> None:
        writing = [c for c in changes if c.fields]
        for start in range(0, len(writing), _BATCH):
            notes = []
            for change in writing[start : start + _BATCH]:
                note = self.col.get_note(_id(change.id))
                for name, text in change.fields.items():
                    note[name] = text
                notes.append(note)
            self.col.update_notes(notes, skip_undo_entry=True)

    def _restyle(self, look: LookChange) -> None:
        model = self.col.models.get(_id(NOTE_TYPES[look.kind].id))
        if model is None:
            return
        if look.css is not None:
            model["css"] = look.css
        for template in model["tmpls"]:
            if template["name"] in look.templates:
                template["qfmt"], template["afmt"] = look.templates[template["name"]]
        self.col.models.update_dict(model)


def grouped(pairs: Iterable[tuple[Any, int]]) -> dict[Any, list[int]]:
    """Numbers by what they have in common; those with nothing are left out."""
    groups: dict[Any, list[int]] = defaultdict(list)
    for key, number in pairs:
        if key:
            groups[key].append(number)
    return groups


def changed_picture(m: MediaFile) -> Problem:
    """A picture that went away, or changed, between looking at it and storing it."""
    message = "the file changed, or went away, while it was being pushed"
    return Problem("picture-changed", Place(str(m.path)), message, "run the command again")


def _id(number: int) -> Any:
    """A number as what Anki's code calls an id."""
    return number


def _ids(numbers: Iterable[int]) -> list[Any]:
    return list(numbers)


@contextmanager
def _library(path: Path) -> Iterator[type[Collection]]:
    """Anki's class for collections; its errors become ours."""
    try:
        from anki.collection import Collection
        from anki.errors import AnkiException
    except ImportError:
        message = "writing into a collection needs Anki's own code, which is not installed"
        advice = f"run `{INSTALL}`; or start Anki and use `--connect`"
        raise unreachable("anki-missing", str(path), message, advice) from None
    try:
        yield Collection
    except AnkiException as error:
        raise unreachable(
            "anki-refused", str(path), f"Anki's code says: {error}", "run the command again"
        ) from error


def _open(collection_class: type[Collection], path: Path, shown: Path | None = None) -> Collection:
    from anki.errors import DBError

    shown = shown or path
    try:
        col = collection_class(str(path))
    except DBError as error:
        text = str(error)
        if "already open" in text:
            raise _is_open(shown) from None
        if "FileTooNew" in text:
            raise _too_new(shown) from None
        raise _damaged(shown, text) from None
    try:
        assert col.db is not None  # noqa: S101 - it was opened
        found = str(col.db.scalar("PRAGMA quick_check(1)"))
    except DBError as error:
        found = str(error)
    if found != "ok":
        col.close()
        raise _damaged(shown, found)
    return col


def _look_at(path: Path, shown: Path | None = None) -> None:
    """Looks at a collection without Anki's code, which would convert one that is too old."""
    shown = shown or path
    if not path.is_file():
        raise _no_collection(shown, "no such file or directory")
    try:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=1)
        try:
            (version,) = db.execute("SELECT ver FROM col").fetchone()
        finally:
            db.close()
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise _is_open(shown) from None
        raise _damaged(shown, str(error)) from None
    except (sqlite3.Error, TypeError) as error:
        raise _damaged(shown, str(error)) from None
    if version < _OLDEST:
        message = "this collection was last opened by an Anki older than 2.1.50"
        advice = "update Anki and open the collection in it once"
        raise unreachable("anki-collection", str(shown), message, advice)


def _is_open(path: Path) -> Exception:
    message = "Anki, or another program, has this collection open"
    advice = "close Anki; or use `--connect` to push while it runs"
    return unreachable("anki-open", str(path), message, advice)


def _too_new(path: Path) -> Exception:
    from anki.buildinfo import version

    message = f"this collection is from an Anki newer than {version}, which is installed here"
    advice = f"run `{INSTALL} --upgrade`"
    return unreachable("anki-collection", str(path), message, advice)


def _damaged(path: Path, detail: str) -> Exception:
    message = f"this is not a sound Anki collection ({detail.splitlines()[0][:120]})"
    advice = "open it in Anki and run Tools > Check Database, or restore a backup"
    return unreachable("anki-collection", str(path), message, advice)


def _no_collection(path: Path, detail: str) -> Exception:
    message = f"no collection: {detail}"
    advice = "give the path of a `collection.anki2`, or a profile with `--profile`"
    return unreachable("anki-collection", str(path), message, advice)
