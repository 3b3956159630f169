"""Noun phrases: their head, their number and their article."""

from __future__ import annotations

import re
from functools import lru_cache

from talkdeck.english import inflect, tables
from talkdeck.english import tokens as tk
from talkdeck.english.tokens import Token, Tokens, tokenize


def head(text: str) -> str:
    """The head noun of a noun phrase, "" if there is none: `pros of the tool` -> `pros`."""
    core = core_of(trimmed(tokenize(text)))
    return core[-1].text if core else ""


@lru_cache(1 << 12)
def is_plural_phrase(text: str) -> bool:
    """Whether a noun phrase takes `are`: `test cases`, `A and B`, `you`; not `news`."""
    tokens = trimmed(tokenize(text))
    if not tokens:
        return False
    first = tokens[0].low
    if first in tables.words("plural-pronouns") and len(tokens) == 1:
        return True
    joined = len(tokens) > 1 and tokens[1].tags & tk.CONJ
    if first in _SINGULAR_OPENERS and not joined:
        return False
    core = core_of(tokens)
    if not core:
        return False
    after = tokens[len(core)] if len(core) < len(tokens) else None
    if after is not None and (after.low in ("and", "&") or after.text == ","):
        return _coordinated(tokens, len(core))
    if core[0].tags & tk.GERUND and len(core) > 1 and not modifies(core[0]):
        return False
    return _is_plural_word(core[-1])


_SINGULAR_OPENERS = frozenset("each every a an one another this that either".split())


def _coordinated(tokens: Tokens, i: int) -> bool:
    """Whether `and` joins two things here, rather than two halves of a clause."""
    for j in range(i, len(tokens) - 1):
        if tokens[j].low in ("and", "&"):
            return bool(tokens[j + 1].tags & (tk.NOMINAL | tk.DET | tk.ADJ | tk.NUM | tk.GERUND))
        if tokens[j].low == "or":
            return _is_plural_word(tokens[-1])
    return False


def _is_plural_word(token: Token) -> bool:
    low = token.low
    if low in tables.words("singular-in-s") or low in ("data", "media"):
        return False
    if token.tags & tk.CODE:
        return False
    if token.tags & tk.NAME and not token.tags & tk.NOUNS:
        return False
    if token.text[:1].isupper() and token.text in tables.words("names"):
        return False
    return inflect.is_plural(token.text)


def be(phrase: str) -> str:
    """`is` or `are`, in agreement with a noun phrase."""
    if phrase.strip().lower() == "i":
        return "am"
    return "are" if is_plural_phrase(phrase) else "is"


def do(phrase: str) -> str:
    """`does` or `do`, in agreement with a noun phrase."""
    return "do" if _like_plural(phrase) else "does"


def have(phrase: str) -> str:
    """`has` or `have`, in agreement with a noun phrase."""
    return "have" if _like_plural(phrase) else "has"


def _like_plural(phrase: str) -> bool:
    return is_plural_phrase(phrase) or phrase.strip().lower() == "i"


def with_article(phrase: str) -> str:
    """With `a` or `an` where a singular, countable, common noun needs one.

    `tool` -> `a tool`, `hour` -> `an hour`, `SQL database` -> `an SQL database`; `software`,
    `tests`, `Redis` and `the tool` stay as they are. A capital that only began a bullet stays.
    """
    if not _wants_article(phrase):
        return phrase
    return f"{_article(phrase)} {phrase}"


def with_the(phrase: str) -> str:
    """With `the`, unless it is plural, a name, or has a determiner."""
    tokens = tokenize(phrase)
    if not tokens or _determined(tokens) or _is_proper(tokens):
        return phrase
    if is_plural_phrase(phrase):
        return phrase
    return f"the {phrase}"


def _determined(tokens: Tokens) -> bool:
    first = tokens[0]
    return bool(first.tags & (tk.DET | tk.PRON | tk.POSS | tk.NUM)) or first.tags == tk.PUNCT


_LETTERS = 4
_PREFIXES = frozenset(
    "anti auto hyper inter macro mega meta micro mini multi nano poly post proto semi tele"
    " ultra".split()
)
"""What stands before a hyphen and is no name: these, and what has fewer letters."""


def _is_proper(tokens: Tokens) -> bool:
    """Whether the head is a name: `Redis`, `James Webb`, `x_train`, `Python 3`."""
    core = core_of(tokens)
    if not core:
        return True
    last = core[-1]
    if last.tags & tk.NUM and len(core) > 1:
        last = core[-2]
    if not last.tags & tk.NAME:
        # Of words that nobody knows most are names of tools: `redis`, `isort`.
        # One such word is enough in a row with hyphens: `vega-lite`, but not `x-ray`.
        first, *others = last.low.split("-")
        return not all(
            tables.known(part) or (others and (part in _PREFIXES or len(part) < _LETTERS))
            for part in (first, *others)
        )
    if last.text.isupper():
        return last.low not in tables.words("common-acronyms") or bool(last.tags & tk.CODE)
    common = last.low in tables.nouns() and not last.tags & tk.CODE
    return not (common and len(core) > 1 and not last.text[:1].isupper())


