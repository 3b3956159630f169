"""Word lists at work: finding their entries in a text, typing slips included."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from talkdeck import english
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
    """Where one word ends that begins at an offset, where two … `most` do; for all lists."""
    known: dict[tuple[int, int], list[int]] = view.memo.setdefault("ends", {})
    found = known.get((at, most))
    if found is None:
        hits = islice(_TOKENS.finditer(view.low, at, view.end), most)
        found = known[at, most] = [hit.end() for hit in hits]
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
        "_spans",
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
        self._spans: dict[str, tuple[int, int]] = {}
        self._targets: dict[str, list[str]] = {}
        for word in self.tolerant:
            self._targets.setdefault(word[0], []).append(word)
        for letter, words in self._targets.items():
            sizes = [len(w) for w in words]
            self._spans[letter] = min(sizes) - 2, max(sizes) + 2
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
        least, most = self._spans[view.low[at]]
        for end in reversed(_ends(view, at, self._longest)):
            if end - at > most:
                continue
            if end - at < max(least, _SHORTEST_SLIP):
                break
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
        targets = self._targets[written[0]]  # the first letter is never mistyped
        near = english.near(written, targets)
        if not near:
            return None
        alike = [w for w in near if w[-1] == written[-1]]
        return english.slip(written, alike) or english.slip(written, near)
