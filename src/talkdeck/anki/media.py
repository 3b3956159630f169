"""Pictures and sounds: from an address in the notes to a file that a package can carry.

Anki keeps all media in one flat folder. A file gets a name made of its own name and its
content, so that two pictures never collide and a changed picture is a new one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import field
from hashlib import sha1
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from talkdeck.anki.html import MediaNames, is_audio, pictures
from talkdeck.anki.plan import MediaFile
from talkdeck.cards.card import Card
from talkdeck.problems import Entry, Place, Problem, Severity, register
from talkdeck.values import dataclass

LARGEST = 20_000_000
"""Bytes; what is larger stays out. AnkiWeb takes no file above 100 MB, and phones far less."""

_SHOWN = {
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".webp",
    ".avif",
    ".bmp",
    ".ico",
    ".tif",
    ".tiff",
}

register(
    Entry(
        "picture-not-found",
        "picture not found",
        "warning",
        "The card shows the picture's description instead.",
        "Check the path: it counts from the folder of the notes file.",
    ),
    Entry(
        "picture-outside",
        "picture outside the notes' folder",
        "warning",
        "Notes from somewhere else could otherwise carry private files off into a deck.",
        "Copy the picture into the notes' folder.",
    ),
    Entry(
        "picture-remote",
        "picture on the web",
        "info",
        "Nothing is fetched: cards work without a network, so they get a link instead.",
        "Save the picture beside the notes to have it on the card.",
    ),
    Entry(
        "picture-too-large",
        "picture or sound too large",
        "warning",
        "Large files make synchronizing slow, and AnkiWeb refuses the largest.",
        "Make it smaller; a screen needs no more than 2,000 pixels in width.",
    ),
    Entry(
        "picture-unsupported",
        "not a picture that Anki shows",
        "warning",
        "Anki would show a broken picture.",
        "Save it as PNG, JPEG, GIF, WebP or SVG; a sound as MP3, Ogg or M4A.",
    ),
    Entry(
        "picture-unreadable",
        "picture can't be read",
        "warning",
        "The card shows the picture's description instead.",
        "Allow reading the file.",
    ),
)


class Shown(NamedTuple):
    """A picture or sound that a card shows.

    Attributes:
        file: the notes file, e.g. `notes/a.md`.
        target: its address there, e.g. `images/heroku.png`.
        line: where that stands, 1-based.
    """

    file: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Media:
    """The pictures and sounds of some cards.

    Attributes:
        names: (notes file, address) -> name in Anki; what `html.fields` needs.
        files: what the package carries, each once, sorted by name.
    """

    names: MediaNames = field(default_factory=dict)
    files: tuple[MediaFile, ...] = ()


def gather(
    cards: Iterable[Card], root: Path, *, largest: int = LARGEST
) -> tuple[Media, list[Problem]]:
    """Finds, reads and names the pictures and sounds that cards show.

    Args:
        cards: their `file` is where their pictures' paths count from.
        root: folder that no path may leave, e.g. `notes`; an address that begins with `/`
            counts from here.
        largest: size in bytes above which a file stays out.

    Returns:
        What was found, and one problem for each address that gave nothing.
    """
    return look_up(shown_on(cards), root, largest)


def shown_on(cards: Iterable[Card]) -> tuple[Shown, ...]:
    """What some cards show, each address of a notes file once, with its first line."""
    first: dict[tuple[str, str], int] = {}
    for card in cards:
        for target, line in pictures(card):
            first.setdefault((card.file, target), line)
    return tuple(Shown(file, target, line) for (file, target), line in first.items())


def look_up(
    shown: Iterable[Shown], root: Path, largest: int = LARGEST
) -> tuple[Media, list[Problem]]:
    """Finds, reads and names what is shown; see `gather`."""
    names: dict[tuple[str, str], str] = {}
    files: dict[str, MediaFile] = {}
    problems: list[Problem] = []
    for file, target, line in shown:
        found = _find(target, file, root, largest)
        if isinstance(found, MediaFile):
            names[file, target] = found.name
            files[found.name] = found
        else:
            code, message, advice = found
            problems.append(Problem(code, Place(file, line), message, advice, _severity(code)))
    return Media(names, tuple(files[name] for name in sorted(files))), problems


def places(shown: Iterable[Shown], root: Path) -> Iterator[Path]:
    """Where pictures and sounds lie, or would lie if they were there.

    Args:
        shown: their addresses.
        root: as for `gather`.
    """
    for file, target, _ in shown:
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:|//", target):
            continue
        for start, path in _tries(target, Path(file).parent, root):
            forms = (path, *(unicodedata.normalize(form, path) for form in ("NFC", "NFD")))
            yield from (start / each for each in dict.fromkeys(forms))


def media_name(path: PurePosixPath | Path, digest: str) -> str:
    """A file's name in Anki, e.g. `heroku-dashboard-5f2d0c3ab4e1.png`: short, lower case and
    plain, so that no system and no version of Anki renames it.
    """
    stem = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:40].strip("-")
    return f"{stem or 'media'}-{digest[:12]}{path.suffix.lower()}"


def _severity(code: str) -> Severity:
    return "info" if code == "picture-remote" else "warning"


def _find(target: str, file: str, root: Path, largest: int) -> MediaFile | tuple[str, str, str]:
    """The file behind an address; else code, message and advice."""
    shown = target if len(target) <= 80 else target[:79] + "…"
    if re.match(r"(?:https?:)?//", target, re.IGNORECASE):
        advice = "save it beside the notes to have it on the card"
        return "picture-remote", f"{shown} is on the web; the card links to it", advice
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", target):
        advice = "copy it into the notes' folder and name it by its path"
        return "picture-outside", f"{shown} is not a path inside the notes' folder", advice
    try:
        path = _locate(target, Path(file).parent, root)
        if path is None:
            advice = "check the path: it counts from the folder of the notes file"
            return "picture-not-found", f"there is no file {shown}", advice
        if not path.resolve().is_relative_to(root.resolve()):
            advice = "copy it into the notes' folder"
            return "picture-outside", f"{shown} is outside the notes' folder {root}", advice
        return _take(path, shown, largest)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return "picture-unreadable", f"{shown} can't be read: {reason}", "allow reading the file"


def _take(path: Path, shown: str, largest: int) -> MediaFile | tuple[str, str, str]:
    ending = path.suffix.lower()
    if ending not in _SHOWN and not is_audio(path.name):
        advice = "save it as PNG, JPEG, GIF, WebP or SVG; a sound as MP3, Ogg or M4A"
        return "picture-unsupported", f"Anki does not show files like {shown}", advice
    size = path.stat().st_size
    if size > largest:
        limit = f"{largest / 1e6:.3g} MB"
        return (
            "picture-too-large",
            f"{shown} has {size / 1e6:.3g} MB, over {limit}",
            "make it smaller",
        )
    digest = sha1(path.read_bytes(), usedforsecurity=False).hexdigest()
    if size == 0:
        return "picture-unsupported", f"{shown} is empty", "save the picture again"
    return MediaFile(media_name(path, digest), path, digest)


def _locate(target: str, folder: Path, root: Path) -> Path | None:
    """The file an address means: the first of `_tries` that is there."""
    for start, below in _tries(target, folder, root):
        path = _descend(start, PurePosixPath(below).parts)
        if path is not None and path.is_file():
            return path
    return None


def _tries(target: str, folder: Path, root: Path) -> Iterator[tuple[Path, str]]:
    """What an address may mean: as written, percent-decoded, without `?…` and `#…`, with
    backslashes for slashes. Each is a folder and a path below it.
    """
    tries = [target, unquote(target)]
    tries += [re.sub(r"[?#].*", "", t, flags=re.DOTALL) for t in tries]
    tries += [t.replace("\\", "/") for t in tries]
    for t in dict.fromkeys(tries):
        if "\0" not in t and t.strip():
            yield root if t.startswith("/") else folder, t.lstrip("/")


def _descend(start: Path, parts: tuple[str, ...]) -> Path | None:
    """The path below a folder, names being the same in any Unicode form."""
    path = start
    for part in parts:
        path = path / part
        if part == ".." or path.exists():
            continue
        wanted = unicodedata.normalize("NFC", part)
        above = path.parent
        if wanted.isascii() or not above.is_dir():
            return None
        same = (p for p in above.iterdir() if unicodedata.normalize("NFC", p.name) == wanted)
        found = next(same, None)
        if found is None:
            return None
        path = found
    return path
