"""How far a verb reaches: `can easily handle`, `has been used`, `doesn't set`."""

from __future__ import annotations

from talkdeck.english import tables
from talkdeck.english import tokens as tk
from talkdeck.english.moods import opens_object
from talkdeck.english.tokens import Token, Tokens
from talkdeck.values import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A finite verb: first token of its subject, first and last token of the verb group.

    `sure` is False when the subject holds a clause of its own, or other words that a plain
    subject has not.
    """

    subject: int
    first: int
    last: int
    sure: bool


def group_end(tokens: Tokens, i: int, end: int) -> int:
    """The last token of the verb group that begins at i."""
    last, kind = i, _kind(tokens[i])
    while kind:
        j = last + 1
        while j < end and tokens[j].tags & tk.ADV and not tokens[j].tags & tk.NOMINAL:
            j += 1
        if j >= end or not _continues(tokens, j, end, kind):
            break
        last = j
        kind = _NON_FINITE.get(tokens[j].low, 0)
    while last == i and last + 1 < end and tokens[last + 1].tags & tk.NEG:
        last += 1
    return last


def _kind(token: Token) -> int:
    """Which auxiliary opens a group, 0 for a full verb."""
    if token.tags & tk.CONTR:
        return _CONTRACTED.get(token.low[token.low.index("'") :], tk.BE)
    return tk.BE if token.tags & tk.POSS else token.tags & tk.AUX


_AFTER_MODAL = frozenset("be have do like need dare".split())
_CONTRACTED = {"'ll": tk.MODAL, "'d": tk.MODAL | tk.HAVE, "'ve": tk.HAVE}
_NON_FINITE = {"be": tk.BE, "been": tk.BE, "being": tk.BE, "have": tk.HAVE}


def _continues(tokens: Tokens, j: int, end: int, kind: int) -> bool:
    """Whether the word at j belongs to the verb after an auxiliary of a kind."""
    word = tokens[j]
    if word.tags & (tk.NAME | tk.CODE):
        return False
    if kind & (tk.MODAL | tk.DO) and (
        word.tags & tk.VERB or word.low in _AFTER_MODAL or not tables.known(word.low)
    ):
        return not word.tags & tk.PUNCT
    if kind & tk.HAVE and word.low in ("been", "had", "done"):
        return True
    if kind & tk.BE and word.low in ("being", "done"):
        return True
    if word.tags & tk.PREP or not word.tags & (tk.PART | tk.GERUND * bool(kind & tk.BE)):
        return False
    if not kind & (tk.HAVE | tk.BE):
        return False
    following = tokens[j + 1] if j + 1 < end else None
    if word.tags & tk.GERUND:
        if word.tags & tk.ADJ or (following is None and word.tags & tk.NOUN):
            return following is not None and opens_object(following)
        return True
    before_noun = following is not None and bool(following.tags & (tk.NOMINAL | tk.ADJ))
    if kind & tk.HAVE:
        return not (word.tags & tk.ADJ and before_noun)
    # `are distributed systems` has a noun phrase, `are called mixins` a passive.
    if before_noun and word.low not in tables.words("naming-participles"):
        return following is not None and bool(following.tags & (tk.ADV | tk.PREP))
    if word.tags & tk.ADJ and not word.low.endswith("ed"):
        return following is not None and (following.low == "by" or opens_object(following))
    return True


def verb_span(tokens: Tokens, found: Found) -> tuple[int, int]:
    """Offsets of a verb group; of `it's` only the verb's part."""
    first = tokens[found.first]
    start = first.start
    if first.tags & (tk.CONTR | tk.POSS):
        start += first.low.rindex("'")
    return start, tokens[found.last].end
