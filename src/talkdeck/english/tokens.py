"""Words of a text with everything each of them might be.

A word's readings are bits of one number, so that a question such as "noun or adjective?"
is one `&`. Which reading holds is decided by position, in `clauses` and `nouns`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from talkdeck.english import inflect, tables
from talkdeck.regex import regex

DET, PREP, PRON, CONJ, SUB, REL, WH, TO, NEG = (1 << n for n in range(9))
MODAL, BE, HAVE, DO, ADV, NOUN, NOUNS, NAME, NUM = (1 << n for n in range(9, 18))
VERB, VERBS, PAST, PART, GERUND, ADJ, PUNCT, POSS, CONTR, CODE = (1 << n for n in range(18, 28))

AUX = MODAL | BE | HAVE | DO
NOMINAL = NOUN | NOUNS | NAME
ANY_VERB = VERB | VERBS | PAST | PART | GERUND

MAX_LENGTH = 600
"""Texts longer than this many characters are no clause and no phrase."""

OPAQUE = "\ue000\ufffc"
"""What stands for punctuation inside code, and for a picture (see `outline.inline`)."""

_TOKEN = regex(
    r"\w++(?!\S)"  # most words; what the third line says of them takes longer to find out
    r"|`[^`\n]*`"
    r"|(?:e\.g\.|i\.e\.|etc\.|vs\.)"
    rf"|(?:[@#$~]|--?(?=\w)|\.(?=\w))?[\w{OPAQUE}]"
    rf"(?:(?:[^\s,;:!?()\[\]{{}}\"“”…—–→⇒`=|]|[:,=](?=[\w:]))*[\w{OPAQUE}%+#*])?(?:\(\))?"
    r"|\.\.\.|->|=>|-->|[^\s]"
)


class Token(NamedTuple):
    """One word or mark.

    Attributes:
        text: as written, e.g. `doesn’t`.
        low: lower case, straight apostrophe, e.g. `doesn't`.
        start: offset of its first character in the text.
        end: offset after its last character.
        tags: every reading it can have, as bits.
    """

    text: str
    low: str
    start: int
    end: int
    tags: int


_new = tuple.__new__
"""Twice as fast as a named tuple's own way of being made."""

Tokens = Sequence[Token]
"""Words in a row."""


@lru_cache(1 << 12)
def tokenize(text: str) -> tuple[Token, ...]:
    """The words and marks of a text. E.g. `It works.` -> `It`, `works`, `.`."""
    found: list[Token] = []
    initial = True
    end = 0
    for word in _TOKEN.findall(text):
        start = text.index(word, end)  # only white space stands between two
        end = start + len(word)
        low, tags = _low_and_tags(word, initial)
        found.append(_new(Token, (word, low, start, end, tags)))
        if initial:
            initial = not word[-1].isalnum()
    return tuple(found)


@lru_cache(inflect.CACHE)
def _low_and_tags(word: str, initial: bool) -> tuple[str, int]:
    return word.lower().replace("’", "'"), tags_of(word, initial)


@lru_cache(inflect.CACHE)
def tags_of(word: str, initial: bool) -> int:
    """The readings of a word; `initial` when it begins a text, where a capital says nothing."""
    if not _has_letter(word):
        return PUNCT
    low = word.lower().replace("’", "'")
    if low in ("e.g.", "i.e.", "etc."):
        return PUNCT
    if low == "vs.":
        return PREP
    closed = _closed(low)
    if closed and not (word.isupper() and len(word) > 1 and not initial and low not in _SHOUTED):
        return closed
    if _is_code(word):
        return NAME | CODE
    if low.endswith(("'s", "s'")) and len(low) > 3:
        return POSS | _nominal(word, low)
    if low in tables.words("number-words") or (not low.isalpha() and _NUMBER.fullmatch(low)):
        return NUM
    if is_name(word, initial=initial):
        name = NAME | (NOUNS if inflect.is_acronym_plural(word) else 0)
        # A title's capitals say nothing either: `Testing Functions`.
        plural = word.istitle() and inflect.is_plural(word)
        return name | (NOUNS if plural or low.endswith(_PLURAL_ENDINGS) else 0)
    return _nominal(word, low) | _open(low)


_PLURAL_ENDINGS = ("ers", "ors", "ians", "ists", "tions", "ments", "ents", "ants")
_SHOUTED = frozenset(
    "not and or the is are all no never always only do does don't have has can must should".split()
)
_NUMBER = regex(r"[$€£~]?\d[\d,.:/]*(?:st|nd|rd|th|x|k|m|b|ms|s|gb|mb|tb|kb|%|\+)?")


