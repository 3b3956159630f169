"""Whether two wordings ask for the same thing: word by word, with what turns a meaning round.

Nothing here understands a sentence. It says what differs, and refuses where the difference is
of a kind that makes another question of it: a negation, a number, an opposite, another name,
or two things that changed places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from unicodedata import normalize

_SIGNS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # written without spaces: each is a word
_TOKEN = re.compile(rf"[{_SIGNS}]|[^\W{_SIGNS}]+(?:[.'/\-][^\W{_SIGNS}]+)*[+#]*|[&<>=]+")
_LIGHT = frozenset(
    "a an the of in on at to for from by with and or is are was were be been being do does did has "
    "have had it its this that these those as into about than then there which what who when where "
    "why how can could should would will may might must shall you your we our they their i he she "
    "his her if so such some any etc also just very really e.g i.e vs s".split()
)
_NEGATIONS = frozenset(
    "not no never none nothing nobody neither nor without cannot cant dont doesnt didnt isnt arent "
    "wasnt werent wont wouldnt shouldnt couldnt hasnt havent hadnt aint lack lacks lacking "
    "kein keine keinen nicht nie ohne ne pas jamais sans sin nunca non".split()
)
_PREFIXES = frozenset(
    "un in im ir il non dis de a anti mis counter under over pre post sub super inter intra hyper "
    "hypo multi mono micro macro non- pre- post- anti- self- semi- multi- out up down".split()
)
_DIRECTED = frozenset("than over from to into before after by instead rather replace beat".split())
_QUESTION_WORDS = frozenset("who whom whose when where why how".split())  # `what` asks for all
_NUMBER_WORDS = {
    w: str(n)
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}


def fold(text: str) -> str:
    """The text for comparing: composed, without case, quotes and white space evened out."""
    return " ".join(normalize("NFC", text).casefold().replace("’", "'").split())


@dataclass(frozen=True, slots=True)
class Token:
    """One word.

    Attributes:
        low: folded, e.g. `heroku`.
        stem: without the commonest endings, e.g. `benefit` for `benefits`.
        name: whether it looks like a name or term by its signs: capitals, digits, `_`, `+`.
        number: whether there is a digit in it, or it is a number word.
        light: whether it carries little meaning: articles, auxiliaries, prepositions.
        acronym: whether it is in capitals throughout: of these a slip makes another one.
    """

    low: str
    stem: str
    name: bool
    number: bool
    light: bool
    acronym: bool

    @property
    def negation(self) -> bool:
        """Whether it turns a statement round, e.g. `not`."""
        return self.low.replace("'", "") in _NEGATIONS


@lru_cache(maxsize=1 << 15)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text."""
    text = normalize("NFC", text).replace("’", "'")
    found = _TOKEN.findall(text)
    first = next((w for w in found if w[0].isalpha()), "")
    return tuple(_token(word, word is first) for word in found)


@lru_cache(maxsize=1 << 16)
def _token(word: str, first: bool) -> Token:
    low = word.casefold()
    number = low in _NUMBER_WORDS or any(c.isdigit() for c in word)
    name = word[1:].lower() != word[1:] or any(not c.isalpha() and c not in "'-" for c in word)
    if not name and low != word:  # a capital at the beginning of a sentence means little
        name = not first or not known(low)
    acronym = len(word) > 1 and word.isupper()
    thing = acronym or (word.isupper() and not first and low != "i")  # `A` and `B`
    return Token(low, _stem(low), name, number, low in _LIGHT and not thing, acronym)


def _stem(low: str) -> str:
    """The word without the commonest endings: `use` and `uses` have one stem."""
    if low in _LIGHT or low in _NEGATIONS or len(low) < 4 or low.endswith("ss"):
        return low
    if low.endswith("s"):
        low = low[:-2] if low.endswith(("ses", "xes", "zes", "ches", "shes")) else low[:-1]
    for suffix in ("ing", "ed"):
        if low.endswith(suffix) and len(low) - len(suffix) >= 3:
            low = low[: -len(suffix)]
            break
    if len(low) > 4 and low.endswith("ie"):
        return low[:-2]
    return low[:-1] if len(low) > 4 and low[-1] in "eyi" else low


