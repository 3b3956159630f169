"""Which packages are up to date, by what is known of the last build."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from talkdeck.cache import builds
from talkdeck.cache.store import key_of
from talkdeck.files import shown
from talkdeck.ledger.places import journal_of
from talkdeck.values import dataclass

if TYPE_CHECKING:
    from talkdeck.arrange import Package
    from talkdeck.cli.session import Session
    from talkdeck.packing import Build

CLOCK_SLACK = 60
"""Seconds that the clock may be behind the ledger without being spoken of."""


@dataclass(frozen=True, slots=True)
class Standing:
    """All packages, and which of them need not be made.

    Attributes:
        session: this run.
        packages: all packages.
        targets: their paths.
        contents: for each what it is made of.
        last: the last build.
        stale: the files of packages that have to be made.
        complete: whether what is not stale may be left alone: nothing went away.
    """

    session: Session
    packages: Sequence[Package]
    targets: Sequence[Path]
    contents: Sequence[bytes]
    last: builds.LastBuild
    stale: frozenset[str]
    complete: bool

    def nothing_to_do(self, now: int) -> bool:
        """Whether packages and ledger are as a build would make them."""
        return self.complete and not self.stale and now + CLOCK_SLACK >= self.last.stamp

    def to_make(self) -> set[str]:
        """The files of the packages that have to be made; ask while the ledger is locked."""
        if self.complete and builds.digest_of(self.session.ledger_path()) == self.last.ledger:
            return set(self.stale)
        return {package.file for package in self.packages}

    def keep(self, build: Build) -> None:
        """Remembers a build that was written; it may have made some of the packages only."""
        if not self.session.store.keeps:
            return
        fresh = {package.file for package in build.packages}
        files = dict(self.last.files or {}) if len(fresh) < len(self.packages) else {}
        for package, target, content in zip(
            self.packages, self.targets, self.contents, strict=True
        ):
            if package.file in fresh:
                digest = builds.digest_of(target) if package.cards else b""
                if package.cards and not digest:
                    return
                files[str(target)] = builds.File(content, digest)
        notes, ledger = _names(self.packages), self.session.ledger_path()
        there = ((name, os.path.abspath(ledger.parent / name)) for name in build.elsewhere)
        elsewhere = tuple(sorted(name for name, path in there if path not in notes))
        stamp = build.memory.ledger.stamp
        last = builds.LastBuild(builds.digest_of(ledger), stamp, elsewhere, notes, files)
        builds.save(self.session.store, _key(self.session), last)


def standing(
    session: Session,
    packages: Sequence[Package],
    targets: Sequence[Path],
) -> Standing:
    """Compares what is to be made with the last build.

    Args:
        session: this run.
        packages: all packages.
        targets: their paths.
    """
    contents = list(map(builds.content_of, packages))
    last = builds.load(session.store, _key(session)) if session.store.keeps else builds.LastBuild()
    stale = frozenset(
        package.file
        for package, target, content in zip(packages, targets, contents, strict=True)
        if not last.is_current(target, content)
    )
    ledger = session.ledger_path()
    complete = (
        last.files is not None
        and set(last.files) == set(map(str, targets))
        and set(last.notes) <= _names(packages)
        and all((ledger.parent / name).exists() for name in last.elsewhere)
        and not journal_of(ledger).exists()
        and builds.digest_of(ledger) == last.ledger
    )
    return Standing(session, packages, targets, contents, last, stale, complete)


def _names(packages: Sequence[Package]) -> frozenset[str]:
    """The notes files of some packages."""
    files = {deck.notes.file for package in packages for deck in package.decks}
    return frozenset(os.path.abspath(file) for file in files)


def _key(session: Session) -> bytes:
    """Builds of the same notes into the same place are compared with one another."""
    places = (session.ledger_path(), session.loaded.path(session.settings.output), *session.paths)
    return key_of("build", session.store.made_by, *(shown(p.absolute()) for p in places))
