"""Forms of words: which form a word is in, and how to make another.

The predicates take one word in any case and are cached. The makers take a word, or a phrase
whose last (nouns) or first (verbs) word changes, and keep a leading capital.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from talkdeck.english import regular, tables
from talkdeck.regex import regex

CACHE = tables.CACHE
PREFIXES = ("re", "un", "de", "pre", "auto", "over", "under", "co", "mis", "out", "sub", "multi")
PAST, PARTICIPLE, GERUND, THIRD = range(4)


@lru_cache(CACHE)
def _is_verb(base: str) -> bool:
    """Whether a lower-case word is a verb's base form; knows prefixes and -ize, -ify."""
    if base in tables.verbs():
        return True
    if base in tables.nouns() or tables.is_adjective(base):
        return False
    if len(base) > 5 and base.endswith(("ize", "ise", "ify")):
        return True
    if not base.startswith((*PREFIXES, "-")):
        return False
    for prefix in PREFIXES:
        rest = base.removeprefix(prefix).removeprefix("-")
        if rest != base and len(rest) > 3 and rest in tables.verbs() and rest not in PREFIXES:
            return True
    return False


def _verb_of(word: str, form: int, guesses: tuple[str, ...]) -> str | None:
    """The base form a verb form belongs to, or None."""
    if base := tables.irregular(form).get(word):
        return base
    forms, known = tables.verb_forms(), tables.verbs()
    bases = [guess for guess in guesses if _is_verb(guess) and guess not in forms]
    # `reached` is of reach, and not of ache with a prefix.
    return next((guess for guess in bases if guess in known), bases[0] if bases else None)


@lru_cache(CACHE)
def verb_of_third(word: str) -> str | None:
    """`handles` -> `handle`; None when no verb has this -s form. Lower case."""
    return _verb_of(word, THIRD, regular.base_of_third(word))


@lru_cache(CACHE)
def verb_of_past(word: str) -> str | None:
    """`took` -> `take`."""
    return _verb_of(word, PAST, regular.base_of_past(word))


@lru_cache(CACHE)
def verb_of_participle(word: str) -> str | None:
    """`taken` -> `take`."""
    return _verb_of(word, PARTICIPLE, regular.base_of_past(word))


@lru_cache(CACHE)
def verb_of_gerund(word: str) -> str | None:
    """`taking` -> `take`."""
    return _verb_of(word, GERUND, regular.base_of_gerund(word))


def is_base(word: str) -> bool:
    """Whether it can be a verb's base form: `use`, `refactor`, also `test`."""
    return _is_verb(word.lower())


def is_third(word: str) -> bool:
    """Whether it can be a verb's third person: `uses`, `is`, also `tests`."""
    return verb_of_third(word.lower()) is not None


def is_gerund(word: str) -> bool:
    """Whether it is a verb's -ing form: `using`."""
    return verb_of_gerund(word.lower()) is not None


def is_past(word: str) -> bool:
    """Whether it can be a verb's past: `used`, `took`."""
    return verb_of_past(word.lower()) is not None


def is_participle(word: str) -> bool:
    """Whether it can be a verb's past participle: `used`, `taken`."""
    return verb_of_participle(word.lower()) is not None


@lru_cache(CACHE)
def is_plural(word: str) -> bool:
    """Whether it can be a plural noun: `tests`, `indices`, `APIs`, `people`."""
    return _singular_of(word) is not None or word.lower() in tables.words("plural-nouns")


@lru_cache(CACHE)
def is_singular(word: str) -> bool:
    """Whether it is a noun, or a word nobody knows, in the singular: `test`, `bus`."""
    low = word.lower()
    if low in tables.words("same-in-both"):
        return True
    if is_plural(word) or not low or not low[0].isalnum():
        return False
    if low in tables.nouns() or low in tables.words("singular-in-s"):
        return True
    return tables.derived_noun(low) or not tables.known(low)


def is_adverb(word: str) -> bool:
    """Whether it is an adverb: `often`, `quickly`."""
    low = word.lower()
    if low in tables.words("adverbs"):
        return True
    return low.endswith("ly") and len(low) > 4 and low not in tables.words("not-adverbs")


def is_preposition(word: str) -> bool:
    """Whether it can be a preposition: `of`, `like`, `since`."""
    return word.lower() in tables.words("prepositions")


def is_determiner(word: str) -> bool:
    """Whether it can stand before a noun as its determiner: `the`, `this`, `its`, `no`."""
    return word.lower() in tables.words("determiners")


def is_pronoun(word: str) -> bool:
    """Whether it can be a pronoun: `it`, `this`, `everyone`."""
    return word.lower() in tables.words("pronouns")


