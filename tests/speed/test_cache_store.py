"""The results on disk: kept, checked, bounded, and never in the way."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from talkdeck.cache.store import FILE, Store, default_folder, key_of

KEY, OTHER = key_of("a"), key_of("b")


def kept(folder: Path, key: bytes = KEY) -> bytes | None:
    store = Store(folder)
    try:
        return store.get(key)
    finally:
        store.close()


def keep(folder: Path, value: bytes = b"value", key: bytes = KEY) -> None:
    store = Store(folder)
    store.put(key, value)
    store.close()


def test_what_is_kept_is_there_the_next_time(tmp_path: Path) -> None:
    keep(tmp_path / "new", b"value")
    assert kept(tmp_path / "new") == b"value"
    assert kept(tmp_path / "new", OTHER) is None


def test_what_waits_is_known_before_it_is_written(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(KEY, b"value")
    assert store.get(KEY) == b"value"


def test_parts_of_a_key_do_not_run_together() -> None:
    assert key_of("ab", "c") != key_of("a", "bc") != key_of("abc")


def test_without_a_folder_nothing_is_kept() -> None:
    store = Store(None)
    store.put(KEY, b"value")
    assert store.get(KEY) is None
    assert not store.keeps


def test_another_value_under_the_key_is_not_taken(tmp_path: Path) -> None:
    keep(tmp_path)
    keep(tmp_path, b"other", OTHER)
    db = sqlite3.connect(tmp_path / FILE)
    with db:
        (value,) = db.execute("SELECT value FROM result WHERE key = ?", (OTHER,)).fetchone()
        db.execute("UPDATE result SET value = ? WHERE key = ?", (value, KEY))
    db.close()
    assert kept(tmp_path) is None
    assert kept(tmp_path, OTHER) == b"other"


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 8192])
def test_a_damaged_file_is_replaced(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    keep(tmp_path)
    keep(tmp_path)
    assert kept(tmp_path) == b"value"


def test_damage_anywhere_gives_the_value_or_nothing(tmp_path: Path) -> None:
    keep(tmp_path, os.urandom(20_000))
    good = (tmp_path / FILE).read_bytes()
    value = kept(tmp_path)
    for at in range(0, len(good), 997):
        (tmp_path / FILE).write_bytes(good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :])
        assert kept(tmp_path) in (value, None)
        (tmp_path / FILE).write_bytes(good[:at])
        assert kept(tmp_path) in (value, None)


def test_it_stays_below_its_size_and_keeps_what_is_new(tmp_path: Path) -> None:
    for n in range(40):
        store = Store(tmp_path, largest=200_000)
        store.put(key_of(str(n)), os.urandom(10_000))
        store.close()
    assert (tmp_path / FILE).stat().st_size < 300_000
    assert kept(tmp_path, key_of("39")) is not None
    assert kept(tmp_path, key_of("0")) is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions of POSIX")
def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path) -> None:
    keep(tmp_path)
    tmp_path.chmod(0o777)
    assert kept(tmp_path) is None
    keep(tmp_path, b"changed")
    tmp_path.chmod(0o700)
    assert kept(tmp_path) == b"value"


def test_a_folder_that_can_not_be_made_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep(tmp_path / "file" / "folder")
    assert kept(tmp_path / "file" / "folder") is None


def test_while_another_program_writes_nothing_is_waited_for_long(tmp_path: Path) -> None:
    keep(tmp_path)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    keep(tmp_path, b"new", OTHER)
    other.execute("ROLLBACK")
    other.close()
    assert kept(tmp_path) == b"value"


def test_several_programs_at_once_keep_all_they_have(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from talkdeck.cache.store import Store, key_of\n"
        "for n in range(20):\n"
        "    store = Store(Path(sys.argv[1])); store.put(key_of(sys.argv[2], str(n)), b'v' * 999)\n"
        "    store.close()"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(n)]) for n in range(3)
    ]
    assert [program.wait(60) for program in programs] == [0, 0, 0]
    found = [kept(tmp_path, key_of(str(p), str(n))) for p in range(3) for n in range(20)]
    assert found == [b"v" * 999] * 60


@pytest.mark.parametrize(
    ("value", "folder"), [("", None), ("off", None), ("OFF", None), ("/a/b", Path("/a/b"))]
)
def test_the_environment_names_the_folder(
    value: str, folder: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALKDECK_CACHE", value)
    assert default_folder() == folder


def test_without_a_name_it_is_the_systems_folder_for_caches(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TALKDECK_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = default_folder()
    assert folder is not None
    assert "talkdeck" in folder.parts
    if sys.platform.startswith("linux"):
        assert folder == tmp_path / "cache" / "talkdeck"
        monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
        assert default_folder() == tmp_path / ".cache" / "talkdeck"
