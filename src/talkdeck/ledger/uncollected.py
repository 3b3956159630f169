"""Python's search for garbage, put off while a hundred thousand values are made.

It would look through all of them again and again, which takes longer than making them, and
would find nothing: entries and keys refer to nothing that refers back.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, no search for garbage; a block under `with`, or a function that it decorates."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
