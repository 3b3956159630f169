"""What a build has to make, and what it leaves as it is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from talkdeck.building import packing
from talkdeck.building.arrange import Package
from talkdeck.building.site import Site
from talkdeck.files import is_excluded, shown
from talkdeck.ledger.entry import Ledger


def plan(
    site: Site,
    packages: Sequence[Package],
    ledger: Ledger,
    now: int,
    others: Iterable[str] = (),
) -> packing.Build:
    """What a build would do with the ledger as it is.

    Args:
        site: where it takes place.
        packages: what is to be made.
        ledger: of the last build.
        now: time of this build, seconds since 1970.
        others: notes files that were read and whose packages stay as they are.
    """
    files = {deck.notes.file for package in packages for deck in package.decks}
    known: dict[str, str] = {}
    left = {packing.relative(file, site.folder.resolve(), known) for file in others}
    return packing.plan(
        packages,
        ledger,
        now,
        folder=site.folder,
        elsewhere=_elsewhere(site, ledger, files) | left,
    )


def plan_some(
    site: Site,
    packages: Sequence[Package],
    stale: set[str],
    ledger: Ledger,
    now: int,
) -> packing.Build:
    """What a build would do that makes some of the packages, and those that lose a card to them,
    or get or lose a retired one.

    Args:
        site: where it takes place.
        packages: all packages.
        stale: the files of those that have to be made; what has to be made as well is added.
        ledger: of the last build.
        now: time of this build, seconds since 1970.
    """
    here, known = site.folder.resolve(), dict[str, str]()
    owners = {
        packing.relative(deck.notes.file, here, known): (deck.notes.file, package)
        for package in packages
        for deck in package.decks
    }
    before = _homes(owners, ledger)
    while True:
        mine = [package for package in packages if package.file in stale]
        others = {name: owner for name, owner in owners.items() if owner[1].file not in stale}
        build = plan(site, mine, ledger, now, [file for file, _ in others.values()])
        came = {c.before.key.file for c in (*build.changes.returned, *build.changes.moved)}
        needed = {others[file][1].file for file in came & others.keys()}
        after = _homes(owners, build.memory.ledger)
        needed |= {package for _, package in before.items() ^ after.items() if package}
        if needed <= stale:
            return build
        stale |= needed


def titles(site: Site, build: packing.Build) -> dict[str, str]:
    """By notes file, as the ledger names it, the title of its package."""
    folder, known = site.folder.resolve(), dict[str, str]()
    return {
        packing.relative(deck.notes.file, folder, known): package.title
        for package in build.packages
        for deck in package.decks
    }


def _homes(owners: Mapping[str, tuple[str, Package]], ledger: Ledger) -> dict[str, str]:
    """By guid the file of the package that holds a retired card: that of its notes if there are
    cards in it, else the first that has some; "" if none has.

    Args:
        owners: by notes file, as the ledger names it, its package; in the order of packages.
        ledger: which cards there are.
    """
    active = ledger.files
    holding = {package.file for name, (_, package) in owners.items() if name in active}
    files = {name: package.file for name, (_, package) in owners.items()}
    first = next((file for file in files.values() if file in holding), "")
    homes = ((entry.guid, files.get(entry.key.file)) for entry in ledger.shipped_retired())
    return {guid: home if home in holding else first for guid, home in homes}


def _elsewhere(site: Site, ledger: Ledger, files: Iterable[str]) -> frozenset[str]:
    """Remembered notes files that are there, but were not read in this build.

    A file that is gone, or is left out on purpose, is not among them: its cards retire. What was
    found and is no ordinary file now is.
    """
    read = {os.path.realpath(f) for f in files}
    kept = set()
    for name in ledger.files:
        full = os.path.realpath(site.folder / name)
        if full in read:
            continue
        if full in site.strange or (os.path.exists(full) and not _left_out(full, site)):
            kept.add(name)
    return frozenset(kept)


def _left_out(file: str, site: Site) -> bool:
    """Whether `exclude:` leaves a file out, or a folder that it is in."""
    path = Path(file)
    here = Path.cwd()
    path = path.relative_to(here) if path.is_relative_to(here) else path
    return any(is_excluded(shown(p), site.exclude) for p in (path, *path.parents))
