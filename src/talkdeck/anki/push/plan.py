"""The plan of a push: what has to happen in Anki so that it is as the notes want it.

A pure function of what the notes want, what Anki has, and what the person prefers. As the
plan always starts from what is there, doing it twice changes nothing, and one that was
stopped half-way is finished by the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from talkdeck.anki.marks import deck_digest, read
from talkdeck.anki.notetypes import MARKS, NOTE_TYPES, NoteKind, style, template_text
from talkdeck.anki.plan import MediaFile
from talkdeck.anki.push.note import merge, retire
from talkdeck.anki.push.values import (
    Deletion,
    FieldNote,
    Look,
    LookChange,
    Name,
    NoteChange,
    Now,
    Options,
    PushPlan,
    Wanted,
    WantedNote,
)
from talkdeck.anki.seal import intact
from talkdeck.values import replace


def plan_push(wanted: Wanted, now: Now, options: Options | None = None) -> PushPlan:
    """What has to happen in Anki.

    Args:
        wanted: what the notes want.
        now: what Anki has.
        options: how the person wants it.
    """
    options = options or Options()
    renamed = renamed_decks(wanted.notes, now)
    add: list[WantedNote] = []
    gone: list[Name] = []
    stuck: list[Name] = []
    change: list[NoteChange] = []
    kept: list[FieldNote] = []
    conflicts: list[FieldNote] = []
    for item in wanted.notes:
        guid, deck = item.name.guid, renamed.get(item.deck, item.deck)
        there = now.notes.get(guid)
        if there is None:
            if guid in now.known and not options.restore:
                gone.append(item.name)
            elif item.note.ordinals:
                add.append(replace(item, deck=deck))
        elif there.kind != item.note.kind:
            stuck.append(item.name)
        else:
            merged = merge(item, there, options, deck)
            change += [merged.change] if merged.change else []
            kept += merged.kept
            conflicts += merged.conflicts
    delete: list[Deletion] = []
    for guid, name in wanted.retired.items():
        there = now.notes.get(guid)
        if there is not None and there.kind is not None:
            if options.retired == "delete":
                delete.append(Deletion(name, there.id))
            elif retired := retire(name, there, options):
                change.append(retired)
    looks, own_looks = _looks(now.looks, options.restyle)
    return PushPlan(
        tuple(add),
        tuple(change),
        tuple(delete),
        tuple(conflicts),
        tuple(kept),
        tuple(gone),
        tuple(stuck),
        looks,
        own_looks,
        _media(wanted.media, now.media, add, change),
        _known(wanted, now, add, delete),
        {kind: mod for kind, mod in wanted.looks.items() if kind not in now.looks},
    )


def renamed_decks(notes: Iterable[WantedNote], now: Now) -> dict[str, str]:
    """Decks that the person renamed in Anki: what the notes call them, and their name now.

    A deck counts as renamed if there is none of its name, and all cards that were put into it
    are in one other. New cards of its talk then go there as well.
    """
    here = {deck_digest(d) for d in now.decks}
    names = {deck_digest(n.deck): n.deck for n in notes}
    names = {digest: name for digest, name in names.items() if digest not in here}
    places: dict[str, set[str]] = {}
    if names:
        for note in now.notes.values():
            was = read(note.fields.get(MARKS, ""))
            if was is not None and was.deck in names:
                places.setdefault(was.deck, set()).update(c.deck for c in note.cards)
    return {
        names[digest]: next(iter(found))
        for digest, found in places.items()
        if len(found) == 1 and "" not in found
    }


def _looks(
    now: Mapping[NoteKind, Look], restyle: bool
) -> tuple[tuple[LookChange, ...], tuple[str, ...]]:
    """Note types that get a newer look, and names of those whose look is the person's own."""
    changes, own = [], []
    for kind, look in now.items():
        this = NOTE_TYPES[kind]
        css, mine = style(), False
        if look.css == css:
            new_css = None
        else:
            new_css, mine = (css, False) if restyle or intact(look.css) else (None, True)
        templates: dict[str, tuple[str, str]] = {}
        for t in this.templates:
            want = (template_text(t.question), template_text(t.answer))
            have = look.templates.get(t.name, want)
            sides = [w if restyle or intact(h) else h for w, h in zip(want, have, strict=True)]
            mine = mine or tuple(sides) != want
            if tuple(sides) != have:
                templates[t.name] = (sides[0], sides[1])
        if new_css is not None or templates:
            changes.append(LookChange(kind, new_css, templates))
        if mine:
            own.append(this.name)
    return tuple(changes), tuple(own)


def _media(
    wanted: tuple[MediaFile, ...],
    there: frozenset[str],
    add: Iterable[WantedNote],
    change: Iterable[NoteChange],
) -> tuple[MediaFile, ...]:
    """Pictures and sounds that new texts show and that are missing."""
    missing = [m for m in sorted(wanted) if m.name not in there]
    if not missing:
        return ()
    text = "\0".join("\0".join(a.note.fields) for a in add)
    text += "\0".join("\0".join(c.fields.values()) for c in change)
    return tuple({m.name: m for m in missing if m.name in text}.values())


def _known(
    wanted: Wanted, now: Now, add: Iterable[WantedNote], delete: Iterable[Deletion]
) -> frozenset[str] | None:
    """Notes to remember as seen. What talkdeck itself deletes may come back one day."""
    seen = {guid for guid in now.notes if guid in wanted.remembered}
    seen |= {a.name.guid for a in add}
    known = (now.known | seen) - {d.name.guid for d in delete}
    return None if known == now.known else known
