"""What sort of phrase a text is: one that names a thing, or one that says something."""

from __future__ import annotations

import itertools
from functools import lru_cache

from talkdeck.english import clauses, inflect, tables
from talkdeck.english import tokens as tk
from talkdeck.english.moods import PARTICLES, opens_object, segments_of
from talkdeck.english.nouns import core_of, modifies, trimmed
from talkdeck.english.tokens import MAX_LENGTH, Token, Tokens, tokenize
from talkdeck.english.verbs import find_verb


@lru_cache(1 << 12)
def is_noun_phrase(text: str) -> bool:
    """Whether the text names a thing: `Charts for larger tables`, `the JVM`, `testing`.

    No clause, order, question, bare adjective or pronoun; a noun with what hangs on it
    (`of …`, `that …`, `to …`, a bracket) is one. False when in doubt.
    """
    if len(text) > MAX_LENGTH:
        return False
    tokens = trimmed(tokenize(text))
    if not tokens or any(t.text in _NEVER_INSIDE for t in tokens):
        return False
    if len(tokens) > 1 and tokens[-1].low in _HANGING:
        return False
    core = core_of(tokens)
    if not core or not _is_core(core, tokens) or _may_be_clause(core):
        return False
    rest = tokens[len(core) :]
    if rest and _denies(core, rest):
        return False
    return not (
        clauses.finite_verb(text) or clauses.is_imperative(text) or clauses.is_question(text)
    )


@lru_cache(1 << 12)
def is_sentence(text: str) -> bool:
    """Whether the text says something: it has a finite verb, and is no noun phrase.

    `It works`, `If it fails, retry` and `Why it works` do; `a tool that works` doesn't.
    """
    text = text[:MAX_LENGTH]
    if clauses.finite_verb(text) is not None:
        return True
    tokens = tokenize(text)
    for start, end in segments_of(tokens):
        for i in range(start, end - 1):
            tags = tokens[i].tags
            clause = tags & (tk.SUB | tk.WH) and not tags & tk.PREP
            if clause and not (tags & tk.REL and i > start) and find_verb(tokens, i + 1, end):
                return not is_noun_phrase(text)
    return False


@lru_cache(1 << 12)
def is_adjectival(text: str) -> bool:
    """Whether the text is adjectives and nothing else: `incomplete`, `long and stiff`."""
    if len(text) > MAX_LENGTH:
        return False
    tokens = trimmed(tokenize(text))
    words = [t for t in tokens if not t.tags & (tk.CONJ | tk.PUNCT) and t.text != "/"]
    sure = [_is_adjective(t) for t in words]
    may_be = [known or bool(t.tags & tk.ADJ) for t, known in zip(words, sure, strict=True)]
    before = all(adj or t.tags & tk.ADV for t, adj in zip(words, may_be, strict=True))
    return any(sure) and may_be[-1] and before


def _is_adjective(token: Token) -> bool:
    """Whether a word is an adjective rather than a noun: `slow`, `shared`, but not `light`."""
    if token.low.endswith(_ADJECTIVE_ENDS) and not tables.known(token.low):
        return True
    if token.tags & (tk.NAME | tk.CODE | tk.DET | tk.PRON | tk.NUM):
        return False
    if token.tags & tk.NOUN and token.low not in tables.words("adjective-leaning"):
        return False
    return bool(token.tags & (tk.ADJ | tk.PART))


_ADJECTIVE_ENDS = ("able", "ible", "ful", "less", "ous", "cient")
"""Ends of adjectives: what is in no dictionary and ends so is one, mostly with a slip in it."""

_HANGING = frozenset("that which who whose to".split())
"""What a noun phrase does not end with: `the rules that` lost its verb."""

_NEVER_INSIDE = frozenset((":", ";", "!", "?", "=", "→", "⇒", "->", "=>", ".", "-", "–", "—", "|"))


def _denies(core: Tokens, rest: Tokens) -> bool:
    """Whether what follows the head shows that this is no noun phrase after all."""
    after = rest[0]
    if after.tags & tk.AUX or _acts(rest):
        return True
    if len(core) > 1 or core[0].tags & tk.NAME:
        return False
    if core[0].tags & tk.VERBS and after.low != "of":
        # `Hides for looping`
        return inflect.verb_of_third(core[0].low) in tables.words("verb-leaning")
    if not core[0].tags & tk.VERB:
        return False
    if after.low in PARTICLES and core[0].low in tables.words("verb-leaning"):
        return True
    # `need to reload`, `mix and match colours`
    if after.tags & tk.TO:
        return core[0].low in tables.words("verb-leaning")
    return bool(after.tags & tk.CONJ) and len(rest) > 1 and bool(rest[1].tags & tk.VERB)


