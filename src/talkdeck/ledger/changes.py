"""What a build changes, as values for the plan that a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import field
from itertools import groupby
from re import findall
from typing import Literal, TypeVar

from talkdeck.ledger.entry import Entry
from talkdeck.values import dataclass, replace

TOO_MANY = 5
"""One card in so many may be retired before the person is asked."""

ASK_FROM = 3
"""Fewer retired cards than this are never too many."""


@dataclass(frozen=True, slots=True)
class Change:
    """A card that is not quite what it was.

    Attributes:
        before: the card as the ledger had it.
        after: the same card now.
    """

    before: Entry
    after: Entry


@dataclass(frozen=True, slots=True)
class Renamed:
    """A talk, topic or file that has a new name; its cards are the same.

    Attributes:
        what: `talk`, `topic` or `file`.
        before: old name, e.g. `Testing`; of a talk that was taken to another file with the file:
            `notes/a.md › Testing`.
        after: new name.
        cards: how many cards came along.
    """

    what: Literal["talk", "topic", "file"]
    before: str
    after: str
    cards: int


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is different from the last build. A card may be both changed and moved.

    Attributes:
        new: cards never seen before.
        changed: their content is different: wording, answer, a picture, an added context.
        moved: they stand in another talk or file than before, and no renaming explains it.
        renamed: names that changed, with the number of cards that came along.
        retired: their notes are gone; as they were.
        returned: they had been retired, and are back.
        untouched: number of cards that stayed as they were in every respect that shows.
        known: how many active cards the ledger had before, by notes file.
    """

    new: tuple[Entry, ...] = ()
    changed: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    retired: tuple[Entry, ...] = ()
    returned: tuple[Change, ...] = ()
    untouched: int = 0
    known: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(
            self.new or self.changed or self.moved or self.renamed or self.retired or self.returned
        )


def compare(pairs: Iterable[tuple[Entry | None, Entry]], retired: Iterable[Entry],
            known: Iterable[Entry]) -> Changes:  # fmt: skip
    """What the changes are, from the cards as they were and as they are.

    Args:
        pairs: each card of the notes, with what the ledger had of it (None: nothing).
        retired: cards that retire now, as they were.
        known: all active cards that the ledger had.
    """
    new: list[Entry] = []
    changed: list[Change] = []
    returned: list[Change] = []
    same: list[Change] = []
    steady: set[Place] = set()
    untouched = 0
    for before, after in pairs:
        if before is None:
            new.append(after)
            continue
        if before is after or before == after:
            untouched += 1
            steady.add(_place(after))
            continue
        change = Change(before, after)
        same.append(change)
        if before.retired:
            returned.append(change)
        elif before.mod != after.mod:
            changed.append(change)
    renamed, moved = _renamed_and_moved(same, steady)
    shown = {c.after.guid for c in (*changed, *returned, *moved)}
    untouched += sum(c.after.guid not in shown for c in same)
    count = Counter(e.key.file for e in known)
    return Changes(
        tuple(new), tuple(changed), tuple(moved), tuple(renamed), tuple(retired),
        tuple(returned), untouched, dict(count),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loss:
    """So many cards retire at once that it is probably a mistake.

    Attributes:
        retired: how many retire.
        known: of how many.
        of: the package, e.g. `Week 3`; "" where it is all cards together.
    """

    retired: int
    known: int
    of: str = ""


def many_retired(
    changes: Changes, packages: Iterable[tuple[str, Collection[str]]] = ()
) -> Loss | None:
    """Whether more than a fifth retires, of all cards or of one package's.

    Args:
        changes: the plan.
        packages: of each package what it is called, and the notes files that it is made of.
    """
    retired = Counter(entry.key.file for entry in changes.retired)
    every = retired.keys() | changes.known.keys()
    for of, files in (("", every), *packages):
        gone = sum(retired[file] for file in files)
        known = sum(changes.known.get(file, 0) for file in files)
        if gone >= ASK_FROM and gone * TOO_MANY > known:
            return Loss(gone, known, of)
    return None


Place = tuple[str, str, str]  # file, talk, topic


def _place(entry: Entry) -> Place:
    return (entry.key.file, entry.key.talk, entry.key.topic)


def _renamed_and_moved(
    same: Sequence[Change], steady: Collection[Place]
) -> tuple[list[Renamed], list[Change]]:
    """Renaming is what happens to a name; where it explains all, the card has not moved."""
    if not same:
        return [], []
    ways = {(_place(c.before), _place(c.after)) for c in same} | {(p, p) for p in steady}
    files = _names((old[:1], new[:1]) for old, new in ways)
    talks = _names((old[:2], new[:2]) for old, new in ways)
    topics = _names(ways)
    there = {new[0] for _, new in ways}
    counts: Counter[Renamed] = Counter()
    moved = []
    for change in same:
        old, new = _place(change.before), _place(change.after)
        if old == new:
            continue
        file = files.get(old[:1], old[:1])
        if talks.get(old[:2], old[:2]) != new[:2] and (*file, old[1]) != new[:2]:
            moved.append(change)
            continue
        if old[0] != new[0] and old[0] not in there:
            counts[Renamed("file", old[0], new[0], 0)] += 1
        elif old[0] != new[0] and old[1] == new[1]:  # a talk that was taken out of its file
            before, after = (" › ".join(place[:2]) for place in (old, new))
            counts[Renamed("talk", before, after, 0)] += 1
        if old[1] != new[1]:
            counts[Renamed("talk", old[1], new[1], 0)] += 1
        if old[2] and old[2] != new[2] and old in topics:  # none: a rebuilt ledger knows no topics
            counts[Renamed("topic", old[2], new[2], 0)] += 1
    return [replace(r, cards=n) for r, n in counts.items()], moved


T = TypeVar("T")


def _names(ways: Iterable[tuple[T, T]]) -> dict[T, T]:
    """Which old name became which new one: it is gone, all that bore it went to a name that is
    new, and no other name that is gone went there.
    """
    to: dict[T, set[T]] = {}
    for old, new in ways:
        to.setdefault(old, set()).add(new)
    present = {new for news in to.values() for new in news}
    gone = {old: next(iter(news)) for old, news in to.items()
            if len(news) == 1 and old not in present}  # fmt: skip
    back = Counter(gone.values())
    return {old: new for old, new in gone.items() if new not in to and back[new] == 1}


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text that was compared with another.

    Attributes:
        kind: `same` in both, `gone` from the old, or `new`.
        text: the part.
    """

    kind: Literal["same", "gone", "new"]
    text: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """What was changed from one text to the other, word by word.

    Example:
        `word_diff("gets pricey", "is pricey")` is `gets` gone, `is` new, ` pricey` same.
    """
    old, new = findall(r"\s+|\w+|[^\w\s]", before), findall(r"\s+|\w+|[^\w\s]", after)
    pieces: list[Piece] = []
    from difflib import SequenceMatcher

    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[a:b] == new[c:d]:
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        pieces.append(Piece("gone", "".join(old[a:b])))
        pieces.append(Piece("new", "".join(new[c:d])))
    joined = [
        Piece(kind, "".join(p.text for p in part))
        for kind, part in groupby((p for p in pieces if p.text), key=lambda p: p.kind)
    ]
    return tuple(joined)
