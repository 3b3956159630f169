"""Exit codes: 1 is a mistake in notes, rules or settings; 2, the command could not be carried out.

A script can tell by them whether somebody has to mend the notes, or look at the machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from own_rule import RULES
from talkdeck.cli.catalogue import entries
from talkdeck.ledger.disk import lock
from transcripts import talkdeck

NOTES = "# A day of talks\n\n## Caches\n\n* Redis\n  * Pros:\n    * fast\n    * simple\n"
MANY = NOTES + "".join(f"* Tool {n}\n  * Pros:\n    * good in way {n}\n" for n in range(6))

Files = dict[str, str | bytes | None]
"""By path what is put there after a first build; None: what is there is taken away."""

MISTAKES: dict[str, Files] = {
    "bad-settings": {"talkdeck.yaml": "ouput: x\n"},
    "unknown-key": {"card_rules/mine.yaml": RULES.replace("match:", "mtach:")},
    "unknown-rule": {"talkdeck.yaml": "ignore: [englich]\n"},
    "rules-not-found": {"talkdeck.yaml": "rules: [card_ruels]\n"},
    "binary-file": {"notes/day.md": bytes(range(256))},
    "no-cards": {"notes/day.md": "# A day of talks\n"},
    "no-notes": {"notes/day.md": None},
    "many-retired": {"notes/day.md": NOTES},
}

CANNOT: dict[str, Files] = {
    "path-not-found": {"talkdeck.yaml": "notes: nots\n"},
    "unwritable": {"talkdeck.yaml": "output: notes/day.md\n"},
    "ledger-missing": {"talkdeck.ledger": None},
    "ledger-unreadable": {"talkdeck.ledger": b"\xff\xfe\x00"},
    "ledger-version": {"talkdeck.ledger": "talkdeck-ledger 99\n"},
    "ledger-cut-off": {"talkdeck.ledger": "talkdeck-ledger 1\n"},
    "ledger-conflict": {"talkdeck.ledger": "<<<<<<< ours\n=======\n>>>>>>> theirs\n"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Notes that were built once."""
    lay_out(tmp_path, {"notes/day.md": MANY, "card_rules/mine.yaml": RULES})
    assert talkdeck(["build"], tmp_path).returncode == 0
    return tmp_path


def lay_out(folder: Path, files: Files) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


def build(folder: Path, *options: str) -> tuple[int, str]:
    done = talkdeck(["build", *options], folder)
    return done.returncode, done.stdout.decode()


@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_in_what_was_written(folder: Path, code: str) -> None:
    lay_out(folder, MISTAKES[code])
    ended, text = build(folder)
    assert f"[{code}]" in text
    assert ended == 1, text


@pytest.mark.parametrize("code", CANNOT)
def test_what_cannot_be_carried_out(folder: Path, code: str) -> None:
    lay_out(folder, CANNOT[code])
    ended, text = build(folder)
    assert f"[{code}]" in text
    assert ended == 2, text


def test_another_talkdeck_at_work(folder: Path) -> None:
    (folder / "notes/day.md").write_text(MANY.replace("good", "fine"))
    with lock(folder / "talkdeck.ledger"):
        ended, text = build(folder)
    assert "[ledger-busy]" in text
    assert ended == 2, text


@pytest.mark.parametrize("name", ["card_rules/mine.yaml", "notes/day.md"])
def test_a_file_that_cannot_be_read(folder: Path, name: str) -> None:
    if not Path("/proc/self/mem").exists():
        pytest.skip("needs Linux's /proc")
    (folder / name).unlink()
    os.symlink("/proc/self/mem", folder / name)
    ended, text = build(folder)
    assert "can't be read" in text
    assert ended == 2, text


def test_watching_ends_where_nothing_could_ever_be_built(folder: Path) -> None:
    (folder / "talkdeck.ledger").write_text("talkdeck-ledger 99\n")
    ended, text = build(folder, "--watch")
    assert "[ledger-version]" in text
    assert ended == 2, text


BEGINNINGS: dict[str, Callable[[str], bool]] = {
    "of the ledger": lambda code: code.startswith("ledger-"),
    "of Anki": lambda code: code.startswith("anki-"),
    "of what is not installed": lambda code: code.endswith("-missing"),
}


@pytest.mark.parametrize("what", BEGINNINGS)
def test_no_error_of_these_is_one_of_the_notes(what: str) -> None:
    errors = [e for e in entries().values() if e.severity == "error" and BEGINNINGS[what](e.code)]
    assert [e.code for e in errors if not e.stops] == []


def test_only_errors_end_a_command() -> None:
    assert [e.code for e in entries().values() if e.stops and e.severity != "error"] == []
