"""What the tests of this room share: cards written in a line, packages, a real collection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha1
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from harmless import Harmless as Harmless
from talkdeck.anki.html import CardFields, fields, kind_of
from talkdeck.anki.notetypes import FIELDS
from talkdeck.anki.package import write
from talkdeck.anki.plan import DeckPlan, MediaFile, NotePlan, PackagePlan
from talkdeck.cards.card import Card, Item
from talkdeck.outline.inline import PICTURE, Inline, Mark
from talkdeck.outline.node import Node, Talk

DAY = 1_700_000_000

_PIECE = re.compile(
    r"(?P<code>`[^`]+`)|\*\*(?P<strong>[^*]+)\*\*|\*(?P<emphasis>[^*]+)\*|==(?P<highlight>[^=]+)=="
    r"|~~(?P<strike>[^~]+)~~|\^(?P<sup>[^^]+)\^|!\[(?P<alt>[^\]]*)\]\((?P<src>[^)]*)\)"
    r"|\[(?P<link>[^\]]+)\]\((?P<to>[^)]*)\)|\$(?P<math>[^$]+)\$"
)


def inline(text: str) -> Inline:
    """Inline content from one line of the commonest mark-up."""
    plain, marks, at = "", [], 0
    for m in _PIECE.finditer(text):
        plain += text[at : m.start()]
        kind: Any = m.lastgroup
        if kind == "src":
            marks.append(Mark("image", len(plain), len(plain) + 1, m["src"], m["alt"]))
            plain += PICTURE
        else:
            kind = "link" if kind == "to" else kind
            words = m[kind].strip("`")
            marks.append(Mark(kind, len(plain), len(plain) + len(words), m["to"] or ""))
            plain += words
        at = m.end()
    return Inline(plain + text[at:], tuple(marks))


def card(kind: Any, question: Inline | str, *answer: Inline | Item | str, **more: Any) -> Card:
    """A card; texts may be given as `inline` takes them."""
    items = tuple(a if isinstance(a, Item) else Item(_inline(a)) for a in answer)
    root = Node("talk", Inline("Testing"), 1, 1)
    given: dict[str, Any] = {
        "context": ("Testing", "Tools"),
        "rule": "english/definition",
        "role": "0",
        "topic": "",
        "talk": Talk(Inline("Testing"), root, ("Ann Example",)),
        "node": Node("bullet", Inline("x"), 7, 7),
        "file": "notes/a.md",
        "lines": (7,),
    }
    return Card(kind=kind, question=_inline(question), answer=items, **given | more)


def _inline(text: Inline | str) -> Inline:
    return inline(text) if isinstance(text, str) else text


def note(of: Card | CardFields, key: str, *, mod: int = DAY, due: int = 1, **more: Any) -> NotePlan:
    """A note from a card (or from a basic note's fields)."""
    kind = kind_of(of) if isinstance(of, Card) else "basic"
    content = fields(of) if isinstance(of, Card) else of
    return NotePlan(key, mod, kind, content.values(key), due=due, **more)


def package(*notes: NotePlan, name: str = "Talks::Testing", **more: Any) -> PackagePlan:
    """A package with one deck."""
    return PackagePlan("Talks", (DeckPlan(name, notes),), DAY, **more)


def with_field(given: NotePlan, name: str, value: str, **more: Any) -> NotePlan:
    """The note with another value in one field."""
    n = FIELDS.index(name)
    return replace(given, fields=(*given.fields[:n], value, *given.fields[n + 1 :]), **more)


@contextmanager
def collection(folder: Path) -> Iterator[Collection]:
    """A new collection of Anki's."""
    folder.mkdir(parents=True, exist_ok=True)
    col = Collection(str(folder / "collection.anki2"))
    try:
        yield col
    finally:
        col.close()


def bring_in(col: Collection, plan: PackagePlan, folder: Path) -> Any:
    """Writes a package and imports it as a person would; what Anki says it did."""
    folder.mkdir(parents=True, exist_ok=True)
    written, problems = write(plan, folder / "package.apkg")
    assert written is not None, problems
    request = ImportAnkiPackageRequest(
        package_path=str(written.path), options=ImportAnkiPackageOptions()
    )
    return col.import_anki_package(request).log


def media_file(path: Path) -> MediaFile:
    """A picture for a package, by the name it has on disk."""
    return MediaFile(path.name, path, digest(path.read_bytes()))


def digest(content: bytes) -> str:
    """What names and compares contents here."""
    return sha1(content, usedforsecurity=False).hexdigest()


def sound(col: Collection) -> bool:
    """Whether Anki's Check Database finds nothing to mend."""
    message, fine = col.fix_integrity()
    return fine and message.strip() == "Database rebuilt and optimized."
