"""From notes to a real Anki collection, and again after edits."""

import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from talkdeck.ledger.disk import load
from talkdeck.ledger.entry import Ledger
from transcripts import talkdeck

TOP = Path(__file__).resolve().parents[2]
REAL = TOP.parent / "shared" / "real_notes" / "pycon-2017.md"

NOTES = """\
# A day of talks

## Caches

* Redis
  * Pros:
    * fast
    * simple to run
  * Cons:
    * all in memory

## Editors

* Vim
  * Pros:
    * quick to start
    * it is everywhere
"""

TWO_GAPS = """\
version: 1
rules:
- id: order
  about: hides both of two things in their order
  match: {kind: bullet, text: 'first {a} and then {b}'}
  cards: [{kind: cloze, text: 'first {a} and then {b}', hide: [a, b]}]
  claim: node
  priority: 99
  examples:
  - note: '- first one and then two'
    cards: [{kind: cloze, ask: 'first […] and then […]'}]
"""


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    (tmp_path / "anki").mkdir()
    col = Collection(str(tmp_path / "anki" / "collection.anki2"))
    yield col
    col.close()


def build(folder: Path, *arguments: str) -> str:
    done = talkdeck(["build", *arguments], folder)
    text = done.stdout.decode()
    assert done.returncode == 0, text
    return text


def bring_in(col: Collection, folder: Path) -> tuple[int, int, int]:
    """Imports all packages as a person would: how many notes were new, updated, conflicting."""
    new = updated = conflicting = 0
    for package in sorted((folder / "decks").glob("*.apkg")):
        request = ImportAnkiPackageRequest(
            package_path=str(package), options=ImportAnkiPackageOptions()
        )
        log: Any = col.import_anki_package(request).log
        new, updated = new + len(log.new), updated + len(log.updated)
        conflicting += len(log.conflicting)
    return new, updated, conflicting


def sound(col: Collection) -> bool:
    """Whether Check Database finds nothing."""
    return col.fix_integrity()[1]


def decks_with_cards(col: Collection) -> list[str]:
    return [
        d.name
        for d in col.decks.all_names_and_ids()
        if col.find_cards(f'"deck:{d.name}" -"deck:{d.name}::*"')
    ]


def test_the_sample_notes(tmp_path: Path, collection: Collection) -> None:
    shutil.copytree(TOP / "notes", tmp_path / "notes")
    build(tmp_path)
    new, updated, conflicting = bring_in(collection, tmp_path)
    assert new > 100
    assert (updated, conflicting) == (0, 0)
    assert bring_in(collection, tmp_path) == (0, 0, 0)
    build(tmp_path)
    assert bring_in(collection, tmp_path) == (0, 0, 0), "a build without an edit changes nothing"
    assert "PyCon 2017::Next Level Testing" in decks_with_cards(collection)
    pictures = collection.media.check()
    assert (list(pictures.missing), list(pictures.unused)) == ([], [])
    assert list(Path(collection.media.dir()).glob("*.png"))
    assert sound(collection)


def test_two_notebooks_whose_first_weeks_ask_the_same(
    tmp_path: Path, collection: Collection
) -> None:
    """One folder a course, each with a ledger of its own; both cards arrive, and both stay."""
    for course in ("Biology", "Physics"):
        folder = tmp_path / course
        folder.mkdir()
        notes = f"# Week 1\n\n- What is energy?\n  - what {course} says\n"
        (folder / "week-1.md").write_text(notes)
        build(folder, "week-1.md")
        assert bring_in(collection, folder) == (1, 0, 0)
    backs = {collection.get_note(n)["Back"] for n in collection.find_notes("")}
    assert backs == {"what Biology says", "what Physics says"}


def test_real_notes(tmp_path: Path, collection: Collection) -> None:
    if not REAL.exists():
        pytest.skip("needs the notes of a real conference beside the checkout")
    (tmp_path / "notes").mkdir()
    shutil.copy(REAL, tmp_path / "notes")
    before = (tmp_path / "notes" / REAL.name).read_bytes()
    build(tmp_path)
    new, _, conflicting = bring_in(collection, tmp_path)
    assert (new >= 140, conflicting) == (True, 0)
    assert len(decks_with_cards(collection)) >= 17
    assert bring_in(collection, tmp_path) == (0, 0, 0)
    assert sound(collection)
    assert (tmp_path / "notes" / REAL.name).read_bytes() == before


