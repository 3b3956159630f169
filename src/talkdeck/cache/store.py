"""Results on disk, found by what they were made of: one SQLite file in the person's cache folder.

It may be deleted at any time. It stays below a size; what has not been used for longest goes
first. Several builds may use it at once. Whatever is wrong with it (damaged, locked, a full
disk, a folder that others may write to), a build goes on without it.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import time
import zlib
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

FILE = "results.sqlite"
"""Name of the file in the folder."""

LARGEST = 256_000_000
"""Bytes that the results may take; beyond that the older half of them goes."""

VARIABLE = "TALKDECK_CACHE"
"""Environment variable that names another folder; empty or `off`: nothing is kept."""

_LIBRARIES = ("markdown_it", "mdurl", "nh3", "yaml")  # each has its version in its first file
_DAY = 86_400
_BATCH = 4_000_000  # bytes that wait to be written together
_SCHEMA = "CREATE TABLE IF NOT EXISTS result (key BLOB PRIMARY KEY, used INTEGER, value BLOB)"


def key_of(*parts: bytes | str) -> bytes:
    """A key for what is made of some parts, e.g. a file's bytes and the settings."""
    digest = blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()


def default_folder() -> Path | None:
    """Where results are kept: the system's folder for caches, or what `TALKDECK_CACHE` says."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return None if named.lower() in ("", "off", "0") else Path(named)
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "talkdeck" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "talkdeck"
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if os.path.isabs(given) else home / ".cache") / "talkdeck"


class Store:
    """Results by key. Nothing it does fails; at worst it knows nothing and keeps nothing.

    Attributes:
        folder: where its file is; None keeps nothing.
        largest: bytes that it may take.
    """

    def __init__(self, folder: Path | None, largest: int = LARGEST) -> None:
        self.folder = folder
        self.largest = largest
        self._db: sqlite3.Connection | None = None
        self._off = folder is None
        self._waiting: dict[bytes, bytes] = {}
        self._size = 0

    @property
    def keeps(self) -> bool:
        """Whether it keeps anything, as far as is known."""
        return not self._off

    @cached_property
    def made_by(self) -> str:
        """What the results are made by: with another state of the program they are others."""
        return program() if self.keeps else ""

    def get(self, key: bytes) -> bytes | None:
        """The result kept under a key; None if there is none."""
        if key in self._waiting:
            return self._waiting[key]
        db = self._open()
        if db is None:
            return None
        try:
            row = db.execute("SELECT value, used FROM result WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if row is None:
            return None
        value = _unpacked(key, row[0])
        if value is not None and row[1] < _today():
            self.put(key, value)
        return value

    def put(self, key: bytes, value: bytes) -> None:
        """Keeps a result; it is on disk after `flush`, or when many are waiting."""
        if self._off:
            return
        self._waiting[key] = value
        self._size += len(value)
        if self._size > _BATCH:
            self.flush()

    def flush(self) -> None:
        """Writes what is waiting, all or nothing."""
        waiting, self._waiting, self._size = self._waiting, {}, 0
        db = self._open() if waiting else None
        if db is None:
            return
        rows = [(key, _today(), _packed(key, value)) for key, value in waiting.items()]
        try:
            with db:
                db.executemany("INSERT OR REPLACE INTO result VALUES (?, ?, ?)", rows)
                self._shrink(db)
        except sqlite3.Error as error:
            self._give_up(error)

    def close(self) -> None:
        """Writes what is waiting and lets go of the file."""
        self.flush()
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
        self._db, self._off = None, True

    def _open(self) -> sqlite3.Connection | None:
        if self._db is None and not self._off and self.folder is not None:
            try:
                if _is_safe(self.folder):
                    self._db = sqlite3.connect(self.folder / FILE, timeout=2)
                    # What a power cut takes is made again, so nothing waits for the disk.
                    self._db.execute("PRAGMA synchronous = OFF")
                    self._db.execute(_SCHEMA)
                else:
                    self._off = True
            except (OSError, sqlite3.Error) as error:
                self._give_up(error)
        return self._db

    def _give_up(self, error: Exception) -> None:
        """Goes on without; a file that is no database any more is removed for the next time."""
        db, self._db, self._off = self._db, None, True
        self._waiting.clear()
        with suppress(sqlite3.Error):
            if db is not None:
                db.close()
        damaged = isinstance(error, sqlite3.DatabaseError)
        if damaged and not isinstance(error, sqlite3.OperationalError) and self.folder:
            with suppress(OSError):
                (self.folder / FILE).unlink(missing_ok=True)

    def _shrink(self, db: sqlite3.Connection) -> None:
        """Drops what was not used for longest, where all together is too large."""
        pages, free, size = (
            db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        if (pages - free) * size <= self.largest:
            return
        total = 0
        old: list[tuple[bytes]] = []
        query = "SELECT key, length(value) FROM result ORDER BY used DESC, rowid DESC"
        for key, length in db.execute(query):
            total += length + 100
            if total > self.largest // 2:
                old.append((key,))
        db.executemany("DELETE FROM result WHERE key = ?", old)


def _today() -> int:
    return int(time.time()) // _DAY


def _packed(key: bytes, value: bytes) -> bytes:
    """A value with its check, compressed: a fifth of the size."""
    return _check(key, value) + zlib.compress(value, 1)


def _unpacked(key: bytes, stored: object) -> bytes | None:
    """The value, if it is what was stored under that key."""
    if not isinstance(stored, bytes):
        return None
    try:
        value = zlib.decompress(stored[16:])
    except zlib.error:
        return None
    return value if _check(key, value) == stored[:16] else None


def _check(key: bytes, value: bytes) -> bytes:
    return blake2b(value, key=key, digest_size=16).digest()


def _is_safe(folder: Path) -> bool:
    """Whether the folder is there, ours, and nobody else can write to it."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    if not hasattr(os, "getuid"):  # Windows: a profile's folder is its owner's
        return True
    seen = os.stat(folder)
    return seen.st_uid == os.getuid() and not seen.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def program() -> str:
    """What tells one state of this program from another: Python, and size and time of every
    file of talkdeck and of the libraries that read notes.
    """
    import talkdeck

    digest = blake2b(f"{sys.version}\0{talkdeck.__version__}".encode(), digest_size=16)
    for name in _LIBRARIES:
        spec = find_spec(name)
        if spec is not None and spec.origin:
            _add(digest, spec.origin, os.stat(spec.origin))
    stack = [os.path.dirname(talkdeck.__file__)]
    while stack:
        for entry in sorted(os.scandir(stack.pop()), key=lambda e: e.name):
            if not entry.is_dir():
                _add(digest, entry.path, entry.stat())
            elif entry.name != "__pycache__":
                stack.append(entry.path)
    return digest.hexdigest()


def _add(digest: blake2b, path: str, seen: os.stat_result) -> None:
    digest.update(f"{path}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode("utf-8", "replace"))
