"""What a push does in Anki, before it happens: for reading, and as data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from talkdeck.anki.notetypes import MARKS, NOTE_TYPES, PROVENANCE
from talkdeck.anki.push.values import FieldNote, Name, NoteChange, PushPlan
from talkdeck.anki.text import words
from talkdeck.report.terminal import Paint, count, plain, shorten

MOST = 20
"""Notes of one heading that are named before the rest is only counted."""

T = TypeVar("T")
_HIDDEN = frozenset({MARKS, "Key", *PROVENANCE})
_WORDS = frozenset({"Front", "Back", "Reverse", "ReverseBack", "Hint", "Extra", "Context"})
"""Fields that are shown with their words; of others the name says enough."""


def render_push(
    plan: PushPlan, paint: Paint = plain, columns: int = 80, most: int | None = MOST
) -> str:
    """The plan of a push, heading by heading, and its sum.

    Args:
        plan: what will happen.
        paint: how to colour.
        columns: how wide the terminal is.
        most: notes of one heading that are named; None for all.
    """
    show = _Show(paint, columns, most)
    lines = [
        *show.decks("New", plan),
        *show.section("Changed", "good", filter(_reads_otherwise, plan.change), show.change),
        *show.section("Other tags", "good", filter(_only_tags, plan.change), show.tags),
        *show.section("Moved", "good", (c for c in plan.change if c.move), show.move),
        *show.section(
            "In another place among the new cards",
            "good",
            (c for c in plan.change if c.places),
            lambda c: [show.name(c.name)],
        ),
        *show.section(
            "Retired: the bullet is gone",
            "warning",
            (c for c in plan.change if c.retires),
            lambda c: [show.name(c.name, "suspended" if c.suspend else "tagged")],
        ),
        *show.section(
            "Deleted from Anki, with all reviews",
            "error",
            plan.delete,
            lambda d: [show.name(d.name)],
        ),
        *show.section(
            "Changed both in the notes and in Anki, left for now"
            " (--ours takes the notes', --theirs keeps Anki's)",
            "warning",
            plan.conflicts,
            show.conflict,
        ),
        *show.section(
            "Edited in Anki, kept",
            "info",
            plan.kept,
            lambda k: [show.name(k.name, k.field)],
        ),
        *show.section(
            "Deleted in Anki, left alone (--restore brings them back)",
            "info",
            plan.gone,
            lambda n: [show.name(n)],
        ),
        *show.section(
            "Of another note type in Anki, left alone", "info", plan.stuck, lambda n: [show.name(n)]
        ),
        *(f"{paint('Newer look', 'good')} of {NOTE_TYPES[k.kind].name}" for k in plan.looks),
        *(
            f"{paint('Your own look', 'info')} of {name} is kept (--restyle replaces it)"
            for name in plan.own_looks
        ),
        summary(plan),
    ]
    return "".join(line + "\n" for line in lines)


def summary(plan: PushPlan) -> str:
    """The plan in one line, e.g. `3 new notes, 2 changed, 1 moved; nothing is deleted`."""
    retired = sum(c.retires for c in plan.change)
    moved = sum(bool(c.move) for c in plan.change)
    changed = sum(c.visible and not c.retires for c in plan.change)
    silent = sum(not c.visible for c in plan.change)
    parts = [
        count(len(plan.add), "new note") if plan.add else "",
        f"{changed:,} changed" if changed else "",
        f"{moved:,} moved" if moved else "",
        f"{retired:,} retired" if retired else "",
        count(len(plan.media), "picture or sound", "pictures and sounds") if plan.media else "",
        count(len(plan.looks), "note type") if plan.looks else "",
    ]
    told = ", ".join(filter(None, parts))
    if plan.delete:
        return f"{told + ', ' if told else ''}{count(len(plan.delete), 'note')} deleted"
    if told:
        return f"{told}; nothing is deleted"
    if silent or plan.known is not None:
        return "No card changes; only what talkdeck remembers in Anki is brought up to date."
    if plan.conflicts:
        return f"{count(len(plan.conflicts), 'field')} not decided; nothing else to do."
    if plan.gone or plan.kept or plan.stuck or plan.own_looks:
        return "Nothing else to do."
    return "Anki is as the notes want it: nothing to do."


def as_data(plan: PushPlan, into: str) -> str:
    """The plan as one JSON object.

    Args:
        plan: what will happen.
        into: which Anki.
    """
    data = {
        "anki": into,
        "add": [_named(a.name) | {"deck": a.deck} for a in plan.add],
        "change": [_change(c) for c in plan.change if c.visible],
        "delete": [_named(d.name) for d in plan.delete],
        "conflicts": [_field(f) for f in plan.conflicts],
        "kept": [_field(f) for f in plan.kept],
        "gone": [_named(n) for n in plan.gone],
        "stuck": [_named(n) for n in plan.stuck],
        "looks": [NOTE_TYPES[look.kind].name for look in plan.looks],
        "own_looks": list(plan.own_looks),
        "media": [m.name for m in plan.media],
        "remembered": sum(not c.visible for c in plan.change),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


class _Show:
    """How the parts of a plan are shown."""

    def __init__(self, paint: Paint, columns: int, most: int | None) -> None:
        self.paint, self.columns, self.most = paint, columns, most

    def section(
        self, title: str, role: str, items: Iterable[T], show: Callable[[T], Sequence[str]]
    ) -> Iterator[str]:
        """A heading with one entry an item; nothing without items."""
        items = list(items)
        if not items:
            return
        yield self.paint(title, role)
        for item in items[: self.most]:
            yield from show(item)
        if self.most is not None and len(items) > self.most:
            yield self.paint(f"  … and {len(items) - self.most:,} more (-v names them all)", "dim")

    def decks(self, title: str, plan: PushPlan) -> Iterator[str]:
        decks = Counter(a.deck for a in plan.add)
        yield from self.section(
            title,
            "good",
            decks.items(),
            lambda d: [f"  {shorten(d[0], self.columns - 16)}: {count(d[1], 'note')}"],
        )

    def name(self, name: Name, more: str = "") -> str:
        where = f"{name.place}  "
        note = f"  ({more})" if more else ""
        room = max(20, self.columns - len(where) - len(note) - 2)
        return (
            f"  {self.paint(where, 'dim')}{shorten(name.question, room)}{self.paint(note, 'dim')}"
        )

    def change(self, change: NoteChange) -> list[str]:
        shown = [f for f in change.before if f not in _HIDDEN]
        lines = [self.name(change.name, ", ".join(shown))]
        for f in filter(_WORDS.__contains__, shown):
            lines += self.texts((("-", "error", change.before[f]), ("+", "good", change.fields[f])))
        return lines

    def conflict(self, both: FieldNote) -> list[str]:
        texts = (("notes:", "dim", both.notes), ("Anki: ", "dim", both.anki))
        return [self.name(both.name, both.field), *self.texts(texts)]

    def texts(self, texts: Iterable[tuple[str, str, str]]) -> Iterator[str]:
        for mark, role, html in texts:
            text = shorten(words(html) or "(nothing)", max(20, self.columns - len(mark) - 7))
            yield f"      {self.paint(f'{mark} {text}', role)}"

    def move(self, change: NoteChange) -> list[str]:
        return [self.name(change.name), f"      to {shorten(change.deck, self.columns - 9)}"]

    def tags(self, change: NoteChange) -> list[str]:
        signs = [f"+{t}" for t in change.add_tags] + [f"-{t}" for t in change.remove_tags]
        return [self.name(change.name, " ".join(signs))]


def _reads_otherwise(change: NoteChange) -> bool:
    """Whether a card's words change, or something else that no other heading says."""
    return bool(change.before.keys() & _WORDS) or bool(change.before and not change.move)


def _only_tags(change: NoteChange) -> bool:
    return bool(change.add_tags or change.remove_tags) and not change.retires


def _named(name: Name) -> dict[str, Any]:
    place = name.place
    return {"guid": name.guid, "question": name.question, "file": place.file, "line": place.line}


def _change(change: NoteChange) -> dict[str, Any]:
    fields = {
        f: {"before": change.before[f], "after": change.fields[f]}
        for f in change.before
        if f not in _HIDDEN
    }
    return _named(change.name) | {
        "fields": fields,
        "add_tags": list(change.add_tags),
        "remove_tags": list(change.remove_tags),
        "deck": change.deck,
        "reordered": bool(change.places),
        "suspend": bool(change.suspend),
        "unsuspend": bool(change.unsuspend),
        "retires": change.retires,
    }


def _field(field: FieldNote) -> dict[str, Any]:
    return _named(field.name) | {"field": field.field, "notes": field.notes, "anki": field.anki}
