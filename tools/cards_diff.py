"""Prints the cards gained, lost and changed on a folder of notes between two versions.

    python tools/cards_diff.py NOTES [BASE [HEAD]]

BASE and HEAD are anything git can name; BASE is the last commit and HEAD the working tree
unless given. Each version runs from its own checkout with its own rules.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str, cwd: Path = ROOT, path: Path | None = None) -> str:
    """Standard output of a command; its error text goes through."""
    env = {**os.environ, "PYTHONPATH": str(path)} if path else None
    done = subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603  # runs git and this project only
    return done.stdout


@contextmanager
def checkout(version: str | None) -> Iterator[Path]:
    """A folder that holds a version of the project; the working tree for None."""
    if version is None:
        yield ROOT
        return
    with tempfile.TemporaryDirectory() as folder:
        run("git", "worktree", "add", "--quiet", "--detach", folder, version)
        try:
            yield Path(folder)
        finally:
            run("git", "worktree", "remove", "--force", folder)


def cards(version: str | None, notes: Path) -> dict[tuple[str, str, str], dict[str, str]]:
    """The cards of a version: (file, first line, question) -> answer and rule."""
    with checkout(version) as folder:
        text = run(
            sys.executable,
            *("-m", "talkdeck", "cards", str(notes), "--format", "jsonl"),
            cwd=folder,
            path=folder / "src",
        )
    found = {}
    for line in text.splitlines():
        card = json.loads(line)
        key = (Path(card["file"]).name, str(min(card["lines"], default=0)), card["front"])
        found[key] = {"answer": " · ".join(card["answer"]), "rule": card["rule"]}
    return found


def main(arguments: list[str]) -> int:
    """Compares and prints; returns 0."""
    if not arguments or arguments[0] in ("-h", "--help"):
        sys.stdout.write(__doc__ or "")
        return 2
    notes = Path(arguments[0]).resolve()
    base = cards(arguments[1] if len(arguments) > 1 else "HEAD", notes)
    head = cards(arguments[2] if len(arguments) > 2 else None, notes)
    lost, gained = sorted(base.keys() - head.keys()), sorted(head.keys() - base.keys())
    changed = sorted(k for k in base.keys() & head.keys() if base[k]["answer"] != head[k]["answer"])
    for sign, keys, source in (("-", lost, base), ("+", gained, head)):
        for file, line, front in keys:
            card = source[file, line, front]
            print(f"{sign} {file}:{line}  {front}  →  {card['answer']}  [{card['rule']}]")
    for key in changed:
        print(f"~ {key[0]}:{key[1]}  {key[2]}")
        print(f"    - {base[key]['answer']}\n    + {head[key]['answer']}")
    print(
        f"{len(gained)} gained, {len(lost)} lost, {len(changed)} changed, "
        f"{len(base.keys() & head.keys()) - len(changed)} as before"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
