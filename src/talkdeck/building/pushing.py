"""From a build to what is wanted in Anki."""

from __future__ import annotations

from talkdeck.anki.plan import MediaFile
from talkdeck.anki.push.values import Name, Wanted, WantedNote
from talkdeck.building.packing import Build
from talkdeck.problems import Place


def wanted(build: Build) -> Wanted:
    """What a build wants in Anki.

    Args:
        build: as `packing.plan` gives it, without retired notes among its packages.
    """
    ledger, plans = build.memory.ledger, tuple(build.plans())
    questions = {entry.guid: entry.key.question for entry in ledger.entries}
    notes = tuple(
        WantedNote(Name(note.guid, questions[note.guid], note.place or Place("")), note, deck.name)
        for plan in plans
        for deck in plan.decks
        for note in deck.notes
    )
    retired = {
        entry.guid: Name(entry.guid, entry.key.question, Place(entry.key.file))
        for entry in ledger.entries
        if entry.retired
    }
    media: dict[str, MediaFile] = {m.name: m for plan in plans for m in plan.media}
    looks = plans[0].models if plans else {}
    return Wanted(notes, retired, frozenset(questions), tuple(media.values()), looks)
