"""Packages and ledger are the old pair or the new pair, whenever the program is killed."""

from __future__ import annotations

import os
import random
import signal
import sys
import types
from itertools import pairwise
from pathlib import Path

import pytest
from ledger_cards import seen

from talkdeck.ledger import commit as commit_module
from talkdeck.ledger.commit import commit, pending, recover, text_of
from talkdeck.ledger.disk import LedgerBusy, load, lock, save
from talkdeck.ledger.entry import Ledger
from talkdeck.ledger.places import journal_of, temporary
from talkdeck.ledger.remember import remember
from talkdeck.ledger.store import format as format_ledger

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
KILLS = int(os.environ.get("TALKDECK_KILLS", "120"))
PACKAGES = ("a.apkg", "decks/b.apkg", "decks/c.apkg")


def old_state(folder: Path) -> Path:
    """A folder with packages and a ledger of an old build; c.apkg is new."""
    (folder / "decks").mkdir(parents=True)
    for name in PACKAGES[:2]:
        (folder / name).write_text("old " * 5000)
    (folder / "talkdeck.ledger").write_text("old")
    return folder / "talkdeck.ledger"


def build(ledger: Path, content: str = "new") -> None:
    """What a build does: recover, write the packages, commit."""
    with lock(ledger):
        assert recover(ledger) == []
        files = []
        for name in PACKAGES:
            final = ledger.parent / name
            temporary(final).write_text(f"{content} " * 5000)
            files.append(final)
        assert commit(files, ledger, content) == []


def killed_build(ledger: Path, at: int, content: str = "new") -> bool:
    """Runs a build in another process that is killed before its n-th line of code is run.

    Every line of the room's own modules counts, so every step between two file operations;
    returns whether the build came to its end before.
    """
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return not os.WIFSIGNALED(status)
    count = 0

    def trace(frame: types.FrameType, event: str, _: object) -> object:
        nonlocal count
        if not frame.f_code.co_filename.endswith(("ledger/commit.py", "ledger/disk.py")):
            return None
        if event == "line":
            count += 1
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    build(ledger, content)
    os._exit(0)


def state(ledger: Path) -> str:
    """The content of the last build that counts, or what is wrong, as the next command finds it
    after recovering.
    """
    looked = text_of(ledger).decode()
    with lock(ledger):
        assert recover(ledger) == []
    found = {ledger.read_text()}
    for name in PACKAGES:
        path = ledger.parent / name
        found.add(path.read_text()[:3] if path.exists() else "old")
    for name in PACKAGES[:2]:
        assert len((ledger.parent / name).read_text()) == 4 * 5000
    assert not journal_of(ledger).exists()
    assert {looked} == found
    return " and ".join(found)


@pytest.mark.long
@needs_fork
def test_killed_before_any_line(tmp_path):
    """Each line in turn, until the build is not killed any more."""
    states, at = [], 0
    while True:
        at += 1
        ledger = old_state(tmp_path / str(at))
        finished = killed_build(ledger, at)
        states.append(state(ledger))
        if finished:
            break
    assert at > 150
    assert states[-1] == "new"
    turn = states.index("new")
    assert set(states[:turn]) == {"old"}
    assert set(states[turn:]) == {"new"}
    assert turn < len(states) - 20  # some kills fall between the journal and the end


@pytest.mark.long
@needs_fork
def test_killed_again_and_again_in_one_folder(tmp_path):
    """The same folder, each build with other content and killed at random, also while it
    recovers from those before: the state is that of the build before or of this one.

    `TALKDECK_KILLS=5000 pytest tests/ledger/test_commit.py` kills it as often as that.
    """
    ledger, dice = old_state(tmp_path / "x"), random.Random(7)  # noqa: S311 - dice, not secrets
    states = ["old"]
    for n in range(KILLS):
        content = f"{n % 1000:03}"
        killed_build(ledger, dice.randint(1, 250), content)
        if n % 4 == 0:  # else the next build has to recover, if it comes to that
            assert state(ledger) in (states[-1], content)
        states.append(text_of(ledger).decode())
        assert states[-1] in (states[-2], content)
    assert len(set(states)) > KILLS // 10, "some builds come to their end"
    assert any(a == b for a, b in pairwise(states)), "and some don't"
    build(ledger)
    assert state(ledger) == "new"
    assert [p.name for p in sorted(ledger.parent.iterdir())] == [
        "a.apkg", "decks", "talkdeck.ledger",
    ]  # fmt: skip


def journal_left(folder: Path) -> Path:
    """A folder whose build was killed just after its journal was written."""
    ledger = old_state(folder)
    at = 0
    while pending(ledger) is None:
        at += 5
        killed_build(ledger, at)
    assert ledger.read_text() == "old"
    return ledger


@needs_fork
def test_a_ledger_checked_out_in_between_is_left_alone(tmp_path):
    ledger = journal_left(tmp_path / "x")
    ledger.write_text("from another branch")
    assert text_of(ledger) == b"from another branch"
    assert recover(ledger) == []
    assert ledger.read_text() == "from another branch"
    assert not journal_of(ledger).exists()


@needs_fork
def test_the_folder_may_be_moved_in_between(tmp_path):
    ledger = journal_left(tmp_path / "x")
    (tmp_path / "x").rename(tmp_path / "y")
    assert state(tmp_path / "y" / ledger.name) == "new"


def test_a_damaged_journal_changes_nothing(tmp_path):
    ledger = old_state(tmp_path / "x")
    for text in ("", "{", "[]", '{"moves": [], "ledger": ""}', '{"moves": 1, "ledger": ""}'):
        journal_of(ledger).write_text(text)
        assert state(ledger) == "old"


