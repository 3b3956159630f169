"""Words of a text, for comparing wordings; and the signs of scripts that have no spaces.

In Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese each sign is taken for a word here.
Two sentences have many signs in common by chance, so one counts as common only where it
stands in a run of common signs: see `runs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

from talkdeck.regex import regex
from talkdeck.values import dataclass

_THINKING = "\u3400-\u9fff\uac00-\ud7af"  # a sign is a word or a syllable: two tell something
_SPELLING = "\u3040-\u30ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # little more than letters
SIGNS = _THINKING + _SPELLING
"""Signs of scripts that are written without spaces, for use inside a regular expression's []."""

_WHOLE = "非常|不过|不過|不同|不仅|不僅|不断|不斷|未来|未來|无论|無論|ない|なかった|ません"
_TOKEN = regex(rf"{_WHOLE}|[{SIGNS}]|[^\W{SIGNS}]+(?:[.'/\-][^\W{SIGNS}]+)*[+#]*|[&<>=]+")
_SIGN = regex(f"[{SIGNS}]+")
_SPELT = regex(f"[{_SPELLING}]")
_LIGHT = frozenset(
    "a an the of in on at to for from by with and or is are was were be been being do does did has "
    "have had it its this that these those as into about than then there which what who when where "
    "why how can could should would will may might must shall you your we our they their i he she "
    "his her if so such some any etc also just very really e.g i.e vs s "
    "的 了 是 在 和 与 與 及 也 都 就 而 把 被 对 對 为 為 以 之 于 於 其 这 這 那 "
    "个 個 们 們 吗 嗎 呢 吧 の を に は が と で も へ や か ね よ "
    "은 는 이 가 을 를 의 에 도 와 과".split()
)
_NEGATIONS = frozenset(
    "not no never none nothing nobody neither nor without cannot cant dont doesnt didnt isnt arent "
    "wasnt werent wont wouldnt shouldnt couldnt hasnt havent hadnt aint lack lacks lacking "
    "kein keine keinen nicht nie ohne ne pas jamais sans sin nunca non "
    "不 没 沒 无 無 未 非 ない なかった ません".split()
)
_NUMBER_WORDS = {
    w: str(n)
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {w: str(n) for n, w in enumerate("零一二三四五六七八九十")}


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
        sign: for a sign of a script without spaces, how much of a word it is; else 0.
    """

    low: str
    stem: str
    name: bool
    number: bool
    light: bool
    acronym: bool
    sign: float = 0.0

    @property
    def negation(self) -> bool:
        """Whether it turns a statement round, e.g. `not`."""
        return self.low.replace("'", "") in _NEGATIONS

    @property
    def digits(self) -> str:
        """A number word as a number, e.g. `3` for `three`; any other word as it is."""
        return _NUMBER_WORDS.get(self.low, self.low)


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
    if _SIGN.match(word):
        part = 0.45 if _SPELT.match(word) else 1.0
        return Token(low, low, False, number, low in _LIGHT, False, part * len(low))
    name = word[1:].lower() != word[1:] or any(not c.isalpha() and c not in "'-" for c in word)
    if not name and low != word:  # a capital at the beginning of a sentence means little
        name = not first or not known(low)
    acronym = len(word) > 1 and word.isupper()
    thing = acronym or (word.isupper() and not first and low != "i")  # `A` and `B`
    return Token(low, stem(low), name, number, low in _LIGHT and not thing, acronym)


def stem(low: str) -> str:
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


RUN = 1.8
"""So much of a word a run of common signs has to have: two of Chinese, four of Thai or kana."""


def runs(old: Sequence[Token], new: Sequence[Token]) -> dict[int, int]:
    """Which signs two texts have in common, position in the one -> position in the other.

    Only those that stand in common runs: single signs are common to any two sentences.
    At the beginning or end of both texts a shorter run does.
    """
    if not any(t.sign for t in old) or not any(t.sign for t in new):
        return {}
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, [t.low for t in old], [t.low for t in new], autojunk=False)
    result: dict[int, int] = {}
    for a, b, size in matcher.get_matching_blocks():
        weight = sum(t.sign or 1.0 for t in old[a : a + size])
        ends = (a == b == 0) + (a + size == len(old) and b + size == len(new))
        if weight + ends >= RUN:
            result.update((a + n, b + n) for n in range(size) if old[a + n].sign)
    return result


def pairs_of_signs(text: str) -> set[str]:
    """All two adjoining signs of scripts without spaces, for finding what may be alike."""
    return {part[n : n + 2] for part in _SIGN.findall(text) for n in range(len(part) - 1)}


@lru_cache(maxsize=1 << 14)
def known(word: str) -> bool:
    """Whether it is an ordinary English word."""
    from talkdeck.english import tables  # its word lists take a moment to load

    return tables.known(word)
