"""Whether two wordings ask for the same thing: word by word, with what turns a meaning round.

Nothing here understands a sentence. It says what differs, and refuses where the difference is
of a kind that makes another question of it: a negation, a number, an opposite, another name,
or two things that changed places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from functools import lru_cache
from pathlib import Path

from talkdeck.ledger.tokens import Token, known, runs, stem, tokens
from talkdeck.values import dataclass

_PREFIXES = frozenset(
    "un in im ir il non dis de a anti mis counter under over pre post sub super inter intra hyper "
    "hypo multi mono micro macro non- pre- post- anti- self- semi- multi- out up down".split()
)
_DIRECTED = frozenset("than over from to into before after by instead rather replace beat".split())
_QUESTION_WORDS = frozenset("who whom whose when where why how".split())  # `what` asks for all


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
    gone, come = _without_count(gone, come, counts)
    other = "" if not gone and not come else _another(gone, come)
    other = other or _turned_round(common, olds, news)
    heavy_gone = [t for t in gone if not t.light]
    heavy_come = [t for t in come if not t.light]
    counted = str(counts[0]) if counts[0] else ""
    both = sum(
        not t.light and t.stem not in worn and t.digits != counted
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
    signs = runs(old, new)
    places: dict[str, list[int]] = {}
    taken = set(signs.values())
    for n in range(len(new) - 1, -1, -1):
        if n not in taken:
            places.setdefault(new[n].stem, []).append(n)
    gone: list[int] = []
    common: Common = []
    for n, token in enumerate(old):
        if n in signs:
            common.append((n, signs[n]))
        elif not token.sign and (same := places.get(token.stem)):
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


LONG = 200
"""Of longer texts so many words are compared."""


def shared_words(old: str, new: str) -> float:
    """The share of words that two texts have in common, 0 to 1; slips count as common, and
    words of little meaning count little.
    """
    olds, news = tokens(old)[:LONG], tokens(new)[:LONG]
    gone, come, common, slips = _compare(olds, news, sure=False)
    both = 2 * sum(_worth(olds[n]) for n, _ in common) - 0.2 * slips
    every = both + sum(map(_worth, gone)) + sum(map(_worth, come))
    return max(both / every, 0.0) if every else 1.0


def _worth(token: Token) -> float:
    return 0.25 if token.light else 1.0


def _without_count(
    gone: list[Token], come: list[Token], counts: tuple[int, int]
) -> tuple[list[Token], list[Token]]:
    """The words without the number of the answer's items, where it changed as that did, or
    where only one of the two wordings has it.
    """
    old, new = (str(n) if n > 1 else "" for n in counts)
    had, has = (any(t.number for t in words) for words in (gone, come))
    if had and has:
        followed = old != new and any(t.digits == old for t in gone)
        if not followed or all(t.digits != new for t in come):
            return gone, come
    return [t for t in gone if t.digits != old], [t for t in come if t.digits != new]


def _another(gone: Sequence[Token], come: Sequence[Token]) -> str:
    if sum(t.negation for t in gone) != sum(t.negation for t in come):
        return "a negation"
    numbers = [sorted(t.digits for t in words if t.number) for words in (gone, come)]
    if all(numbers) and numbers[0] != numbers[1]:
        return "a number"
    for a in gone:
        for b in come:
            if _opposite(a, b):
                return f"{a.low} and {b.low}"
    if _named(gone) and _named(come):
        return ANOTHER_NAME
    return ""


def _opposite(a: Token, b: Token) -> bool:
    if _parted({a.low, a.stem}, {b.low, b.stem}):
        return True
    if "-" in a.low and "-" in b.low:  # `sign-up` and `sign-down`
        ones, twos = a.low.split("-"), b.low.split("-")
        differ = [(x, y) for x, y in zip(ones, twos, strict=False) if x != y]
        if len(ones) == len(twos) and len(differ) == 1:
            x, y = differ[0]
            return _parted({x, stem(x)}, {y, stem(y)})
    short, long = sorted((a.low, b.low), key=len)
    return len(short) > 2 and long.endswith(short) and long[: -len(short)] in _PREFIXES


def _parted(ones: set[str], twos: set[str]) -> bool:
    """Whether the list of opposites has two words on one line, in different groups."""
    groups = _groups()
    for one in ones:
        for two in twos:
            shared = groups.get(one, _NONE).keys() & groups.get(two, _NONE).keys()
            if any(groups[one][line] != groups[two][line] for line in shared):
                return True
    return False


_NONE: dict[int, int] = {}


@lru_cache(maxsize=1)
def _groups() -> dict[str, dict[int, int]]:
    """For each word the lines of `opposites.txt` it is on, with its group there."""
    text = Path(__file__).with_name("opposites.txt").read_text("utf-8")
    result: dict[str, dict[int, int]] = {}
    for number, line in enumerate(text.splitlines()):
        if line.startswith("#"):
            continue
        for group, words in enumerate(line.split("|")):
            for word in words.split():
                for form in (word, stem(word)):
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
