"""Where Anki keeps its collections."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from talkdeck.anki.trouble import unreachable

NAME = "collection.anki2"


def collections(environment: Mapping[str, str] | None = None) -> dict[str, Path]:
    """The collections of all profiles of this computer's Anki, by the profile's name.

    Args:
        environment: variables; those of this process if not given. `ANKI_BASE` goes before
            the usual folders.
    """
    found: dict[str, Path] = {}
    for base in _bases(os.environ if environment is None else environment):
        if base.is_dir():
            for folder in sorted(base.iterdir()):
                if (folder / NAME).is_file():
                    found.setdefault(folder.name, folder / NAME)
    return found


def choose(profile: str | None, found: Mapping[str, Path]) -> Path:
    """The collection that is meant.

    Args:
        profile: name of a profile, if one was given.
        found: what there is.

    Raises:
        Unreachable: there is none, several, or none of that name.
    """
    names = ", ".join(found)
    if profile is not None:
        if profile in found:
            return found[profile]
        message = f"there is no profile of that name; there are {names}" if found else _NONE
        raise unreachable("anki-profile", f"profile {profile}", message, "check the name")
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        advice = "say which one with `--profile NAME`"
        raise unreachable("anki-profile", "Anki", f"there are several profiles: {names}", advice)
    advice = "start Anki with the AnkiConnect add-on, or use `--collection FILE`"
    raise unreachable("anki-profile", "Anki", _NONE, advice)


_NONE = "no Anki answers, and no collection was found on this computer"


def _bases(environment: Mapping[str, str]) -> Iterator[Path]:
    """Folders that hold one folder a profile, on this system."""
    if base := environment.get("ANKI_BASE"):
        yield Path(base)
        return
    home = Path(environment.get("HOME") or Path.home())
    if sys.platform == "win32":
        yield Path(environment.get("APPDATA", home / "AppData" / "Roaming")) / "Anki2"
    elif sys.platform == "darwin":
        yield home / "Library" / "Application Support" / "Anki2"
    else:
        yield Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / "Anki2"
        yield home / ".var" / "app" / "net.ankiweb.Anki" / "data" / "Anki2"
        yield home / "snap" / "anki-woodrow" / "current" / ".local" / "share" / "Anki2"
