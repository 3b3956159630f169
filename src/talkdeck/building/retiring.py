"""Cards whose bullets are gone: how many they are, and what they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from talkdeck.building import packing
from talkdeck.building.site import Site
from talkdeck.ledger import changes as ledger_changes
from talkdeck.ledger.entry import Ledger
from talkdeck.values import replace


def many_retired(site: Site, build: packing.Build, known: Mapping[str, int] | None = None) -> str:
    """What has to be said before so many cards retire; "" where it is not many.

    A file that is there and gives no card any more counts as a package. One that is gone does
    not: who deletes it will have meant it.

    Args:
        site: where the build takes place.
        build: what would be done.
        known: how many cards each notes file had, where the build makes some packages only.
    """
    changes = build.changes if known is None else replace(build.changes, known=dict(known))
    if not changes.retired:
        return ""
    here, names = site.folder.resolve(), dict[str, str]()
    parts: dict[str, set[str]] = {}
    cards: Counter[str] = Counter()
    for package in build.packages:
        for deck in package.decks:
            cards[deck.notes.file] += deck.talk.count
            file = packing.relative(deck.notes.file, here, names)
            parts.setdefault(f"“{package.title}”", set()).add(file)
    empty = (file for file, count in cards.items() if not count)
    alone = {file: {packing.relative(file, here, names)} for file in empty}
    loss = ledger_changes.many_retired(changes, (alone | parts).items())
    if loss is None:
        return ""
    of = f" of {loss.of}" if loss.of else ""
    return f"{loss.retired} of {loss.known} cards{of} would be retired: their bullets are gone"


def active(ledger: Ledger, elsewhere: Collection[str] = ()) -> dict[str, int]:
    """How many cards the notes had at the last build, by notes file.

    Args:
        ledger: of that build.
        elsewhere: files that do not count.
    """
    files = (entry.key.file for entry in ledger.entries if entry.active)
    return dict(Counter(file for file in files if file not in elsewhere))


def payloads(build: packing.Build, targets: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """The fields of notes that retire now, from the packages that this build replaces."""
    gone = {entry.guid for entry in build.changes.retired}
    if not gone:
        return {}
    from talkdeck.anki.previous import fields_of

    found: dict[str, tuple[str, ...]] = {}
    others = {file for target in targets for file in target.parent.glob("*.apkg")}
    for file in (*targets, *sorted(others.difference(targets))):
        if gone - found.keys():
            found |= {g: values for g, values in fields_of(file, gone).items() if g not in found}
    return found
