"""The three-way merge of one note: what the notes say, what Anki has, what was last written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from talkdeck.anki.marks import MARKED, Marks, deck_digest, digest, of_note, read, tag_digest
from talkdeck.anki.notetypes import FIELDS, MARKS, PROVENANCE
from talkdeck.anki.push.values import (
    RETIRED,
    FieldNote,
    Name,
    NoteChange,
    NoteNow,
    Options,
    WantedNote,
)
from talkdeck.values import dataclass, replace

_NOTHING = digest("\0")
"""Mark of a field of which nobody knows what was written: it fits no text."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of one note.

    Attributes:
        change: what has to happen; None if nothing has to.
        kept: fields that the person changed, which stay.
        conflicts: fields that both changed, which stay for now.
    """

    change: NoteChange | None
    kept: tuple[FieldNote, ...] = ()
    conflicts: tuple[FieldNote, ...] = ()


def merge(wanted: WantedNote, now: NoteNow, options: Options, deck: str) -> Merged:
    """What has to happen to a note that the notes still give.

    Args:
        wanted: what the notes say.
        now: what Anki has.
        options: how the person wants it.
        deck: where its cards belong: its deck, or what the person renamed it to.
    """
    name, note = wanted.name, wanted.note
    was = read(now.fields[MARKS])
    fresh = of_note(note.fields, note.tags, wanted.deck, note.due)
    fields, differ = _fields(wanted, now, was, options)
    both = () if options.conflicts != "keep" else differ[1]
    undecided = {f.field: was.fields[f.field] if was else _NOTHING for f in both}
    add, remove = _tags(note.tags, now.tags, was)
    move = _strayed(now, was, deck)
    places = _places(now, was, note.due)
    after = Marks(
        _deck_mark(now, was, fresh, deck, bool(move)),
        {**fresh.fields, **undecided},
        fresh.tags,
        note.due if was is None or any(c.new for c in now.cards) else was.due,
    )
    change = NoteChange(
        name,
        now.id,
        _to_write(fields, after, now, wanted),
        {f: now.fields[f] for f in fields},
        add,
        remove,
        move,
        deck if move else "",
        places,
        unsuspend=tuple(c.id for c in now.cards if c.suspended) if was and was.suspended else (),
    )
    return Merged(change if change.fields or change.visible else None, differ[0], both)


def retire(name: Name, now: NoteNow, options: Options) -> NoteChange | None:
    """What has to happen to a note whose bullet is gone; None if it has happened already.

    What the person undid afterwards (took the tag away, or studies it all the same) stays.
    """
    was = read(now.fields[MARKS])
    tagged, marked = _has(now.tags, RETIRED), was is not None and tag_digest(RETIRED) in was.tags
    stopped = tagged and not marked  # the tag comes first, the marks last
    add = () if tagged or marked else (RETIRED,)
    suspend: tuple[int, ...] = ()
    suspended = was is not None and was.suspended
    if options.retired == "suspend" and not suspended:
        suspend = tuple(c.id for c in now.cards if not c.suspended)
        suspended = bool(suspend) or (stopped and bool(now.cards))
    if not add and not suspend and not stopped:
        return None
    after = replace((was or _unknown(now)).with_tags([RETIRED]), suspended=suspended)
    fields, new = {MARKS: str(after)}, bool(add or suspend)
    return NoteChange(name, now.id, fields, add_tags=add, suspend=suspend, retires=new)


def edited(now: NoteNow) -> tuple[str, ...]:
    """Fields that the person changed in Anki since talkdeck wrote them, e.g. `("Back",)`; none
    that they took away.
    """
    was = read(now.fields.get(MARKS, ""))
    if was is None:
        return ()
    return tuple(f for f in MARKED if f in now.fields and digest(now.fields[f]) != was.fields[f])


def _fields(
    wanted: WantedNote, now: NoteNow, was: Marks | None, options: Options
) -> tuple[dict[str, str], tuple[tuple[FieldNote, ...], tuple[FieldNote, ...]]]:
    """Texts to write; and the fields that stay as they are: the person's, and conflicts."""
    write: dict[str, str] = {}
    kept, both = [], []
    texts = dict(zip(FIELDS, wanted.note.fields, strict=True))
    for f in MARKED:
        want, have = texts[f], now.fields[f]
        if _same(want, have):
            continue
        base = was.fields[f] if was else ""
        if base == digest(have):
            write[f] = want
            continue
        note = FieldNote(wanted.name, f, want, have)
        if base == digest(want):
            kept.append(note)
        elif options.conflicts == "ours":
            write[f] = want
        else:
            both.append(note)
    return write, (tuple(kept), tuple(both))


def _to_write(
    fields: dict[str, str], after: Marks, now: NoteNow, wanted: WantedNote
) -> dict[str, str]:
    """The texts with what belongs to talkdeck alone: key, where it comes from, and marks."""
    write = dict(fields)
    if now.fields["Key"] != wanted.name.guid:
        write["Key"] = wanted.name.guid
    if write:
        origin = {f: wanted.note.fields[FIELDS.index(f)] for f in PROVENANCE}
        write |= {f: text for f, text in origin.items() if text != now.fields[f]}
    if str(after) != now.fields[MARKS]:
        write[MARKS] = str(after)
    return write


def _tags(
    wanted: Iterable[str], now: tuple[str, ...], was: Marks | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tags to add and to remove. The person's own stay, and what they removed stays away."""
    wanted, base = tuple(wanted), was.tags if was else frozenset()
    add = tuple(t for t in wanted if not _has(now, t) and tag_digest(t) not in base)
    remove = tuple(t for t in now if tag_digest(t) in base and not _has(wanted, t))
    return add, remove


def _strayed(now: NoteNow, was: Marks | None, deck: str) -> tuple[int, ...]:
    """Cards that are where talkdeck put them, which is no longer where they belong. Those that
    the person moved are left where they are.
    """
    if was is None:
        return ()
    here = deck_digest(deck)
    return tuple(c.id for c in now.cards if c.deck and was.deck == deck_digest(c.deck) != here)


def _deck_mark(now: NoteNow, was: Marks | None, fresh: Marks, deck: str, moves: bool) -> str:
    """What to remember of the deck: nothing new where cards are out in a filtered deck, or are
    in a deck that the person renamed.
    """
    if was is None or moves:
        return deck_digest(deck) if moves else fresh.deck
    unknown = any(not c.deck for c in now.cards)
    return was.deck if unknown or was.deck == deck_digest(deck) else fresh.deck


def _places(now: NoteNow, was: Marks | None, due: int) -> tuple[tuple[int, int], ...]:
    """New cards that are not where the notes have them, unless the person put them there."""
    if was is None or was.due == due:
        return ()
    return tuple((c.id, due) for c in now.cards if c.new and c.due == was.due)


def _unknown(now: NoteNow) -> Marks:
    """Marks for a note that has none: as if what is there was what was written."""
    fields = [now.fields.get(f, "") for f in FIELDS]
    return of_note(fields, (), next((c.deck for c in now.cards), ""))


def _has(tags: Iterable[str], tag: str) -> bool:
    return tag.casefold() in (t.casefold() for t in tags)


def _same(a: str, b: str) -> bool:
    return a == b or unicodedata.normalize("NFC", a) == unicodedata.normalize("NFC", b)
