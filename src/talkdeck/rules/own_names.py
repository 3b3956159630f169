"""Ordinary words that notes use as names: Ray, the library, is not "the ray"."""

from __future__ import annotations

from collections.abc import Iterable

from talkdeck.outline.node import Node
from talkdeck.regex import regex

_WITHIN = regex(r"(?<=[a-z,] )([A-Z][a-z]{2,})(?![\w'’-])")
"""A capital where no sentence begins."""

_LOWER = regex(r"(?<![^\s(\"“])[a-z]{3,}(?=[\s,;:!?)\"”]|\.?$|\.\s)")
"""A word of running text, not of an address."""

_PROSE = 2
"""Times as many words in lower case as such capitals: in a title all begin with one."""


def own_names(nodes: Iterable[Node]) -> frozenset[str]:
    """Words that have a capital within a sentence, and are never written without one.

    Args:
        nodes: all of a talk.

    Example:
        `Unicorn needs a buffer` and `servers like Unicorn` give `Unicorn`.
    """
    capital, lower = set[str](), set[str]()
    for node in nodes:
        text = node.text.mask
        small = _LOWER.findall(text)
        lower.update(small)
        found = _WITHIN.findall(text)
        if len(small) >= _PROSE * len(found):
            capital.update(found)
    return frozenset(word for word in capital if word.lower() not in lower)
