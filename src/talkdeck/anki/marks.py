"""Marks in Anki's own data by which a push sees what the person changed there.

To keep what somebody wrote into a card in Anki, one has to know what was there before. That
is not kept in a file beside the notes: it would be wrong after a restored backup, on a second
computer, for a second profile, and for every note that came by a package. It travels with the
note itself: each note has, in a field of its own, a short digest of each of its
fields, its tags, deck and place *as they were last written by talkdeck*, whichever way it came in.
A note type's templates and style end with a comment that holds a digest of what is above it.

    what Anki has now   what the mark says   what the notes say     then
    A                   A                    B                      the notes changed it: B
    P                   A                    A                      the person changed it: P
    P                   A                    B                      both did: a conflict
    B                   A                    B                      nothing left to do

The digests are written in Braille patterns: one sign a byte, and nobody's search for a word
in Anki ever hits one by accident, as it would hit hexadecimal digits.
"""

from __future__ import annotations

import unicodedata
from codecs import charmap_decode
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from struct import pack
from zlib import crc32

from talkdeck.anki.notetypes import FIELDS, MARKS, PROVENANCE
from talkdeck.regex import regex
from talkdeck.values import dataclass, replace

MARKED = tuple(f for f in FIELDS[1 : FIELDS.index("Remarks")] if f not in PROVENANCE)
"""Fields that are compared. Not where the card comes from: that alone must not send it again."""

_MARKS = FIELDS.index(MARKS)
_INDEX = tuple(FIELDS.index(f) for f in MARKED)
_WIDTH = 4
_BRAILLE = "".join(chr(0x2800 + n) for n in range(256))
_PLAIN, _SUSPENDED = "⠁", "⠃"
_BODY = regex("[⠁⠃][⠀-⣿]*")


@dataclass(frozen=True, slots=True)
class Marks:
    """What talkdeck last wrote into a note, as digests.

    Attributes:
        deck: of its deck's name.
        fields: of each of `MARKED`, by name.
        tags: of its tags.
        due: its place among the new cards, e.g. `128`.
        suspended: whether talkdeck suspended its cards, because its bullet is gone.
    """

    deck: str
    fields: Mapping[str, str]
    tags: frozenset[str]
    due: int = 0
    suspended: bool = False

    def __str__(self) -> str:
        head = _SUSPENDED if self.suspended else _PLAIN
        fields = "".join(self.fields[f] for f in MARKED)
        return f"{head}{self.deck}{_letters(self.due)}{fields}{''.join(sorted(self.tags))}"

    def with_tags(self, tags: Iterable[str]) -> Marks:
        """The same with some tags more."""
        return replace(self, tags=self.tags | set(map(tag_digest, tags)))


@lru_cache(maxsize=1 << 12)
def digest(text: str) -> str:
    """Four signs for a text, the same in all of its Unicode forms, e.g. `⠍⢧⡑⠕`."""
    return _letters(_number(text))


def _number(text: str) -> int:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return crc32(text.encode("utf-8", "replace")) if text else 0


def _letters(*numbers: int) -> str:
    return charmap_decode(pack(f">{len(numbers)}I", *numbers), "strict", _BRAILLE)[0]


@lru_cache(maxsize=1024)
def deck_digest(name: str) -> str:
    """A deck's digest: names that Anki takes for one have one."""
    return digest("::".join(p.strip() for p in name.split("::")).casefold())


def tag_digest(tag: str) -> str:
    """A tag's digest; Anki does not tell capitals apart in tags."""
    return digest(tag.casefold())


def of_note(fields: Sequence[str], tags: Iterable[str], deck: str, due: int = 0) -> Marks:
    """The marks of a note as it is about to be written.

    Args:
        fields: one text for each of `notetypes.FIELDS`.
        tags: its tags.
        deck: full name of its deck.
        due: its place among the new cards.
    """
    values = {name: digest(fields[n]) for name, n in zip(MARKED, _INDEX, strict=True)}
    return Marks(deck_digest(deck), values, frozenset(map(tag_digest, tags)), due)


def stamped(fields: Sequence[str], tags: Sequence[str], deck: str, due: int) -> tuple[str, ...]:
    """A note's fields with its marks among them: what packages hold.

    Args:
        fields: one text for each of `notetypes.FIELDS`.
        tags: its tags.
        deck: full name of its deck.
        due: its place among the new cards.
    """
    digests = _letters(due, *[_number(fields[n]) for n in _INDEX])
    mark = f"{_PLAIN}{deck_digest(deck)}{digests}{_tag_digests(tuple(tags))}"
    return (*fields[:_MARKS], mark, *fields[_MARKS + 1 :])


@lru_cache(maxsize=1024)
def _tag_digests(tags: tuple[str, ...]) -> str:
    return "".join(sorted(set(map(tag_digest, tags))))


def read(text: str) -> Marks | None:
    """The marks that a note has; None if it has none that can be read."""
    text = text.strip()
    least = 1 + _WIDTH * (2 + len(MARKED))
    if not _BODY.fullmatch(text) or len(text) < least or (len(text) - 1) % _WIDTH:
        return None
    deck, place, *parts = (text[n : n + _WIDTH] for n in range(1, len(text), _WIDTH))
    due = int.from_bytes(bytes(_BRAILLE.index(letter) for letter in place))
    fields = dict(zip(MARKED, parts, strict=False))
    return Marks(deck, fields, frozenset(parts[len(MARKED) :]), due, text[0] == _SUSPENDED)
