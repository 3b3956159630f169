"""Starting the program, again and again.

Where the system can fork, a process of its own is forked from one that has done the imports
(see zygote.py): that is the same program, and starts in a tenth of the time. What the
environment tells Python itself, such as its encoding, is heeded only when Python is started
anew, so then it is. `tests/elsewhere` holds that both ways print and write the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WAIT = 120
"""Seconds of the clock after which a program that does not end is stopped."""
FOR_PYTHON = ("PYTHON", "LC_", "LANG")
"""How variables begin that Python heeds when it starts."""


@dataclass(frozen=True)
class Ended:
    """How the program ended.

    Attributes:
        returncode: its exit code; minus the signal if one ended it.
        stdout: what it printed, with its errors if they were not kept apart.
        stderr: its errors if they were kept apart.
        seconds: of computing; 0 where that is not measured.
        bytes: of memory at most; 0 where that is not measured.
    """

    returncode: int
    stdout: bytes
    stderr: bytes = b""
    seconds: float = 0
    bytes: int = 0


def start(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    *,
    apart: bool = False,
    anew: bool = False,
    **limits: float,
) -> Ended:
    """Runs the program in a folder until it ends.

    Args:
        arguments: what stands after `talkdeck`.
        folder: where it runs.
        environment: variables, in addition to those of the tests.
        apart: whether its errors are kept apart.
        anew: whether Python is started anew, even if nothing needs that.
        limits: what zygote.py can limit; not where Python is started anew.
    """
    left_out = ("TALKDECK", "FORCE_COLOR")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    kept["TALKDECK_CACHE"] = os.environ["TALKDECK_CACHE"]  # see conftest: the tests' own
    variables = kept | {"COLUMNS": "80", "PYTHONIOENCODING": "utf-8"} | dict(environment)
    if anew or not hasattr(os, "fork") or any(k.startswith(FOR_PYTHON) for k in environment):
        return _anew(arguments, folder, variables, apart)
    return _zygote().start(arguments, folder, variables, apart, limits)


def _anew(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], apart: bool
) -> Ended:
    done = subprocess.run(
        [sys.executable, "-m", "talkdeck", *arguments],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if apart else subprocess.STDOUT,
        timeout=WAIT,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr or b"")


class Zygote:
    """The process from which others are forked; it ends with this one."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="talkdeck-tests-printed-")
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("zygote.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        apart: bool,
        limits: Mapping[str, float],
    ) -> Ended:
        output, errors = (Path(self.folder.name) / name for name in ("output", "errors"))
        request = {"folder": str(folder), "arguments": arguments, "environment": environment}
        request |= {"output": str(output), "errors": str(errors) if apart else None}
        answer = self._ask({"wait": WAIT} | request | limits)
        code = answer["code"] if answer["signal"] is None else -answer["signal"]
        printed = errors.read_bytes() if apart else b""
        return Ended(code, output.read_bytes(), printed, answer["seconds"], answer["bytes"])

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@cache
def _zygote() -> Zygote:
    """One for all tests of a process."""
    return Zygote()
