"""The word tables, read once, when a function first needs them.

`lexicon.txt` is made from a lexicon of general English (see tools/build_lexicon.py),
`words.txt` is written by hand and wins where the two disagree.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container
from functools import cache, lru_cache
from pathlib import Path

from talkdeck.english import regular

CACHE = 1 << 15
"""About how many words the answers to a question are kept for; a vault has no end of names."""


def _read(name: str) -> dict[str, str]:
    """What stands under each `[section]` of a table, comments left out."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    sections: dict[str, str] = {}
    for part in text.split("\n[")[1:]:
        section, _, content = part.partition("]\n")
        if "#" in content:
            lines = content.split("\n")
            content = "\n".join(line for line in lines if not line.startswith("#"))
        sections[section] = f"{sections.get(section, '')}\n{content}".strip()
    return sections


@cache
def _lexicon() -> dict[str, str]:
    return _read("lexicon.txt")


@cache
def _hand() -> dict[str, str]:
    return _read("words.txt")


@cache
def words(section: str) -> frozenset[str]:
    """One section of words.txt, or of lexicon.txt, as a set. E.g. `words("modals")`."""
    return frozenset((_hand().get(section) or _lexicon()[section]).split())


class Table:
    """Words of the lexicon, with some more and without some, by hand.

    They are looked up where they stand, in lines in the order of the alphabet: making texts and
    a set of all of them takes longer than reading a page of notes.
    """

    def __init__(
        self, *sections: str, more: Container[str] = (), never: Container[str] = ()
    ) -> None:
        self._sections = [_lexicon()[name].split("\n") for name in sections]
        self._more = more
        self._never = never
        self._holds = lru_cache(CACHE)(self._look_up)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._holds(word)

    def _look_up(self, word: str) -> bool:
        if word in self._never or " " in word:
            return False
        return word in self._more or any(self._stands(word, lines) for lines in self._sections)

    def _stands(self, word: str, lines: list[str]) -> bool:
        """Whether a word is in the last line that does not begin behind it."""
        line = lines[bisect_right(lines, f"{word} ~") - 1]
        return f" {word} " in f" {line} "


@cache
def listed(section: str) -> Table:
    """One section of lexicon.txt. E.g. `listed("mass")`."""
    return Table(section)


@cache
def verbs() -> Table:
    """Base forms of verbs."""
    more = words("more-verbs") | words("verb-leaning")
    return Table("verbs", more=more, never=words("never-verbs"))


@cache
def nouns() -> Table:
    """Singular nouns that have a plural, and those that have none."""
    more = words("more-nouns") | words("mass-nouns")
    return Table("nouns", "mass", more=more, never=_never_nouns())


@cache
def _never_nouns() -> frozenset[str]:
    """Function words, which a dictionary also knows as nouns (`an if`, `the how`)."""
    closed = (
        "determiners", "pronouns", "prepositions", "conjunctions", "subordinators",
        "question-words", "modals", "be", "have", "do",
    )  # fmt: skip
    found = frozenset().union(*(words(name) for name in closed))
    return (found | words("never-nouns")) - {"past", "round", "can"}


@cache
def adjectives() -> Table:
    """Adjectives in their base form."""
    return Table("adjectives", more=words("more-adjectives") | words("adjective-leaning"))


@cache
def verb_forms() -> dict[str, list[str]]:
    """Irregular verbs: base -> past, participle, gerund, -s form; variants with a slash between."""
    lines = map(str.split, [*_lexicon()["irregular-verbs"].split("\n"), *_CORRECTED])
    return {base: forms for base, *forms in lines}


_CORRECTED = (
    "be was/were been being is",
    "bind bound bound binding binds",
    "bid bid bid bidding bids",
    "do did done doing does",
    "fit fit/fitted fitted/fit fitting fits",
    "get got got/gotten getting gets",
    "have had had having has",
    "overfit overfit/overfitted overfitted overfitting overfits",
    "quit quit quit quitting quits",
    "run ran run running runs",
    "wed wed wed wedding weds",
    "wet wet wet wetting wets",
    "prove proved proven/proved proving proves",
)


@cache
def irregular(form: int) -> dict[str, str]:
    """Irregular form -> base; `form` 0 past, 1 participle, 2 gerund, 3 the -s form."""
    table: dict[str, str] = {}
    for base, forms in verb_forms().items():
        for variant in forms[form].split("/"):
            if variant not in table or base in _COMMON:
                table[variant] = base
    return table


