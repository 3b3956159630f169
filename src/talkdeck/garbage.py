"""Python's search for garbage: not while nothing can be found, and seldom where little is.

The search looks through all that was made lately, and now and then through everything. Where
hundreds of thousands of values are made it takes longer than making them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 100_000
"""After so many values more than were let go there is a search, of what is new."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, no search for garbage; a block under `with`, or a function that it decorates.

    For work that makes no garbage, such as a ledger's entries and keys: they refer to nothing
    that refers back.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def collect_seldom() -> None:
    """From now on garbage is searched for seldom, and what is there already is left out.

    For work that makes garbage in bounded pieces, such as outlines: their nodes refer to each
    other, so that nothing else ever frees them. What a fork copies stays shared, too.
    """
    gc.freeze()
    gc.set_threshold(SELDOM, 20, 20)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Inside, garbage is searched for seldom: see `collect_seldom`."""
    was = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*was)
        gc.unfreeze()
