"""A folder of somebody else's may bring along the files that a build leaves for the next one.

Whatever stands in them: no file outside of the folder is written, and no notes file is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from hostile_inputs import NOTES

from transcripts import talkdeck

FOREIGN = "echo this is not yours\n"

LINKS = (
    "talkdeck.ledger",
    "talkdeck.ledger.new",
    "talkdeck.ledger.lock",
    "talkdeck.ledger.journal",
    "talkdeck.ledger.journal.new",
    "decks/A day of talks.apkg",
    "decks/A day of talks.apkg.new",
)
"""Names that a build writes to, or may find in its way."""

MOVES: dict[str, Mapping[str, str]] = {
    "a file above the folder": {"from": "x.apkg", "to": "../home/mine.txt"},
    "a file by its whole path": {"from": "x.apkg", "to": "HOME/mine.txt"},
    "a package above the folder": {"from": "x.apkg", "to": "../home/mine.apkg"},
    "a notes file": {"from": "notes/a.md.new", "to": "notes/a.md"},
    "another file of the folder": {"from": "talkdeck.yaml.new", "to": "talkdeck.yaml"},
    "a package that is a link": {"from": "decks/x.apkg.new", "to": "decks/x.apkg"},
}
"""What a journal may say that is to be put in place."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that came from somebody else; `home` beside it is the person's own."""
    files = {
        "home/mine.txt": "my words",
        "home/mine.apkg": "my package",
        "cloned/notes/a.md": NOTES,
        "cloned/x.apkg": FOREIGN,
        "cloned/notes/a.md.new": FOREIGN,
        "cloned/talkdeck.yaml": "",
        "cloned/talkdeck.yaml.new": FOREIGN,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "cloned/decks").mkdir()
    return tmp_path / "cloned"


def build_leaves_all_alone(folder: Path) -> None:
    """Runs a build; the person's files are what they were, and so are notes and settings."""
    done = talkdeck(["build"], folder)
    text = done.stdout.decode()
    assert "Traceback" not in text
    assert "mistake of its own" not in text
    home = {file.name: file.read_text() for file in (folder.parent / "home").iterdir()}
    assert home == {"mine.txt": "my words", "mine.apkg": "my package"}, text
    assert (folder / "notes/a.md").read_text() == NOTES
    assert (folder / "talkdeck.yaml").read_text() == ""


@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize("to", ["mine.txt", "new.txt"], ids=["to a file", "to a name"])
def test_a_link_out_of_the_folder(folder: Path, name: str, to: str) -> None:
    (folder / name).symlink_to(folder.parent / "home" / to)
    build_leaves_all_alone(folder)


@pytest.mark.parametrize("what", MOVES)
def test_a_journal_that_no_build_has_written(folder: Path, what: str) -> None:
    move = {k: v.replace("HOME", str(folder.parent / "home")) for k, v in MOVES[what].items()}
    (folder / "decks/x.apkg.new").symlink_to(folder / "x.apkg")
    (folder / "talkdeck.ledger.new").write_text("")
    moves = [move, {"from": "talkdeck.ledger.new", "to": "talkdeck.ledger"}]
    for one in moves:
        one["sha256"] = sha256((folder / one["from"]).read_bytes()).hexdigest()
    journal = folder / "talkdeck.ledger.journal"
    journal.write_text(json.dumps({"ledger": "", "moves": moves}))
    build_leaves_all_alone(folder)
    assert not journal.exists()
    assert not (folder / "decks/x.apkg").exists()


def test_a_journal_that_leaves_links_where_it_writes(folder: Path) -> None:
    """It names what is in place already, and a build finds nothing to tidy up."""
    assert talkdeck(["build"], folder).returncode == 0
    ledger = folder / "talkdeck.ledger"
    (folder / "notes/a.md").write_text(NOTES + "    - old\n")
    (folder / "talkdeck.ledger.new").symlink_to(folder.parent / "home/mine.txt")
    digest = sha256(ledger.read_bytes()).hexdigest()
    move = {"from": "talkdeck.ledger.new", "to": "talkdeck.ledger", "sha256": digest}
    journal = folder / "talkdeck.ledger.journal"
    journal.write_text(json.dumps({"ledger": digest, "moves": [move]}))
    assert talkdeck(["build"], folder).returncode == 0
    assert (folder.parent / "home/mine.txt").read_text() == "my words"
    assert not ledger.is_symlink()
