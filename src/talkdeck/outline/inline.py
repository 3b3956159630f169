"""Inline content: a plain text with marks on ranges of it.

Keeping the text whole and the marks beside it is what lets a rule's capture be a slice
that takes its code style, links and emphasis with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from talkdeck.regex import regex
from talkdeck.values import dataclass

MarkKind = Literal[
    "code", "strong", "emphasis", "strike", "highlight", "sub", "sup",
    "link", "image", "math", "display-math",
]  # fmt: skip

ATOMIC: frozenset[str] = frozenset({"code", "image", "math", "display-math"})
"""Marks whose inside is not prose: no pattern may split in the middle of one."""

PICTURE = "\ufffc"
"""The one character that stands for a picture in the text (Unicode's object replacement)."""

FILLER = "\ue000"
"""What stands, in `Inline.mask`, for a character that patterns must not see."""

_UNSPACED = regex(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")


def unspaced(text: str) -> int:
    """How many of its characters are of a script that puts no spaces between words."""
    if text.isascii() or not any(c >= "\u0e00" and not "\u2000" <= c < "\u3040" for c in text):
        return 0  # letters with accents, typographic signs
    return len(_UNSPACED.findall(text))


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch of mark-up.

    Attributes:
        kind: what it is, e.g. `code`.
        start: offset of its first character in the text, 0-based.
        end: offset after its last character; `end > start`.
        target: address of a link or picture as the author wrote it, entity- and
            percent-decoded for pictures on disk; "" for other kinds.
        label: a picture's alternative text; "" for other kinds.
    """

    kind: MarkKind
    start: int
    end: int
    target: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Inline:
    """Text with marks.

    Attributes:
        text: what a reader sees, mark-up removed: code, math and link text as it is,
            each picture as the one character `PICTURE`, hard line breaks as a newline,
            soft ones as a space. E.g. `use pytest` for the source `use **pytest**`.
        marks: sorted by (start, -end); they may nest but never cross.
    """

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def __len__(self) -> int:
        return len(self.text)

    def __str__(self) -> str:
        return self.text

    def __getitem__(self, part: slice) -> Inline:
        """The part between two offsets, with the marks that reach into it, clipped."""
        start, end, step = part.indices(len(self.text))
        if step != 1:
            raise ValueError("an inline text can't be sliced with a step")
        if not self.marks:
            return Inline(self.text[start:end])
        marks = tuple(
            Mark(m.kind, max(m.start, start) - start, min(m.end, end) - start, m.target, m.label)
            for m in self.marks
            if m.start < end and m.end > start
        )
        return Inline(self.text[start:end], marks)

    def __add__(self, other: Inline | str) -> Inline:
        if isinstance(other, str):
            return Inline(self.text + other, self.marks) if other else self
        if not other.marks:
            return Inline(self.text + other.text, self.marks) if other.text else self
        by = len(self.text)
        moved = tuple(
            Mark(m.kind, m.start + by, m.end + by, m.target, m.label) for m in other.marks
        )
        return Inline(self.text + other.text, self.marks + moved)

    def strip(self, characters: str | None = None) -> Inline:
        """Without the given characters (white space by default) at both ends."""
        kept = self.text.strip(characters)
        if len(kept) == len(self.text):
            return self
        start = len(self.text) - len(self.text.lstrip(characters))
        return self[start : start + len(kept)]

    @property
    def mask(self) -> str:
        """The text as patterns see it: same length, with everything that is not a letter
        or digit inside an atomic mark replaced by `FILLER`, so that `std::vector` in code
        is never taken for a label with a colon.
        """
        if not self.marks:
            return self.text
        characters = list(self.text)
        for m in self.marks:
            if m.kind in ATOMIC:
                for i in range(m.start, m.end):
                    if not characters[i].isalnum():
                        characters[i] = FILLER
        return "".join(characters)

    def covered_by(self, *kinds: MarkKind) -> bool:
        """Whether one mark of a given kind covers the whole text, outer white space aside."""
        inner = self.strip()
        return bool(inner) and any(
            m.kind in kinds and m.start == 0 and m.end == len(inner.text) for m in inner.marks
        )


EMPTY = Inline()
"""No text."""


def join(parts: Iterable[Inline | str], between: str = "") -> Inline:
    """One inline text from several."""
    texts: list[str] = []
    marks: list[Mark] = []
    size = 0
    for n, part in enumerate(parts):
        if n and between:
            texts.append(between)
            size += len(between)
        if isinstance(part, str):
            text = part
        else:
            text = part.text
            for m in part.marks:
                marks.append(Mark(m.kind, m.start + size, m.end + size, m.target, m.label))
        texts.append(text)
        size += len(text)
    return Inline("".join(texts), tuple(marks))
