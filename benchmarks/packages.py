"""Writes the same notes as a package, by talkdeck or by genanki's own `write_to_file`.

    python benchmarks/packages.py DECKS NOTES talkdeck|genanki|neither

`neither` makes everything ready and writes nothing: what has to be taken off the others.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import genanki

from talkdeck.anki.notetypes import FIELDS, NOTE_TYPES, as_json, style, template_text
from talkdeck.anki.package import write
from talkdeck.anki.plan import DeckPlan, NotePlan, PackagePlan


def notes_of(deck: int, each: int) -> tuple[NotePlan, ...]:
    """The notes of one deck, each with a question, an answer and some tags."""
    made = []
    for n in range(deck * each, deck * each + each):
        texts = [f"guid{n}", f"What does part {n} hold back?", f"the flow of number {n}"]
        fields = (*texts, *(f"{name} {n}" for name in FIELDS[3:12]), *[""] * (len(FIELDS) - 12))
        made.append(NotePlan(f"guid{n}", 1_700_000_000, "basic", fields, ("talkdeck::a",), n))
    return tuple(made)


def by_genanki(plan: PackagePlan, target: Path) -> None:
    """The package as genanki writes it, its notes made before."""
    kind = NOTE_TYPES["basic"]
    model = genanki.Model(
        kind.id,
        kind.name,
        fields=[{"name": name} for name in FIELDS],
        templates=[
            {"name": t.name, "qfmt": template_text(t.question), "afmt": template_text(t.answer)}
            for t in kind.templates
        ],
        css=style(),
    )
    model.__dict__["_req"] = as_json("basic", 1)["req"]
    decks = []
    for number, deck in enumerate(plan.decks):
        made = genanki.Deck(1_000_000 + number, deck.name)
        for note in deck.notes:
            made.add_note(
                genanki.Note(model, list(note.fields), guid=note.guid, tags=list(note.tags))
            )
        decks.append(made)
    genanki.Package(decks).write_to_file(str(target))


def main() -> None:
    """Writes, as the arguments say."""
    decks, notes, how = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    names = (f"All::Talk {n:05}" for n in range(decks))
    plans = tuple(DeckPlan(name, notes_of(n, notes // decks)) for n, name in enumerate(names))
    plan = PackagePlan("All", plans, 1_700_000_000)
    with tempfile.TemporaryDirectory() as folder:
        if how == "talkdeck":
            write(plan, Path(folder) / "a.apkg")
        elif how == "genanki":
            by_genanki(plan, Path(folder) / "b.apkg")


if __name__ == "__main__":
    main()