def test_what_stands_in_the_way_is_named_and_nothing_is_changed(tmp_path):
    ledger = old_state(tmp_path / "x")
    (ledger.parent / "d.apkg").mkdir()
    files = []
    for name in ("a.apkg", "d.apkg"):
        final = ledger.parent / name
        temporary(final).write_text("new")
        files.append(final)
    (found,) = commit(files, ledger, "new")
    assert found.code == "ledger-unfinished"
    assert found.place.file.endswith("d.apkg")
    assert state(ledger) == "old"
    assert not any(temporary(final).exists() for final in files)


def test_a_package_that_was_not_written_is_named_and_nothing_is_changed(tmp_path):
    ledger = old_state(tmp_path / "x")
    files = [ledger.parent / "a.apkg", ledger.parent / "b.apkg"]
    temporary(files[0]).write_text("new")
    (found,) = commit(files, ledger, "new")
    assert found.place.file.endswith("b.apkg.new")
    assert state(ledger) == "old"


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A ledger that is a link to one in another folder, which two machines may share."""
    ledger = tmp_path / "here" / "talkdeck.ledger"
    ledger.parent.mkdir()
    (tmp_path / "shared").mkdir()
    assert save(tmp_path / "shared" / "all.ledger", Ledger()) == []
    ledger.symlink_to(Path("..", "shared", "all.ledger"))
    return ledger


def test_a_ledger_that_is_a_link_stays_one(linked, tmp_path):
    made = remember(Ledger(), [seen("Why?", "so")], 1000).ledger
    with lock(linked):
        assert recover(linked) == []
        with pytest.raises(LedgerBusy), lock(tmp_path / "shared" / "all.ledger"):
            pass
        assert save(linked, made) == []
    assert linked.is_symlink()
    assert load(linked) == load(tmp_path / "shared" / "all.ledger") == (made, [])
    assert os.listdir(linked.parent) == ["talkdeck.ledger"]
    assert os.listdir(tmp_path / "shared") == ["all.ledger"]


@needs_fork
def test_a_build_with_a_linked_ledger_is_completed(linked, tmp_path):
    """Killed with its journal written, which lies beside the ledger itself."""
    text = format_ledger(remember(Ledger(), [seen("Why?", "so")], 1000).ledger)
    (linked.parent / "decks").mkdir()
    at = 0
    while pending(linked) is None:
        at += 5
        killed_build(linked, at, text)
    assert journal_of(linked).parent == tmp_path / "shared"
    assert text_of(linked).decode() == text
    assert recover(linked) == []
    assert linked.is_symlink()
    assert linked.read_text() == text
    assert all((linked.parent / name).exists() for name in PACKAGES)


def test_a_link_to_nothing_is_no_first_time(tmp_path):
    (tmp_path / "talkdeck.ledger").symlink_to(tmp_path / "away" / "talkdeck.ledger")
    ledger, (problem,) = load(tmp_path / "talkdeck.ledger")
    assert (ledger, problem.code) == (None, "ledger-missing")
    assert "away/talkdeck.ledger" in problem.message


def test_a_link_to_what_is_no_ledger_is_not_followed(tmp_path):
    (tmp_path / "here").mkdir()
    ledger, mine = tmp_path / "here" / "talkdeck.ledger", tmp_path / "mine.txt"
    mine.write_text("my words")
    (tmp_path / "mine.txt.new").write_text("my draft")
    ledger.symlink_to(mine)
    with lock(ledger):
        assert not (tmp_path / "mine.txt.lock").exists()
        assert recover(ledger) == []
    assert save(ledger, Ledger()) == []
    assert mine.read_text() == "my words"
    assert (tmp_path / "mine.txt.new").read_text() == "my draft"


def test_two_builds_at_once(tmp_path):
    ledger = old_state(tmp_path / "x")
    with lock(ledger), pytest.raises(LedgerBusy, match=str(os.getpid())), lock(ledger):
        pass
    with lock(ledger):
        pass
    assert not list(ledger.parent.glob("*.lock"))


@needs_fork
def test_a_killed_build_leaves_no_lock(tmp_path):
    ledger = old_state(tmp_path / "x")
    killed_build(ledger, 60)
    assert list(ledger.parent.glob("*.lock"))
    with lock(ledger):
        pass


def test_loading(tmp_path):
    path, package = tmp_path / "talkdeck.ledger", tmp_path / "a.apkg"
    assert load(path, [package]) == (Ledger(), [])
    package.write_text("x")
    ledger, problems = load(path, [package])
    assert (ledger, [p.code for p in problems]) == (None, ["ledger-missing"])
    made = remember(Ledger(), [seen("Why?", "so")], 1000).ledger
    assert save(path, made) == []
    assert load(path, [package]) == (made, [])
    assert path.read_text(encoding="utf-8") == format_ledger(made)
    path.write_bytes(b"")
    ledger, problems = load(path)
    assert (ledger, [p.code for p in problems]) == (None, ["ledger-unreadable"])
    path.unlink()
    path.mkdir()
    ledger, problems = load(path)
    assert (ledger, [p.code for p in problems]) == (None, ["ledger-unreadable"])


def test_a_ledger_that_cannot_be_reached_is_told(tmp_path):
    (tmp_path / "file").write_text("no folder")
    ledger, (problem,) = load(tmp_path / "file" / "talkdeck.ledger")
    assert (ledger, problem.code) == (None, "ledger-unreadable")


def test_module_is_the_one_that_is_traced():
    assert commit_module.__file__.replace("\\", "/").endswith("ledger/commit.py")
