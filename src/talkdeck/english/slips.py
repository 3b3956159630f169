"""Which listed word a mistyped one was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from talkdeck.english import tables
from talkdeck.english.slack import slips_in


def slip(word: str, words: Iterable[str]) -> str | None:
    """The one listed word that `word` is a typing slip of; None when none or several are.

    One slip (a letter wrong, missing, too many, or two changed places) for listed words of
    5 letters or more, two for 9 or more; the first letter must be right. A word that is
    ordinary English is never a slip: `prose` is not `pros`.

    Example:
        `slip("advatages", ["advantages", "drawbacks"])` -> `"advantages"`.
    """
    low = word.lower()
    if not 4 <= len(low) <= 40:
        return None
    best: list[tuple[int, str]] = []
    for candidate in near(low, words):
        target, allowed, _ = _listed(candidate)
        if target == low:
            return None
        found = distance(low, target, allowed)
        if found <= allowed:
            best.append((found, candidate))
    if not best or all(tables.known(part) for part in low.split()):
        return None
    best.sort()
    if len(best) > 1 and best[0][0] == best[1][0] and best[0][1].lower() != best[1][1].lower():
        return None
    return best[0][1]


def near(low: str, words: Iterable[str]) -> list[str]:
    """Listed words that a lower-case word may be a slip of, by a quick look; or that it is."""
    size, mine = len(low), _letters(low)
    found = []
    for word in words:
        target, allowed, letters = _listed(word)
        if (
            -allowed <= len(target) - size <= allowed
            and (letters ^ mine).bit_count() <= 2 * allowed  # a slip changes two at most
            and target[0] == low[0]
        ):
            found.append(word)
    return found


@lru_cache(1 << 12)
def _listed(word: str) -> tuple[str, int, int]:
    """A listed word in lower case, how many slips it allows, and its letters."""
    low = word.lower()
    return low, slips_in(low), _letters(low)


def _letters(low: str) -> int:
    """The letters that occur in a word, as bits; some letters share one."""
    bits = 0
    for letter in low:
        bits |= 1 << (ord(letter) & 31)
    return bits


def distance(a: str, b: str, limit: int) -> int:
    """Optimal string alignment distance, or any number above `limit` when it is more."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before = before, row
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
