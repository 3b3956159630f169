"""A package, file by file and row by row: package.txt is the one to read.

Anki makes sense of many a row that is not quite right; here they stand as we write them, with
every number. `pytest tests/anki/test_anki_rows.py --update-sessions` rewrites the file after a
change that was meant.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki_kit import DAY, card, inline, media_file, note

from talkdeck.anki import package
from talkdeck.anki.notetypes import FIELDS, NOTE_TYPES
from talkdeck.anki.package import write
from talkdeck.anki.plan import DeckPlan, NotePlan, PackagePlan
from talkdeck.cards.card import Gap

SHOWN = Path(__file__).with_name("package.txt")

ASKED = note(card("basic", "Why *für* <us>?", "a & b"), "first", due=5, tags=("z::b", "a"))
LISTED = note(card("list", "pros of X?", "![dot](dot.gif)", "small"), "second", mod=DAY + 60, due=9)
BOTH = note(
    card("reversed", "What is Fe?", "iron", reverse=inline("Its sign?"), topic="Fe"),
    "third",
    due=13,
)
GAPS = note(
    card("cloze", "20 cards in 3 decks", "20", "3", gaps=(Gap(0, 2, 1), Gap(12, 13, 2))),
    "fourth",
    due=17,
    tags=("a", "a"),
)


def plan(folder: Path) -> PackagePlan:
    picture = folder / "dot.gif"
    picture.write_bytes(b"a picture of a dot")
    decks = (DeckPlan("Tage::Für uns", (ASKED, LISTED)), DeckPlan("Tage::Rest", (BOTH, GAPS)))
    models = {"list": DAY - 60}
    return PackagePlan("Tage", decks, DAY + 60, (media_file(picture),), models)


def shown(path: Path, folder: Path) -> Iterator[str]:
    """What is in a package, in lines; of what genanki says only what depends on the notes."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            day = "-".join(map(str, info.date_time[:3]))
            yield f"file {info.filename}, of {day}, for readers of zip {info.extract_version / 10}"
        yield "media " + archive.read("media").decode()
        yield "0 " + archive.read("0").decode()
        archive.extract("collection.anki2", folder)
    db = sqlite3.connect(folder / "collection.anki2")
    db.row_factory = sqlite3.Row
    (col,) = db.execute("SELECT * FROM col")
    names = {kind.id: name for name, kind in NOTE_TYPES.items()}
    for number, model in json.loads(col["models"]).items():
        yield f"note type {names[int(number)]}, last changed {model['mod']}"
    own, text = json.loads(col["decks"]), col["decks"]
    for number in sorted(own, key=lambda number: own[number]["name"]):
        named = json.dumps(own[number]["name"], ensure_ascii=False)
        yield f"deck {number} named {named}, {'as such' if named in text else 'in other signs'}"
    for row in db.execute("SELECT * FROM notes ORDER BY id"):
        yield ""
        yield f"note {row['id']} of type {names[row['mid']]}"
        yield from (f"  {name}: {row[name]}" for name in row.keys()[1:] if name not in HIDDEN)
        yield from (
            f"  field {name}: {value}"
            for name, value in zip(FIELDS, row["flds"].split("\x1f"), strict=True)
            if value
        )
    for row in db.execute("SELECT * FROM cards ORDER BY id"):
        yield ""
        yield f"card {row['id']} of note {row['nid']}"
        yield "  " + ", ".join(f"{name} {row[name]!r}" for name in row.keys()[2:])
    db.close()


HIDDEN = ("mid", "flds")
"""Columns of a note that are told otherwise."""


def test_every_row_is_the_one_on_file(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    written, problems = write(plan(tmp_path), tmp_path / "x.apkg")
    assert problems == []
    assert written is not None
    assert (written.decks, written.notes, written.cards, written.media) == (2, 4, 6, 1)
    assert (written.size, written.same) == ((tmp_path / "x.apkg").stat().st_size, False)
    found = "".join(f"{line.rstrip()}\n" for line in shown(tmp_path / "x.apkg", tmp_path))
    if request.config.getoption("--update-sessions"):
        SHOWN.write_text(found, "utf-8")
    assert found == SHOWN.read_text("utf-8")


def test_decks_whose_names_fall_together_have_ids_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Their ids are digests of the names; by a rare chance two of them are the same."""
    monkeypatch.setattr(package, "same", lambda name: "alike")
    decks = tuple(DeckPlan(name, ()) for name in "abc")
    (one, _), (two, _), (three, _) = package._with_ids(decks)
    assert (two, three) == (one + 1, one + 2)


def test_a_deck_keeps_its_id_whatever_else_is_in_the_package() -> None:
    a, b = DeckPlan("Tage::a", ()), DeckPlan("Tage::b", ())
    alone, together = package._with_ids((b,)), package._with_ids((a, b))
    assert alone[0] == together[1]


def test_rows_with_one_identity_are_missed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """If ever two notes came through with one, Anki would drop one of them unsaid."""
    monkeypatch.setattr(package, "vet", lambda plan: (plan, []))
    twice: tuple[NotePlan, ...] = (ASKED, ASKED)
    with pytest.raises(OSError, match="notes are missing"):
        write(PackagePlan("Tage", (DeckPlan("Tage::a", twice),), DAY), tmp_path / "x.apkg")
    assert list(tmp_path.iterdir()) == []