def _singular_of(word: str) -> str | None:
    """The lower-case singular of a plural noun, None when it isn't one. `APIs` -> `api`."""
    low = word.lower()
    if low in tables.words("singular-in-s") and low not in tables.words("same-in-both"):
        return None
    if low in tables.words("same-in-both"):
        return low
    if (irregular := tables.singulars().get(low)) and low != "data":
        return irregular
    if is_acronym_plural(word):
        return low.removesuffix("s").removesuffix("'").removesuffix("’")
    if not low.endswith("s") or low.endswith(("ss", "us", "is")) or len(low) < 3:
        return None
    guesses = regular.singular_of(low)
    for guess in guesses:
        if guess in tables.nouns():
            return guess
    if "-" in low and (last := _singular_of(word.rpartition("-")[2])):
        return low.rpartition("-")[0] + "-" + last
    if tables.known(low) or not word.isalpha():
        return None
    # A word nobody knows: a name unless it is written like a common noun.
    return guesses[0] if word.islower() and guesses else None


_ACRONYM_PLURAL = regex(r"[A-Z][A-Z0-9&/+]+(?:['’]?s)|[A-Z]{1,2}[a-z]?[A-Z]s")


def is_acronym_plural(word: str) -> bool:
    """Whether several are meant of what has an acronym: `APIs`, `LBs`, `PhDs`, `URL's`."""
    likely = word.endswith("s") and word[0].isupper()
    return likely and _ACRONYM_PLURAL.fullmatch(word) is not None


def _like(model: str, word: str) -> str:
    """The word with the capital that the model has."""
    if model[:1].isupper() and not model[1:2].isupper():
        return word[:1].upper() + word[1:]
    return word


def _first(phrase: str, change: Callable[[str], str]) -> str:
    """The phrase with its first word changed."""
    head, space, rest = phrase.partition(" ")
    return change(head) + space + rest


def _last(phrase: str, change: Callable[[str], str]) -> str:
    """The phrase with its last word changed."""
    start = phrase.rfind(" ") + 1
    return phrase[:start] + change(phrase[start:])


def base(word: str) -> str:
    """A verb's base form, whatever form is given: `handles up` -> `handle up`.

    A word that is no verb comes back as it is.
    """
    return _first(word, _base)


@lru_cache(CACHE)
def _base(word: str) -> str:
    low = word.lower()
    if low in ("am", "are", "is", "was", "were", "been", "being"):
        return "be"
    if _is_verb(low) and low not in tables.irregular(PAST):
        return word
    for find in (verb_of_third, verb_of_past, verb_of_participle, verb_of_gerund):
        if found := find(low):
            return _like(word, found)
    return word


def _one_of(variants: str) -> str:
    return variants.partition("/")[0]


def _form(word: str, form: int, make: Callable[[str], str]) -> str:
    verb = _base(word)
    low = verb.lower()
    forms = tables.verb_forms().get(low)
    if forms is None:
        for prefix in ("re", "un", "over", "under", "out", "mis", "fore"):
            rest = low.removeprefix(prefix).removeprefix("-")
            if rest != low and low not in tables.verbs() and rest in tables.verb_forms():
                made = low.removesuffix(rest) + _one_of(tables.verb_forms()[rest][form])
                return _like(word, made)
    return _like(word, _one_of(forms[form]) if forms else make(low))


def third(word: str) -> str:
    """`handle` -> `handles`, `be` -> `is`, `have` -> `has`."""
    return _first(word, lambda w: _form(w, THIRD, regular.third))


def gerund(word: str) -> str:
    """`handle` -> `handling`, `stop` -> `stopping`."""
    return _first(word, lambda w: _form(w, GERUND, regular.gerund))


def past(word: str) -> str:
    """`handle` -> `handled`, `take` -> `took`."""
    return _first(word, lambda w: _form(w, PAST, regular.past))


def participle(word: str) -> str:
    """`handle` -> `handled`, `take` -> `taken`."""
    return _first(word, lambda w: _form(w, PARTICIPLE, regular.past))


def plural(phrase: str) -> str:
    """A noun phrase's last word in the plural: `test case` -> `test cases`, `API` -> `APIs`."""
    return _last(phrase, _plural)


@lru_cache(CACHE)
def _plural(word: str) -> str:
    low = word.lower()
    if not low or is_plural(word) or low in tables.words("mass-nouns"):
        return word
    if (low[0].isdigit() or word.isupper()) and len(word) > 1:
        return word + "s"
    if not word.isalpha():
        head, dash, last = word.rpartition("-")
        return head + dash + _plural(last) if dash and last.isalpha() else word
    if irregular := tables.plurals().get(low):
        return _like(word, irregular)
    return _like(word, regular.plural(low)) if word.islower() or word.istitle() else word + "s"


def singular(phrase: str) -> str:
    """A noun phrase's last word in the singular: `indices` -> `index`, `APIs` -> `API`."""
    return _last(phrase, _singular)


@lru_cache(CACHE)
def _singular(word: str) -> str:
    found = _singular_of(word)
    if found is None:
        return word
    if word[: len(found)].lower() == found:
        return word[: len(found)]
    return _like(word, found)
