"""Work done side by side by several processes, which end with the one that started them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from talkdeck.garbage import collect_seldom

FORKS = sys.platform.startswith("linux")
"""Whether a new process begins as a copy of this one: fast, and safe where nobody else forbids."""

MOST = 8
"""Processes at most: each needs memory of its own."""

T = TypeVar("T")
R = TypeVar("R")


def cores() -> int:
    """How many processes can work at once."""
    found = len(os.sched_getaffinity(0)) if FORKS else os.cpu_count() or 1
    return min(found, MOST)


def side_by_side(
    work: Callable[[T], R],
    tasks: Iterable[T],
    jobs: int,
    begin: Callable[..., None] | None = None,
    under: tuple[Any, ...] = (),
    chunk: int = 1,
) -> Iterator[R]:
    """What comes of some tasks, in order.

    Args:
        work: does one task; a function of a module, as are tasks and results values that
            can be sent.
        tasks: the tasks.
        jobs: number of processes.
        begin: the first thing a process does.
        under: its arguments.
        chunk: how many tasks a process is given at a time.

    Raises:
        BrokenProcessPool: a process ended that should not.
        Exception: what `work` raised.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("fork" if FORKS else "spawn")
    pool = ProcessPoolExecutor(jobs, context, _begin, (begin, under))
    try:
        yield from pool.map(work, tasks, chunksize=chunk)
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(begin: Callable[..., None] | None, under: tuple[Any, ...]) -> None:
    """The first thing a process does."""
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it ends it
    Thread(target=_end_with_parent, daemon=True).start()
    collect_seldom()
    if begin is not None:
        begin(*under)


def _end_with_parent() -> None:
    """Waits until the process that started this one is gone, even if it was killed."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
