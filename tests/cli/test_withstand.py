"""What a build must withstand: a clear message, the right exit code, nothing half-written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from own_rule import RULES
from talkdeck import cli
from talkdeck.cli import main
from transcripts import talkdeck

NOTES = """\
# A day of talks

## Caches

* Redis
  * Pros:
    * fast
    * simple
  * Cons:
    * all in memory

## Editors

* Vim
  * Pros:
    * quick
    * everywhere
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (
        ("notes/day.md", NOTES),
        ("card_rules/sides.yaml", RULES),
        ("talkdeck.yaml", "ignore: [english]\n"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def run(folder: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error; neither may show a traceback."""
    done = talkdeck([*arguments], folder, apart=True, **environment)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in out + err, err
    return done.returncode, out, err


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Content and time of change of all files."""
    return {
        str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_mtime_ns)
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def only_decks(files: dict[str, tuple[bytes, int]]) -> list[str]:
    return [name for name in files if name.startswith(("decks", "talkdeck.ledger"))]


def test_a_build_writes_package_and_ledger_and_says_so(folder: Path) -> None:
    before = state(folder)
    code, out, err = run(folder, "build")
    assert (code, err) == (0, "")
    assert "Wrote decks/A day of talks.apkg: 2 decks, 3 cards (3 new)" in out
    after = state(folder)
    assert only_decks(after) == ["decks/A day of talks.apkg", "talkdeck.ledger"]
    assert {n: after[n] for n in before} == before, "notes are never changed"


def test_the_same_build_again_gives_the_same_bytes(folder: Path) -> None:
    run(folder, "build")
    first = {name: content for name, (content, _) in state(folder).items()}
    assert "(3 unchanged)" in run(folder, "build")[1]
    assert {name: content for name, (content, _) in state(folder).items()} == first


def test_a_ledger_that_is_a_link_is_written_where_it_leads(folder: Path) -> None:
    run(folder, "build")
    (folder / "shared").mkdir()
    (folder / "talkdeck.ledger").rename(folder / "shared/all.ledger")
    (folder / "talkdeck.ledger").symlink_to("shared/all.ledger")
    (folder / "notes/day.md").write_text(NOTES.replace("quick", "very quick"))
    code, out, _ = run(folder, "build")
    assert code == 0
    assert "(1 changed, 2 unchanged)" in out
    assert (folder / "talkdeck.ledger").is_symlink()
    assert "very quick" in (folder / "shared/all.ledger").read_text()


def test_no_notes_folder(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "build")
    assert (code, out) == (2, "")
    assert err.startswith("notes: error: there is no such file or folder")
    assert "help: " in err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_notes(folder: Path) -> None:
    (folder / "notes/day.md").rename(folder / "notes/day.txt")
    code, out, err = run(folder, "build")
    assert (code, out) == (1, "")
    assert "notes: error: the folder holds no notes" in err
    assert only_decks(state(folder)) == []


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "# Only a heading\n\n## And another\n"])
def test_notes_without_anything_in_them(folder: Path, text: str) -> None:
    (folder / "notes/day.md").write_text(text, "utf-8")
    code, out, err = run(folder, "build")
    assert (code, out) == (1, "")
    assert "notes/day.md: warning: the file " in err
    assert "error: no cards were made of these notes" in err
    assert only_decks(state(folder)) == []


def test_an_empty_file_among_others(folder: Path) -> None:
    (folder / "notes/empty.md").write_text("")
    code, out, err = run(folder, "build")
    assert code == 0
    assert "notes/empty.md: warning: the file is empty" in err
    assert "2 decks, 3 cards" in out


def test_a_talk_without_notes_is_named_with_the_reason(folder: Path) -> None:
    (folder / "notes/day.md").write_text(NOTES + "\n## An empty talk\n")
    code, out, _ = run(folder, "build")
    assert code == 0
    assert "no cards: the talk has no notes" in out


def test_other_files_in_the_folder_are_left_alone(folder: Path) -> None:
    (folder / "notes/picture.png").write_bytes(b"\x89PNG")
    (folder / "notes/talk.pdf").write_bytes(b"%PDF")
    assert run(folder, "build")[::2] == (0, "")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_a_file_that_cannot_be_read(folder: Path) -> None:
    run(folder, "build")
    before = state(folder)
    os.symlink("/proc/self/mem", folder / "notes/broken.md")
    code, out, err = run(folder, "build")
    assert (code, out) == (2, "")
    assert err.startswith("notes/broken.md: error: can't be read: ")
    assert err.endswith("Nothing was written.\n")
    (folder / "notes/broken.md").unlink()
    assert state(folder) == before


def test_a_file_that_is_no_text(folder: Path) -> None:
    (folder / "notes/photo.md").write_bytes(bytes(range(256)) * 20)
    code, out, err = run(folder, "build")
    assert (code, out) == (1, "")
    assert "notes/photo.md" in err
    assert only_decks(state(folder)) == []


@pytest.mark.parametrize("output", ["notes/day.md", "notes/day.md/deeper"])
def test_an_output_folder_that_cannot_be_one(folder: Path, output: str) -> None:
    before = state(folder)
    code, out, err = run(folder, "build", "-o", output)
    assert (code, out) == (2, "")
    assert f"{output}/A day of talks.apkg: error: can't be written: " in err
    assert "choose another folder with `-o`" in err
    assert state(folder) == before


def test_an_output_folder_that_may_not_be_written(folder: Path) -> None:
    if sys.platform == "win32" or os.geteuid() == 0:
        pytest.skip("this user may write everywhere")
    (folder / "decks").mkdir(mode=0o500)
    code, _, err = run(folder, "build")
    assert (code, only_decks(state(folder))) == (2, [])
    assert "decks/A day of talks.apkg: error: can't be written: permission denied" in err


def test_a_folder_in_the_place_of_the_package(folder: Path) -> None:
    (folder / "decks/A day of talks.apkg").mkdir(parents=True)
    code, _, err = run(folder, "build")
    assert code in (1, 2)
    assert "error: " in err
    assert only_decks(state(folder)) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are a Unix thing")
def test_a_file_that_may_not_grow_leaves_the_old_package(folder: Path) -> None:
    run(folder, "build")
    before = state(folder)
    (folder / "notes/more.md").write_text(NOTES.replace("day of", "week of"))
    run_limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        "sys.argv = ['talkdeck', 'build']; from talkdeck.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", run_limited], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"error: " in done.stderr
    after = state(folder)
    after.pop("notes/more.md")
    assert after == before


