"""Packages that a build must not take the place of, and those whose place it took.

Files that are one talk each share the package of their folder. If only some of them are named
(`talkdeck build notes/a/x.md`), that package stays as it is, and what was named gets one of its
own, with the same decks: `A - X.apkg` beside `A.apkg`.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from talkdeck.anki.names import file_names
from talkdeck.building.arrange import Package, folder_title, own_title
from talkdeck.config import Loaded
from talkdeck.files import NOTES_ENDINGS, Source, is_excluded, shown, within
from talkdeck.values import replace


def set_apart(
    packages: Sequence[Package], paths: Sequence[Path], loaded: Loaded
) -> tuple[Package, ...]:
    """The packages; those of which only a part is built get file names of their own.

    Args:
        packages: all packages of this build.
        paths: the files and folders that were named.
        loaded: the settings in force, and their folder.
    """
    named = {os.path.realpath(p) for p in paths if not p.is_dir()}
    if not named:
        return tuple(packages)
    read = {os.path.realpath(deck.notes.file) for p in packages for deck in p.decks}
    titles = [
        f"{package.title} - {', '.join(_talks(package))}"
        if _is_part(package, named, read, loaded)
        else package.title
        for package in packages
    ]
    files = file_names(titles)
    return tuple(
        replace(package, file=file) if title != package.title else package
        for package, title, file in zip(packages, titles, files, strict=True)
    )


def superseded(folder: Path, written: Collection[Path], guids: Collection[str]) -> list[Path]:
    """Packages that hold nothing but cards of this build, under another name: older ones.

    Args:
        folder: where packages are.
        written: the packages of this build.
        guids: of all cards that it gave, retired ones included.
    """
    from talkdeck.anki.previous import rows_of

    found = []
    for file in sorted(folder.glob("*.apkg")):
        if file in written:
            continue
        try:
            rows = rows_of(file)
        except (OSError, ValueError):
            continue
        if rows and all(row.guid in guids for row in rows):
            found.append(file)
    return found


def _is_part(
    package: Package, named: Collection[str], read: Collection[str], loaded: Loaded
) -> bool:
    """Whether files that were not read belong to the package, too."""
    files = dict.fromkeys(deck.notes.file for deck in package.decks)
    if not any(os.path.realpath(file) in named for file in files):
        return False
    if any(own_title(deck.notes) for deck in package.decks):
        return False
    title = loaded.settings.title or folder_title(package.decks[0].notes)
    if title != package.title:
        return False
    folders = dict.fromkeys(Path(file).parent for file in files)
    return any(_shares(file, loaded) for file in _others(folders, read, loaded))


def _others(folders: Iterable[Path], read: Collection[str], loaded: Loaded) -> Iterator[Path]:
    """Notes files beside those of a package that were not read."""
    for folder in folders:
        for file in sorted(folder.iterdir()):
            if (
                file.suffix.lower() in NOTES_ENDINGS
                and not file.name.startswith(".")
                and not is_excluded(shown(file), loaded.settings.exclude)
                and os.path.realpath(file) not in read
                and file.is_file()
            ):
                yield file


def _shares(file: Path, loaded: Loaded) -> bool:
    """Whether a notes file is one talk, that goes into its folder's package."""
    from talkdeck import pipeline

    source = Source(file, shown(file), file.parent, within(file, loaded.folder))
    notes, _ = pipeline.read(source, loaded.settings)
    return notes is not None and not own_title(notes)


def _talks(package: Package) -> list[str]:
    titles = [deck.talk.talk.title.text for deck in package.decks if deck.talk.count]
    return titles or [deck.talk.talk.title.text for deck in package.decks]
