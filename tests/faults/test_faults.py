"""What can happen to the machine while a build runs: the old state or the new, and clear words.

`TALKDECK_KILLS=500 pytest tests/faults` kills the program as often as that.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from limited import Run, limited
from talkdeck.ledger.disk import lock, recover
from transcripts import talkdeck

KILLS = int(os.environ.get("TALKDECK_KILLS", "10"))
FIRST, THEN = "1700000000", "1700000100"
NOTES = "# A day of talks\n\n## Caches\n\n" + "".join(
    f"- Tool {n}\n  - Pros:\n    - quick in way {n}\n  - Cons:\n    - costly in way {n}\n"
    for n in range(12)
)
EDITED = NOTES.replace("quick", "very quick")
OTHER = NOTES.replace("day of", "week of").replace("Tool", "Craft")

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """The program at the time of the second build."""
    with limited(SOURCE_DATE_EPOCH=THEN) as run:
        yield run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Notes that were built once, and edited since."""
    return built_once(tmp_path / "old")


def built_once(folder: Path) -> Path:
    (folder / "notes").mkdir(parents=True)
    (folder / "notes/a.md").write_text(NOTES)
    (folder / "notes/b.md").write_text(OTHER)
    (folder / "talkdeck.yaml").write_text("ignore: [english/number]\n")
    done = talkdeck(["build"], folder, SOURCE_DATE_EPOCH=FIRST)
    assert done.returncode == 0, done.stdout
    (folder / "notes/a.md").write_text(EDITED)
    (folder / "notes/b.md").write_text(OTHER.replace("quick", "very quick"))
    return folder


def state(folder: Path) -> dict[str, bytes]:
    """What a build writes, and nothing else."""
    names = ("talkdeck.ledger", "decks/")
    files = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return {
        name: p.read_bytes()
        for p in files
        if (name := p.relative_to(folder).as_posix()).startswith(names)
    }


@needs_fork
def test_killed_at_random_moments(folder: Path, tmp_path: Path, run: Run) -> None:
    old = state(folder)
    shutil.copytree(folder, tmp_path / "new")
    started = time.monotonic()
    assert run(tmp_path / "new")["code"] == 0
    longest = time.monotonic() - started
    new = state(tmp_path / "new")
    assert new.keys() == old.keys()
    assert all(new[name] != old[name] for name in old)
    dice, ended = random.Random(3), set()  # noqa: S311 - dice, not secrets
    for n in range(KILLS):
        place = tmp_path / str(n)
        shutil.copytree(folder, place)
        run(place, kill=dice.uniform(0, longest))
        with lock(place / "talkdeck.ledger"):  # as the next command does
            assert recover(place / "talkdeck.ledger") == []
        found = {k: v for k, v in state(place).items() if not k.endswith((".new", ".tmp"))}
        assert found in (old, new), f"kill {n}"
        ended.add(found == new)
        if n % 5 == 0:  # and the next build completes it
            assert run(place)["code"] == 0
            assert state(place) == new
        shutil.rmtree(place)
    assert False in ended


def test_what_killed_builds_left_is_swept_up(folder: Path, run: Run) -> None:
    """What only a build writes at once, as no other build can be at work; the rest in an hour."""
    names = (".Notes.apkg.new.11.tmp", ".Notes.apkg.new.12.tmp", ".preview.html.11.tmp")
    left = [folder / "decks" / name for name in names]
    for file in left:
        file.write_bytes(b"half a file")
    os.utime(left[0], (1_500_000_000, 1_500_000_000))
    assert run(folder)["code"] == 0
    assert [file.exists() for file in left] == [False, False, True]


def test_two_builds_at_once(folder: Path, tmp_path: Path, run: Run) -> None:
    shutil.copytree(folder, tmp_path / "alone")
    assert run(tmp_path / "alone")["code"] == 0
    command = [sys.executable, "-m", "talkdeck", "build"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": THEN}
    both = [
        subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for _ in range(2)
    ]
    for build in both:
        said = build.communicate(timeout=120)[0].decode()
        assert build.returncode == 0 or "[ledger-busy]" in said, said
        assert "Traceback" not in said
    assert state(folder) == state(tmp_path / "alone")


def test_a_clock_that_was_set_back(folder: Path, tmp_path: Path) -> None:
    """An edit still reaches Anki, whose notes would seem newer than the build."""
    (tmp_path / "anki").mkdir()
    col = Collection(str(tmp_path / "anki/collection.anki2"))
    before = (folder / "notes/a.md").read_text()
    (folder / "notes/a.md").write_text(NOTES)
    (folder / "notes/b.md").write_text(OTHER)
    assert talkdeck(["build"], folder, SOURCE_DATE_EPOCH=FIRST).returncode == 0
    assert bring_in(col, folder) == (48, 0)
    (folder / "notes/a.md").write_text(before)
    done = talkdeck(["build"], folder, SOURCE_DATE_EPOCH="1600000000")
    assert done.returncode == 0
    assert "clock" in done.stdout.decode()
    assert bring_in(col, folder) == (0, 12)
    assert len(col.find_notes("very quick")) == 12
    col.close()


def bring_in(col: Collection, folder: Path) -> tuple[int, int]:
    """Imports all packages: how many notes were new, and updated."""
    new = updated = 0
    for package in sorted((folder / "decks").glob("*.apkg")):
        request = ImportAnkiPackageRequest(
            package_path=str(package), options=ImportAnkiPackageOptions()
        )
        log: Any = col.import_anki_package(request).log
        assert not log.conflicting
        new, updated = new + len(log.new), updated + len(log.updated)
    return new, updated


def test_a_file_that_changes_while_it_is_read(folder: Path, tmp_path: Path, run: Run) -> None:
    notes, stop = folder / "notes/a.md", threading.Event()

    def write() -> None:
        texts = [EDITED, NOTES, EDITED[: len(EDITED) // 2], NOTES.replace("quick", "slow")]
        while not stop.is_set():
            for text in texts:
                notes.write_text(text)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            ended = run(folder)
            assert ended["code"] in (0, 1), ended["text"]
            assert "Traceback" not in ended["text"]
            assert "mistake of its own" not in ended["text"]
    finally:
        stop.set()
        writer.join()
    notes.write_text(EDITED)
    ended = run(folder, "build", "--yes")
    assert ended["code"] == 0, ended["text"]
    assert "very quick in way 11" in (folder / "talkdeck.ledger").read_text("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk, as Linux does")
def test_a_disk_that_becomes_read_only(folder: Path, tmp_path: Path, run: Run) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", disk):
        pytest.skip("no disk may be mounted here")
    try:
        shutil.copytree(folder, disk, dirs_exist_ok=True)
        before = state(disk)
        if mount("-o", "remount,ro", disk):
            pytest.skip("no disk may be mounted here as read-only")
        done = talkdeck(["build"], disk)
        said = done.stdout.decode()
        assert done.returncode == 2
        assert "read-only file system" in said.lower()
        assert "Nothing was written" in said
        assert state(disk) == before
    finally:
        subprocess.run(["umount", disk], check=False)


def mount(*arguments: str | Path) -> int:
    program = shutil.which("mount")
    if program is None or os.geteuid() != 0:
        return 1
    return subprocess.run([program, *arguments], capture_output=True, check=False).returncode