def test_a_full_disk_leaves_the_old_package(folder: Path) -> None:
    disk = folder / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if sys.platform != "linux" or os.geteuid() != 0 or mount is None:
        pytest.skip("only the superuser can make a small disk")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no small disk can be made here")
    try:
        assert run(folder, "build", "-o", "disk")[0] == 0
        before = state(folder)
        left = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "filler").write_bytes(b"x" * left)
        (folder / "notes/day.md").write_text(NOTES.replace("fast", "very fast"))
        code, out, err = run(folder, "build", "-o", "disk")
        assert (code, out) == (2, "")
        assert "can't be written: no space left on device" in err
        assert "make room on the disk" in err
        (disk / "filler").unlink()
        after = state(folder)
        after["notes/day.md"] = before["notes/day.md"]
        assert after == before
    finally:
        subprocess.run(["umount", disk], check=False)


def test_two_files_with_one_title_share_a_package(folder: Path) -> None:
    two = NOTES.replace("Caches", "Queues").replace("Redis", "Kafka").replace("Editors", "Shells")
    (folder / "notes/day-2.md").write_text(two.replace("Vim", "Fish"))
    code, out, err = run(folder, "build")
    assert code == 0
    assert "has the title “A day of talks”, as has notes/day" in err
    assert "Wrote decks/A day of talks.apkg: 4 decks, 6 cards" in out


def test_two_talks_with_one_name_get_two_decks(folder: Path) -> None:
    (folder / "notes/day.md").write_text(NOTES.replace("Editors", "CACHES"))
    code, out, err = run(folder, "build")
    assert code == 0
    assert "2 decks, 3 cards" in out
    assert "notes/day.md:12: warning: there is a talk of this name already" in err
    assert "A day of talks::CACHES (2)" in err


def test_the_same_card_twice_is_kept_once(folder: Path) -> None:
    (folder / "notes/day.md").write_text(NOTES + "\n" + NOTES[NOTES.index("* Vim") :])
    code, out, _ = run(folder, "build")
    assert code == 0
    assert "2 decks, 3 cards" in out
    assert "the deck asks the same already" in run(folder, "check")[1]


def test_output_for_other_programs_is_apart_from_messages(folder: Path) -> None:
    (folder / "notes/empty.md").write_text("")
    code, out, err = run(folder, "cards", "--format", "jsonl")
    assert code == 0
    assert all(line.startswith("{") for line in out.splitlines())
    assert "empty.md" in err


def test_a_terminal_without_unicode(folder: Path) -> None:
    name = "caf\u00e9 \u2603"
    (folder / "notes/day.md").write_text(NOTES.replace("Redis", name), "utf-8")
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    for command in (["build"], ["cards"], ["check"], ["config"], ["cards", "--format", "csv"]):
        assert run_bytes(folder, command, bare) == 0
    assert name in run(folder, "cards", "--format", "jsonl", **bare)[1]


