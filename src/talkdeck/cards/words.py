"""The words of a card's texts, and those that carry its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from talkdeck.cards.card import Item
from talkdeck.outline.inline import Inline
from talkdeck.regex import regex

_WORD = regex(r"[^\W_]+(?:['’.+#-][^\W_]+)*[+#%]*")

_SMALL_WORDS = frozenset(
    "a an and are as at be by can could did do does for from had has have how if in into is it its"
    " of on or should so such that the their them there these they this to was were what when where"
    " which who whom whose why will with would you your".split()
)


@lru_cache(1 << 12)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, lower-case; signs that belong to one (`C++`, `12%`) kept.

    Several checks ask for those of the same question and answer, so they are remembered.
    """
    found: list[str] = []
    for part in text.split():
        found += (part,) if part.isalnum() else _WORD.findall(part)
    return tuple(map(str.casefold, found))


@lru_cache(1 << 12)
def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, roughly stemmed; all words if none does."""
    found = words(text)
    kept = [w for w in found if w not in _SMALL_WORDS] or found
    return frozenset(map(stem, kept))


def stem(word: str) -> str:
    """A word without its ending, roughly: `test` of `testing`."""
    if word.endswith(_ENDINGS):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                return word[: -len(ending)]
    return word


_ENDINGS = ("ing", "ed", "es", "s", "ly")


def flatten(items: tuple[Item, ...]) -> Iterator[str]:
    """The plain texts of items and of all that is nested in them, in order."""
    for item in items:
        yield item.text.text
        yield from flatten(item.items)


def in_code(text: Inline) -> Iterator[str]:
    """The pieces of a text that are marked as code."""
    return (text.text[mark.start : mark.end] for mark in text.marks if mark.kind == "code")


STEMMED_SMALL = frozenset(stem(w) for w in _SMALL_WORDS)
"""Stems of words that carry no meaning."""
