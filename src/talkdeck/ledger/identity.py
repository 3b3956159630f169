"""New identities, places and times: what a card gets when it is first seen, or changes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Sequence
from hashlib import blake2b
from operator import lt
from unicodedata import normalize

from talkdeck.ledger.entry import Key

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Of new guids: 32 signs, no capitals (Anki's search ignores case), none that look alike."""

LENGTH = 13
"""Signs of a new guid: 65 bits."""

STEP = 64
"""Distance between the places of two cards that are new together."""


def new_guid(key: Key, package: str, taken: Container[str]) -> str:
    """The guid of a card that has never been seen, e.g. `k3v9m2c8x7hqd`.

    It depends on what is asked and where, not on time or machine: two people who build the
    same notes get the same one. It depends on the package too: talks such as "Week 1" of two
    notebooks may ask the same, and Anki takes notes with one guid for one note.

    Args:
        key: the card.
        package: title of the package that the card is made for, e.g. `Biology`.
        taken: guids that may not be given again: those of all other cards, retired ones too.
    """
    parts = (package, key.talk, key.rule, key.role, key.topic, key.question, key.kind)
    seed = normalize("NFC", "\x1f".join(" ".join(p.split()) for p in parts))
    count = 0
    while True:
        text = f"{seed}\x1f{count}" if count else seed
        guid = _letters(blake2b(text.encode("utf-8", "replace"), digest_size=9).digest())
        if guid not in taken:
            return guid
        count += 1


def _letters(digest: bytes) -> str:
    number = int.from_bytes(digest, "big")
    signs = []
    for _ in range(LENGTH):
        number, sign = divmod(number, 32)
        signs.append(ALPHABET[sign])
    return "".join(signs)


def changed_at(now: int, last: int) -> int:
    """The time stamp of a note that changes now and last changed at `last`, in seconds.

    Anki takes an update only if it is later than what it has, so it is one second after the
    last one where the clock runs behind.
    """
    return max(now, last + 1, 1)


def places(olds: Sequence[int | None]) -> list[int]:
    """The places of a talk's cards, in the order of the notes, so that they ascend.

    As many cards as possible keep the place they have; the others are put between their
    neighbours. Only if there is no room left is the whole talk numbered anew.

    Args:
        olds: place that each card has now, None for new cards.

    Example:
        `places([64, None, 128])` is `[64, 96, 128]`.
    """
    known = [due for due in olds if due and due > 0]
    if len(known) == len(olds) and all(map(lt, known, known[1:])):
        return known
    olds = [due if due and due > 0 else None for due in olds]
    kept = _longest_ascending(olds)
    result: list[int] = []
    start, low = 0, 0
    for at in [*kept, len(olds)]:
        count = at - start
        if at == len(olds):
            result += [low + STEP * (n + 1) for n in range(count)]
            break
        high = olds[at]
        assert high is not None  # noqa: S101 - only cards with a place are kept
        if high - low <= count:
            return [STEP * (n + 1) for n in range(len(olds))]
        result += [low + (high - low) * (n + 1) // (count + 1) for n in range(count)]
        result.append(high)
        start, low = at + 1, high
    return result


def _longest_ascending(values: Sequence[int | None]) -> list[int]:
    """Indices of a longest strictly ascending choice of the values."""
    ends: list[int] = []  # smallest last value of an ascending choice of each length
    at: list[int] = []  # index of that value
    before: list[int] = [-1] * len(values)
    for n, value in enumerate(values):
        if value is None:
            continue
        length = bisect_left(ends, value)
        before[n] = at[length - 1] if length else -1
        ends[length : length + 1] = [value]
        at[length : length + 1] = [n]
    chosen: list[int] = []
    n = at[-1] if at else -1
    while n >= 0:
        chosen.append(n)
        n = before[n]
    return chosen[::-1]
