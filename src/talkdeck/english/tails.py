"""How far a statement goes before another one is added to it."""

from __future__ import annotations

from functools import lru_cache

from talkdeck.english import tokens as tk
from talkdeck.english.moods import past_bracket
from talkdeck.english.tokens import MAX_LENGTH, Tokens, tokenize
from talkdeck.english.verbs import find_verb

_HOLDING = frozenset(
    "that which who whom whose where when if because whether while how what why so unless until"
    " before after since as let lets make makes".split()
)
"""Words whose clause holds what follows: `that builds the app and runs the tests` is one thing."""

_CONTRAST = frozenset(("but", "yet"))
_MEASURES = frozenset("more less fewer".split())


def clause_end(text: str) -> int:
    """Where the statement that a text ends with is over, as an offset; its length if it is one.

    What stands after the verb of a sentence is asked for by that verb. Another predicate, clause
    or sentence behind it answers another question: of `PB frequency and increases GC frequency`
    the first two words are the answer to what is reduced.

    Example:
        `the load, but it costs memory` -> 8 (`the load`).
    """
    return _end(text) if len(text) <= MAX_LENGTH else len(text)


@lru_cache(1 << 12)
def _end(text: str) -> int:
    tokens = tokenize(text)
    held = False
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.text in ("(", "[", "{"):
            i = past_bracket(tokens, i, len(tokens))
            continue
        if i:
            if token.text == ";" or (token.text in ".!" and _begins(tokens, i + 1, text)):
                return token.start
            if _contrasts(tokens, i) or (not held and (_adds(tokens, i) or _goes_on(tokens, i))):
                return tokens[i - 1].end
        held = held or token.low in _HOLDING or _is_infinitive(tokens, i)
        i += 1
    return len(text)


def _begins(tokens: Tokens, i: int, text: str) -> bool:
    """Whether another sentence begins there."""
    return i < len(tokens) and text[tokens[i].start].isupper() and text[tokens[i].start - 1] == " "


def _is_infinitive(tokens: Tokens, i: int) -> bool:
    return bool(tokens[i].tags & tk.TO) and i + 1 < len(tokens) and tokens[i + 1].tags & tk.VERB > 0


def _contrasts(tokens: Tokens, i: int) -> bool:
    """`, but …`: whatever the statement is, this speaks against it.

    A phrase that only goes on with it does not: `less about A, but more about B`.
    """
    if tokens[i].text != "," or i + 2 >= len(tokens) or tokens[i + 1].low not in _CONTRAST:
        return False
    at = i + 2 + (tokens[i + 2].low in ("not", "only", "also", "still"))
    if at >= len(tokens) or not (tokens[at].tags & tk.PREP or tokens[at].low in _MEASURES):
        return True
    end = next((j for j in range(at, len(tokens)) if tokens[j].text in (",", ";")), len(tokens))
    return any(t.tags & (tk.AUX | tk.REL) for t in tokens[at:end])


def _goes_on(tokens: Tokens, i: int) -> bool:
    """Whether another sentence follows with nothing but a comma: `a dam, the mill is a house`."""
    if tokens[i].text != "," or (tokens[i + 1 : i + 2] and tokens[i + 1].tags & (tk.CONJ | tk.SUB)):
        return False
    found = find_verb(tokens, i + 1, len(tokens))
    if found is None or not found.sure or found.subject != i + 1 or found.first == i + 1:
        return False
    subject = tokens[i + 1 : found.first]
    sure = bool(tokens[found.first].tags & tk.AUX or subject[0].tags & tk.PRON)
    return sure and not any(t.tags & (tk.CONJ | tk.PUNCT) for t in subject)


def _adds(tokens: Tokens, i: int) -> bool:
    """Whether another clause is added there: `and it …`, `and increases …`."""
    at = i + (tokens[i].text == ",")
    if at + 2 >= len(tokens) or not tokens[at].tags & tk.CONJ:
        return False
    at += 1
    if tokens[at].tags & tk.PRON and not tokens[at].tags & tk.DET:
        return bool(tokens[at + 1].tags & (tk.ANY_VERB | tk.AUX))
    first = at
    while at < len(tokens) - 2 and tokens[at].tags & tk.ADV:
        at += 1
    word, after = tokens[at], tokens[at + 1]
    if word.tags & (tk.MODAL | tk.BE) and not word.tags & tk.NOUN:
        return True
    if not word.tags & tk.VERBS or word.tags & tk.NAME:
        return False
    if at > first or after.tags & (tk.DET | tk.PRON):
        return True
    return not word.tags & (tk.NOUNS | tk.NOUN)
