"""Names that Anki and every file system take as they are: decks, tags, packages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from talkdeck.anki.text import clean

_LONGEST_PART = 500  # characters of a deck's name
_LONGEST_FILE = 120  # bytes of a file's name without its ending
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"]
)
"""What Windows takes for devices, whatever follows a full stop behind it."""


def deck_names(title: str, talks: Sequence[str]) -> tuple[str, ...]:
    """The deck's name for each talk of a package, in order, all different for Anki.

    Args:
        title: the package's title, e.g. `PyCon 2017`.
        talks: titles of the talks, e.g. `["Next Level Testing"]`.

    Returns:
        e.g. `("PyCon 2017::Next Level Testing",)`. Anki tells names apart neither by case
        nor by Unicode's form; the second of two such talks gets ` (2)`.
    """
    above = deck_part(title)
    if above.casefold() == "default":  # what Anki's own first deck is called
        above += " (notes)"
    return tuple(f"{above}::{part}" for part in unique([deck_part(t) for t in talks]))


def deck_part(title: str) -> str:
    """A title as one level of a deck's name: `::`, which would make two levels, becomes `∷`."""
    text = " ".join(clean(title).split())
    text = re.sub(r":{2,}", "∷", text).strip(": ")
    if len(text) > _LONGEST_PART:
        text = text[: _LONGEST_PART - 1].rstrip(": ") + "…"
    return text or "Untitled"


def tag(text: str) -> str:
    """A tag that Anki keeps as it is: without white space of any kind and without empty
    levels, e.g. `pycon-2017::testing`; "" if nothing is left.
    """
    levels = ("-".join(clean(level).split()) for level in re.split(r":{2,}", text))
    return "::".join(level.strip(":") for level in levels if level.strip(":"))


def file_name(title: str) -> str:
    """The package's file name for a title, fit for every system, e.g. `PyCon 2017.apkg`.

    Never `collection.apkg` or `backup-….apkg`: Anki would offer to replace everything by it.
    """
    text = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "-", " ".join(clean(title).split()))
    while len(text.encode()) > _LONGEST_FILE:
        text = text[:-1]
    text = text.strip(" .-") or "Untitled"
    low = text.lower()
    reserved = low.partition(".")[0] in _RESERVED
    if low.startswith("backup-") or (reserved and "." in text):
        text = f"notes {text}"
    elif low == "collection" or reserved:
        text += " (notes)"
    return f"{text}.apkg"


def file_names(titles: Sequence[str]) -> tuple[str, ...]:
    """The package's file name for each title, in order, all different on every system."""
    stems = [file_name(title).removesuffix(".apkg") for title in titles]
    return tuple(f"{stem}.apkg" for stem in unique(stems))


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """The names, with ` (2)`, ` (3)` after those that differ from an earlier one by case or by
    Unicode's form only.
    """
    taken: set[str] = set()
    result = []
    for name in names:
        chosen, n = name, 1
        while same(chosen) in taken:
            n += 1
            chosen = f"{name} ({n})"
        taken.add(same(chosen))
        result.append(chosen)
    return tuple(result)


def same(name: str) -> str:
    """What two names have in common that Anki takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
