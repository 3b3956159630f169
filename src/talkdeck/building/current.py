"""Which packages are up to date, by what is known of the last build."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from talkdeck.building.last import File, LastBuild, content_of, digest_of, load, save
from talkdeck.building.site import Site
from talkdeck.cache.store import Store, key_of
from talkdeck.files import shown
from talkdeck.ledger.places import journal_of
from talkdeck.values import dataclass

if TYPE_CHECKING:
    from talkdeck.building.arrange import Package
    from talkdeck.building.packing import Build

CLOCK_SLACK = 60
"""Seconds that the clock may be behind the ledger without being spoken of."""


@dataclass(frozen=True, slots=True)
class Standing:
    """All packages, and which of them need not be made.

    Attributes:
        site: where the build takes place.
        store: where what is known of the last build is kept.
        key: under which it is kept.
        packages: all packages.
        targets: their paths.
        contents: for each what it is made of.
        last: the last build.
        stale: the files of packages that have to be made.
        complete: whether what is not stale may be left alone: nothing went away.
    """

    site: Site
    store: Store
    key: bytes
    packages: Sequence[Package]
    targets: Sequence[Path]
    contents: Sequence[bytes]
    last: LastBuild
    stale: frozenset[str]
    complete: bool

    def nothing_to_do(self, now: int) -> bool:
        """Whether packages and ledger are as a build would make them."""
        return self.complete and not self.stale and now + CLOCK_SLACK >= self.last.stamp

    def to_make(self) -> set[str]:
        """The files of the packages that have to be made; ask while the ledger is locked."""
        if self.complete and digest_of(self.site.ledger) == self.last.ledger:
            return set(self.stale)
        return {package.file for package in self.packages}

    def keep(self, build: Build) -> None:
        """Remembers a build that was written; it may have made some of the packages only."""
        if not self.store.keeps:
            return
        fresh = {package.file for package in build.packages}
        files = dict(self.last.files or {}) if len(fresh) < len(self.packages) else {}
        for package, target, content in zip(
            self.packages, self.targets, self.contents, strict=True
        ):
            if package.file in fresh:
                digest = digest_of(target) if package.cards else b""
                if package.cards and not digest:
                    return
                files[str(target)] = File(content, digest)
        notes, ledger = _names(self.packages), self.site.ledger
        there = ((name, os.path.abspath(ledger.parent / name)) for name in build.elsewhere)
        elsewhere = tuple(sorted(name for name, path in there if path not in notes))
        stamp = build.memory.ledger.stamp
        last = LastBuild(digest_of(ledger), stamp, elsewhere, notes, files)
        save(self.store, self.key, last)


def standing(
    site: Site, store: Store, paths: Sequence[Path], packages: Sequence[Package]
) -> Standing:
    """Compares what is to be made with the last build of the same notes into the same place.

    Args:
        site: where the build takes place.
        store: where what is known of the last build is kept.
        paths: the files and folders of notes that were named.
        packages: all packages.
    """
    places = (site.ledger, site.output, *paths)
    key = key_of("build", store.made_by, *(shown(p.absolute()) for p in places))
    targets = [site.output / package.file for package in packages]
    contents = list(map(content_of, packages))
    last = load(store, key) if store.keeps else LastBuild()
    stale = frozenset(
        package.file
        for package, target, content in zip(packages, targets, contents, strict=True)
        if not last.is_current(target, content)
    )
    ledger = site.ledger
    complete = (
        last.files is not None
        and set(last.files) == set(map(str, targets))
        and set(last.notes) <= _names(packages)
        and all((ledger.parent / name).exists() for name in last.elsewhere)
        and not journal_of(ledger).exists()
        and digest_of(ledger) == last.ledger
    )
    return Standing(site, store, key, packages, targets, contents, last, stale, complete)


def _names(packages: Sequence[Package]) -> frozenset[str]:
    """The notes files of some packages."""
    files = {deck.notes.file for package in packages for deck in package.decks}
    return frozenset(os.path.abspath(file) for file in files)
