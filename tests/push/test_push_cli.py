"""`talkdeck push` and `talkdeck pull` as a person runs them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection
from ankiconnect import Server

from transcripts import talkdeck

NOTES = """\
# Conf

## Deploying web apps

### Heroku

Pros:
* One app for free
* No servers to manage

Cons:
* Gets expensive
* Logs are short

## Testing

Why do tests matter?
* They catch regressions
* They document behaviour
"""


class Person:
    """Somebody with notes and with an Anki that is closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes = folder / "notes" / "a.md"
        self.notes.parent.mkdir()
        self.notes.write_text(NOTES, "utf-8")
        self.path = folder / "Anki2" / "User 1" / "collection.anki2"
        self.path.parent.mkdir(parents=True)
        Collection(str(self.path)).close()

    def run(self, *arguments: str, **environment: str) -> tuple[int, str]:
        """Exit code, and all that was printed."""
        done = talkdeck(
            list(arguments), self.folder, ANKI_BASE=str(self.folder / "Anki2"), **environment
        )
        return done.returncode, done.stdout.decode()

    def data(self, *arguments: str) -> dict[str, object]:
        done = talkdeck(
            [*arguments, "--format", "json"],
            self.folder,
            apart=True,
            ANKI_BASE=str(self.folder / "Anki2"),
        )
        return json.loads(done.stdout)

    def count(self) -> int:
        db = sqlite3.connect(self.path)
        (count,) = db.execute("SELECT count(*) FROM notes").fetchone()
        db.close()
        return count


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


@pytest.fixture
def running(person: Person) -> Iterator[Server]:
    """The person's Anki, open, with the add-on."""
    col = Collection(str(person.path))
    server = Server(col)
    yield server
    server.close()
    col.close()


def test_the_plan_comes_first_and_a_second_push_has_nothing_to_do(person: Person) -> None:
    code, said = person.run("push", "--dry-run")
    assert code == 0
    assert "Conf::Testing: 1 note" in said
    assert not (person.folder / "talkdeck.ledger").exists()
    assert person.count() == 0
    code, said = person.run("push")
    assert code == 2
    assert "add --yes" in said
    assert person.count() == 0
    code, said = person.run("push", "--yes")
    assert code == 0, said
    assert "3 new notes; nothing is deleted" in said
    assert person.count() == 3
    assert list((person.path.parent / "backups").glob("*.colpkg"))
    code, said = person.run("push")
    assert (code, said) == (0, "Anki is as the notes want it: nothing to do.\n")


def test_a_build_after_a_push_gives_the_same_identities(person: Person) -> None:
    person.run("push", "--yes")
    code, said = person.run("build")
    assert code == 0
    assert "3 unchanged" in said
    assert person.run("push", "--yes")[1].startswith("Anki is as the notes want it")


def test_an_edit_of_the_notes_is_shown_and_pushed(person: Person) -> None:
    person.run("push", "--yes")
    person.notes.write_text(NOTES.replace("Gets expensive", "Gets pricey"), "utf-8")
    _, said = person.run("push", "--dry-run")
    assert "notes/a.md:" in said
    assert "+ Gets pricey Logs are short" in said
    data = person.data("push", "--dry-run")
    [change] = data["change"]  # type: ignore[misc]
    assert (
        change["fields"]["Back"]["after"] == "<ul><li>Gets pricey</li><li>Logs are short</li></ul>"
    )
    person.run("push", "--yes")
    assert person.data("push", "--dry-run")["change"] == []


def test_a_removed_bullet_is_retired_and_a_renamed_talk_moves(person: Person) -> None:
    person.run("push", "--yes")
    text = NOTES.replace("## Testing", "## Why test").partition("Cons:")
    person.notes.write_text(text[0] + "## Why test" + text[2].partition("## Why test")[2], "utf-8")
    code, said = person.run("push", "--yes")
    assert code == 0, said
    assert "to Conf::Why test" in said
    assert "Retired" in said
    assert person.count() == 3


def test_a_collection_that_is_open_elsewhere_is_refused(person: Person) -> None:
    col = Collection(str(person.path))
    code, said = person.run("push", "--yes", "--collection", str(person.path))
    col.close()
    assert code == 2
    assert "has this collection open" in said
    assert "--connect" in said
    assert not (person.folder / "talkdeck.ledger").exists()


def test_pull_reads_a_collection_that_is_open_elsewhere(person: Person) -> None:
    person.run("push", "--yes")
    col = Collection(str(person.path))
    code, said = person.run("pull", "--collection", str(person.path))
    col.close()
    assert code == 0
    assert "3 notes of yours in Anki" in said


