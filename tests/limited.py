"""The program in processes with limits, for tests that look at how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from transcripts import talkdeck

SECONDS = 10
BYTES = 500_000_000


class Run(Protocol):
    """Runs a command of talkdeck's in a folder: code, signal, seconds, bytes and text."""

    def __call__(self, folder: Path, *arguments: str, **more: Any) -> dict[str, Any]: ...


@contextmanager
def limited(**environment: str) -> Iterator[Run]:
    """Gives a way to run the program with limits, where the system has them (see zygote.py)."""
    if not hasattr(os, "fork"):
        yield _without_limits
        return
    with (
        # What is kept from run to run starts empty, so that nothing comes from an earlier test.
        tempfile.TemporaryDirectory(prefix="talkdeck-cache-") as cache,
        subprocess.Popen(
            [sys.executable, Path(__file__).with_name("zygote.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ
            | {"COLUMNS": "120", "PYTHONHASHSEED": "0", "TALKDECK_CACHE": cache}
            | environment,
        ) as zygote,
    ):
        assert zygote.stdin is not None
        assert zygote.stdout is not None
        to, answers = zygote.stdin, zygote.stdout

        def run(folder: Path, *arguments: str, **more: Any) -> dict[str, Any]:
            request = {"folder": str(folder), "arguments": arguments or ["build"]}
            to.write(json.dumps(request | {"seconds": SECONDS, "bytes": BYTES} | more) + "\n")
            to.flush()
            answer: dict[str, Any] = json.loads(answers.readline())
            return answer

        yield run
        to.close()


def _without_limits(folder: Path, *arguments: str, **_: Any) -> dict[str, Any]:
    done = talkdeck(list(arguments) or ["build"], folder)
    text = done.stdout.decode("utf-8", "replace")
    return {"code": done.returncode, "signal": None, "seconds": 0, "bytes": 0, "text": text}
