"""What packages or a collection still know of our notes, for a ledger that was lost."""

from __future__ import annotations

import html
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from talkdeck.anki.notetypes import FIELDS, NOTE_TYPES, NoteKind

_ITEM = re.compile(r"<li>(.*?)(?=<li>|</[uo]l>)", re.DOTALL)
_GAP = re.compile(r"\{\{c\d+::(.*?)(?:::[^}]*)?\}\}", re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")


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
    with tempfile.TemporaryDirectory(prefix="talkdeck-") as folder:
        copy = Path(folder) / "collection.anki2"
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                if "collection.anki2" not in package.namelist():
                    raise ValueError("it holds no collection that can be read")
                package.extract("collection.anki2", folder)
        else:
            shutil.copyfile(path, copy)
        try:
            db = sqlite3.connect(copy)
            try:
                rows = db.execute("SELECT guid, mid, mod, flds FROM notes").fetchall()
            finally:
                db.close()
        except sqlite3.Error as error:
            raise ValueError(f"it is no Anki file ({error})") from None
    return tuple(_recalled(rows))


def _recalled(rows: list[tuple[str, int, int, str]]) -> Iterator[Recalled]:
    kinds = {note_type.id: kind for kind, note_type in NOTE_TYPES.items()}
    for guid, mid, mod, joined in rows:
        kind = kinds.get(mid)
        values = joined.split("\x1f")
        if kind is None or len(values) < len(FIELDS):
            continue
        fields = dict(zip(FIELDS, values, strict=False))
        front, back = fields["Front"], fields["Back"]
        if kind == "cloze":
            question = _plain(_GAP.sub("[…]", front))
            answer = tuple(_plain(g) for g in _GAP.findall(front))
        else:
            question = _plain(front)
            answer = tuple(_plain(i) for i in _ITEM.findall(back)) or (_plain(back),)
        file = fields["Source"].rpartition(":")[0] or fields["Source"]
        yield Recalled(guid, mod, kind, _plain(fields["Talk"]), question, answer, _plain(file))


def _plain(text: str) -> str:
    return " ".join(html.unescape(_MARKUP.sub(" ", text)).split())
