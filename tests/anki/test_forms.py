"""What genanki says is the same whether it is asked now or was asked at the installation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import genanki
import pytest
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from talkdeck.anki import forms
from talkdeck.anki.notetypes import NOTE_TYPES, NoteKind, as_json


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file, just made, where the program looks for it."""
    path = tmp_path / "genanki.json"
    forms.write(path)
    monkeypatch.setattr(forms, "FILE", path)
    forms.forms.cache_clear()
    yield path
    forms.forms.cache_clear()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often genanki itself was asked."""
    found: list[str] = []
    ask = forms.ask

    def and_count() -> forms.Forms:
        found.append("asked")
        return ask()

    monkeypatch.setattr(forms, "ask", and_count)
    return found


@pytest.mark.parametrize("kind", NOTE_TYPES)
def test_note_types_are_those_of_genanki(kept: Path, asked: list[str], kind: NoteKind) -> None:
    assert json.dumps(forms.model(kind, 1234)) == json.dumps(as_json(kind, 1234))
    assert not asked


def test_decks_and_tables_are_those_of_genanki(kept: Path, asked: list[str]) -> None:
    theirs = genanki.Deck(17, "PyCon::Größe", description="").to_json()
    assert json.dumps(forms.deck(17, "PyCon::Größe")) == json.dumps(theirs)
    assert forms.forms().schema == APKG_SCHEMA
    assert forms.forms().collection == APKG_COL
    assert not asked


def test_another_genanki_is_asked_itself(
    kept: Path, asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = forms.sources()
    assert first.parent.name == "genanki"
    changed = tmp_path / first.name
    changed.write_bytes(first.read_bytes() + b"\n")
    monkeypatch.setattr(forms, "sources", lambda: [changed, *others])
    assert forms.forms().schema == APKG_SCHEMA
    assert asked


@pytest.mark.parametrize("spoilt", ["", "[", "[]", "{}", '["x", 1]', "7"])
def test_a_spoilt_file_is_not_used(kept: Path, asked: list[str], spoilt: str) -> None:
    kept.write_text(spoilt, "utf-8")
    assert forms.forms().schema == APKG_SCHEMA
    assert asked


def test_without_the_file_genanki_is_asked(kept: Path, asked: list[str]) -> None:
    kept.unlink()
    assert forms.forms().schema == APKG_SCHEMA
    assert asked


def test_all_that_note_types_are_made_of_is_watched() -> None:
    names = {path.name for path in forms.sources()}
    assert {"deck.py", "model.py", "apkg_col.py", "apkg_schema.py", "version.py"} <= names
    assert {"notetypes.py", "seal.py", "card.css", "list_front.html", "reveal.js"} <= names
