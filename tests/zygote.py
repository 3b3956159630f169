"""Runs the program in processes with limits, without starting Python anew for each.

    python zygote.py < requests > answers

A request is a line of JSON, `{"folder", "arguments", "seconds", "bytes"}`, and may have `kill`,
a time in seconds after which the program is killed; the answer is one too, `{"code", "signal",
"seconds", "bytes", "text"}`. Each request is a process of its own, forked
from this one after the imports; seconds are of computing, not of the clock, so that a busy
machine changes nothing.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import time
from contextlib import redirect_stdout, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

IMPORTED = (
    "talkdeck.cli", "talkdeck.cli.build", "talkdeck.cli.making", "talkdeck.rules.packs",
    "talkdeck.anki.package", "talkdeck.pipeline", "genanki", "rich.console",
)  # fmt: skip


def main() -> None:
    for module in IMPORTED:
        import_module(module)
    with tempfile.TemporaryDirectory() as folder:
        warm_up(Path(folder))
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


def warm_up(folder: Path) -> None:
    """Lets the program read what it reads but once in its life: word lists and the like."""
    from talkdeck.cli import main as program

    (folder / "a.md").write_text("# T\n\n- Redis keeps keys in 2 places\n  - Pros:\n    - fast\n")
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), suppress(SystemExit):
        program(["cards", str(folder)])


def run(request: dict[str, Any]) -> dict[str, Any]:
    """Runs one command in a process of its own and says how it ended."""
    output = Path(request["folder"]) / ".output"
    child = os.fork()
    if not child:
        try:
            _be_the_program(request, output)
        finally:
            os._exit(99)
    if "kill" in request:
        time.sleep(request["kill"])
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    return {
        "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
        "seconds": used.ru_utime + used.ru_stime,
        "bytes": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "text": output.read_text("utf-8", "replace"),
    }


def _be_the_program(request: dict[str, Any], output: Path) -> None:
    from talkdeck.cli import main as program

    to = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(to, 1)
    os.dup2(to, 2)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    os.chdir(request["folder"])
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    signal.alarm(6 * request["seconds"])  # what waits for ever does not compute
    resource.setrlimit(resource.RLIMIT_CPU, (request["seconds"], request["seconds"] + 5))
    if sys.platform == "linux":  # elsewhere this limit is not kept
        resource.setrlimit(resource.RLIMIT_AS, (request["bytes"], request["bytes"]))
    try:
        program(request["arguments"])
        code = 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
