"""The regular inflections of English: what a form is when no table says otherwise.

Each function takes a lower-case word and gives its form by spelling alone.
"""

from __future__ import annotations

VOWELS = frozenset("aeiou")


def _doubles(word: str) -> bool:
    """Whether a final consonant is doubled: one syllable, consonant-vowel-consonant."""
    if len(word) < 3 or word[-1] in "aeiouwxyh":
        return False
    if word[-2] not in VOWELS or (word[-3] in VOWELS and word[-3:-1] not in ("ui",)):
        return False
    start = word[:-2]
    if word[-3:-1] == "ui" and not start.endswith("qu"):
        return False
    return not any(letter in "aeiouy" for letter in start.replace("qu", "q").lstrip("y"))


def _stem(word: str) -> str:
    return word + word[-1] if _doubles(word) else word


def third(word: str) -> str:
    """`watch` -> `watches`, `carry` -> `carries`, `use` -> `uses`."""
    if word.endswith(("s", "x", "z", "ch", "sh")) or (word.endswith("o") and len(word) > 1):
        return word + "es"
    if word.endswith("y") and len(word) > 1 and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def plural(word: str) -> str:
    """`box` -> `boxes`, `query` -> `queries`, `repo` -> `repos`."""
    if word.endswith("o"):
        return word + "s"
    return third(word)


def past(word: str) -> str:
    """`use` -> `used`, `carry` -> `carried`, `stop` -> `stopped`."""
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and len(word) > 1 and word[-2] not in VOWELS:
        return word[:-1] + "ied"
    return _stem(word) + "ed"


def gerund(word: str) -> str:
    """`use` -> `using`, `see` -> `seeing`, `die` -> `dying`, `stop` -> `stopping`."""
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and len(word) > 2 and not word.endswith(("ee", "ye", "oe")):
        return word[:-1] + "ing"
    return _stem(word) + "ing"


def base_of_third(word: str) -> tuple[str, ...]:
    """The base forms that could have this form in -s: `caches` -> (`cache`, `cach`)."""
    return tuple(b for b in _strip_s(word) if third(b) == word)


def singular_of(word: str) -> tuple[str, ...]:
    """The singulars that could have this plural in -s: `queries` -> (`query`, …)."""
    return tuple(b for b in _strip_s(word) if plural(b) == word)


def _strip_s(word: str) -> tuple[str, ...]:
    if not word.endswith("s") or word.endswith("ss") or len(word) < 3:
        return ()
    guesses = [word[:-1]]
    if word.endswith("es"):
        guesses.append(word[:-2])
    if word.endswith("ies"):
        guesses.append(word[:-3] + "y")
    return tuple(guesses)


def base_of_past(word: str) -> tuple[str, ...]:
    """The base forms that could have this form in -ed: `stopped` -> (`stop`, `stopp` …)."""
    if not word.endswith("ed") or len(word) < 4:
        return ()
    stem = word[:-2]
    guesses = [word[:-1], stem, stem[:-1]]
    if word.endswith("ied"):
        guesses.append(word[:-3] + "y")
    return tuple(b for b in guesses if b and past(b) == word)


def base_of_gerund(word: str) -> tuple[str, ...]:
    """The base forms that could have this form in -ing: `using` -> (`use`, `us`)."""
    if not word.endswith("ing") or len(word) < 5:
        return ()
    stem = word[:-3]
    guesses = [stem + "e", stem, stem[:-1]]
    if word.endswith("ying"):
        guesses.append(word[:-4] + "ie")
    return tuple(b for b in guesses if b and gerund(b) == word)
