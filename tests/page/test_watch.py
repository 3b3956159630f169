"""How editors save, replayed on real files: each save is told once, when it is whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest

from talkdeck.watch import GRACE, SETTLE, Changes, snapshot, watch

Step = Callable[[Path], object]


class Time:
    """A clock that goes on when somebody sleeps; each sleep lets the editor do one step."""

    def __init__(self, folder: Path, steps: Sequence[Step]) -> None:
        self.folder = folder
        self.steps = list(steps)
        self.now = 0.0
        self.after = 0  # looks after the last step

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.steps:
            self.steps.pop(0)(self.folder)
        else:
            self.after += 1

    def over(self) -> bool:
        return self.after > 30


def changes(folder: Path, *steps: Step) -> list[Changes]:
    """What is told while an editor does its steps, one between any two looks."""
    time = Time(folder, steps)
    return list(
        watch(
            lambda: sorted(folder.glob("*.md")), sleep=time.sleep, clock=lambda: time.now,
            stop=time.over,
        )
    )  # fmt: skip


def put(name: str, text: str) -> Step:
    return lambda folder: (folder / name).write_text(text)


def add(name: str, text: str) -> Step:
    def step(folder: Path) -> None:
        with (folder / name).open("a") as file:
            file.write(text)

    return step


def rename(old: str, new: str) -> Step:
    return lambda folder: os.replace(folder / old, folder / new)


def remove(name: str) -> Step:
    return lambda folder: (folder / name).unlink()


def wait(_: Path) -> None:
    """Nothing, for one look."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text("first\n")
    (tmp_path / "b.md").write_text("other\n")
    return tmp_path


NEW = "first, and more\n"

SAVES: dict[str, list[Step]] = {
    "write over": [put("a.md", NEW)],
    "truncate, then write": [put("a.md", ""), wait, wait, put("a.md", NEW)],
    "write in several goes": [put("a.md", "first"), add("a.md", ", and"), add("a.md", " more\n")],
    "rename a new file over it": [put(".a.md.tmp", NEW), wait, rename(".a.md.tmp", "a.md")],
    "move it away, then write anew": [rename("a.md", "a.md~"), wait, wait, put("a.md", NEW)],
    "delete it, then rename": [put("x.tmp", NEW), remove("a.md"), wait, rename("x.tmp", "a.md")],
}


@pytest.mark.parametrize("steps", SAVES.values(), ids=SAVES)
def test_a_save_is_told_once_and_whole(folder: Path, steps: list[Step]) -> None:
    seen = []
    for change in changes(folder, wait, *steps):
        seen.append((change, (folder / "a.md").read_text()))
    assert seen == [(Changes(changed=frozenset({folder / "a.md"})), NEW)]


def test_nothing_is_told_when_nothing_happens(folder: Path) -> None:
    assert changes(folder, wait, wait) == []


def test_added_and_removed_files_are_told(folder: Path) -> None:
    added = Changes(added=frozenset({folder / "c.md"}))
    removed = Changes(removed=frozenset({folder / "b.md"}))
    assert changes(folder, put("c.md", "new\n"), *[wait] * 20, remove("b.md")) == [added, removed]


def test_several_files_saved_together_are_one_change(folder: Path) -> None:
    (change,) = changes(folder, put("a.md", NEW), put("b.md", NEW))
    assert [path.name for path in change] == ["a.md", "b.md"]


def test_an_empty_file_is_believed_after_a_while(folder: Path) -> None:
    (change,) = changes(folder, put("a.md", ""))
    assert change.changed == {folder / "a.md"}
    assert GRACE > 5 * SETTLE


def test_changes_since_an_earlier_look_count(folder: Path) -> None:
    before = snapshot(folder.glob("*.md"))
    put("a.md", NEW)(folder)
    told: Iterator[Changes] = watch(lambda: sorted(folder.glob("*.md")), since=before)
    assert next(islice(told, 1)).changed == {folder / "a.md"}


def test_a_large_vault_is_looked_at_less_often(folder: Path) -> None:
    slept: list[float] = []
    clock = iter(float(n) for n in range(1000))  # each look at the clock costs a second
    watching = watch(
        list, sleep=slept.append, clock=lambda: next(clock), stop=lambda: len(slept) > 2
    )
    assert list(watching) == []
    assert slept == [10.0, 10.0, 10.0]