ANOTHER_NAME = "another name"


@dataclass(frozen=True, slots=True)
class Difference:
    """What parts two wordings.

    Attributes:
        other: what makes them two questions, in words, e.g. `a number`; "" if nothing does.
        shared: the share of the telling words that both have, 0 to 1, slips counted in.
        slips: how many words differ by a typing slip.
        changed: how many meaningful words were put in, left out or replaced.
        added: whether words were only put in, or only left out, and none of them a name.
        asks: whether the question word is another one (why, but not what).
        strange: whether a word that may be a name in small letters took the place of another.
    """

    other: str
    shared: float
    slips: int
    changed: int
    added: bool
    asks: bool
    strange: bool = False

    @property
    def same(self) -> bool:
        """Whether nothing but slips, endings and words of little meaning differ."""
        return not self.other and not self.changed and not self.asks


def difference(
    old: str,
    new: str,
    counts: tuple[int, int] = (0, 0),
    sure: bool = False,
    worn: Container[str] = (),
) -> Difference:
    """What parts two wordings of what may be the same question.

    Args:
        old: one wording.
        new: the other.
        counts: how many items the answers have: a question may name that number.
        sure: whether all else speaks for a slip (same place, same telling answer), so that
            one is seen in a short word too, and in one that happens to be a word.
        worn: stems that so many questions of the same rule have that they tell nothing.
    """
    olds, news = tokens(old), tokens(new)
    gone, come, common, slips = _compare(olds, news, sure)
    gone, come = _without_count(gone, counts[0]), _without_count(come, counts[1])
    other = "" if not gone and not come else _another(gone, come)
    other = other or _turned_round(common, olds, news)
    heavy_gone = [t for t in gone if not t.light]
    heavy_come = [t for t in come if not t.light]
    counted = str(counts[0]) if counts[0] else ""
    both = sum(
        not t.light and t.stem not in worn and _digits(t) != counted
        for t in (olds[at] for at, _ in common)
    )
    most = max(both + len(heavy_gone), both + len(heavy_come))
    asks = {t.low for t in gone} & _QUESTION_WORDS, {t.low for t in come} & _QUESTION_WORDS
    return Difference(
        other,
        both / most if most else 1.0,
        slips,
        max(len(heavy_gone), len(heavy_come)),
        not (heavy_gone and heavy_come) and not any(t.name for t in heavy_gone + heavy_come),
        asks[0] != asks[1],
        bool(gone and come) and _strange(gone) and _strange(come),
    )


Common = list[tuple[int, int]]  # position in the old wording, in the new one


def _compare(
    old: Sequence[Token], new: Sequence[Token], sure: bool
) -> tuple[list[Token], list[Token], Common, int]:
    """Words that are gone, that have come, that are common, and how many of these are slips."""
    places: dict[str, list[int]] = {}
    for n in range(len(new) - 1, -1, -1):
        places.setdefault(new[n].stem, []).append(n)
    gone: list[int] = []
    common: Common = []
    for n, token in enumerate(old):
        if same := places.get(token.stem):
            common.append((n, same.pop()))
        else:
            gone.append(n)
    come = sorted(n for rest in places.values() for n in rest)
    slips = 0
    for n in list(gone):
        meant = next((m for m in come if _slip(old[n], new[m], sure)), None)
        if meant is not None:
            gone.remove(n)
            come.remove(meant)
            common.append((n, meant))
            slips += 1
    if "".join(old[n].low for n in gone) == "".join(new[n].low for n in come) and gone:
        return [], [], common, slips + 1  # `data base`
    return [old[n] for n in gone], [new[n] for n in come], common, slips


def _without_count(words: list[Token], count: int) -> list[Token]:
    """The words without the number of the answer's items."""
    return [t for t in words if not count or _digits(t) != str(count)]


