"""Watching files: what has changed since the last look, told once it has settled.

Editors save in many ways: they truncate and write again, write a new file and rename it over
the old one, or write in several goes. So a change is told only when two looks in a row see the
same, and a file that has vanished or is empty is given some time to come back.

Files are looked at again and again; nothing has to be installed for that, and it works on
network folders and in containers, where systems send no messages about changes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from talkdeck.values import dataclass

EVERY = 0.2
"""Seconds between two looks."""

SETTLE = 0.06
"""Seconds for which nothing must happen before a change is told."""

GRACE = 0.6
"""Seconds that a file which vanished or became empty gets to come back."""

SHARE = 0.1
"""Largest part of one processor that looking may take: large vaults are looked at less often."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another.

    Attributes:
        changed: time of its last change, in nanoseconds.
        size: in bytes.
        inode: its number on the disk: a file that was renamed over another has a new one.
    """

    changed: int
    size: int
    inode: int


Snapshot = Mapping[Path, Stamp]


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two looks.

    Attributes:
        added: files that were not there.
        changed: files with another content, or written again.
        removed: files that are gone.
    """

    added: frozenset[Path] = frozenset()
    changed: frozenset[Path] = frozenset()
    removed: frozenset[Path] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __iter__(self) -> Iterator[Path]:
        return iter(sorted(self.added | self.changed | self.removed))


def snapshot(files: Iterable[Path]) -> dict[Path, Stamp]:
    """The state of files; those that are not there, or can't be looked at, are left out."""
    found = {}
    for file in files:
        try:
            seen = os.stat(file)
        except OSError:
            continue
        found[file] = Stamp(seen.st_mtime_ns, seen.st_size, seen.st_ino)
    return found


def compare(before: Snapshot, after: Snapshot) -> Changes:
    """What differs between two states."""
    return Changes(
        added=frozenset(after.keys() - before.keys()),
        changed=frozenset(f for f in after.keys() & before.keys() if after[f] != before[f]),
        removed=frozenset(before.keys() - after.keys()),
    )


def unfinished(before: Snapshot, after: Snapshot) -> bool:
    """Whether a file has vanished or become empty: most likely it is being saved."""
    return any(
        stamp.size and (file not in after or not after[file].size) for file, stamp in before.items()
    )


def watch(
    find: Callable[[], Iterable[Path]],
    *,
    since: Snapshot | None = None,
    every: float = EVERY,
    sleep: Callable[[float], object] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Changes]:
    """Tells what changes, for as long as it is asked.

    Args:
        find: says which files matter; asked at every look, so that new files are seen.
        since: the state from which on changes count; that of the first look if None.
        every: seconds between two looks, at least.
        sleep: waits for a number of seconds.
        clock: seconds from some time on.
        stop: whether to end.

    Yields:
        Changes, never empty, each once the files have settled.
    """
    known: Snapshot = snapshot(find()) if since is None else since
    while not stop():
        began = clock()
        seen: Snapshot = snapshot(find())
        if seen == known:
            sleep(max(every, (clock() - began) / SHARE))
            continue
        seen = _settled(find, known, seen, sleep, clock, stop)
        changes = compare(known, seen)
        known = seen
        if changes:
            yield changes


def _settled(
    find: Callable[[], Iterable[Path]],
    known: Snapshot,
    seen: Snapshot,
    sleep: Callable[[float], object],
    clock: Callable[[], float],
    stop: Callable[[], bool],
) -> Snapshot:
    """The state after which nothing happens for a moment."""
    patience = clock() + GRACE
    while not stop():
        sleep(SETTLE)
        again = snapshot(find())
        if again == seen and not (unfinished(known, seen) and clock() < patience):
            return seen
        seen = again
    return seen
