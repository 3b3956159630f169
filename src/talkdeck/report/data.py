"""Cards as data for other programs: JSON Lines and CSV.

    {"guid": "k3v9m2c8x7hqd", "talk": "5 ways to deploy …", "deck": "PyCon 2017::5 ways …",
     "kind": "list", "context": "5 ways … › Heroku", "front": "pros of Heroku?",
     "back": "<ul><li>One app 24/7 for free</li>…</ul>", "answer": ["One app 24/7 for free", "…"],
     "rule": "pros-and-cons", "file": "notes/pycon-2017.md", "lines": [180, 184, 185], "tags": []}

`lines` are 1-based and name every line the card rests on. `front`, `back` and `extra` (code,
tables and pictures) are the HTML that goes into Anki; a cloze card's `front` shows the gap as
`[…]`, and its `back` what was hidden. Further keys may come; these stay.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from talkdeck.anki.html import answers, fields, front_back, plain
from talkdeck.cards.card import Card
from talkdeck.values import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One card with what it will be in Anki.

    Attributes:
        card: the card.
        guid: its identity, e.g. `k3v9m2c8x7hqd`.
        deck: name of its deck, e.g. `PyCon 2017::Next Level Testing`.
        tags: all tags of its note.
    """

    card: Card
    guid: str
    deck: str
    tags: tuple[str, ...] = ()


def record(row: Row) -> dict[str, Any]:
    """A card as the object that a line of JSON Lines holds."""
    card = row.card
    written = fields(card)
    front, back = front_back(card, written)
    pack, _, rule = card.rule.rpartition("/")
    return {
        "guid": row.guid,
        "talk": plain(card.talk.title),
        "deck": row.deck,
        "kind": card.kind,
        "context": " › ".join(card.context),
        "front": front,
        "back": back,
        "answer": answers(card),
        "rule": rule,
        "file": card.file,
        "lines": list(card.lines),
        "tags": list(row.tags),
        "pack": pack,
        "topic": card.topic,
        "ordered": card.ordered,
        "hint": plain(card.hint),
        "reverse": plain(card.reverse),
        "extra": written.extra,
        "language": card.talk.language,
    }


def json_lines(rows: Iterable[Row]) -> str:
    """One JSON object a line."""
    lines = (json.dumps(record(row), ensure_ascii=False) for row in rows)
    # Line separators of Unicode are line ends to some readers of JSON Lines.
    return "".join(
        line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n" for line in lines
    )


def comma_separated(rows: Iterable[Row]) -> str:
    """A table for spreadsheets, one card a row below the names of the columns.

    Several answers, lines or tags stand in one cell: answers one a line, the others with
    spaces between them.
    """
    table = io.StringIO()
    writer: Any = None
    for row in rows:
        cells = record(row)
        cells["answer"] = "\n".join(cells["answer"])
        cells["lines"] = " ".join(map(str, cells["lines"]))
        cells["tags"] = " ".join(cells["tags"])
        if writer is None:
            writer = csv.DictWriter(table, cells.keys(), lineterminator="\n")
            writer.writeheader()
        writer.writerow(cells)
    return table.getvalue()