def _digits(token: Token) -> str:
    return _NUMBER_WORDS.get(token.low, token.low)


def _another(gone: Sequence[Token], come: Sequence[Token]) -> str:
    if sum(t.negation for t in gone) != sum(t.negation for t in come):
        return "a negation"
    if any(t.number for t in gone) and any(t.number for t in come):
        return "a number"
    for a in gone:
        for b in come:
            if _opposite(a, b):
                return f"{a.low} and {b.low}"
    if _named(gone) and _named(come):
        return ANOTHER_NAME
    return ""


def _opposite(a: Token, b: Token) -> bool:
    groups = _groups()
    for one in {a.low, a.stem}:
        for two in {b.low, b.stem}:
            shared = groups.get(one, _NONE).keys() & groups.get(two, _NONE).keys()
            if any(groups[one][line] != groups[two][line] for line in shared):
                return True
    short, long = sorted((a.low, b.low), key=len)
    return len(short) > 2 and long.endswith(short) and long[: -len(short)] in _PREFIXES


_NONE: dict[int, int] = {}


@lru_cache(maxsize=1)
def _groups() -> dict[str, dict[int, int]]:
    """For each word the lines of `opposites.txt` it is on, with its group there."""
    text = files("talkdeck.ledger").joinpath("opposites.txt").read_text(encoding="utf-8")
    result: dict[str, dict[int, int]] = {}
    for number, line in enumerate(text.splitlines()):
        if line.startswith("#"):
            continue
        for group, words in enumerate(line.split("|")):
            for word in words.split():
                for form in (word, _stem(word)):
                    result.setdefault(form, {})[number] = group
    return result


def _named(words: Sequence[Token]) -> bool:
    return any(t.name and not t.light for t in words)


def _strange(words: Sequence[Token]) -> bool:
    """Whether there is a word that no dictionary has, which may be a name in small letters."""
    return any(not t.light and t.low.isascii() and not known(t.low) for t in words)


def _turned_round(common: Common, old: Sequence[Token], new: Sequence[Token]) -> str:
    """Whether two things that stand in a directed relation changed places."""
    if not _DIRECTED & {t.low for t in old} & {t.low for t in new}:
        return ""
    olds, news = Counter(t.stem for t in old), Counter(t.stem for t in new)
    kept = [
        m
        for n, m in sorted(common)
        if not old[n].light and olds[old[n].stem] == news[new[m].stem] == 1
    ]
    return "" if kept == sorted(kept) else "two things changed places"


def _slip(a: Token, b: Token, sure: bool) -> bool:
    if a.negation or b.negation or not is_slip(a.low, b.low, sure):
        return False
    if a.acronym and b.acronym and not sure:
        return False
    return not _opposite(a, b)


@lru_cache(maxsize=1 << 15)
def is_slip(a: str, b: str, sure: bool = False) -> bool:
    """Whether one word is the other with a typing slip, as far as one can tell.

    One slip (a letter wrong, missing, too many, or two changed places) in words of four
    letters or more, two in words of nine. Two words that both exist are two words, unless
    all else speaks for a slip.
    """
    short, long = sorted((len(a), len(b)))
    if long < (3 if sure else 4) or any(c.isdigit() for c in a + b):
        return False
    from rapidfuzz.distance import OSA

    allowed = 2 if long >= 9 and not sure else 1
    if OSA.distance(a, b, score_cutoff=allowed) > allowed:
        return False
    if sure:
        return True
    # a wrong first letter is rare; a missing one, or two that changed places, are slips
    first_right = a[0] == b[0] or a[:2] == b[1::-1] or (long > 4 and (a[1:] == b or b[1:] == a))
    return first_right and short >= 3 and not (known(a) and known(b))


@lru_cache(maxsize=1 << 14)
def known(word: str) -> bool:
    """Whether it is an ordinary English word."""
    from talkdeck.english import tables  # its word lists take a moment to load

    return tables.known(word)
