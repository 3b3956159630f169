"""Which card is which: the cards of the notes are given the identities that they had.

Here by what has not changed at all, from the whole key down to less and less of it; what is left
may be compared by what stays the same (`resembling`). No identity goes to two cards, and where two
are equally likely, to none.
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
    # the node's own wording is another, e.g. a bullet became a label
    attrgetter("family", "rule", "role", "talk", "topic", "question", "answer", "file"),
    # the file was renamed, moved or split
    attrgetter("family", "rule", "role", "talk", "topic", "question", "answer"),
    # the talk was renamed, or the section moved to another talk
    attrgetter("family", "rule", "role", "topic", "question", "answer"),
    # another rule makes it now, or the ledger was rebuilt and does not know which did
    attrgetter("family", "talk", "question", "answer", "file"),
)
"""What must be the same, in the order in which it is tried."""

SAME_QUESTION: Callable[[Key], Hashable] = attrgetter(
    "family", "rule", "role", "talk", "topic", "question", "file"
)
"""What makes it the same card whatever its answer is, provided that nothing else has it."""

SAME_CARD: Callable[[Key], Hashable] = attrgetter("family", "question", "answer")
"""What makes it the same card wherever it stands, provided that nothing else has it."""


def match(entries: Iterable[Entry], keys: Sequence[Key]) -> Pairs:
    """Gives the cards of the notes that have not changed the entries that they had.

    Args:
        entries: what the ledger knows, in the order of the notes; active cards win over
            retired ones.
        keys: the cards of the notes, in order.
    """
    pairs = Pairs(entries, keys)
    for aspect in EXACT:
        pairs.exact(aspect, pairs.left)
    pairs.exact(SAME_QUESTION, pairs.left, only_single=True)
    pairs.exact(SAME_CARD, pairs.left, only_single=True)
    return pairs


class Pairs:
    """Which card is which, as far as it is known; `found` fills up, `left` and `open` shrink.

    Attributes:
        order: what the ledger knows, in the order of the notes.
        keys: the cards of the notes.
        left: the entries that no card has yet.
        open: which of the cards have no entry yet, by their positions.
        found: for each card the entry that it had, or None.
    """

    def __init__(self, entries: Iterable[Entry], keys: Sequence[Key]) -> None:
        self.order = list(entries)
        self.keys = keys
        self.left = sorted(self.order, key=attrgetter("retired"))
        self.open = list(range(len(keys)))
        self.found: Matches = [None] * len(keys)

    @property
    def complete(self) -> bool:
        """Whether there is nothing to pair any more."""
        return not self.left or not self.open

    def exact(
        self,
        aspect: Callable[[Key], Hashable],
        entries: Sequence[Entry],
        only_single: bool = False,
        accepts: Callable[[Key, Key], bool] | None = None,
    ) -> None:
        """Pairs what has the same aspect, in order.

        Args:
            aspect: what is compared.
            entries: the entries that are left, perhaps with names that were followed.
            only_single: leave alone what is there more than once.
            accepts: says whether an old and a new card may be one; None if all may.
        """
        if self.complete:
            return
        by_aspect: dict[Hashable, list[int]] = {}
        for n in range(len(entries) - 1, -1, -1):
            by_aspect.setdefault(aspect(entries[n].key), []).append(n)
        values = [aspect(self.keys[n]) for n in self.open]
        counts = Counter(values) if only_single else Counter()
        taken: dict[int, int] = {}
        for n, value in zip(self.open, values, strict=True):
            same = by_aspect.get(value)
            if not same or (only_single and (len(same) > 1 or counts[value] > 1)):
                continue
            if accepts is None or accepts(entries[same[-1]].key, self.keys[n]):
                taken[same.pop()] = n
        self.take(taken)

    def take(self, taken: dict[int, int]) -> None:
        """Settles pairs: position in `left` -> position in `keys`."""
        if not taken:
            return
        for e, n in taken.items():
            self.found[n] = self.left[e]
        self.left = [entry for e, entry in enumerate(self.left) if e not in taken]
        self.open = [n for n in self.open if self.found[n] is None]
