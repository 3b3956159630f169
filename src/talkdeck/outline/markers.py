"""Markers that begin a line: bullets of all kinds, numbers, letters, task boxes, hashes."""

from __future__ import annotations

import re

from talkdeck.regex import regex

BULLET = regex(
    r"(?:(?P<mark>[-*+•‣◦●○▪■–—·])|(?P<number>\d{1,3})[.)]|\((?P<round>\d{1,2})\)|"
    r"(?P<letter>[a-z]|[ivx]{2,5})(?P<after>[.)])|(?P<definition>:))(?P<space>\s+|$)"
)
TIGHT = regex(  # a marker that lost its space
    r"(?:(?P<mark>-)(?=[^\W\d_]|\*\*|[`\[\"“(_])|(?P<mark2>[*+])(?=[^\W\d_])(?!.*[*+])|"
    r"(?P<mark3>[•‣◦●▪■])(?=\S)|(?P<number>\d{1,2})[.)](?=[^\W\d_a-z]|\*\*))"
)
STACKED = regex(r"(?P<marks>\*{2,5})\s+(?=\S)(?!.*\*\*)")
"""The mark of wikis for what stands deeper: `** point` under `* point`."""
NESTED_MARK = regex(r"(?:[-*+]|(?P<number>\d{1,3})[.)])\s+")
NESTED_FIRST = frozenset("-*+0123456789")
TASK = regex(r"\[([ xX✓✗-])\]\s+")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def number_of(found: re.Match[str]) -> int | None:
    """The number that a match of `BULLET` counts as; None where it is not ordered."""
    if found["letter"]:
        return count_of(found["letter"])
    digits = found["number"] or found["round"]
    return int(digits) if digits else None


def count_of(letter: str) -> int:
    """The number a letter or small Roman numeral counts as; e.g. `b` and `ii` are 2."""
    if letter in _ROMAN:
        return _ROMAN.index(letter) + 1
    return ord(letter[0]) - ord("a") + 1


def is_tight_heading(marks: str, title: str) -> bool:
    """Whether `##Title` is meant as a heading; `#include`, `#1` and `#tag` are not."""
    if title[0] in "!#":
        return False
    if len(marks) > 1:
        return True
    return title[0].isalpha() and not title[0].islower() and not re.search(r"(?:^|\s)#", title)
