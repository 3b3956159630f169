"""Which card is which: the cards of the notes are given the identities that they had.

First by what has not changed at all, from the whole key down to less and less of it; then,
for what is left, names that changed are followed, and cards are compared by what stays the
same (`likeness`). No identity goes to two cards, and where two are equally likely, to none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from operator import attrgetter

from talkdeck.ledger.candidates import candidates
from talkdeck.ledger.entry import Entry, Key
from talkdeck.ledger.likeness import Likeness, likeness, worn_words
from talkdeck.ledger.renaming import follow
from talkdeck.ledger.tokens import fold

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

SAME_BULLET: Callable[[Key], Hashable] = attrgetter(
    "family", "role", "talk", "topic", "answer", "source", "file"
)
"""What stays when a rule speaks differently of the same notes."""

MARGIN = 0.15
"""By how much the likeliest partner must be likelier than the next, unless they are equal."""

ROUNDS = 3
"""Each match is a neighbour to judge others by; so often it is tried again."""


def match(entries: Iterable[Entry], keys: Sequence[Key]) -> Matches:
    """Gives each card of the notes the entry that it had; no entry goes to two cards.

    Args:
        entries: what the ledger knows, in the order of the notes; active cards win over
            retired ones.
        keys: the cards of the notes, in order.
    """
    return _Matching(entries, keys).run()


class _Matching:
    """One run; `found` fills up, `left` and `open` shrink."""

    def __init__(self, entries: Iterable[Entry], keys: Sequence[Key]) -> None:
        self.order = list(entries)
        self.keys = keys
        self.left = sorted(self.order, key=attrgetter("retired"))
        self.open = list(range(len(keys)))
        self.found: Matches = [None] * len(keys)
        self.worn: Mapping[tuple[str, str], frozenset[str]] = {}

    def run(self) -> Matches:
        for aspect in EXACT:
            self.exact(aspect, self.left)
        self.exact(SAME_QUESTION, self.left, only_single=True)
        self.exact(SAME_CARD, self.left, only_single=True)
        if not self.left or not self.open:
            return self.found
        self.worn = worn_words(e.key for e in self.order)
        self.exact(SAME_BULLET, self.left, only_single=True, alike=True)
        if not self.left or not self.open:
            return self.found
        for _ in range(ROUNDS):
            before = len(self.open)
            renamed = self.follow_names()
            self.inexact(renamed)
            if not self.left or not self.open or len(self.open) == before:
                break
        return self.found

    def exact(
        self,
        aspect: Callable[[Key], Hashable],
        entries: Sequence[Entry],
        only_single: bool = False,
        alike: bool = False,
    ) -> None:
        """Pairs what has the same aspect, in order.

        Args:
            aspect: what is compared.
            entries: the entries that are left, perhaps with names that were followed.
            only_single: leave alone what is there more than once.
            alike: leave alone what is not accepted as the same question.
        """
        if not self.left or not self.open:
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
            if not alike or self.alike(entries[same[-1]].key, self.keys[n]).accepted:
                taken[same.pop()] = n
        self.take(taken)

    def alike(self, old: Key, new: Key, near: float = 0) -> Likeness:
        """How much speaks for two cards being one."""
        return likeness(old, new, near, self.worn.get((old.rule, old.role), ()))

    def take(self, taken: dict[int, int]) -> None:
        """Settles pairs: position in `left` -> position in `keys`."""
        if not taken:
            return
        for e, n in taken.items():
            self.found[n] = self.left[e]
        self.left = [entry for e, entry in enumerate(self.left) if e not in taken]
        self.open = [n for n in self.open if self.found[n] is None]

    def follow_names(self) -> list[Entry]:
        """The entries that are left, under the names that their files, talks, topics have now."""
        renamed = follow(self.order, self.found, self.keys, self.left, self.open)
        for aspect in (*EXACT[1:3], SAME_QUESTION):
            if renamed == self.left:
                break
            self.exact(aspect, renamed, only_single=aspect is SAME_QUESTION)
            still = {e.guid for e in self.left}
            renamed = [e for e in renamed if e.guid in still]
        return renamed

    def inexact(self, renamed: Sequence[Entry]) -> None:
        """Pairs what is most alike, the surest first."""
        cards = [self.keys[n] for n in self.open]
        entry_places, card_places = self.places(renamed)
        pairs = [
            (self.alike(renamed[p.entry].key, cards[p.card], p.near), p.entry, p.card)
            for p in candidates(renamed, cards, entry_places, card_places)
            if renamed[p.entry].key.family == cards[p.card].family
        ]
        taken = _assign(pairs, renamed, cards)
        self.take({e: self.open[c] for e, c in taken.items()})

    def places(self, renamed: Sequence[Entry]) -> tuple[list[Hashable], list[Hashable]]:
        """Of each entry and card that is left, the matched cards before and after it."""
        matched = {e.guid for e in self.found if e is not None}
        by_guid = _between([(e.key.file, e.key.talk, e.guid) for e in self.order], matched)
        now = [
            (k.file, k.talk, e.guid if e else f" {n}")
            for n, (k, e) in enumerate(zip(self.keys, self.found, strict=True))
        ]
        by_number = _between(now, matched)
        return [by_guid[e.guid] for e in renamed], [by_number[f" {n}"] for n in self.open]


def _between(
    sequence: Sequence[tuple[str, str, str]], matched: set[str]
) -> dict[str, tuple[str | None, str | None]]:
    """For each name that is not matched, the matched ones before and after it in its talk."""
    result: dict[str, tuple[str | None, str | None]] = {}
    waiting: list[str] = []
    before: str | None = None
    talk: tuple[str, str] | None = None
    for file, title, name in sequence:
        if talk != (file, title):
            result |= dict.fromkeys(waiting, (before, None))
            talk, before, waiting = (file, title), None, []
        if name in matched:
            result |= dict.fromkeys(waiting, (before, name))
            before, waiting = name, []
        else:
            waiting.append(name)
    return result | dict.fromkeys(waiting, (before, None))


def _assign(
    pairs: list[tuple[Likeness, int, int]], entries: Sequence[Entry], cards: Sequence[Key]
) -> dict[int, int]:
    """One card for each entry at most, the likeliest first; undecided ones get none.

    Returns:
        Position of the entry -> position of the card.
    """
    by_entry: dict[int, list[tuple[float, int]]] = {}
    by_card: dict[int, list[tuple[float, int]]] = {}
    ranked = []
    for like, e, c in pairs:
        score = like.score - (0.2 if entries[e].retired else 0.0)
        by_entry.setdefault(e, []).append((score, c))
        by_card.setdefault(c, []).append((score, e))
        if like.accepted:
            ranked.append((-score, c, e))
    taken: dict[int, int] = {}
    gone: set[int] = set()
    for minus, c, e in sorted(ranked):
        if e in taken or c in gone:
            continue
        limit = -minus - MARGIN
        rival_cards = [o for s, o in by_entry[e] if s > limit and o != c and o not in gone]
        rivals = [o for s, o in by_card[c] if s > limit and o != e and o not in taken]
        if any(_differ(cards[o], cards[c]) for o in rival_cards) or any(
            _differ(entries[o].key, entries[e].key) for o in rivals
        ):
            continue
        taken[e] = c
        gone.add(c)
    return taken


def _differ(one: Key, two: Key) -> bool:
    """Whether it matters which of two cards it is."""
    return fold(one.question) != fold(two.question)
