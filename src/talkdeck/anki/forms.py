"""What packages are made of, as genanki says it: tables, and the form of a deck and a note type.

Importing genanki takes longer than writing a package of twenty cards. What is taken from it is
the same for all packages. So the installation keeps it in a file (`talkdeck.ahead`), with a
digest of genanki and of our note types. Where that is different now, or the file is not there,
genanki is asked as ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from talkdeck.anki.notetypes import NOTE_TYPES, NoteKind, as_json

HERE = Path(__file__).parent
FILE = HERE / "genanki.json"
"""Where they are kept."""


class Forms(NamedTuple):
    """What genanki says.

    Attributes:
        schema: the tables and indexes of a collection, as SQL.
        collection: its first row, as SQL.
        deck: a deck without name.
        models: the note types, as if they had last changed in 1970.
    """

    schema: str
    collection: str
    deck: Mapping[str, Any]
    models: Mapping[NoteKind, Mapping[str, Any]]


@cache
def forms() -> Forms:
    """What genanki says, now or when talkdeck was installed."""
    return _kept() or ask()


def deck(number: int, name: str) -> dict[str, Any]:
    """A deck as the package format has it."""
    return {**forms().deck, "id": number, "name": name}


def model(kind: NoteKind, mod: int) -> dict[str, Any]:
    """A note type as the package format has it: see `notetypes.as_json`."""
    return {**forms().models[kind], "mod": mod}


def ask() -> Forms:
    """Asks genanki itself."""
    import genanki
    from genanki.apkg_col import APKG_COL
    from genanki.apkg_schema import APKG_SCHEMA

    empty = genanki.Deck(0, "", description="").to_json()
    return Forms(APKG_SCHEMA, APKG_COL, empty, {kind: as_json(kind, 0) for kind in NOTE_TYPES})


def write(path: Path = FILE) -> None:
    """Asks genanki, and keeps what it says."""
    text = json.dumps([_source(), *ask()], ensure_ascii=False)
    path.write_text(text, "utf-8", newline="\n")


def sources() -> Iterator[Path]:
    """The files on which all of this depends."""
    spec = find_spec("genanki")  # it is found, not imported
    for folder in spec.submodule_search_locations or () if spec else ():
        yield from sorted(Path(folder).glob("*.py"))
    yield from (HERE / name for name in ("forms.py", "notetypes.py", "seal.py"))
    yield from sorted((HERE / "templates").iterdir())


def _source() -> str:
    digest = sha256()
    for path in sources():
        digest.update(f"{path.name}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _kept() -> Forms | None:
    """What was kept, if it is what genanki would say."""
    try:
        source, *said = json.loads(FILE.read_text("utf-8"))
        return Forms(*said) if source == _source() else None
    except (OSError, ValueError, TypeError):
        return None
