"""Many notes files at once: what was made before is taken, the rest is made, side by side.

What comes of a file depends on its bytes and name, the rules, the settings and the program, and
on nothing else. So it is kept under a key made of all of these, and which process makes it, or
when, makes no difference to the result.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from talkdeck.arrange import FileCards
from talkdeck.cache.frozen import StoringError
from talkdeck.cache.light import freeze, thaw
from talkdeck.cache.store import Store, key_of
from talkdeck.files import read_bytes
from talkdeck.problems import Entry, Place, Problem, register

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from talkdeck.cache.rules import Rules
    from talkdeck.config import Settings
    from talkdeck.files import Source
    from talkdeck.rules.model import Ruleset

FORKS = sys.platform.startswith("linux")
"""Whether a new process begins as a copy of this one: fast, and safe where nobody else forbids."""

WORTHWHILE = 50_000 if FORKS else 400_000
"""Bytes of notes from which on further processes save more time than they take to start."""

MOST = 8
"""Processes at most: each needs memory of its own."""

register(
    Entry(
        "reader-ended",
        "a file ended the process that read it",
        "error",
        "Something in this file needs more memory than there is, or meets a mistake in Python"
        " or one of the libraries.",
        "Leave the file out with `exclude:`, and please report it.",
    ),
)


Found = tuple[FileCards | None, list[Problem]]
"""What comes of a notes file, None where it can't be read; and what was found about it."""

Result = bytes | Found
"""The same on its way between processes: as bytes, unless it can't be stored."""


class Task(NamedTuple):
    """A notes file whose cards have to be made: its name as shown, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Bulk:
    """How notes files are made into cards.

    Attributes:
        rules: the rules in force.
        settings: the settings in force.
        store: where results are kept.
        jobs: processes; 0: as many as pay.
    """

    rules: Rules
    settings: Settings
    store: Store
    jobs: int = 0

    def read(self, sources: Sequence[Source]) -> Iterator[Found]:
        """What comes of each notes file, in their order. The outlines are left out: see
        `cache.light`.
        """
        known: list[tuple[bytes, Found | None]] = []
        tasks: list[Task] = []
        for source in sources:
            data, problems = read_bytes(source)
            if data is None:
                known.append((b"", (None, problems)))
                continue
            key = self._key(source.name, data)
            stored = _thawed(self.store.get(key))
            if stored is None:
                tasks.append(Task(source.name, data))
            known.append((key, stored))
        made = self._made(tasks)
        for key, stored in known:
            yield self._kept(key, next(made)) if stored is None else stored

    def _key(self, name: str, data: bytes) -> bytes:
        settings = self.settings
        return key_of("file", self.rules.key, settings.talks, ",".join(settings.allow), name, data)

    def _kept(self, key: bytes, result: Result) -> Found:
        if not isinstance(result, bytes):
            return result
        self.store.put(key, result)
        file, problems = thaw(result)
        return file, list(problems)

    def _made(self, tasks: Sequence[Task]) -> Iterator[Result]:
        """What comes of the files that were not known, in their order."""
        if not tasks:
            return
        ruleset, settings = self.rules.ruleset, self.settings
        # The first one is read here: what it makes ready need not be made by every process.
        yield make(tasks[0], ruleset, settings)
        rest = tasks[1:]
        jobs = _jobs(rest, self.jobs)
        if jobs > 1:
            yield from _side_by_side(rest, ruleset, settings, jobs)
        else:
            yield from (make(task, ruleset, settings) for task in rest)


def make(task: Task, ruleset: Ruleset, settings: Settings) -> Result:
    """What comes of one notes file."""
    from talkdeck import pipeline

    try:
        notes, problems = pipeline.read_data(task.data, task.name, settings)
        if notes is None:
            return None, problems
        file, found = pipeline.cards_of(notes, ruleset, settings)
        problems += found
    except Exception as error:
        error.add_note(f"while reading {task.name}")
        raise
    try:
        return freeze(file, problems)
    except (StoringError, RecursionError):  # nested too deeply: stays as it is, in this process
        return file, problems


def _thawed(data: bytes | None) -> Found | None:
    if data is None:
        return None
    try:
        file, problems = thaw(data)
    except StoringError:
        return None
    return file, list(problems)


# Side by side


def _jobs(tasks: Sequence[Task], wanted: int) -> int:
    """How many processes are to make some files."""
    if not wanted:
        if sum(len(task.data) for task in tasks) < WORTHWHILE:
            return 1
        cores = len(os.sched_getaffinity(0)) if FORKS else os.cpu_count() or 1
        wanted = min(cores, MOST)
    return min(wanted, len(tasks))


def _side_by_side(
    tasks: Sequence[Task], ruleset: Ruleset, settings: Settings, jobs: int
) -> Iterator[Result]:
    """What comes of the files, made by several processes, in order.

    Where a process ends that should not, the files that are left are made one after another in
    a process apart, so that it is known which of them does that.
    """
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    pool = _pool(ruleset, settings, jobs)
    try:
        results = pool.map(_work, tasks, chunksize=_chunk(tasks, jobs))
        for task, result in zip(tasks, results, strict=True):
            yield _here(task, result, ruleset, settings)
            done += 1
    except BrokenProcessPool:
        pass
    finally:
        pool.shutdown(cancel_futures=True)
    for task in tasks[done:]:
        pool = _pool(ruleset, settings, 1)
        try:
            result = pool.submit(_work, task).result()
            yield _here(task, result, ruleset, settings)
        except BrokenProcessPool:
            what = "the process that read this file ended before it was done"
            advice = "leave the file out with `exclude:`, and please report it"
            yield None, [Problem("reader-ended", Place(task.name), what, advice)]
        finally:
            pool.shutdown()


def _here(task: Task, result: Result | None, ruleset: Ruleset, settings: Settings) -> Result:
    """A result that has arrived; what could not be sent is made again in this process."""
    return make(task, ruleset, settings) if result is None else result


def _chunk(tasks: Sequence[Task], jobs: int) -> int:
    """How many files go to a process at a time: some rounds for each, so that all end at once."""
    return max(1, min(16, len(tasks) // (jobs * 8)))


def _pool(ruleset: Ruleset, settings: Settings, jobs: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("fork" if FORKS else "spawn")
    return ProcessPoolExecutor(jobs, context, _begin, (ruleset, settings))


_under: tuple[Ruleset, Settings] | None = None  # in a process of the pool: what it works with


def _begin(ruleset: Ruleset, settings: Settings) -> None:
    """The first thing a process of the pool does."""
    import signal
    from threading import Thread

    global _under
    _under = (ruleset, settings)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it ends it
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Waits until the process that started this one is gone, even if it was killed."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(task: Task) -> Result | None:
    """Makes one file in a process of the pool; None where the result can't be sent."""
    assert _under is not None  # noqa: S101  (`_begin` came first)
    result = make(task, *_under)
    return None if isinstance(result, tuple) and result[0] is not None else result
