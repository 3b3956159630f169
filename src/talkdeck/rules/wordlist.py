"""Word lists at work: finding their entries in a text, typing slips included."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from talkdeck import english
from talkdeck.english.slack import slips_in
from talkdeck.regex import regex
from talkdeck.rules.view import View, lower, normalise, tokens_of

_FIRST = regex(r"\w+|\S")
_TOKENS = regex(r"[^\s,;:()\"!?→]+")
_SHORTEST_SLIP = 4
"""Fewest letters of a word in which a slip is recognised."""


def as_seen(text: str) -> str:
    """A text as patterns see it, in lower case."""
    if text.isascii() and text.isalnum():
        return text.lower()  # most entries are one word
    return lower(normalise(text)[0])


def _ends(view: View, at: int, most: int) -> list[int]:
    """Where one word ends that begins at an offset, where two … `most` do."""
    found: list[int] | None = view.memo.get("ends")
    if found is None:
        hits = _TOKENS.finditer(view.low, view.begin, view.end)
        found = view.memo["ends"] = [hit.end() for hit in hits]
    first = bisect_right(found, at)
    return found[first : first + most]


def _targets(words: Iterable[str]) -> dict[str, dict[int, list[str]]]:
    """The entries that a slip may mean: by its first letter, which is never mistyped, and size."""
    found: dict[str, dict[int, list[str]]] = {}
    for word in (w for w in words if slips_in(w)):
        by = slips_in(word)
        for size in range(max(len(word) - by, _SHORTEST_SLIP), len(word) + by + 1):
            found.setdefault(word[0], {}).setdefault(size, [])
    for word in words:
        by = slips_in(word)
        for size in range(len(word) - by, len(word) + by + 1):
            if size in found.get(word[0], ()):
                found[word[0]][size].append(word)
    return found


class Words:
    """A word list at work.

    Attributes:
        spelt: entries as patterns see them -> how they are spelt out.
        tolerant: entries that fit with a typing slip as well.
        reach: most words and signs of an entry.
        by_first: entries by their first word, the longest first.
    """

    __slots__ = (
        "_longest",
        "_needs",
        "_slips",
        "_targets",
        "by_first",
        "reach",
        "spelt",
        "tolerant",
    )

    def __init__(self, spelt: Mapping[str, str], tolerant: frozenset[str] = frozenset()) -> None:
        self.spelt = {as_seen(k): v for k, v in spelt.items()}
        self.tolerant = tuple(sorted({as_seen(w) for w in tolerant}))
        self._slips: dict[str, str | None] = {}
        self._needs: dict[bool, frozenset[str]] = {}
        self._longest = max((len(w.split()) for w in self.tolerant), default=0)
        self._targets = _targets(self.tolerant)
        self.reach = max((len(tokens_of(w)) for w in self.spelt), default=0)
        self.by_first: dict[str, list[str]] = {}
        for word in sorted(self.spelt, key=lambda w: (-len(w), w)):
            hit = _FIRST.match(word)
            if hit:
                self.by_first.setdefault(hit.group(), []).append(word)

    def fit(self, view: View, at: int) -> tuple[int, str]:
        """End and spelling of the longest entry at an offset; (-1, "") if there is none."""
        first = _FIRST.match(view.low, at, view.end)
        if not first:
            return -1, ""
        for word in self.by_first.get(first.group(), ()):
            end = at + len(word)
            if view.low.startswith(word, at) and end <= view.end and not view.joined(end):
                return end, self.spelt[word]
        return self._slip(view, at) if view.low[at] in self._targets else (-1, "")

    def needs(self, first: bool) -> frozenset[str] | None:
        """Features of which a text must have one to hold an entry; None if any text may."""
        if self.tolerant and not first:
            return None
        if first not in self._needs:
            begin = "^" if first else ""
            slips = {f"~{letter}" for letter in self._targets}
            self._needs[first] = frozenset({begin + w for w in self.by_first} | slips)
        return self._needs[first]

    def places(self, view: View) -> list[int]:
        """All offsets where an entry may begin."""
        found = [at for w in self.by_first.keys() & view.tokens.keys() for at in view.tokens[w]]
        if self._targets:
            found += [at for at in view.positions if view.low[at] in self._targets]
        return found

    def _slip(self, view: View, at: int) -> tuple[int, str]:
        """The same for an entry with a typing slip in it."""
        by_size = self._targets[view.low[at]]
        for end in reversed(_ends(view, at, self._longest)):
            if end - at not in by_size:
                continue
            written = view.low[at:end]
            if written not in self._slips:
                if len(self._slips) > 20_000:
                    self._slips.clear()
                self._slips[written] = self._meant(written)
            if meant := self._slips[written]:
                return end, self.spelt[meant]
        return -1, ""

    def _meant(self, written: str) -> str | None:
        """The entry that was meant; of singular and plural the one that ends alike."""
        targets = self._targets[written[0]][len(written)]
        near = english.near(written, targets)
        if not near:
            return None
        alike = [w for w in near if w[-1] == written[-1]]
        return english.slip(written, alike) or english.slip(written, near)
