"""From the cards of the notes and the ledger of the last build to the ledger of this one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from time import gmtime, strftime

from talkdeck.garbage import uncollected
from talkdeck.ledger.changes import Changes, compare
from talkdeck.ledger.entry import Entry, Key, Ledger, Model, Seen, newest
from talkdeck.ledger.identity import changed_at, new_guid, places
from talkdeck.ledger.matching import Matches, match
from talkdeck.ledger.messages import problem
from talkdeck.problems import Problem
from talkdeck.values import dataclass

CLOCK_SLACK = 60
"""Seconds that a clock may run behind without being spoken of."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What remembering gives.

    Attributes:
        entries: guid, time and place of each card, in the order in which they were given.
        ledger: the new ledger.
        changes: what is different from the last build.
        problems: a clock that runs behind.
    """

    entries: tuple[Entry, ...]
    ledger: Ledger
    changes: Changes
    problems: tuple[Problem, ...] = ()


@uncollected()
def remember(
    previous: Ledger,
    seen: Sequence[Seen],
    now: int,
    *,
    models: Mapping[str, str] | None = None,
    elsewhere: Collection[str] = (),
) -> Memory:
    """Gives every card its identity, time stamp and place.

    Args:
        previous: ledger of the last build.
        seen: the cards of the notes, in the order of the notes.
        now: time of this build, seconds since 1970.
        models: digest of each note type's templates and style, by its name.
        elsewhere: files that exist but were not read in this build; their cards are left
            as they are, neither retired nor given to others.
    """
    mine = [e for e in previous.entries if e.retired or e.key.file not in elsewhere]
    mine.sort(key=lambda e: (e.key.file, e.key.talk, e.due, e.guid))
    found = _found(mine, [s.key for s in seen])
    taken = {e.guid for e in previous.entries}
    guids: list[str] = []
    for s, entry in zip(seen, found, strict=True):
        guid = entry.guid if entry else new_guid(s.key, s.package, taken)
        taken.add(guid)
        guids.append(guid)
    dues = _places(seen, found)
    after = tuple(
        _entry(s, entry, guid, due, now)
        for s, entry, guid, due in zip(seen, found, guids, dues, strict=True)
    )
    kept = set(guids)
    gone = [e for e in mine if not e.retired and e.guid not in kept]
    rest = [
        _retire(e, now) if e.active and e.key.file not in elsewhere else e
        for e in previous.entries
        if e.guid not in kept
    ]
    known = [e for e in mine if not e.retired]
    changes = compare(zip(found, after, strict=True), gone, known)
    ledger = Ledger((*after, *rest), remember_models(previous, models, now), previous.lines)
    return Memory(after, ledger, changes, _clock(previous, now))


def remember_models(
    previous: Ledger, models: Mapping[str, str] | None, now: int
) -> tuple[Model, ...]:
    """The note types with the time at which each last changed.

    Args:
        previous: ledger of the last build.
        models: digest of each note type's templates and style, by its name.
        now: time of this build, seconds since 1970.
    """
    known = {m.name: m for m in previous.models}
    for name, content in (models or {}).items():
        old = known.get(name)
        if old is None or old.content != content:
            known[name] = Model(name, content, changed_at(now, old.mod if old else 0))
    return tuple(known[name] for name in sorted(known))


def from_entries(entries: Iterable[Entry], models: Iterable[Model] = ()) -> Ledger:
    """A ledger recreated from what packages or a collection say; of equal guids the newest.

    Entries may leave out what is not known: rule, role, topic, source and content may be "".
    An unknown content counts as unchanged as long as question and answer are the same.
    """
    return Ledger(tuple(newest(entries).values()), tuple(models))


def _found(entries: Iterable[Entry], keys: Sequence[Key]) -> Matches:
    """For each card the entry that it had: the cards that are as they were first."""
    pairs = match(entries, keys)
    if not pairs.complete:
        from talkdeck.ledger.resembling import settle  # with all that compares: few need it

        settle(pairs)
    return pairs.found


def _entry(seen: Seen, before: Entry | None, guid: str, due: int, now: int) -> Entry:
    if before is None:
        return Entry(guid, changed_at(now, 0), due, seen.key, seen.content)
    key = seen.key
    if key.kind != before.key.kind:  # in Anki it stays what it is
        key = key._replace(kind=before.key.kind)
    if before.retired or not _same_content(before, seen):
        return Entry(guid, changed_at(now, before.mod), due, key, seen.content)
    if before.due == due and before.key == key and before.content == seen.content:
        return before
    return Entry(guid, before.mod, due, key, seen.content)


def _same_content(before: Entry, seen: Seen) -> bool:
    if before.content:
        return before.content == seen.content
    return (before.key.question, before.key.answer) == (seen.key.question, seen.key.answer)


def _retire(entry: Entry, now: int) -> Entry:
    mod = changed_at(now, entry.mod)
    return Entry(entry.guid, mod, entry.due, entry.key, entry.content, retired=mod)


def _places(seen: Sequence[Seen], found: Sequence[Entry | None]) -> list[int]:
    """The place of each card within its talk."""
    talks: dict[tuple[str, str], list[int]] = {}
    for n, s in enumerate(seen):
        talks.setdefault((s.key.file, s.key.talk), []).append(n)
    result = [0] * len(seen)
    for (_, talk), members in talks.items():
        olds = [_old_place(found[n], talk) for n in members]
        for n, due in zip(members, places(olds), strict=True):
            result[n] = due
    return result


def _old_place(entry: Entry | None, talk: str) -> int | None:
    return entry.due if entry and entry.key.talk == talk else None


def _clock(previous: Ledger, now: int) -> tuple[Problem, ...]:
    if now + CLOCK_SLACK >= previous.stamp:
        return ()
    message = (
        f"the clock says {_utc(now)}, but the last build was at {_utc(previous.stamp)}; "
        "changed cards are dated after their last change, so that Anki takes them"
    )
    return (
        problem("clock-behind", "clock", message, advice="set the clock", severity="warning"),
    )  # fmt: skip


def _utc(seconds: int) -> str:
    return strftime("%Y-%m-%d %H:%M UTC", gmtime(min(max(seconds, 0), 253402300799)))