def run_bytes(folder: Path, command: list[str], environment: dict[str, str]) -> int:
    done = talkdeck(command, folder, **environment)
    assert b"Traceback" not in done.stdout
    return done.returncode


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_reader_that_stops_early(folder: Path) -> None:
    lines = "".join(f"* Thing{n}\n  * Pros:\n    * good {n}\n" for n in range(1000))
    (folder / "notes/day.md").write_text("# T\n\n" + lines)
    cards = subprocess.Popen(
        [sys.executable, "-m", "talkdeck", "cards", "--format", "jsonl"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert cards.stdout is not None
    assert cards.stderr is not None
    assert cards.stdout.readline().startswith(b"{")
    cards.stdout.close()
    assert cards.stderr.read() == b""
    cards.stderr.close()
    cards.wait()


@pytest.mark.parametrize("command", ["build", "check", "cards", "build --dry-run", "rules"])
def test_a_reader_that_is_gone(folder: Path, command: str) -> None:
    """Nobody reads what is said; what is done is done, and nothing else is said of it."""
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [sys.executable, "-m", "talkdeck", *command.split()],
        cwd=folder, stdout=writes, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writes)
    assert b"written" not in done.stderr
    assert b"mistake" not in done.stderr
    built = ["decks/A day of talks.apkg", "talkdeck.ledger"] if command == "build" else []
    assert only_decks(state(folder)) == built


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
@pytest.mark.parametrize("command", ["cards", "cards --format jsonl", "check", "--help"])
def test_what_is_printed_onto_a_full_disk(folder: Path, command: str) -> None:
    program = [sys.executable, "-m", "talkdeck", *command.split()]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(program, cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("standard output: error: can't be written: no space left")
    assert "mistake of its own" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="shells there close nothing")
@pytest.mark.parametrize("command", ["cards", "build", "--help"])
def test_nobody_listens(folder: Path, command: str) -> None:
    program = f"{sys.executable} -m talkdeck {command} >&-"
    done = subprocess.run(["sh", "-c", program], cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_clock_that_runs_behind_is_told_of_itself(folder: Path) -> None:
    run(folder, "build", SOURCE_DATE_EPOCH="1800000000")
    (folder / "notes/day.md").write_text(NOTES.replace("fast", "faster"))
    _, _, err = run(folder, "build", SOURCE_DATE_EPOCH="1700000000")
    assert err.startswith("clock: warning: the clock says 2023-11-14")


@pytest.mark.parametrize(("while_working", "code"), [(KeyboardInterrupt, 130), (EOFError, 2)])
def test_stopping_it_is_no_mistake_in_the_notes(
    while_working: type[BaseException], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise while_working

    monkeypatch.setattr("talkdeck.cli.config.open_session", stop)
    with pytest.raises(SystemExit) as end:
        main(["config"])
    assert end.value.code == code


def test_a_mistake_of_our_own_is_said_without_a_traceback(folder: Path) -> None:
    broken = (
        "import talkdeck.pipeline as p, sys\n"
        "def fail(*_): raise RuntimeError('boom')\n"
        "p.cards_of = fail\n"
        "sys.argv = ['talkdeck', 'cards']\n"
        "from talkdeck.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", broken], cwd=folder, capture_output=True, check=False
    )
    text = done.stderr.decode()
    assert done.returncode == 2
    assert "Traceback" not in text
    assert "RuntimeError: boom" in text
    assert "while reading notes/day.md" in text


def test_many_retired_cards_need_a_yes(folder: Path) -> None:
    more = "".join(f"* Tool{n}\n  * Pros:\n    * good in way {n}\n" for n in range(6))
    (folder / "notes/day.md").write_text(NOTES + more)
    run(folder, "build")
    before = state(folder)
    (folder / "notes/day.md").write_text(NOTES)
    code, _, err = run(folder, "build")
    assert code == 1
    assert "6 of 9 cards would be retired" in err
    assert only_decks(state(folder)) == only_decks(before)
    code, out, _ = run(folder, "build", "--yes")
    assert code == 0
    assert "6 cards retired" in out


def test_building_one_file_leaves_the_cards_of_others_alone(folder: Path) -> None:
    (folder / "notes/week.md").write_text(NOTES.replace("day of", "week of"))
    run(folder, "build")
    code, out, err = run(folder, "build", "notes/day.md")
    assert (code, err) == (0, "")
    assert "retired" not in out
    assert run(folder, "build")[1].count("(3 unchanged)") == 2


def test_dry_run_writes_nothing(folder: Path) -> None:
    before = state(folder)
    code, out, _ = run(folder, "build", "--dry-run")
    assert code == 0
    assert "3 new cards" in out
    assert state(folder) == before


def test_a_mistake_of_ours_says_nothing_of_what_it_does_not_know(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A push may have reached Anki with half of its changes."""

    def fails(*_: object, **__: object) -> None:
        raise ValueError("a slip")

    monkeypatch.setattr(cli.cli, "main", fails)
    with pytest.raises(SystemExit) as ended:
        cli.main(["push"])
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert "talkdeck made a mistake of its own: ValueError: a slip" in said
    assert "No notes were changed. Packages and ledger are all as they were, or all new." in said
    assert "decks" not in said
