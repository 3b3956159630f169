"""Draws the pictures of docs/images from real runs: `make pictures`.

The program runs in a terminal of its own (a pseudo-terminal), in a fresh copy of the sample
notes, so that the pictures show what a person sees, colours included.
"""

from __future__ import annotations

import contextlib
import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

TOP = Path(__file__).resolve().parents[1]
COLUMNS = 84

PICTURES = {
    "build": ["talkdeck build"],
    "explain": ["talkdeck explain notes/pycon-2017.md:{heroku}"],
}


def main() -> None:
    """Draws all pictures."""
    (TOP / "docs" / "images").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(TOP / "notes", Path(folder) / "notes")
        for name, commands in PICTURES.items():
            places = {"heroku": str(_line_of_heroku())}
            draw(name, [command.format(**places) for command in commands], folder)


def _line_of_heroku() -> int:
    """The line of the sample notes on which Heroku's `Pros:` stand."""
    lines = (TOP / "notes" / "pycon-2017.md").read_text("utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if re.match(r"#+ .*Heroku", line))
    return next(n for n in range(start, len(lines)) if "Pros" in lines[n]) + 1


def draw(name: str, commands: list[str], folder: str) -> None:
    """One picture: commands, each with what it prints."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for command in commands:
        console.print(Text(f"$ {command}", style="bold"))
        console.print(Text.from_ansi(run(command, folder)))
    target = TOP / "docs" / "images" / f"{name}.svg"
    svg = console.export_svg(title="talkdeck", unique_id=f"talkdeck-{name}")
    target.write_text(svg.rstrip() + "\n", "utf-8")
    sys.stdout.write(f"Drew {target.relative_to(TOP)}\n")


def run(command: str, folder: str) -> str:
    """What a command prints on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, "-m", *command.split()],
        cwd=folder,
        env=os.environ | {"COLUMNS": str(COLUMNS), "TERM": "xterm-256color"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    output = b""
    with contextlib.suppress(OSError):  # what reading gives when the other side has closed
        while data := os.read(ours, 4096):
            output += data
    os.close(ours)
    process.wait()
    text = output.decode("utf-8").replace("\r\n", "\n").rstrip("\n")
    return text.rpartition("\x1b[2K")[2] if "\x1b[2K" in text else text  # the progress bar


if __name__ == "__main__":
    main()