def _has_letter(word: str) -> bool:
    """Whether there is a letter, a digit or something opaque in it."""
    return word.isalnum() or any(c.isalnum() or c in OPAQUE for c in word)


@cache
def _closed_words() -> dict[str, int]:
    """Function words, each with all sections that it stands in."""
    found: dict[str, int] = {}
    for section, bit in _CLOSED:
        for word in tables.words(section):
            found[word] = found.get(word, 0) | bit
    return found


def _closed(low: str) -> int:
    """The readings of a function word, 0 for any other."""
    tags = _closed_words().get(low, 0)
    if low == "to":
        return TO | PREP
    if low in ("not", "n't", "never"):
        return NEG | ADV
    if low in _CONTRACTED:
        return PRON | CONTR
    return tags & ~(PREP | ADV) if tags & AUX else tags


_CLOSED = (
    ("determiners", DET), ("subject-pronouns", PRON), ("object-pronouns", PRON),
    ("prepositions", PREP), ("conjunctions", CONJ), ("subordinators", SUB), ("relatives", REL),
    ("question-words", WH), ("modals", MODAL), ("be", BE), ("have", HAVE), ("do", DO),
)  # fmt: skip

_CONTRACTED = frozenset(
    f"{who}'{verb}"
    for verb, subjects in {
        "s": "it he she that this there here everything everyone what who",
        "re": "you we they there",
        "m": "i",
        "ve": "i you we they",
        "ll": "i you we they it he she that this there",
        "d": "i you we they it he she that",
    }.items()
    for who in subjects.split()
)


def _nominal(word: str, low: str) -> int:
    """Noun readings of a word that is no name."""
    bare = low.removesuffix("'s").removesuffix("'") if "'" in low else low
    tags = 0
    if low in tables.words("adverbs") and low not in _ADVERB_AND_NOUN:
        return 0
    if bare in tables.nouns() or inflect.is_singular(bare):
        tags |= NOUN
    if inflect.is_plural(word if bare == low else bare):
        tags |= NOUNS
    if tags & NOUN and bare in tables.singulars() and bare not in tables.nouns():
        tags &= ~NOUN
    return tags


def _open(low: str) -> int:
    """Readings other than noun of a word with no capital of its own."""
    tags = 0
    if low in _BE_FORMS:
        return 0
    if low in tables.words("adverbs") and low not in _ADVERB_AND_NOUN:
        return ADV
    if inflect.is_adverb(low):
        tags |= ADV
    if tables.is_adjective(low):
        tags |= ADJ
    if inflect.is_base(low):
        tags |= VERB
    if inflect.verb_of_third(low):
        tags |= VERBS
    if inflect.verb_of_past(low):
        tags |= PAST
    if inflect.verb_of_participle(low):
        tags |= PART
    if inflect.verb_of_gerund(low):
        tags |= GERUND
    return tags


_ADVERB_AND_NOUN = frozenset("back forward home".split())
_BE_FORMS = frozenset(("be", "been", "being"))


def _is_code(word: str) -> bool:
    """Whether a word is written as no word of prose is: `a_b`, `x.y()`, `foo/bar`."""
    if word[0] in "`@#$~.-" or word.endswith("()"):
        return True
    if not _CODE_SIGNS.isdisjoint(word):
        return True
    return ("." in word or ":" in word) and any(
        a.isalnum() and b in ".:" and c.isalpha()
        for a, b, c in zip(word, word[1:], word[2:], strict=False)
    )


_CODE_SIGNS = frozenset(OPAQUE + "_\\=<>*^")


@lru_cache(inflect.CACHE)
def is_name(token: str, *, initial: bool = True) -> bool:
    """Whether a word is a proper name or a technical term rather than an ordinary word.

    A capital inside, digits, all capitals, snake_case, dots: `PyPI`, `S3`, `x_train`. A word
    with nothing but a leading capital is a name unless it begins the text (`initial`) and is
    an ordinary word: `Kafka` always, `Testing` only within a sentence.
    """
    if not token or not _has_letter(token):
        return False
    if _is_code(token):
        return True
    letters = len(token) if token.isalpha() else sum(c.isalpha() for c in token)
    if not letters:
        return False
    if letters < len(token) and any(c.isdigit() for c in token):
        return not _NUMBER.fullmatch(token.lower())
    if letters > 1 and token.isupper():
        return token.lower() not in tables.words("determiners")
    core = token.removesuffix("'s").removesuffix("’s")
    if not core[1:].islower() and any(c.isupper() for p in core.split("-") for c in p[1:]):
        return not all(tables.known(part) for part in core.split("-") if part.isalpha())
    if not token[0].isupper():
        return False
    if not initial or core in tables.words("names"):
        return core != "I"
    return not any(tables.known(part) for part in core.lower().split("-"))
