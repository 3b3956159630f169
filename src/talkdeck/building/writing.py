"""Writing what a build does: packages, side by side, and the ledger; all of them or none."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from filecmp import cmp
from pathlib import Path

from talkdeck.anki import package
from talkdeck.anki.package import Written
from talkdeck.anki.previous import is_ours
from talkdeck.building.packing import Build, Parcel, plan_of
from talkdeck.files import in_the_way, shown, sweep, unwritable
from talkdeck.garbage import seldom_collected
from talkdeck.ledger import store
from talkdeck.ledger.disk import commit, temporary
from talkdeck.problems import Place, Problem
from talkdeck.values import replace
from talkdeck.workers import FORKS, cores, side_by_side

WORTHWHILE = 2_000 if FORKS else 20_000
"""Cards to write from which on further processes save more time than they take to start."""


Outcome = tuple[Written | None, list[Problem]]
"""What was written of one package, None if nothing was; and what was found."""


def write(
    build: Build, targets: Sequence[Path], ledger: Path, jobs: int = 0
) -> tuple[list[Written | None], list[Problem]]:
    """Writes packages and ledger, all of them or none. Call it with the ledger locked.

    Args:
        build: what the build does.
        targets: the file of each package.
        ledger: path of the ledger.
        jobs: processes that write packages; 0: as many as pay.

    Returns:
        What was written for each package, None for one without cards; and what went wrong.
        If that is an error, all files are as they were.
    """
    written: list[Written | None] = []
    problems: list[Problem] = []
    tasks = list(zip(build.parcels, targets, strict=True))
    sweep(map(temporary, targets))
    try:
        with seldom_collected():
            for done, found in _written(tasks, jobs):
                written.append(done)
                problems += found
    except OSError as error:
        problems.append(unwritable(shown(targets[len(written)]), error))
    except sqlite3.OperationalError as error:  # where the package's database is drafted
        advice = "make room on that disk, or name another folder in TMPDIR"
        place = Place(shown(tempfile.gettempdir()))
        problems.append(Problem("unwritable", place, f"can't be written: {error}", advice))
    if any(p.severity == "error" for p in problems):
        for target in targets:
            with suppress(OSError):
                temporary(target).unlink(missing_ok=True)
        return [], problems
    files = [done.path for done in written if done and not done.same]
    text = store.format(build.memory.ledger)
    if not files and _holds(ledger, text.encode()):
        return written, problems
    return written, problems + commit(files, ledger, text)


def _written(tasks: Sequence[tuple[Parcel, Path]], jobs: int) -> Iterator[Outcome]:
    """Writes packages beside their places; gives what came of each, in order."""
    cards = sum(len(deck.identities) for parcel, _ in tasks for deck in parcel.decks)
    if not jobs:
        jobs = cores() if cards >= WORTHWHILE else 1
    jobs = min(jobs, len(tasks))
    done = 0
    if jobs > 1:
        from concurrent.futures.process import BrokenProcessPool

        try:
            for outcome in side_by_side(_write_one, tasks, jobs):
                yield outcome
                done += 1
        except BrokenProcessPool:
            pass  # what is left is written here
    yield from map(_write_one, tasks[done:])


def _write_one(task: tuple[Parcel, Path]) -> Outcome:
    parcel, target = task
    if not parcel.decks:
        return None, []
    done, problems = package.write(plan_of(parcel), temporary(target))
    if done is None:
        return None, problems
    same = _same_file(done.path, target)
    if same:
        done.path.unlink()
    elif target.is_file() and target.stat().st_size and not is_ours(target):
        return None, [*problems, in_the_way(shown(target), "a package of talkdeck's")]
    return replace(done, path=target, same=same), problems


def _same_file(draft: Path, target: Path) -> bool:
    """Whether a package is there already, byte for byte."""
    return target.is_file() and not target.is_symlink() and cmp(draft, target, shallow=False)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