def _wants_article(phrase: str) -> bool:
    tokens = tokenize(phrase)
    if not tokens or _determined(tokens) or is_plural_phrase(phrase):
        return False
    if any(_compares(t) for t in tokens):
        return False
    if tokens[0].tags & tk.GERUND and len(tokens) > 1 and tokens[1].tags & (tk.DET | tk.PRON):
        return False  # `passing a file to it`
    core = core_of(tokens)
    if not core or _is_proper(tokens):
        return False
    last = core[-1]
    if not last.tags & (tk.NOUN | tk.NAME) or (last.tags & tk.NOUNS and not last.tags & tk.NOUN):
        return False
    if len(core) == 1 and last.tags & (tk.GERUND | tk.ADJ | tk.ADV):
        return False
    if len(core) > 1 and core[0].tags & tk.GERUND and not modifies(core[0]):
        return False
    pair = "-".join(t.low for t in core[-2:])
    return not _is_mass(last.low) and pair not in tables.words("mass-phrases")


def _compares(token: Token) -> bool:
    """Whether a mark or word shows that this is more than one phrase: `A vs B`, `a + b`."""
    if token.low in ("vs", "vs.", "versus"):
        return True
    return bool(token.tags & tk.PUNCT) and token.text not in "()[]\"“”‘’'.!,"


@lru_cache(1 << 12)
def _is_mass(noun: str) -> bool:
    if noun in tables.words("mass-nouns"):
        return True
    if noun in tables.words("more-nouns"):
        return False
    if noun in tables.listed("mass") and noun not in tables.listed("nouns"):
        return True
    if noun.endswith("ing"):
        return noun not in _COUNTED_ING
    if noun.endswith("ity"):
        return noun not in _COUNTED_ITY
    return noun.endswith(("ness", "ism", "ization", "isation", "ware", "hood", "ics"))


_COUNTED_ITY = frozenset(
    "ability entity identity utility quantity facility activity capability vulnerability "
    "possibility responsibility opportunity priority community university city probability "
    "property commodity necessity majority minority authority celebrity personality oddity "
    "charity similarity regularity irregularity functionality inequality singularity rarity "
    "amenity deity curiosity cavity calamity eventuality".split()
)
_COUNTED_ING = frozenset(
    "string thing ring king spring building meeting mapping setting ping warning listing finding "
    "recording rating ranking binding heading listing opening painting drawing embedding wing "
    "landing morning evening feeling ceiling offering saying wedding swing sting".split()
)


def _article(phrase: str) -> str:
    word = re.split(r"[\s,]", phrase.strip("`\"“'*_ "), maxsplit=1)[0]
    low = word.lower()
    first = re.split(r"[-/.(:]", low)[0]
    if len(first) == 1 and len(low) > 1 and first.isalpha():
        return "an" if first in "aefhilmnorsx" else "a"
    if first in tables.words("vowel-sound") or low in tables.words("vowel-sound"):
        return "an"
    if first in tables.words("consonant-sound") or low in tables.words("consonant-sound"):
        return "a"
    spoken = word.split("-")[0]
    if spoken.isupper() and len(spoken) <= 5 and spoken not in tables.words("spoken-acronyms"):
        return "an" if spoken[0] in "AEFHILMNORSX8" else "a"
    if low[:1] == "8" or first in ("11", "18"):
        return "an"
    if low.startswith(("uni", "use", "usa", "usu", "uti", "ubi", "eu")) and not low.startswith(
        ("unin", "unim", "unid", "unir")
    ):
        return "a"
    return "an" if low[:1] in tuple("aeiou") else "a"


def trimmed(tokens: Tokens) -> Tokens:
    """Without quotes and end marks around."""
    start, end = 0, len(tokens)
    while start < end and tokens[start].text in "\"“‘'*":
        start += 1
    while end > start and tokens[end - 1].text in "\"”’'.,*…:!":
        end -= 1
    return tokens[start:end]


def core_of(tokens: Tokens) -> Tokens:
    """The words up to and with the head: before `of`, `that`, `to`, brackets, commas, verbs."""
    for i, token in enumerate(tokens):
        if token.text in _QUOTES or token.text == "/":
            continue
        if token.tags & tk.PUNCT:
            return _stripped(tokens[:i])
        if i and _ends_core(tokens, i):
            return _stripped(tokens[:i])
    return _stripped(tokens)


_QUOTES = frozenset('"“”')


def _stripped(tokens: Tokens) -> Tokens:
    while tokens and tokens[-1].tags & tk.PUNCT:
        tokens = tokens[:-1]
    return tokens


def _ends_core(tokens: Tokens, i: int) -> bool:
    token, before = tokens[i], tokens[i - 1]
    if token.tags & (tk.CODE | tk.NAME | tk.NUM):
        return False
    if token.tags & (tk.CONJ | tk.AUX | tk.TO):
        return True
    if token.tags & (tk.PREP | tk.SUB | tk.REL | tk.WH | tk.PRON):
        return not before.tags & tk.DET or before.tags & tk.PRON != 0
    if token.tags & (tk.PART | tk.GERUND) and not token.tags & (tk.NOUN | tk.ADJ):
        # `functions defined in a module`: a participle after the noun, not before one.
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if before.tags & tk.NOMINAL and not before.tags & (tk.ADJ | tk.POSS):
            if following is None:
                return not token.tags & tk.GERUND  # `tree shaking`
            return not following.tags & tk.NOMINAL
    return False


def modifies(token: Token) -> bool:
    """Whether an -ing form stands before a noun as a noun or adjective does."""
    return token.low in tables.words("noun-ing") or bool(token.tags & tk.ADJ)
