"""What packages or a collection still know of our notes, for a ledger that was lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from talkdeck.anki.notetypes import FIELDS, NOTE_TYPES, NoteKind
from talkdeck.anki.previous import Row, rows_of
from talkdeck.anki.text import words
from talkdeck.cards.card import GAP
from talkdeck.regex import regex
from talkdeck.values import dataclass

_ITEM = regex(r"<li>(.*?)(?=<li>|</[uo]l>)", re.DOTALL)
_HIDDEN = regex(r"\{\{c\d+::(.*?)(?:::[^}]*)?\}\}", re.DOTALL)
_MATH = regex(r"\\[()\[\]]")


@dataclass(frozen=True, slots=True)
class Recalled:
    """One note of ours, as Anki has it.

    Attributes:
        guid: its identity.
        mod: when it last changed, seconds since 1970.
        kind: `basic`, `list` or `cloze`.
        talk: the talk's title.
        question: plain text; cloze: the sentence with `[…]` for what is hidden.
        answer: plain texts, in order.
        file: notes file it came from, e.g. `notes/pycon-2017.md`.
    """

    guid: str
    mod: int
    kind: NoteKind
    talk: str
    question: str
    answer: tuple[str, ...]
    file: str


def recall(path: Path) -> tuple[Recalled, ...]:
    """Our notes in a package (`.apkg`) or in a collection that Anki has closed.

    Raises:
        OSError: the file can't be read.
        ValueError: it is neither.
    """
    return tuple(_recalled(rows_of(path)))


def _recalled(rows: Iterable[Row]) -> Iterator[Recalled]:
    kinds = {note_type.id: kind for kind, note_type in NOTE_TYPES.items()}
    for row in rows:
        kind = kinds.get(row.note_type)
        if kind is None or len(row.fields) < len(FIELDS):
            continue
        fields = dict(zip(FIELDS, row.fields, strict=False))
        front, back = fields["Front"], fields["Back"]
        if kind == "cloze":
            question = _plain(_HIDDEN.sub(GAP, front))
            answer = tuple(_plain(g) for g in _HIDDEN.findall(front))
        else:
            question = _plain(front)
            answer = tuple(_plain(i) for i in _ITEM.findall(back)) or (_plain(back),)
        file = fields["Source"].rpartition(":")[0] or fields["Source"]
        yield Recalled(
            row.guid, row.mod, kind, _plain(fields["Talk"]), question, answer, _plain(file)
        )


def _plain(text: str) -> str:
    """A field as a card's text has it: no mark-up, mathematics without its delimiters."""
    return words(_MATH.sub("", text))