def test_what_cannot_be_written_beside_the_collection_is_named(person: Person) -> None:
    (person.path.parent / "backups").write_text("in the way")
    code, said = person.run("push", "--yes")
    assert code == 2
    assert "backups: error: can't be written: " in said
    assert "push again: it goes on where it stopped" in said
    assert person.count() == 0
    (person.path.parent / "backups").unlink()
    code, said = person.run("push", "--yes")
    assert code == 0, said
    assert person.count() == 3


def test_a_reader_that_is_gone(person: Person) -> None:
    """Nobody sees the plan, so nothing is done; and no wrong word is said of it."""
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [sys.executable, "-m", "talkdeck", "push", "--yes"],
        cwd=person.folder, env=os.environ | {"ANKI_BASE": str(person.folder / "Anki2")},
        stdout=writes, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writes)
    assert b"written" not in done.stderr
    assert b"mistake" not in done.stderr
    assert person.count() == 0


def test_what_is_no_collection_is_refused(person: Person) -> None:
    (person.folder / "x.anki2").write_bytes(b"hello" * 1000)
    code, said = person.run("push", "--yes", "--collection", "x.anki2")
    assert code == 2
    assert said.startswith("x.anki2: error: this is not a sound Anki collection")


def test_without_the_extra_it_says_how_to_get_it(person: Person) -> None:
    blocked = person.folder / "blocked" / "anki"
    blocked.mkdir(parents=True)
    (blocked / "__init__.py").write_text("raise ImportError('not installed')\n")
    code, said = person.run("push", "--yes", PYTHONPATH=str(blocked.parent))
    assert code == 2
    assert "pip install 'talkdeck[anki]'" in said


def test_several_profiles_ask_for_one(person: Person) -> None:
    other = person.path.parents[1] / "Ada" / "collection.anki2"
    other.parent.mkdir()
    Collection(str(other)).close()
    code, said = person.run("push", "--yes")
    assert code == 2
    assert "Ada, User 1" in said
    assert "--profile" in said
    assert person.run("push", "--yes", "--profile", "User 1")[0] == 0
    assert person.count() == 3
    assert person.run("push", "--yes", "--profile", "Bob")[0] == 2


def test_no_anki_at_all_says_both_ways_in(person: Person, tmp_path: Path) -> None:
    done = talkdeck(["push", "--yes"], person.folder, ANKI_BASE=str(tmp_path / "none"))
    assert done.returncode == 2
    assert b"AnkiConnect" in done.stdout
    assert b"--collection" in done.stdout


def test_a_running_anki(person: Person, running: Server) -> None:
    code, said = person.run("push", "--yes", "--connect", running.address)
    assert code == 0, said
    assert "Done: the running Anki" in said
    code, said = person.run("push", "--yes", "--connect", running.address)
    assert said == "Anki is as the notes want it: nothing to do.\n"
    code, said = person.run("pull", "--connect", running.address)
    assert "3 notes of yours in Anki" in said


def test_a_running_anki_that_wants_a_key(person: Person, running: Server) -> None:
    running.key = "sesame"
    code, said = person.run("push", "--yes", "--connect", running.address)
    assert code == 2
    assert "TALKDECK_ANKICONNECT_KEY" in said
    code, said = person.run(
        "push", "--yes", "--connect", running.address, TALKDECK_ANKICONNECT_KEY="sesame"
    )
    assert code == 0, said
    assert "sesame" not in said


def test_no_running_anki(person: Person) -> None:
    code, said = person.run("push", "--yes", "--connect", "http://127.0.0.1:1")
    assert code == 2
    assert "2055492159" in said


def test_something_else_answers(person: Person, running: Server) -> None:
    running.answer = lambda request: ["not", "AnkiConnect"]  # type: ignore[method-assign]
    code, said = person.run("push", "--yes", "--connect", running.address)
    assert code == 2
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "options",
    [
        ["--ours", "--theirs"],
        ["--suspend-retired", "--delete-retired"],
        ["--full-upload", "--full-download"],
        ["--profile", "a", "--collection", "b"],
    ],
)
def test_options_that_contradict_each_other_are_refused(person: Person, options: list[str]) -> None:
    code, said = person.run("push", *options)
    assert code == 2
    assert "not both" in said or "not several" in said


def test_what_is_not_asked_for_is_not_deleted(person: Person) -> None:
    person.run("push", "--yes")
    person.notes.write_text(NOTES.partition("Cons:")[0], "utf-8")
    person.run("push", "--yes")
    assert person.count() == 3
    code, said = person.run("push", "--yes", "--delete-retired")
    assert code == 0
    assert "2 notes deleted" in said
    assert person.count() == 1