def test_reviews_survive_an_edit(tmp_path: Path, collection: Collection) -> None:
    notes = tmp_path / "notes" / "day.md"
    notes.parent.mkdir()
    notes.write_text(NOTES)
    build(tmp_path)
    bring_in(collection, tmp_path)
    (card,) = collection.find_cards('"pros of Redis?"')
    fact = collection.get_card(card).note()
    for _ in range(2):
        collection.decks.select(collection.get_card(card).did)
        held = collection.get_card(card)
        held.start_timer()
        collection.sched.answerCard(held, 3)
    reviewed = collection.get_card(card)
    (mine,) = collection.find_notes('"pros of Vim?"')
    own = collection.get_note(mine)
    own.tags.append("mine")
    own["Remarks"] = "from me"
    collection.update_note(own)

    notes.write_text(
        NOTES.replace("fast", "very fast")
        .replace("  * Cons:\n    * all in memory\n", "")
        .replace("## Editors", "## New\n\n* Fish\n  * Pros:\n    * friendly\n\n## Editors")
    )
    assert "1 card retired" in build(tmp_path)
    new, updated, conflicting = bring_in(collection, tmp_path)
    assert (new, conflicting) == (1, 0)
    assert updated == 2, "the edited one and the retired one"
    after = collection.get_card(card)
    assert "very fast" in after.note()["Back"]
    assert after.note().guid == fact.guid
    assert (after.reps, after.due, after.ivl, after.queue) == (
        reviewed.reps, reviewed.due, reviewed.ivl, reviewed.queue,
    )  # fmt: skip
    kept = collection.get_note(mine)
    assert "mine" in kept.tags
    assert kept["Remarks"] == "from me"
    retired = [collection.get_note(n) for n in collection.find_notes("tag:talkdeck::retired")]
    assert [n["Front"] for n in retired] == ["cons of Redis?"]
    assert retired[0]["Back"] == "all in memory"
    assert sound(collection)

    notes.write_text(NOTES)
    build(tmp_path, "--yes")
    bring_in(collection, tmp_path)
    back = collection.find_notes('"cons of Redis?" -tag:talkdeck::retired')
    assert list(back) == [retired[0].id], "it is back, and still the same note"


def test_cards_that_retire_when_their_package_is_gone_keep_their_words(
    tmp_path: Path, collection: Collection
) -> None:
    """What they looked like stood in the package; without it they are told as plain text."""
    notes = tmp_path / "notes" / "day.md"
    notes.parent.mkdir()
    gone = (
        "* 40 guests & more → *much* more noise < here\n"
        "* Zappa\n  * Pros:\n    * fast\n    * a > b\n"
        "* first the tide and then the mill\n"
    )
    notes.write_text(f"{NOTES}\n## Going\n\n{gone}")
    (tmp_path / "card_rules").mkdir()
    (tmp_path / "card_rules" / "own.yaml").write_text(TWO_GAPS)
    build(tmp_path)
    before = {
        entry.guid: (entry.key.kind, entry.key.question)
        for entry in read_ledger(tmp_path).entries
        if entry.key.talk == "Going"
    }
    assert sorted(before.values()) == [
        ("cloze", "40 guests & more → […]"), ("cloze", "first […] and then […]"),
        ("list", "pros of Zappa?"),
    ]  # fmt: skip
    shutil.rmtree(tmp_path / "decks")
    notes.write_text(NOTES)
    build(tmp_path, "--yes")
    bring_in(collection, tmp_path)
    found = {}
    for number in collection.find_notes("tag:talkdeck::retired"):
        note = collection.get_note(number)
        found[note.guid] = (
            before[note.guid][0],
            note.note_type()["name"].lower(),
            *note.fields[1:3],
        )
    assert sorted(found.values()) == [
        ("cloze", "talkdeck cloze", "40 guests &amp; more → {{c1::much more noise &lt; here}}", ""),
        ("cloze", "talkdeck cloze", "first {{c1::the tide}} and then {{c1::the mill}}", ""),
        ("list", "talkdeck list", "pros of Zappa?", "<ul><li>fast</li><li>a &gt; b</li></ul>"),
    ]
    assert found.keys() == before.keys()
    assert sound(collection)


def test_a_retired_card_goes_where_the_other_cards_of_its_file_are(
    tmp_path: Path, collection: Collection
) -> None:
    """If its file is gone, into the first package; either way it is tagged in Anki."""
    (tmp_path / "notes").mkdir()
    a, b, c = (tmp_path / "notes" / f"{name}.md" for name in "abc")
    a.write_text(NOTES.replace("A day", "One day").replace("Redis", "Disque"))
    b.write_text(NOTES)
    c.write_text("# Last\n\n* Fish\n  * Pros:\n    * friendly\n")
    build(tmp_path)
    bring_in(collection, tmp_path)

    b.write_text(NOTES.replace("  * Cons:\n    * all in memory\n", ""))
    c.unlink()
    build(tmp_path, "--yes")
    for title, asked in (("One day", ["pros of Fish?"]), ("A day", ["cons of Redis?"])):
        assert retired_in(tmp_path / "decks" / f"{title} of talks.apkg", tmp_path) == asked
    assert bring_in(collection, tmp_path) == (0, 2, 0)
    assert len(collection.find_notes("tag:talkdeck::retired")) == 2

    a.write_text(a.read_text().replace("  * Cons:\n    * all in memory\n", ""))
    build(tmp_path)
    b.write_text(b.read_text().replace("    * quick to start\n    * it is everywhere\n", ""))
    build(tmp_path, "--yes", "notes/b.md")
    asked = retired_in(tmp_path / "decks" / "A day of talks.apkg", tmp_path)
    assert {"cons of Redis?", "pros of Vim?"} <= set(asked)
    assert "cons of Disque?" not in asked, "its file is not part of this build"
    bring_in(collection, tmp_path)
    assert len(collection.find_notes("tag:talkdeck::retired")) == 4
    assert sound(collection)


def retired_in(package: Path, folder: Path) -> list[str]:
    """What a package asks that is no more in the notes."""
    with zipfile.ZipFile(package) as archive:
        archive.extract("collection.anki2", folder)
    db = sqlite3.connect(folder / "collection.anki2")
    rows = db.execute("select sfld from notes where tags like '% talkdeck::retired %'").fetchall()
    db.close()
    return [front for (front,) in rows]


def read_ledger(folder: Path) -> Ledger:
    ledger, problems = load(folder / "talkdeck.ledger")
    assert ledger is not None
    assert problems == []
    return ledger
