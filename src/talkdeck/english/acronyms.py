"""Whether the letters of an acronym are the initials of some words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkdeck.regex import regex

SMALL = frozenset(
    "a an and as at by de du for from in into la of on or per the to via with & is it".split()
)
"""Words whose initial an acronym may leave out, or use."""

_PART = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")


def initials_match(short: str, long: str) -> bool:
    """Whether `short` abbreviates `long` by its initials, in order and without gaps.

    Small words may be left out, hyphened and camel-case words count part by part or whole,
    and a plural's s is no initial: `JWST`, `James Webb Space telescope` -> True.
    """
    letters = _letters(short)
    if not 2 <= len(letters) <= 12:
        return False
    words = [w for w in re.split(r"[\s/]+", long.strip()) if any(c.isalnum() for c in w)]
    if not 2 <= len(words) + long.count("-") <= 16 and len(_parts(long)) < 2:
        return False
    if len(words) == 1 and words[0].lower() == short.strip().lower():
        return False
    positions = {0}
    for word in words:
        positions = {p for start in positions for p in _after(letters, start, word)}
        if not positions:
            return False
    return len(letters) in positions


def initials_match_items(short: str, items: Sequence[str]) -> bool:
    """Whether `short` takes its letters from the first words of each of several things, in order:
    `BASE`, `Basically Available`, `Soft state`, `Eventual consistency` -> True.
    """
    letters = _letters(short)
    positions = {0} if 1 < len(items) <= len(letters) <= 12 else set[int]()
    for item in items:
        reached: set[int] = set()
        here = positions
        for word in item.split():
            here = {p for start in here for p in _after(letters, start, word)}
            reached |= here
        positions = {p for p in reached if p > min(positions, default=0)}
    return len(letters) in positions


def _letters(short: str) -> str:
    """The letters of an acronym, in lower case and without the s of its plural."""
    letters = re.sub(r"['’]?s$", "", short.strip()) if not short.islower() else short.strip()
    return "".join(c for c in letters if c.isalnum()).lower()


def _parts(word: str) -> list[str]:
    return [p.lower() for p in _PART.findall(word)]


def _after(letters: str, start: int, word: str) -> set[int]:
    """How far the letters may be used up once this word has given its initials."""
    ends = set()
    if word.lower().strip(".,&()\"'") in SMALL or word == "&":
        ends.add(start)
    if word.lower() == "and" and letters.startswith("n", start):
        ends.add(start + 1)  # `R'n'D`
    parts = _parts(word)
    if not parts:
        ends.add(start)
        return ends
    if letters.startswith(parts[0][0], start):
        ends.add(start + 1)
    initials = "".join(p[0] for p in parts)
    if letters.startswith(initials, start):
        ends.add(start + len(initials))
    for part in parts[:1]:
        # A word that is itself written in capitals or digits is taken whole: `HTTP`, `3`.
        if (word.isupper() or part.isdigit()) and letters.startswith(part, start):
            ends.add(start + len(part))
    # `eXtensible`, `XML` from `Extensible`: ex- gives X.
    if parts[0].startswith("ex") and letters.startswith("x", start):
        ends.add(start + 1)
    return ends
