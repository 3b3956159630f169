"""Every hostile input ends within limits, with cards or a problem; what is built is harmless."""

from __future__ import annotations

import json
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from hostile_inputs import CASES, PLACES, Case, everywhere

from harmless import Harmless
from limited import BYTES, Run, limited

SECRETS = ("/etc/passwd", "/etc/hostname")


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Runs `talkdeck build` in a folder, with limits where the system has them."""
    with limited() as run:
        yield run


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """One collection for all that is built here, as one person would have."""
    col = Collection(str(tmp_path_factory.mktemp("anki") / "collection.anki2"))
    yield col
    col.close()


@pytest.mark.parametrize("name", CASES)
def test_it_ends_with_cards_or_a_problem(
    name: str, tmp_path: Path, run: Run, collection: Collection
) -> None:
    case = CASES[name]
    lay_out(case, tmp_path)
    ended = run(tmp_path)
    text = ended["text"]
    assert ended["signal"] is None, f"killed by signal {ended['signal']} after {text}"
    assert ended["bytes"] < BYTES
    assert "Traceback" not in text
    assert "mistake of its own" not in text
    assert all(f"[{code}]" in text for code in case.says), text
    packages = sorted((tmp_path / "decks").glob("*.apkg"))
    assert not list(tmp_path.rglob("hacked"))
    if case.gives != "cards" and (ended["code"] or not case.gives.startswith("cards or ")):
        assert ended["code"] in (1, 2)
        assert f"[{case.gives.removeprefix('cards or ')}]" in text, text
        assert packages == []
        return
    assert ended["code"] == 0, text
    assert packages
    for package in packages:
        check(package)
        bring_in(collection, package)
    message, fine = collection.fix_integrity()
    assert fine, message
    collection.remove_notes(collection.find_notes(""))


def lay_out(case: Case, folder: Path) -> None:
    if case.needs and not hasattr(os, case.needs):
        pytest.skip(f"this system has no {case.needs}")
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            if callable(content):
                content(path)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        except OSError as error:
            pytest.skip(f"this system can't have {name}: {error}")


def check(package: Path) -> None:
    """No field does anything, and nothing is in it that lies outside the notes' folder."""
    secrets = [Path(s).read_bytes() for s in SECRETS if Path(s).exists()]
    with zipfile.ZipFile(package) as archive:
        media = json.loads(archive.read("media"))
        assert not any(archive.read(number) in secrets for number in media)
        assert not any("/" in name or "\\" in name for name in media.values())
    fields = fields_of(package)
    assert fields
    for field in fields:
        Harmless(field)
        assert "[latex]" not in field
        assert "[$]" not in field


def bring_in(col: Collection, package: Path) -> None:
    request = ImportAnkiPackageRequest(
        package_path=str(package), options=ImportAnkiPackageOptions()
    )
    log = col.import_anki_package(request).log
    assert len(log.new) + len(log.duplicate) + len(log.updated) == log.found_notes
    assert log.new
    assert not log.conflicting


def test_what_stands_in_the_places_is_on_cards(tmp_path: Path, run: Run) -> None:
    """A place whose text reaches no card would test nothing."""
    lay_out(everywhere("thing{n}"), tmp_path)
    assert run(tmp_path)["code"] == 0
    texts = " ".join(f for p in (tmp_path / "decks").glob("*.apkg") for f in fields_of(p))
    missing = [place for n, place in enumerate(PLACES) if f"thing{n:02}" not in texts]
    assert missing == ["a comment"]


def fields_of(package: Path) -> list[str]:
    """The fields of all notes in a package."""
    database = package.with_suffix(".anki2")
    with zipfile.ZipFile(package) as archive:
        database.write_bytes(archive.read("collection.anki2"))
    db = sqlite3.connect(database)
    fields = [f for (flds,) in db.execute("SELECT flds FROM notes") for f in flds.split("\x1f")]
    db.close()
    database.unlink()
    return fields
