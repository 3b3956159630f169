"""Every command in README.md and docs/*.md is run, in a fresh copy of what it works on.

A block ```console holds commands after `$ ` and, if it likes, what they print: those lines have
to be printed in that order, `…` standing for any others, or for any part of a line.
"""

import re
import shutil
from pathlib import Path

import pytest

from transcripts import run

TOP = Path(__file__).resolve().parents[2]
PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"<!-- file: (\S+) -->\n+```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Commands of all blocks, in order, with what is said of their output."""
    found: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:].split("  #")[0].strip(), []))
            elif line.strip() and found:
                found[-1][1].append(line.rstrip())
    return found


def in_order(wanted: list[str], printed: list[str]) -> str:
    """The first wanted line that is not printed after those before it; "" if all are."""
    at = 0
    for line in wanted:
        if line.strip() == "…":
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
        found = next((n for n in range(at, len(printed)) if pattern.fullmatch(printed[n])), -1)
        if found < 0:
            return line
        at = found + 1
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_of_a_page_run_and_print_what_it_says(page: Path, tmp_path: Path) -> None:
    shutil.copytree(TOP / "notes", tmp_path / "notes")
    text = page.read_text("utf-8")
    for name, content in FILE.findall(text):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    for command, wanted in commands(text):
        printed = list(run(command, tmp_path))
        assert "[exit 2]" not in printed, f"`{command}` of {page.name} fails: {printed}"
        missing = in_order(wanted, printed)
        assert not missing, f"`{command}` of {page.name} does not print “{missing}”: {printed}"


def test_a_wrong_output_is_noticed() -> None:
    assert in_order(["a", "…", "c"], ["a", "b", "c"]) == ""
    assert in_order(["c", "a"], ["a", "b", "c"]) == "a"
    assert in_order(["no …, … left"], ["no cards, 3 left"]) == ""
    assert in_order(["no …, … left"], ["no cards left"]) != ""
