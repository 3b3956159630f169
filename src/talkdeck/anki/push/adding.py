"""The new notes of a plan as a package: so they are the same as if it had been imported."""

from __future__ import annotations

from talkdeck.anki.notetypes import NOTE_TYPES
from talkdeck.anki.plan import DeckPlan, NotePlan, PackagePlan
from talkdeck.anki.push.values import PushPlan

KNOWN_FILE = "_talkdeck-notes.txt"
"""File in Anki's media folder that lists the notes that were seen there.

Anki forgets which note it was that somebody deleted. This list does not, so that a deleted
note stays deleted. It lies in the media folder because that is the one place that both a
closed collection and a running Anki let us write, that synchronizes to other computers, and
that a backup's restoring does not mix up with another profile's. Anki leaves files that begin
with `_` alone.
"""

_HEADER = """\
# Written by talkdeck: the notes it has seen in this collection, so that a note you delete in
# Anki does not come back. Without this file, deleted notes are brought in once more.
"""


def package_of(plan: PushPlan) -> PackagePlan:
    """The new notes as a package, without pictures, which are stored on their own."""
    decks: dict[str, list[NotePlan]] = {}
    for item in plan.add:
        decks.setdefault(item.deck, []).append(item.note)
    created = max((item.note.mod for item in plan.add), default=1)
    # A note type that is there already has the oldest time, so that it stays as it is.
    models = {kind: plan.new_looks.get(kind, 1) for kind in NOTE_TYPES}
    plans = tuple(DeckPlan(name, tuple(notes)) for name, notes in decks.items())
    return PackagePlan("push", plans, created, (), models)


def known_text(known: frozenset[str]) -> str:
    """The list of seen notes as a file's text."""
    return _HEADER + "".join(f"{guid}\n" for guid in sorted(known))


def read_known(text: str) -> frozenset[str]:
    """The list of seen notes from a file's text."""
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
