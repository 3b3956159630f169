"""The note types, frozen: what a note in Anki consists of.

Anki matches note types by id, and refuses to update the notes of one whose fields or
templates were added, removed, renamed or reordered. So all of that is settled here for
good; what may still change is the look (the files in `templates/`).

All three types have the same fields, so that a note can be moved to another type one to one.

Why `Key` comes first. Anki warns of duplicates by the first field only: two talks may well
ask the same question, and a key never repeats, so nobody is warned in vain. The first field
may not be empty, and it is what Anki matches by when notes are imported as text. The key is
searchable (`Key:…`), which is how notes are found from outside Anki, where guids don't show.
What the browser shows and sorts by is the question: `SORT_FIELD`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from talkdeck.anki.seal import sealed
from talkdeck.values import dataclass

NoteKind = Literal["basic", "list", "cloze"]

FIELDS = (
    "Key",  # what identifies the card for good, e.g. `k3v9…`; never shown
    "Front",  # the question; cloze: the sentence with its gaps
    "Back",  # the answer; list: `<ul>` or `<ol>`; cloze: empty
    "Reverse",  # the question of the other direction; empty: there is none
    "ReverseBack",  # its answer
    "Context",  # `talk › section`
    "Hint",  # opened on demand
    "Extra",  # code, tables and pictures below the answer
    "Count",  # how many answers a list has, e.g. `3`
    "Talk",  # the talk's title
    "Speaker",  # names
    "Links",  # slides, video
    "Source",  # file and line, e.g. `notes/pycon-2017.md:184`
    "Rule",  # the rule that made the card, e.g. `english/pros-and-cons`
    "Language",  # of the notes, e.g. `ja`; empty: not known
    "Remarks",  # the person's own; talkdeck never writes it
    "Marks",  # what talkdeck last wrote into the note, as digests: see `marks`
    "Spare1",  # for what nobody has thought of yet
    "Spare2",
)
"""Names of the fields, in their order. Never change them."""

SORT_FIELD = FIELDS.index("Front")

MARKS = "Marks"

PROVENANCE = ("Source", "Rule", "Language")
"""Fields that say what a card comes from. They are no content: a line inserted above, or a rule
with a new name, is no reason to send a note again. They go along when the note changes.
"""

_FOLDED = {"Key", "Count", "Source", "Rule", "Language", MARKS, "Spare1", "Spare2"}
"""Fields that Anki's editor shows folded."""

_DESCRIPTIONS = {
    "Key": "Belongs to talkdeck: it finds the card by this.",
    "Remarks": "Yours alone. An import empties it when the notes changed; a push never does.",
    MARKS: "Belongs to talkdeck: by this it sees what you changed, and keeps it.",
}


@dataclass(frozen=True, slots=True)
class Template:
    """One way a note is asked.

    Attributes:
        name: as Anki shows it, e.g. `Card`.
        question: file of the question's side, in `templates/`.
        answer: file of the answer's side.
        needs: the field that must not be empty for a card to come of it.
        browser: what Anki's browser shows for the question, e.g. `{{Front}}`.
    """

    name: str
    question: str
    answer: str
    needs: str
    browser: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """One note type.

    Attributes:
        id: what Anki knows it by, for ever.
        name: as Anki shows it, e.g. `talkdeck List`.
        cloze: whether its cards come from gaps instead of from templates.
        templates: in order.
    """

    id: int
    name: str
    cloze: bool
    templates: tuple[Template, ...]


NOTE_TYPES: Mapping[NoteKind, NoteType] = {
    "basic": NoteType(
        1_733_100_000_101,
        "talkdeck Basic",
        False,
        (
            Template("Card", "basic_front.html", "basic_back.html", "Front", "{{Front}}"),
            Template(
                "Reverse", "reverse_front.html", "reverse_back.html", "Reverse", "{{Reverse}}"
            ),
        ),
    ),
    "list": NoteType(
        1_733_100_000_102,
        "talkdeck List",
        False,
        (Template("Card", "list_front.html", "list_back.html", "Front", "{{Front}}"),),
    ),
    "cloze": NoteType(
        1_733_100_000_103,
        "talkdeck Cloze",
        True,
        (Template("Cloze", "cloze_front.html", "cloze_back.html", "Front", "{{cloze:Front}}"),),
    ),
}
"""The three, by kind. A card of kind `reversed` is a note of kind `basic`."""


@cache
def style() -> str:
    """The style sheet of all note types."""
    return sealed(_read("card.css") + "\n" + _read("code.css"), css=True)


@cache
def template_text(file: str) -> str:
    """One side of a card, with its parts and its script filled in.

    Args:
        file: name in `templates/`, e.g. `list_front.html`.
    """
    text = _read(file)
    for part in ("top.html", "hint.html", "footer.html", "reveal.js"):
        text = text.replace(f"<!-- {part} -->", _read(part).strip())
    return sealed(text.strip())


@cache
def look() -> str:
    """A fingerprint of everything that may still change about the note types: when it
    differs from the last build's, the note types have changed.
    """
    from hashlib import sha256

    parts = [style()]
    for kind in NOTE_TYPES.values():
        for t in kind.templates:
            parts += [
                kind.name,
                t.name,
                t.browser,
                template_text(t.question),
                template_text(t.answer),
            ]
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def as_json(kind: NoteKind, mod: int) -> dict[str, Any]:
    """The note type as Anki's package format has it, made by genanki.

    Args:
        kind: which one.
        mod: when its look last changed, in seconds since 1970.
    """
    import genanki

    this = NOTE_TYPES[kind]
    model = genanki.Model(
        this.id,
        this.name,
        fields=[_field(n, name) for n, name in enumerate(FIELDS)],
        templates=[
            {
                "name": t.name,
                "qfmt": template_text(t.question),
                "afmt": template_text(t.answer),
                "bqfmt": t.browser,
                "id": this.id + 1000 * (n + 1),
            }
            for n, t in enumerate(this.templates)
        ],
        css=style(),
        model_type=genanki.Model.CLOZE if this.cloze else genanki.Model.FRONT_BACK,
        sort_field_index=SORT_FIELD,
    )
    # genanki works these out by rendering every template once per field; they are known here.
    model.__dict__["_req"] = required(kind)
    result: dict[str, Any] = model.to_json(mod, 1)
    return result


def required(kind: NoteKind) -> list[list[Any]]:
    """Which fields each template needs, as Anki's format says it."""
    return [[n, "all", [FIELDS.index(t.needs)]] for n, t in enumerate(NOTE_TYPES[kind].templates)]


def _field(n: int, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "font": "Arial",
        "size": 20,
        "description": _DESCRIPTIONS.get(name, ""),
        "collapsed": name in _FOLDED,
        "plainText": name in ("Key", MARKS),
        "id": 1_733_100_001_000 + n,  # lets Anki follow a field that the person renamed
        "preventDeletion": name == "Key",
    }


def _read(file: str) -> str:
    return (Path(__file__).parent / "templates" / file).read_text("utf-8")
