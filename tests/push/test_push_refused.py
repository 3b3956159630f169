"""Collections that can't be used are refused, in words, and stay as they are."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from anki.collection import Collection

from talkdeck.anki.collection import opened, opened_copy
from talkdeck.anki.profiles import choose, collections
from talkdeck.anki.trouble import Unreachable


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_bytes(b"hello" * 1000)


def another_database(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE t (x)")
    db.close()


def version(number: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        Collection(str(path)).close()
        db = sqlite3.connect(path)
        db.execute("UPDATE col SET ver = ?", (number,))
        db.commit()
        db.close()

    return make


def damaged(path: Path) -> None:
    col = Collection(str(path))
    for n in range(1500):
        note = col.new_note(col.models.by_name("Basic"))
        note["Front"] = f"{n} " * 60
        col.add_note(note, 1)
    col.close()
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 20_000] = b"U" * 20_000
    path.write_bytes(data)


def nothing(path: Path) -> None:
    pass


def a_folder(path: Path) -> None:
    path.mkdir()


CASES = {
    "empty": (empty, "not a sound Anki collection"),
    "text": (text, "not a sound Anki collection"),
    "another database": (another_database, "not a sound Anki collection"),
    "too new": (version(99), "newer than"),
    "too old": (version(11), "older than 2.1.50"),
    "damaged": (damaged, "not a sound Anki collection"),
    "missing": (nothing, "no such file"),
    "folder": (a_folder, "no collection"),
}


@pytest.mark.parametrize("way", [opened, opened_copy])
@pytest.mark.parametrize("case", CASES)
def test_it_is_refused(case: str, way: Callable[[Path], object], tmp_path: Path) -> None:
    make, what = CASES[case]
    path = tmp_path / "collection.anki2"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(Unreachable) as caught, way(path):  # type: ignore[attr-defined]
        pass
    problem = caught.value.problem
    assert what in problem.message
    assert problem.place.file == str(path)
    assert problem.advice
    assert (path.read_bytes() if path.is_file() else None) == before


HOLDER = """
import sys
from anki.collection import Collection
col = Collection(sys.argv[1])
note = col.new_note(col.models.by_name("Basic"))
note["Front"] = "not yet in the main file"
col.add_note(note, 1)
print("ready", flush=True)
sys.stdin.readline()
col.close()
"""


def test_one_that_is_open_is_refused_for_writing_and_read_as_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "collection.anki2"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as anki:
        assert anki.stdout is not None
        assert anki.stdout.readline() == "ready\n"
        with pytest.raises(Unreachable, match="has this collection open"), opened(path):
            pass
        with opened_copy(path) as copy:
            assert copy.col.note_count() == 1
        anki.communicate("\n")
    with opened(path) as file:
        assert file.col.note_count() == 1


def test_a_backup_is_made_where_anki_looks_for_one(tmp_path: Path) -> None:
    path = tmp_path / "collection.anki2"
    with opened(path, create=True) as file:
        note = file.col.new_note(file.col.models.by_name("Basic"))
        note["Front"] = "worth keeping"
        file.col.add_note(note, 1)
        first = file.backup()
        assert first is not None
        assert first.parent == tmp_path / "backups"
        assert file.backup() == first, "nothing changed since"


def test_profiles_are_found_and_told_apart(tmp_path: Path) -> None:
    for name in ("Ada", "User 1"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "collection.anki2").write_bytes(b"")
    (tmp_path / "addons21").mkdir()
    found = collections({"ANKI_BASE": str(tmp_path)})
    assert list(found) == ["Ada", "User 1"]
    assert choose("Ada", found).parent.name == "Ada"
    with pytest.raises(Unreachable, match="several profiles: Ada, User 1"):
        choose(None, found)
    with pytest.raises(Unreachable, match="no profile of that name"):
        choose("Bob", found)
    with pytest.raises(Unreachable, match="no collection was found"):
        choose(None, {})
    assert choose(None, {"Ada": found["Ada"]}) == found["Ada"]
