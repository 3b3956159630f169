"""Which settings and which ledger notes belong to, from wherever they are named.

    q/talkdeck.yaml, q/talkdeck.ledger, q/notes/

`talkdeck build q/notes`, and `talkdeck build .` in q/notes, are builds of q: with a second ledger
every card would get a second identity.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from talkdeck import config

LEDGER = config.Settings().ledger


def find(notes: Sequence[str]) -> tuple[Path | None, Path]:
    """The settings file for some notes, if there is one, and the folder that they belong to.

    Args:
        notes: files and folders as they were named; none: those that the settings name.
    """
    paths = [Path(n) for n in notes]
    if file := config.find_file(p if p.is_dir() else p.parent for p in paths):
        return file, file.parent
    file = config.find_file([Path()])
    here = file.parent if file else Path.cwd()
    known = file is not None or (here / LEDGER).exists()
    if paths and not (known and any(_inside(p, here) for p in paths)):
        for folder in _above(paths[0]):
            if all(_belongs(path, folder) for path in paths):
                home = _nearest(folder)
                found = home / config.FILE_NAME
                return (found if found.is_file() else None), home
    return file, file.parent if file else Path()


def _above(path: Path) -> Iterator[Path]:
    """The folders that a path lies in and that have settings or a ledger, the nearest first, up
    to the top of the repository: what is above it is somebody else's.
    """
    top = path.resolve()
    for folder in top.parents:
        if (top / ".git").exists():
            return
        if (folder / config.FILE_NAME).is_file() or (folder / LEDGER).is_file():
            yield folder
        top = folder


def _belongs(path: Path, folder: Path) -> bool:
    """Whether a folder's settings name a path, or a folder around it, or its ledger knows it."""
    file = folder / config.FILE_NAME
    try:
        settings = config.load(file if file.is_file() else None)[0].settings
    except OSError:  # it is told where it is read again
        settings = config.Settings()
    if any(_inside(path, folder / named) for named in settings.notes):
        return True
    from talkdeck.ledger.disk import load  # here: it is seldom needed

    ledger = load(folder / settings.ledger)[0]
    return ledger is not None and any(_inside(folder / name, path) for name in ledger.files)


def _inside(path: Path, folder: Path) -> bool:
    """Whether a path is a folder or file, or lies in it, as it is written or as links lead."""
    return any(
        full(path) == full(folder) or full(path).startswith(os.path.join(full(folder), ""))
        for full in (os.path.abspath, os.path.realpath)
    )


def _nearest(folder: Path) -> Path:
    """A folder as a person would write it: relative if it is below the current one."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