_COMMON = frozenset("find lie see fall leave wind feel be rise bear install instill".split())
"""Where two verbs share a form, the one that is meant: `found` is of `find`."""


@cache
def plurals() -> dict[str, str]:
    """Singular -> its irregular plural."""
    table = {
        singular: forms.split("/")[0]
        for singular, forms in map(str.split, _lexicon()["irregular-plurals"].splitlines())
    }
    table |= {
        "index": "indices", "criterion": "criteria", "medium": "media", "schema": "schemas",
        "stimulus": "stimuli", "person": "people", "bus": "buses", "gas": "gases",
        "syllabus": "syllabuses", "focus": "focuses", "formula": "formulas", "bias": "biases",
        "corpus": "corpora", "antenna": "antennas", "matrix": "matrices", "quiz": "quizzes",
        "vertex": "vertices", "appendix": "appendices", "mouse": "mice", "datum": "data",
        "alias": "aliases", "canvas": "canvases", "regex": "regexes", "virus": "viruses",
    }  # fmt: skip
    return table


@cache
def singulars() -> dict[str, str]:
    """Irregular plural -> its singular."""
    table = {}
    for line in _lexicon()["irregular-plurals"].splitlines():
        singular, forms = line.split()
        for form in forms.split("/"):
            table[form] = singular
    table |= {many: one for one, many in plurals().items()}
    table |= {
        "indexes": "index", "indices": "index", "caches": "cache", "axes": "axis",
        "bases": "base", "leaves": "leaf", "pros": "pro", "cons": "con", "data": "data",
        "dice": "die", "media": "medium", "schemata": "schema", "vertices": "vertex",
    }  # fmt: skip
    return table


@lru_cache(CACHE)
def known(word: str) -> bool:
    """Whether a word, in any form, is an ordinary word of English. Takes any case."""
    low = word.lower()
    for table in _plain_words():
        if low in table:
            return True
    if any(b in nouns() for b in regular.singular_of(low)):
        return True
    guesses = regular.base_of_third(low) + regular.base_of_past(low) + regular.base_of_gerund(low)
    if any(b in verbs() for b in guesses):
        return True
    return is_adjective(low) or _derived(low)


@cache
def _plain_words() -> tuple[Container[str], ...]:
    """All tables of ordinary words and irregular forms, the largest first."""
    return (
        nouns(), verbs(), adjectives(), _never_nouns(), words("adverbs"), words("number-words"),
        singulars(), listed("adverbs"), *(irregular(form) for form in range(4)),
    )  # fmt: skip


def _derived(word: str) -> bool:
    """`quickly`, `unsorted`, `installer`: an ordinary word with a common ending or prefix."""
    if word.endswith("ly") and len(word) > 5:
        return is_adjective(word[:-2]) or is_adjective(word[:-3] + "y")
    return derived_noun(word) or any(known(rest) for rest in _without_prefix(word))


def derived_noun(word: str) -> bool:
    """Whether a noun is made of a known word: `installer`, `microservice`, `prerelease`."""
    if word.endswith(("er", "or")) and len(word) > 5:
        stem = word[:-2]
        if any(base in verbs() for base in (stem, stem + "e", stem[:-1])):
            return True
    return word not in verbs() and any(rest in nouns() for rest in _without_prefix(word))


def _without_prefix(word: str) -> list[str]:
    if not word.startswith(PREFIXES):
        return []
    found = [word.removeprefix(p) for p in PREFIXES if word.startswith(p)]
    return [rest for rest in found if len(rest) > 3]


PREFIXES = ("un", "non", "re", "pre", "mis", "over", "under", "micro", "sub", "multi", "meta")


def _base_of_comparison(word: str) -> tuple[str, ...]:
    """`faster` -> (`fast`, …), `easiest` -> (`easy`, …)."""
    for end in ("er", "est"):
        if word.endswith(end) and len(word) > len(end) + 2:
            stem = word[: -len(end)]
            return (stem, stem + "e", stem[:-1], stem[:-1] + "y" if stem[-1] == "i" else stem)
    return ()


@lru_cache(CACHE)
def is_adjective(word: str) -> bool:
    """Whether a lower-case word can be an adjective, comparatives included."""
    if word in words("not-adjectives"):
        return False
    if word in adjectives() or any(b in adjectives() for b in _base_of_comparison(word)):
        return True
    if any(rest in adjectives() for rest in _without_prefix(word)):
        return True
    return word not in nouns() and word.endswith(("able", "ible", "less", "-based", "-driven"))
