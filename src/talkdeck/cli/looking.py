"""What `preview` shows, gathered once or again and again while it is served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from talkdeck.cache.memory import Cache
from talkdeck.cli.reading import read, rules
from talkdeck.cli.session import Session, open_session
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.values import dataclass

if TYPE_CHECKING:
    from talkdeck.anki.html import MediaNames
    from talkdeck.filecards import FileCards
    from talkdeck.report.page.data import Preview
    from talkdeck.report.page.gather import Part

LARGEST_PICTURE = 2_000_000
"""Bytes of a picture above which the page shows its description instead."""

ALL_PICTURES = 30_000_000
"""Bytes of all pictures of a page together."""

TYPES = {".svg": "svg+xml", ".jpg": "jpeg", ".ico": "x-icon", ".tif": "tiff"}
"""Media types of pictures whose ending does not say it."""

register(
    Entry(
        "picture-not-in-preview",
        "picture too large for the preview",
        "info",
        "The page carries its pictures with it; the decks have the picture all the same.",
        "Make it smaller; a screen needs no more than 2,000 pixels in width.",
    ),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for: see `open_session`."""

    notes: tuple[str, ...]
    settings_file: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]

    def open(self) -> Session:
        """Settings and paths as they are now."""
        return open_session(
            self.notes,
            settings_file=self.settings_file,
            select=self.select,
            ignore=self.ignore,
            quiet=True,
        )


@dataclass(slots=True)
class Kept(Cache):
    """What need not be made again while the rules, the settings and a file stay the same.

    Attributes:
        parts: by name, what the page shows of a file, and what that was made of.
        pictures: files of pictures, also of those that are not there yet.
    """

    parts: dict[str, tuple[FileCards, MediaNames, Part]] = field(default_factory=dict)
    pictures: frozenset[Path] = frozenset()


def look(session: Session, kept: Kept | None = None) -> Preview:
    """Reads rules and notes and gathers what the page shows of them.

    Args:
        session: this run.
        kept: what was made the last time; brought up to date.
    """
    from talkdeck.report.page import gather

    kept = kept or Kept()
    ruleset = rules(session, kept)
    files = [(made.cards, made.text) for made in read(session, ruleset, kept)]
    names, pictures, kept.pictures = _pictures(session, [file for file, _ in files])
    parts = []
    for file, text in files:
        media = {key: name for key, name in names.items() if key[0] == file.notes.file}
        made = kept.parts.get(file.notes.file)
        if made is None or made[0] is not file or made[1] != media:
            part = gather.part(file, text, media, session.settings.allow)
            made = kept.parts[file.notes.file] = file, media, part
        parts.append(made[2])
    return gather.preview(
        parts,
        ruleset,
        title=session.settings.title,
        pictures=pictures,
        problems=session.problems,
    )


def _pictures(
    session: Session, files: Sequence[FileCards]
) -> tuple[MediaNames, dict[str, str], frozenset[Path]]:
    """Names of pictures in Anki, their content as `data:` addresses by those names, and where
    they lie, or would lie.
    """
    from talkdeck.anki.media import look_up, places, shown_on

    names: dict[tuple[str, str], str] = {}
    pictures: dict[str, str] = {}
    left = ALL_PICTURES
    seen: set[Path] = set()
    for file in files:
        cards = [card for talk in file.talks for card in talk.match.cards]
        root = session.roots[file.notes.file]
        shown = shown_on(cards)
        seen.update(places(shown, root))
        found, problems = look_up(shown, root)
        session.add(problems)
        names.update(found.names)
        for media in found.files:
            if media.name in pictures:
                continue
            size = media.path.stat().st_size
            if size <= min(LARGEST_PICTURE, left):
                pictures[media.name] = data_address(media.path)
                left -= size
            else:
                session.add([_too_large(media.path, size)])
    return names, pictures, frozenset(seen)


def data_address(path: Path) -> str:
    """A picture as an address that carries it, e.g. `data:image/png;base64,…`."""
    from base64 import b64encode

    ending = path.suffix.lower()
    kind = TYPES.get(ending, ending[1:])
    return f"data:image/{kind};base64,{b64encode(path.read_bytes()).decode()}"


def _too_large(path: Path, size: int) -> Problem:
    from talkdeck.files import shown

    message = f"has {size / 1e6:.1f} MB; the preview shows its description instead"
    return Problem("picture-not-in-preview", Place(shown(path)), message, "make it smaller", "info")
