"""Runs the program in processes of its own, without starting Python anew for each.

    python zygote.py < requests > answers

A request is a line of JSON, `{"folder", "arguments", "environment", "output", "errors"}`: where,
what and with which variables the program is run, and the files that take what it prints;
without `errors` all goes to `output`, as it comes. It may have limits: `seconds` of computing,
`bytes` of memory, `wait`, the seconds after which what does not end is stopped, and `kill`, a
time in seconds after which the program is killed. The answer is a line too, `{"code",
"signal", "seconds", "bytes"}`.

Each request is a process forked from this one after the imports. Seconds are of computing, not
of the clock, so that a busy machine changes nothing.
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
    """Lets the program read what it reads but once in its life: word lists, rules and the like."""
    from talkdeck.cli import main as program

    for thing in ("Redis", "Kafka"):  # first the rules are kept, then those that are kept are read
        (folder / "a.md").write_text(f"# T\n\n- {thing} keeps 2 keys\n  - Pros:\n    - fast\n")
        with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), suppress(SystemExit):
            program(["cards", str(folder)])


def run(request: dict[str, Any]) -> dict[str, Any]:
    """Runs one command in a process of its own and says how it ended."""
    child = os.fork()
    if not child:
        sys.exit(_be_the_program(request))
    if "kill" in request:
        time.sleep(request["kill"])
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    return {
        "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
        "seconds": used.ru_utime + used.ru_stime,
        "bytes": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }


def _be_the_program(request: dict[str, Any]) -> Any:
    """All that a program finds when it is started; gives its exit code."""
    from talkdeck.cli import main as program

    _redirect(request["output"], request.get("errors"))
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    os.chdir(request["folder"])
    signal.alarm(request["wait"])
    if "seconds" in request:
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CPU, (request["seconds"], request["seconds"] + 5))
    if "bytes" in request and sys.platform == "linux":  # elsewhere this limit is not kept
        resource.setrlimit(resource.RLIMIT_AS, (request["bytes"], request["bytes"]))
    sys.argv = ["talkdeck", *request["arguments"]]
    try:
        program()
    except SystemExit as stop:
        return stop.code
    return 0


def _redirect(output: str, errors: str | None) -> None:
    """Nothing to read, and what is printed goes into files, in UTF-8."""
    writing = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(output, writing), 1)
    os.dup2(os.open(errors, writing) if errors else 1, 2)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, lines, "utf-8", others, closefd=False)  # noqa: SIM115 - for good
        for number, mode, others, lines in (
            (0, "r", "strict", -1), (1, "w", "strict", -1), (2, "w", "backslashreplace", 1)
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
