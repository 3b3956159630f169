"""Finding the verb of a clause, and how far it reaches.

The search goes past what leads up to the subject, and past the clauses in it. A verb may be a
group of words: `can easily handle`, `has been used`, `doesn't set`.
"""

from __future__ import annotations

from talkdeck.english import tables
from talkdeck.english import tokens as tk
from talkdeck.english.finite import is_finite
from talkdeck.english.moods import OPEN, QUOTES, opens_object, past_bracket
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


def find_verb(tokens: Tokens, start: int, end: int) -> Found | None:
    """The main finite verb between two indices."""
    begin = _begin_of_subject(tokens, start, end)
    if begin is None:
        return None
    subject, sure = begin
    i, in_clause = subject, False  # a clause in the subject has a verb of its own
    while i < end:
        token = tokens[i]
        if token.text in OPEN:
            i = past_bracket(tokens, i, end)
            continue
        if token.text == "," or token.text in QUOTES or token.text == "/":
            i += 1
            continue
        if i > subject and _opens_clause(tokens, i, subject):
            if in_clause or (token.tags & tk.SUB and not token.tags & (tk.REL | tk.PREP)):
                return None
            in_clause, sure = True, False
            i += 1
            continue
        if i > subject and _contact_clause(tokens, i):
            in_clause, sure = True, False
            if not token.tags & tk.CONTR:
                i += 1
                continue
        if is_finite(tokens, i, subject, end):
            last = _group_end(tokens, i, end)
            sure = sure and not _follows_odd_pronoun(tokens, i, subject)
            if not in_clause:
                return Found(subject, _first_adverb(tokens, i, subject), last, sure)
            in_clause = False
            i = last
        i += 1
    return None


def _begin_of_subject(tokens: Tokens, start: int, end: int) -> tuple[int, bool] | None:
    """Where the subject begins, and whether that is sure; None where no clause can follow."""
    sure = True
    i = start
    while i < end and (tokens[i].text in QUOTES or tokens[i].tags & tk.CONJ):
        sure = sure and not tokens[i].tags & tk.CONJ
        i += 1
    led_up = i
    if i < end and _leads(tokens[i]):
        comma = _comma(tokens, i, end)
        if comma is None and tokens[i].tags & (tk.SUB | tk.WH) and not tokens[i].tags & tk.PREP:
            return None
        if comma is not None:
            led_up = i = comma + 1
        else:
            sure = sure and _quantifies(tokens, i, end)
    while i < end and tokens[i].tags & tk.ADV and not tokens[i].tags & (tk.NOMINAL | tk.ADJ):
        if _quantifies(tokens, i, end):
            break
        i += 1
    if i < end and i > led_up and tokens[i].text == ",":
        i += 1
    if i > led_up and tokens[i - 1].text != ",":
        sure = False
    if i < end and tokens[i].tags & tk.WH and not tokens[i].tags & tk.SUB:
        return None
    return i, sure


_QUANTIFYING = frozenset(
    "about almost around nearly roughly approximately only over under just too even most".split()
)


def _quantifies(tokens: Tokens, i: int, end: int) -> bool:
    """Whether a subject begins here with how many: `about half`, `over 30 users`, `only those`."""
    if tokens[i].low not in _QUANTIFYING or i + 1 >= end:
        return False
    following = tokens[i + 1]
    return bool(following.tags & (tk.NUM | tk.DET)) or following.low in ("much", "many", "few")


def _leads(token: Token) -> bool:
    """Whether a text that begins so has its subject only after a comma."""
    if token.tags & tk.CODE or token.tags & tk.NAME:
        return False
    if token.tags & (tk.SUB | tk.TO):
        return not token.tags & (tk.DET | tk.PRON)
    return bool(token.tags & tk.PREP) and not token.tags & (tk.NOUN | tk.DET)


def _comma(tokens: Tokens, i: int, end: int) -> int | None:
    """The comma after which a main clause begins."""
    for j in range(i, end - 1):
        if tokens[j].text == ",":
            return j
    return None


def _opens_clause(tokens: Tokens, i: int, subject: int) -> bool:
    """Whether a clause begins here that is not the main one."""
    token = tokens[i]
    if token.tags & tk.REL and not tokens[i - 1].tags & tk.PREP:
        # `that` after a noun opens a relative clause; after `of` it is a determiner.
        return True
    if token.tags & tk.WH:
        return True
    return bool(token.tags & tk.SUB) and not token.tags & tk.PREP and i > subject


def _contact_clause(tokens: Tokens, i: int) -> bool:
    """`the tools we use`: a pronoun that can only be a subject, right after a noun."""
    token = tokens[i]
    if not token.tags & tk.PRON or token.tags & tk.DET:
        return False
    if token.low == "there" or token.low in _REFLEXIVE:
        return False
    return bool(tokens[i - 1].tags & tk.NOMINAL) or tokens[i - 1].low in (
        "everything", "something", "anything", "nothing", "all",
    )  # fmt: skip


_REFLEXIVE = frozenset("itself themselves himself herself myself yourself ourselves".split())


def _follows_odd_pronoun(tokens: Tokens, i: int, subject: int) -> bool:
    """Whether a subject of several words ends with a pronoun, as none does that was understood."""
    before = tokens[i - 1]
    return (
        i - 1 > subject
        and bool(before.tags & tk.PRON)
        and before.low not in _REFLEXIVE
        and not before.tags & (tk.DET | tk.ADV)
        and not tokens[i].tags & tk.CONTR
    )


def _first_adverb(tokens: Tokens, verb: int, subject: int) -> int:
    """The first of the adverbs before a verb that belong to it; the verb where there are none."""
    i = verb
    while (
        i - 1 > subject
        and tokens[i - 1].tags & tk.ADV
        and not tokens[i - 1].tags & (tk.NOMINAL | tk.ADJ)
    ):
        i -= 1
    return i


def _group_end(tokens: Tokens, i: int, end: int) -> int:
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
