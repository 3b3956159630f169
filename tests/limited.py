"""The program in processes with limits, for tests that look at how it ends."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from starting import start

SECONDS = 10
BYTES = 500_000_000


class Run(Protocol):
    """Runs a command of talkdeck's in a folder: code, signal, seconds, bytes and text."""

    def __call__(self, folder: Path, *arguments: str, **more: Any) -> dict[str, Any]: ...


@contextmanager
def limited(**environment: str) -> Iterator[Run]:
    """Gives a way to run the program with limits, where the system has them (see zygote.py)."""
    # What is kept from run to run starts empty, so that nothing comes from an earlier test.
    with tempfile.TemporaryDirectory(prefix="talkdeck-cache-") as cache:
        variables = {"COLUMNS": "120", "TALKDECK_CACHE": cache} | environment

        def run(folder: Path, *arguments: str, **more: Any) -> dict[str, Any]:
            # What waits for ever does not compute: it is stopped by the clock.
            limits = {"seconds": SECONDS, "bytes": BYTES, "wait": 6 * SECONDS} | more
            ended = start(arguments or ["build"], folder, variables, **limits)
            by_signal = ended.returncode < 0
            return {
                "code": None if by_signal else ended.returncode,
                "signal": -ended.returncode if by_signal else None,
                "seconds": ended.seconds,
                "bytes": ended.bytes,
                "text": ended.stdout.decode("utf-8", "replace"),
            }

        yield run
