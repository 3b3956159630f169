"""Cards that changed: names that are other ones now are followed, and what is left is compared.

See `matching`, which comes before: here is what it could not settle.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from operator import attrgetter

from talkdeck.ledger.candidates import candidates
from talkdeck.ledger.entry import Entry, Key
from talkdeck.ledger.likeness import Likeness, likeness, worn_words
from talkdeck.ledger.matching import EXACT, SAME_QUESTION, Pairs
from talkdeck.ledger.renaming import follow
from talkdeck.ledger.tokens import fold

SAME_BULLET: Callable[[Key], Hashable] = attrgetter(
    "family", "role", "talk", "topic", "answer", "source", "file"
)
"""What stays when a rule speaks differently of the same notes."""

MARGIN = 0.15
"""By how much the likeliest partner must be likelier than the next, unless they are equal."""

ROUNDS = 3
"""Each match is a neighbour to judge others by; so often it is tried again."""


def settle(pairs: Pairs) -> None:
    """Pairs what is left of entries and cards, where they are surely enough the same."""
    _Settling(pairs).run()


class _Settling:
    """One run, for what is left of some pairs."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        self.worn = worn_words(e.key for e in pairs.order)

    def run(self) -> None:
        pairs = self.pairs
        pairs.exact(SAME_BULLET, pairs.left, only_single=True, accepts=self.accepts)
        for _ in range(ROUNDS):
            if pairs.complete:
                break
            before = len(pairs.open)
            renamed = self.follow_names()
            self.inexact(renamed)
            if len(pairs.open) == before:
                break

    def alike(self, old: Key, new: Key, near: float = 0) -> Likeness:
        """How much speaks for two cards being one."""
        return likeness(old, new, near, self.worn.get((old.rule, old.role), ()))

    def accepts(self, old: Key, new: Key) -> bool:
        """Whether two cards are the same question."""
        return self.alike(old, new).accepted

    def follow_names(self) -> list[Entry]:
        """The entries that are left, under the names that their files, talks, topics have now."""
        pairs = self.pairs
        renamed = follow(pairs.order, pairs.found, pairs.keys, pairs.left, pairs.open)
        for aspect in (*EXACT[1:3], SAME_QUESTION):
            if renamed == pairs.left:
                break
            pairs.exact(aspect, renamed, only_single=aspect is SAME_QUESTION)
            still = {e.guid for e in pairs.left}
            renamed = [e for e in renamed if e.guid in still]
        return renamed

    def inexact(self, renamed: Sequence[Entry]) -> None:
        """Pairs what is most alike, the surest first."""
        waiting = self.pairs.open
        cards = [self.pairs.keys[n] for n in waiting]
        entry_places, card_places = self.places(renamed)
        compared = [
            (self.alike(renamed[p.entry].key, cards[p.card], p.near), p.entry, p.card)
            for p in candidates(renamed, cards, entry_places, card_places)
            if renamed[p.entry].key.family == cards[p.card].family
        ]
        taken = _assign(compared, renamed, cards)
        self.pairs.take({e: waiting[c] for e, c in taken.items()})

    def places(self, renamed: Sequence[Entry]) -> tuple[list[Hashable], list[Hashable]]:
        """Of each entry and card that is left, the matched cards before and after it."""
        pairs = self.pairs
        matched = {e.guid for e in pairs.found if e is not None}
        by_guid = _between([(e.key.file, e.key.talk, e.guid) for e in pairs.order], matched)
        now = [
            (k.file, k.talk, e.guid if e else f" {n}")
            for n, (k, e) in enumerate(zip(pairs.keys, pairs.found, strict=True))
        ]
        by_number = _between(now, matched)
        return [by_guid[e.guid] for e in renamed], [by_number[f" {n}"] for n in pairs.open]


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