def _acts(rest: Tokens) -> bool:
    """Whether a likely verb with an object follows: `workers on average use 90% of …`."""
    for before, word, after in zip(rest, rest[1:], rest[2:], strict=False):
        if before.tags & (tk.REL | tk.SUB | tk.WH | tk.TO):
            return False
        if (
            word.tags & tk.VERB
            and word.low in tables.words("verb-leaning")
            and before.tags & tk.NOMINAL
            and (after.tags & tk.NUM or opens_object(after))
        ):
            return True
    return False


def _may_be_clause(core: Tokens) -> bool:
    """Whether a noun within might be the verb: `encoder pads missing bytes`."""
    for before, word in itertools.pairwise(core):
        if word.tags & tk.DET and not before.tags & (tk.DET | tk.CODE) and word.text != "A":
            return True
        if before.tags == tk.ADV and word.tags & tk.GERUND and not word.tags & tk.ADJ:
            return True
    for before, word, after in zip(core, core[1:], core[2:], strict=False):
        if word.tags & (tk.NAME | tk.CODE | tk.POSS):
            continue
        third = word.tags & tk.VERBS and before.tags & (tk.NOUN | tk.NAME)
        base = word.tags & tk.VERB and before.tags & tk.NOUNS and not before.tags & tk.NAME
        if (third and after.tags & (tk.ADJ | tk.NOUNS | tk.NAME)) or (
            base and after.tags & (tk.ADJ | tk.NOMINAL)
        ):
            return True
    return False


def _is_core(core: Tokens, tokens: Tokens) -> bool:
    first, last = core[0], core[-1]
    if first.tags & (tk.PREP | tk.SUB | tk.CONJ | tk.TO | tk.WH | tk.AUX) and not first.tags & (
        tk.DET | tk.NAME | tk.NOUN
    ):
        return False
    if first.tags & tk.WH and first.low in ("what", "which", "whose"):
        return False
    if (len(core) == 1 and first.tags & (tk.PRON | tk.DET)) or first.low in _PERSONAL:
        return False
    if not last.tags & (tk.NOMINAL | tk.NUM) and not (last.tags & tk.GERUND and len(core) > 1):
        return False
    if last.tags & tk.POSS:
        return False
    if len(core) == 1 and last.tags & tk.NUM:
        return False
    if last.tags & tk.ADJ and not first.tags & tk.DET and not last.tags & tk.NAME:
        return False
    if first.tags & tk.GERUND and len(core) > 1 and not modifies(first):
        return False
    if first.tags & tk.GERUND and len(tokens) > len(core) and len(core) == 1:
        following = tokens[1]
        return bool(first.tags & tk.NOUN) and following.low in ("of", "for", "in", "and")
    if len(core) > 1 and _begins_otherwise(core):
        return False
    # An adverb can only stand before an adjective or participle.
    return not (first.tags & tk.ADV and not first.tags & (tk.NOUN | tk.ADJ) and (
        len(core) < 3 or not core[1].tags & (tk.ADJ | tk.PART | tk.GERUND)))  # fmt: skip


def _begins_otherwise(core: Tokens) -> bool:
    """`needs fixing`, `added an index`, `born 1970`, `still missing docs`: no noun phrase."""
    first, second = core[0], core[1]
    if first.tags & (tk.NAME | tk.CODE | tk.DET | tk.POSS):
        return False
    if first.low in _MOMENTS:
        return True
    if first.tags & tk.VERB and first.low in _WANTING:
        return True
    if first.tags & tk.VERBS and second.tags & (tk.ADJ | tk.NOMINAL | tk.GERUND | tk.NUM):
        verb = inflect.verb_of_third(first.low)
        leaning = tables.words("verb-leaning") | tables.words("third-leaning")
        return verb in leaning or not first.tags & tk.NOUNS
    if not first.tags & (tk.PAST | tk.PART) or first.tags & tk.NOMINAL:
        return False
    if first.tags & tk.ADJ and first.low not in tables.words("reporting-pasts"):
        return False
    if second.tags & (tk.NUM | tk.NAME | tk.DET):
        return True
    return not first.tags & tk.ADJ and first.low in tables.words("reporting-pasts")


_MOMENTS = frozenset("still now already only also just even then again never not".split())
_WANTING = frozenset("need want contain become lack suck tend happen depend".split())
_PERSONAL = frozenset("i you he she it we they there".split())
