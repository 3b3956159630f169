"""Finding notes files, reading them, replacing files whole."""

import os
import sys
from pathlib import Path

import pytest

from talkdeck.files import find_notes, read_bytes, replacing, shown, typed, write_text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("* a bullet\n")


def names(*paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    return [s.name for s in find_notes(paths, exclude=exclude)[0]]


def codes(*paths: str) -> list[tuple[str, str]]:
    return [(p.code, p.severity) for p in find_notes(paths)[1]]


def test_a_folder_gives_its_notes_sorted_and_nothing_else(folder: Path) -> None:
    write(folder, "notes/b.md", "notes/a.markdown", "notes/sub/c.MKD", "notes/sub/d.mdown")
    write(folder, "notes/todo.txt", "notes/data.csv", "notes/.hidden.md", "notes/x.md~")
    write(folder, "notes/.git/e.md", "notes/.venv/f.md", "notes/node_modules/g.md")
    write(folder, "notes/card_rules/README.md", "notes/decks/h.md")
    assert names("notes") == [
        "notes/a.markdown", "notes/b.md", "notes/sub/c.MKD", "notes/sub/d.mdown",
    ]  # fmt: skip
    assert codes("notes") == []


def test_paths_are_shown_as_they_were_given(folder: Path) -> None:
    write(folder, "notes/a.md")
    assert names("./notes/") == ["notes/a.md"]
    assert names(str(folder / "notes")) == [shown(folder / "notes/a.md")]


def test_a_file_that_is_named_is_read_whatever_its_ending(folder: Path) -> None:
    write(folder, "list.txt", "plain", "outline.org")
    assert names("list.txt", "plain") == ["list.txt", "plain"]
    assert codes("list.txt", "plain") == []
    assert names("outline.org") == ["outline.org"]
    assert codes("outline.org") == [("not-markdown", "warning")]


def test_every_file_is_read_once(folder: Path) -> None:
    write(folder, "notes/a.md", "notes/sub/b.md")
    assert names("notes", "notes/a.md", "./notes/sub") == ["notes/a.md", "notes/sub/b.md"]


def test_exclude(folder: Path) -> None:
    write(folder, "notes/a.md", "notes/drafts/b.md", "notes/sub/drafts/c.md", "notes/old-d.md")
    assert names("notes", exclude=("drafts",)) == ["notes/a.md", "notes/old-d.md"]
    assert names("notes", exclude=("notes/drafts/*", "old-*.md")) == [
        "notes/a.md", "notes/sub/drafts/c.md",
    ]  # fmt: skip


def test_exclude_takes_whole_paths_as_well(folder: Path) -> None:
    write(folder, "notes/a.md", "notes/drafts/b.md", "notes/sub/drafts/c.md")
    kept = ["notes/a.md", "notes/sub/drafts/c.md"]
    assert names("notes", exclude=(shown(folder / "notes/drafts"),)) == kept
    assert names("notes", exclude=(shown(folder / "notes/drafts/*"),)) == kept


def test_a_missing_path_has_a_near_one_named(folder: Path) -> None:
    write(folder, "notes/a.md")
    (problem,) = find_notes(["note"])[1]
    assert (problem.code, problem.advice) == ("path-not-found", "did you mean `notes`?")
    assert codes("quite/other") == [("path-not-found", "error")]


def test_a_folder_without_notes(folder: Path) -> None:
    write(folder, "pictures/a.png")
    assert codes("pictures") == [("no-notes", "error")]


def test_a_folder_called_like_a_file_is_a_folder(folder: Path) -> None:
    write(folder, "notes/x.md/inside.md")
    assert names("notes") == ["notes/x.md/inside.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and links on Windows")
def test_what_only_looks_like_a_notes_file(folder: Path) -> None:
    write(folder, "notes/a.md")
    os.mkfifo("notes/pipe.md")
    os.symlink("nowhere.md", "notes/broken.md")
    os.symlink("loop.md", "notes/loop.md")
    assert names("notes") == ["notes/a.md"]
    assert codes("notes") == [("not-a-file", "warning")] * 3
    assert codes("notes/pipe.md") == [("not-a-file", "error")]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_are_followed_but_not_round_and_round(folder: Path) -> None:
    write(folder, "notes/a.md", "elsewhere/b.md")
    os.symlink("..", "notes/up")
    os.symlink("../elsewhere", "notes/more")
    assert sorted(os.path.basename(n) for n in names("notes")) == ["a.md", "b.md"]


def test_an_unreadable_folder(folder: Path) -> None:
    if sys.platform == "win32" or os.geteuid() == 0:
        pytest.skip("nothing is unreadable for this user")
    write(folder, "notes/a.md", "notes/closed/b.md")
    (folder / "notes/closed").chmod(0)
    assert codes("notes") == [("unreadable", "error")]
    (folder / "notes/closed").chmod(0o700)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_a_file_that_cannot_be_read(folder: Path) -> None:
    os.symlink("/proc/self/mem", "broken.md")  # reading its start fails, whoever asks
    (source,) = find_notes(["broken.md"])[0]
    data, problems = read_bytes(source)
    assert data is None
    assert [(p.code, str(p.place)) for p in problems] == [("unreadable", "broken.md")]


def test_a_file_that_vanishes_before_it_is_read(folder: Path) -> None:
    write(folder, "a.md")
    (source,) = find_notes(["a.md"])[0]
    (folder / "a.md").unlink()
    assert read_bytes(source)[0] is None
    assert read_bytes(source)[1][0].code == "unreadable"


def test_a_name_that_is_not_text_is_shown_all_the_same(folder: Path) -> None:
    try:
        Path(os.fsdecode(b"caf\xe9.md")).write_text("* a\n")
    except OSError:
        pytest.skip("this file system takes text only")
    assert names(".") == ["caf�.md"]


def test_replacing_leaves_the_old_file_when_writing_fails(folder: Path) -> None:
    target = folder / "x.apkg"
    target.write_text("old")
    with pytest.raises(TypeError), replacing(target) as temporary:
        temporary.write_text(b"half")  # type: ignore[arg-type]
    assert target.read_text() == "old"
    assert os.listdir(folder) == ["x.apkg"]
    with replacing(target) as temporary:
        temporary.write_text("new")
    assert (target.read_text(), os.listdir(folder)) == ("new", ["x.apkg"])


def test_a_link_in_the_place_of_the_draft_leads_nowhere(folder: Path) -> None:
    (folder / "mine.txt").write_text("my words")
    (folder / f".page.html.{os.getpid()}.tmp").symlink_to("mine.txt")
    write_text(folder / "page.html", "new")
    assert (folder / "page.html").read_text() == "new"
    assert (folder / "mine.txt").read_text() == "my words"


def test_a_name_as_long_as_can_be_is_written(folder: Path) -> None:
    name = "日" * 83 + ".html"  # 254 bytes; systems allow 255
    with replacing(folder / name) as temporary:
        temporary.write_text("x")
    assert (folder / name).read_text() == "x"


@pytest.mark.parametrize(
    ("name", "in_a_command"),
    [
        ("notes/für 🎉.md:5", '"notes/für 🎉.md:5"'),
        ("notes/für-2.md:5", "notes/für-2.md:5"),
        ("it's.md", '"it\'s.md"'),
        ("5$ a.md", "'5$ a.md'"),
        ("it's 5$.md", "'it'\\''s 5$.md'"),
        ("", '""'),
    ],
)
def test_a_path_in_a_command_has_the_quotes_that_it_needs(name: str, in_a_command: str) -> None:
    assert typed(name) == in_a_command
