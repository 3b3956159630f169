"""The last build: what its packages were made of, so that those still up to date are left alone.

A package is up to date if it is to be made of what it was made of, nobody changed its file, and
the ledger is the one that was written with it. Making it again would give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from talkdeck.cache.frozen import dumps, loads_or_none
from talkdeck.cache.store import Store, key_of
from talkdeck.values import dataclass

if TYPE_CHECKING:
    from talkdeck.building.arrange import Package


@dataclass(frozen=True, slots=True)
class File:
    """A package as it was written.

    Attributes:
        content: what it was made of.
        digest: of the file; b"" where there were no cards to write.
    """

    content: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class LastBuild:
    """What is known of the last build.

    Attributes:
        ledger: digest of the ledger that it wrote; b"" if nothing is known.
        stamp: the newest time in that ledger, seconds since 1970.
        elsewhere: remembered notes files that were there without being part of the build.
        notes: the notes files that it was made of.
        files: its packages, by their paths.
    """

    ledger: bytes = b""
    stamp: int = 0
    elsewhere: tuple[str, ...] = ()
    notes: frozenset[str] = frozenset()
    files: Mapping[str, File] | None = None

    def is_current(self, target: Path, content: bytes) -> bool:
        """Whether a package would be made as it is there already."""
        known = (self.files or {}).get(str(target))
        if known is None or known.content != content:
            return False
        return not known.digest or known.digest == digest_of(target)


def load(store: Store, key: bytes) -> LastBuild:
    """The last build of that key; one of which nothing is known if there is none."""
    found = loads_or_none(store.get(key))
    return found if isinstance(found, LastBuild) else LastBuild()


def save(store: Store, key: bytes, build: LastBuild) -> None:
    """Keeps what is known of a build."""
    if store.keeps:
        store.put(key, dumps(build))
        store.flush()


def content_of(package: Package) -> bytes:
    """What tells what a package is made of from anything else."""
    parts: list[bytes | str] = [package.title]
    for deck in package.decks:
        parts += ("deck", deck.name, deck.notes.within, deck.talk.digest)
    return key_of("package", *parts)


def digest_of(path: Path) -> bytes:
    """A digest of a file's content; b"" if there is none that can be read."""
    digest = blake2b(digest_size=20)
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError:
        return b""
    return digest.digest()
