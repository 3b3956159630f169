"""Many notes files at once: what was made before is taken, the rest is made, side by side.

What comes of a file depends on its bytes and names, its pictures, the rules, the settings and the
program, and on nothing else. So it is kept under a key made of all of these but the pictures,
which are looked at again; and which process makes it, or when, makes no difference to the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from talkdeck.building.drafts import FileDrafts, draft
from talkdeck.cache.frozen import dumps, loads, loads_or_none
from talkdeck.cache.store import Store, key_of
from talkdeck.files import read_bytes
from talkdeck.garbage import seldom_collected
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.values import dataclass
from talkdeck.workers import FORKS, cores, side_by_side

if TYPE_CHECKING:
    from talkdeck.cache.rules import Rules
    from talkdeck.config import Settings
    from talkdeck.files import Source
    from talkdeck.rules.model import Ruleset

WORTHWHILE = 50_000 if FORKS else 400_000
"""Bytes of notes from which on further processes save more time than they take to start."""

register(
    Entry(
        "reader-ended",
        "a file ended the process that read it",
        "error",
        "Something in this file needs more memory than there is, or meets a mistake in Python"
        " or one of the libraries.",
        "Leave the file out with `exclude:`, and please report it.",
        stops=True,
    ),
)


Found = tuple[FileDrafts | None, list[Problem]]
"""What comes of a notes file, None where it can't be read; and what was found about it."""


class Task(NamedTuple):
    """A notes file whose drafts have to be made.

    Attributes:
        name: its name as shown.
        root: folder that its pictures may not leave.
        data: its bytes.
        within: its path from the folder of the settings.
    """

    name: str
    root: Path
    data: bytes
    within: str = ""


@dataclass(frozen=True, slots=True)
class Bulk:
    """How notes files are made into drafts.

    Attributes:
        rules: the rules in force.
        settings: the settings in force.
        store: where results are kept.
        roots: by notes file the folder that its pictures may not leave.
        jobs: processes; 0: as many as pay.
    """

    rules: Rules
    settings: Settings
    store: Store
    roots: Mapping[str, Path]
    jobs: int = 0

    def read(self, sources: Sequence[Source]) -> Iterator[Found]:
        """What comes of each notes file, in their order."""
        with seldom_collected():
            yield from self._read(sources)

    def _read(self, sources: Sequence[Source]) -> Iterator[Found]:
        known: list[tuple[bytes, Found | None]] = []
        tasks: list[Task] = []
        for source in sources:
            data, problems = read_bytes(source)
            if data is None:
                known.append((b"", (None, problems)))
                continue
            key, root = self._key(source, data), self.roots[source.name]
            stored = _current(self.store.get(key), root)
            if stored is None:
                tasks.append(Task(source.name, root, data, source.within))
            known.append((key, stored))
        made = self._made(tasks)
        for key, stored in known:
            yield self._kept(key, next(made)) if stored is None else stored

    def _key(self, source: Source, data: bytes) -> bytes:
        settings = self.settings
        lists = ("\0".join(words) for words in (settings.allow, settings.tags))
        names = source.name, source.within
        return key_of("file", self.rules.key, settings.talks, *lists, *names, data)

    def _kept(self, key: bytes, result: bytes) -> Found:
        found: Found = loads(result)
        if found[0] is not None:
            self.store.put(key, result)
        return found

    def _made(self, tasks: Sequence[Task]) -> Iterator[bytes]:
        """What comes of the files that were not known, in their order."""
        if not tasks:
            return
        ruleset, settings = self.rules.ruleset, self.settings
        # The first one is read here: what it makes ready need not be made by every process.
        yield make(tasks[0], ruleset, settings)
        rest = tasks[1:]
        jobs = _jobs(rest, self.jobs)
        if jobs > 1:
            yield from _by_several(rest, ruleset, settings, jobs)
        else:
            yield from (make(task, ruleset, settings) for task in rest)


def make(task: Task, ruleset: Ruleset, settings: Settings) -> bytes:
    """What comes of one notes file, `Found`, as bytes."""
    from talkdeck import pipeline

    try:
        notes, problems = pipeline.read_data(task.data, task.name, settings, task.within)
        if notes is None:
            return dumps((None, problems))
        file, found = pipeline.cards_of(notes, ruleset, settings)
        drafts = draft(file, task.root, settings.tags)
        return dumps((drafts, [*problems, *found, *drafts.pictures.problems]))
    except Exception as error:
        error.add_note(f"while reading {task.name}")
        raise


def _current(data: bytes | None, root: Path) -> Found | None:
    """What was kept of a notes file, if its pictures are still what they were."""
    found: Found | None = loads_or_none(data)
    return found if found and found[0] is not None and found[0].is_current(root) else None


# Side by side


def _jobs(tasks: Sequence[Task], wanted: int) -> int:
    """How many processes are to make some files."""
    if not wanted and sum(len(task.data) for task in tasks) < WORTHWHILE:
        return 1
    return min(wanted or cores(), len(tasks))


def _by_several(
    tasks: Sequence[Task], ruleset: Ruleset, settings: Settings, jobs: int
) -> Iterator[bytes]:
    """What comes of the files, made by several processes, in order.

    Where a process ends that should not, the files that are left are made one after another in
    a process apart, so that it is known which of them does that.
    """
    from concurrent.futures.process import BrokenProcessPool

    done, under = 0, (ruleset, settings)
    try:
        for result in side_by_side(_work, tasks, jobs, _begin, under, _chunk(tasks, jobs)):
            yield result
            done += 1
    except BrokenProcessPool:
        pass
    for task in tasks[done:]:
        try:
            yield from side_by_side(_work, [task], 1, _begin, under)
        except BrokenProcessPool:
            what = "the process that read this file ended before it was done"
            advice = "leave the file out with `exclude:`, and please report it"
            yield dumps((None, [Problem("reader-ended", Place(task.name), what, advice)]))


def _chunk(tasks: Sequence[Task], jobs: int) -> int:
    """How many files go to a process at a time: some rounds for each, so that all end at once."""
    return max(1, min(16, len(tasks) // (jobs * 8)))


_under: tuple[Ruleset, Settings] | None = None  # in a process of the pool: what it works with


def _begin(ruleset: Ruleset, settings: Settings) -> None:
    global _under
    _under = (ruleset, settings)


def _work(task: Task) -> bytes:
    assert _under is not None  # noqa: S101  (`_begin` came first)
    return make(task, *_under)
