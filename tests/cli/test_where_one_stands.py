"""The folder in which a person types a command is no part of the notes: cards don't show it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from transcripts import talkdeck

NOTES = """\
# Lecture 7

- What is a queue?
  - a line of jobs
"""
WHERE = "notes/systems 2017/week-1/lecture.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talkdeck.yaml").write_text("tags: [mine]\n")
    (tmp_path / ".git").mkdir()  # settings are looked for above a folder within a repository only
    file = tmp_path / WHERE
    file.parent.mkdir(parents=True)
    file.write_text(NOTES)
    return tmp_path


def ways(folder: Path) -> list[tuple[Path, str]]:
    """Folders to stand in, and what the notes file is called there."""
    below = folder / "notes" / "systems 2017"
    return [
        (folder, WHERE),
        (folder, str(folder / WHERE)),
        (below, "week-1/lecture.md"),
        (below / "week-1", "lecture.md"),
        (below / "week-1", "../week-1/lecture.md"),
    ]


def test_the_same_cards_wherever_one_stands(folder: Path) -> None:
    found = []
    for here, name in ways(folder):
        done = talkdeck(["cards", name, "--format", "jsonl"], here)
        (card,) = map(json.loads, done.stdout.decode().splitlines())
        del card["file"]  # the one thing that is told as it was typed
        found.append(card)
    assert found[0]["context"] == "systems 2017 › Lecture 7"
    assert found == [found[0]] * len(found)


def test_nothing_is_new_or_changed_wherever_one_stands(folder: Path) -> None:
    assert talkdeck(["build", WHERE], folder).returncode == 0
    for here, name in ways(folder):
        said = talkdeck(["build", name, "--dry-run"], here).stdout.decode()
        assert said.startswith("no changes, 1 card untouched"), said


def test_the_same_package_wherever_one_stands(folder: Path) -> None:
    made = set()
    for here, name in ways(folder):
        (folder / "talkdeck.ledger").unlink(missing_ok=True)
        shutil.rmtree(folder / "decks", ignore_errors=True)
        talkdeck(["build", name, "--no-cache"], here, SOURCE_DATE_EPOCH="1500000000")
        (package,) = (folder / "decks").iterdir()
        made.add(package.read_bytes())
    assert len(made) == 1
