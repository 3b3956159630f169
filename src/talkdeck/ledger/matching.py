"""Which card is which: the cards of the notes are given the identities that they had.

First by what has not changed at all, from the whole key down to less and less of it; then,
for what is left, by what stays the same (see `likeness`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import attrgetter

from talkdeck.ledger.entry import Entry, Key

Matches = list[Entry | None]
"""For each card of the notes the entry that it had, or None."""

EXACT: tuple[Callable[[Key], Hashable], ...] = (
    lambda key: key,
    # wording of the source evened out, e.g. a label that became a bullet
    attrgetter("kind", "rule", "role", "talk", "topic", "question", "answer", "file"),
    # the file was renamed, moved or split
    attrgetter("kind", "rule", "role", "talk", "topic", "question", "answer"),
    # the talk was renamed, or the section moved to another talk
    attrgetter("kind", "rule", "role", "topic", "question", "answer"),
)
"""What must be the same, in the order in which it is tried."""

SAME_QUESTION: Callable[[Key], Hashable] = attrgetter(
    "kind", "rule", "role", "talk", "topic", "question", "file"
)
"""What makes it the same card whatever its answer is, provided that nothing else has it."""


def match(entries: Iterable[Entry], keys: Sequence[Key]) -> Matches:
    """Gives each card of the notes the entry that it had; no entry goes to two cards.

    Args:
        entries: what the ledger knows, in the order of the notes; active cards win over
            retired ones.
        keys: the cards of the notes, in order.
    """
    found: Matches = [None] * len(keys)
    left = sorted(entries, key=attrgetter("retired"))
    open_ = list(range(len(keys)))
    for aspect in EXACT:
        if not left or not open_:
            break
        left, open_ = _exact(aspect, left, keys, open_, found)
    left, open_ = _exact(SAME_QUESTION, left, keys, open_, found, only_single=True)
    return found


def _exact(
    aspect: Callable[[Key], Hashable],
    left: Sequence[Entry],
    keys: Sequence[Key],
    open_: Sequence[int],
    found: Matches,
    only_single: bool = False,
) -> tuple[list[Entry], list[int]]:
    """Pairs what has the same aspect, in order; what remains of both sides."""
    if not left or not open_:
        return list(left), list(open_)
    by_aspect: dict[Hashable, list[Entry]] = {}
    for entry in reversed(left):
        by_aspect.setdefault(aspect(entry.key), []).append(entry)
    counts = Counter(aspect(keys[n]) for n in open_) if only_single else {}
    still_open = []
    for n in open_:
        value = aspect(keys[n])
        same = by_aspect.get(value)
        if same and not (only_single and (len(same) > 1 or counts[value] > 1)):
            found[n] = same.pop()
        else:
            still_open.append(n)
    taken = {e.guid for e in found if e is not None}
    return [e for e in left if e.guid not in taken], still_open
