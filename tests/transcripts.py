"""Command-line transcripts: plain text that is run and compared.

    A line of prose says what is shown. Then files, commands and what they print:

    --- notes/a.md
    # A talk
    * Redis
    ---
    $ talkdeck cards notes/
    the expected output
    [exit 1]

`--- PATH` up to the next `---` writes a file. `$ talkdeck …` runs the program; `$ cat FILE`,
`$ ls FOLDER`, `$ rm FILE` and `$ cp FROM TO` work everywhere, and nothing else does: there is
no shell. What follows a command up to the next blank line before `$`, `---` or `# ` is
what it has to print (standard output and error as they come). An exit code that is not 0 is
written as `[exit N]`.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from starting import Ended, start


@dataclass
class Step:
    """One command with its output, or one file, or some lines of prose."""

    command: str = ""
    file: str = ""
    prose: str = ""
    lines: list[str] = field(default_factory=list)


def parse(text: str) -> list[Step]:
    """The steps of a transcript, in order."""
    steps: list[Step] = []
    inside: Step | None = None
    for line in text.splitlines():
        if inside and inside.file:
            if line == "---":
                inside = None
            else:
                inside.lines.append(line)
        elif line.startswith("--- "):
            inside = Step(file=line[4:].strip())
            steps.append(inside)
        elif line.startswith("$ "):
            inside = Step(command=line[2:])
            steps.append(inside)
        elif line.startswith("# ") or not inside:
            inside = None
            steps.append(Step(prose=line))
        else:
            inside.lines.append(line)
    for step in steps:
        while step.command and step.lines and not step.lines[-1].strip():
            step.lines.pop()
    return steps


def render(steps: list[Step]) -> str:
    """The transcript of steps: what `parse` reads."""
    lines: list[str] = []
    for n, step in enumerate(steps):
        if step.file:
            lines += [f"--- {step.file}", *step.lines, "---"]
        elif step.command:
            lines += [f"$ {step.command}", *step.lines]
            if n + 1 < len(steps):
                lines.append("")
        else:
            lines.append(step.prose)
    return "\n".join(lines).rstrip("\n") + "\n"


def play(steps: list[Step], folder: Path) -> list[Step]:
    """Runs the steps in a folder: the same steps with what is printed now."""
    played = []
    for step in steps:
        if step.file:
            target = folder / step.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("".join(f"{line}\n" for line in step.lines), "utf-8", newline="\n")
        lines = list(run(step.command, folder)) if step.command else step.lines
        while step.command and lines and not lines[-1].strip():
            lines.pop()
        played.append(Step(step.command, step.file, step.prose, lines))
    return played


def run(command: str, folder: Path) -> Iterator[str]:
    """What a command prints, line by line, and its exit code if that is not 0."""
    words = shlex.split(command)
    match words:
        case ["cat", file]:
            yield from (folder / file).read_text("utf-8").splitlines()
        case ["ls", place]:
            yield from sorted(p.name for p in (folder / place).iterdir())
        case ["rm", file]:
            (folder / file).unlink()
        case ["cp", source, target]:
            shutil.copy(folder / source, folder / target)
        case ["talkdeck", *arguments]:
            done = talkdeck(arguments, folder)
            text = done.stdout.decode("utf-8").replace("\r\n", "\n")
            yield from (line.rstrip() for line in text.splitlines())
            if done.returncode:
                yield f"[exit {done.returncode}]"
        case _:
            raise ValueError(f"a transcript can't run `{command}`")


def talkdeck(
    arguments: list[str], folder: Path, *, apart: bool = False, **environment: str
) -> Ended:
    """Runs the program as a person would, in a folder.

    Args:
        apart: whether standard error is kept apart from standard output.
        environment: more variables of the environment.
    """
    return start(arguments, folder, environment, apart=apart)
