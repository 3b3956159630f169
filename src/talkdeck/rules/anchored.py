"""Anchored shapes: they look at a place of a text and say how far they reach.

Each looks at a bounded stretch, so that no pattern takes more than linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from talkdeck import english
from talkdeck.outline.inline import FILLER
from talkdeck.regex import regex
from talkdeck.rules.view import View

Fit = Callable[[View, int], int]
"""Where a shape that begins at an offset ends; -1 if it does not fit there."""


class Anchored(NamedTuple):
    """An anchored shape.

    Attributes:
        fit: how far it reaches.
        about: what it is, in words.
        example: a text that has it.
        needs: features (see `View.features`) of which a text must have one; () for none.
        begins: the same for texts that begin with it; () for the same as `needs`.
        places: all offsets where it may begin, where they are few and known.
    """

    fit: Fit
    about: str
    example: str
    needs: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    places: Callable[[View], list[int]] | None = None


_WORD = regex(rf"[\w{FILLER}](?:[\w{FILLER}'./+#&-]{{0,58}}[\w{FILLER}+#])?")
_PLAIN_WORD = regex(r"[^\W\d_](?:[\w'-]{0,38}[^\W_])?")
_CAPS = regex(r"[A-Z](?:[A-Za-z0-9&/.-]{0,6}[A-Z0-9])(?:s\b)?")
_TITLE_WORD = regex(r"[^\s,;:()\[\]\"!?→]{1,60}")
_MARK = regex(r":(?= )|(?<= )-(?= )")
_SMALL = frozenset("of the and for in a an to with on de la by or at from & vs".split())
_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty"
    " seventy eighty ninety hundred thousand million billion"
).split()
_NUMBER_SET = frozenset(_NUMBER_WORDS)
_NUMBER_STARTS = _NUMBER_SET | {"~", "≈"}
_QUANTITY_STARTS = frozenset(
    "up about around over more less at nearly almost roughly approximately under below above ~ ≈ >"
    " < ± $ € £ ¥".split()
)
_DIGITS = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?|\d{1,12}(?:\.\d{1,6})?"
_NUMBER = regex(rf"[~≈]?(?:{_DIGITS})(?:[km]\b|\+(?!\w))?")  # in lower case
_LETTERS = regex(r"\w+")
_QUANTITY = regex(  # in lower case
    rf"(?:(?:up to|about|around|over|more than|less than|at least|at most|nearly|almost|roughly"
    rf"|approximately|under|below|above|~|≈|>|<|±) ?)?"
    rf"(?P<currency>[$€£¥])?(?P<number>{_DIGITS})"
    rf"(?:%?(?: ?- ?| to )[$€£¥]?(?:{_DIGITS}))?(?P<slash>/\d+)?"
    r"(?P<unit>(?: ?%| ?°[cf]?|\+|[kmbx]\b| ?(?:[kmgtp]i?b|[kmg]?hz|[kmgt]?bps|[nµμum]?s|[mck]?m"
    r"|[mk]?g|kw|mw|gw|kwh|dpi|px|fps|rpm|h|hrs?|mins?|secs?|k|x|million|billion|thousand"
    r"|hundred|percent|trillion)\b)+)?"
)
_YEAR = regex(r"(?:1[5-9]|20)\d\d\b")
_URL = regex(r"(?:https?://|www\.)[^\s<>\"]{1,2000}")
_QUOTED = regex(r'"[^"]{1,500}"')
_BE_WORDS = ("is", "are", "was", "were", "isn", "aren", "wasn", "weren")
_BE = regex(r"(?:is|are|was|were)(?:n't)?\b")
_MODAL = regex(
    r"(?:can|could|may|might|must|shall|should|will|would|cannot|can't|won't|shouldn't|couldn't"
    r"|wouldn't|mustn't|has to|have to|needs to|need to)\b"
)
_MODAL_WORDS = tuple(
    "can could may might must shall should will would cannot won shouldn couldn wouldn mustn has"
    " have needs need".split()
)
_ARTICLES = ("a", "an", "the")
_ARTICLE = regex(r"(?:a|an|the)\b")


def _regex(expression: re.Pattern[str]) -> Fit:
    def fit(view: View, at: int) -> int:
        hit = expression.match(view.text, at, view.end)
        return hit.end() if hit else -1

    return fit


def _low(expression: re.Pattern[str]) -> Fit:
    """An expression for texts in lower case, which takes half as long to compile."""

    def fit(view: View, at: int) -> int:
        hit = expression.match(view.low, at, view.end)
        return hit.end() if hit else -1

    return fit


def _number(view: View, at: int) -> int:
    hit = _NUMBER.match(view.low, at, view.end)
    if hit is None:
        hit = _LETTERS.match(view.low, at, view.end)
        if hit is not None and hit.group() not in _NUMBER_SET:
            return -1
    return hit.end() if hit else -1


def _mark(kind: str) -> Fit:
    def fit(view: View, at: int) -> int:
        return view.marks(kind).get(at, -1) if view.inline.marks else -1

    return fit


def _word_that(name: str) -> Fit:
    """A single word of which a function of the English room says yes."""

    @lru_cache(maxsize=20_000)
    def asked(word: str) -> bool:
        return bool(getattr(english, name)(word))

    def fit(view: View, at: int) -> int:
        hit = _PLAIN_WORD.match(view.text, at, view.end)
        return hit.end() if hit and asked(hit.group()) else -1

    return fit


def _caps(view: View, at: int) -> int:
    hit = _CAPS.match(view.text, at, view.end)
    if not hit:
        return -1
    word = hit.group().removesuffix("s")
    capitals = sum(c.isupper() for c in word)
    lows = sum(c.islower() for c in word)
    fine = capitals >= max(2, lows) or (not lows and any(c.isdigit() for c in word))
    return hit.end() if fine else -1


def _title(view: View, at: int) -> int:
    """Capitalised words, with at most two small ones between any two of them."""
    end, small = -1, 0
    for _ in range(14):
        hit = _TITLE_WORD.match(view.text, at, view.end)
        if not hit:
            break
        word = hit.group().rstrip(".'")
        if word[:1].isupper() or (end >= 0 and word[:1].isdigit()):
            end, small = at + len(word), 0
        elif end < 0 or word not in _SMALL or small == 2:
            break
        else:
            small += 1
        at = hit.end() + 1
        if len(word) < len(hit.group()) or view.text[hit.end() : at] != " ":
            break
    return end


def _quantity(view: View, at: int) -> int:
    hit = _QUANTITY.match(view.low, at, view.end)
    if not hit:
        return -1
    if hit["unit"] or hit["currency"] or hit["slash"]:
        return hit.end()
    thing = _PLAIN_WORD.match(view.text, hit.end() + 1, view.end)
    if thing and view.text[hit.end()] in " -" and english.is_plural(thing.group()):
        return thing.end()
    return -1


def _measure(view: View, at: int) -> int:
    """A quantity with a unit, currency or percent sign; `two opportunities` is none."""
    hit = _QUANTITY.match(view.low, at, view.end)
    return hit.end() if hit and (hit["unit"] or hit["currency"]) else -1


def _finite(*wanted: str) -> Fit:
    """The main verb group of the whole text, at exactly its place."""

    def fit(view: View, at: int) -> int:
        found = clause(view)
        if found is None or found[0] != at or (wanted and found[2] not in wanted):
            return -1
        return found[1]

    return fit


def clause(view: View) -> tuple[int, int, str] | None:
    """Start, end and form (see `verb_form`) of the main verb group."""
    if "clause" not in view.memo:
        split = english.split_clause(view.text[: view.end])
        if split is not None and split.lead[0] < split.lead[1]:
            split = None  # `In practice, …`: a question would have to ask that along
        view.memo["clause"] = split and (*split.verb, verb_form(view.text[slice(*split.verb)]))
    found: tuple[int, int, str] | None = view.memo["clause"]
    return found


@lru_cache(1 << 12)
def verb_form(group: str) -> str:
    """Which form the verb of a group has: not, be, modal, s, plural, past or passive.

    `passive` is a form of be with another verb (`is kept`, `are keeping`); `not` is a group
    that denies.
    """
    words = group.lower().replace("’", "'").split()
    if any(w in ("not", "never", "cannot") or w.endswith("n't") for w in words):
        return "not"
    first = group.split()[0].lower() if group.split() else ""
    if first in ("is", "are", "was", "were", "am", "'s", "'re"):
        return "be" if all(english.is_adverb(w) for w in words[1:]) else "passive"
    if first.startswith(_MODAL_WORDS) and _MODAL.match(group.lower()):
        return "modal"
    if first in ("does", "has"):
        return "s"
    if first in ("did", "had"):
        return "past"
    if english.is_third(first):
        return "s"
    return "plural" if english.is_base(first) else "past"


def _mark_places(kind: str) -> Callable[[View], list[int]]:
    return lambda view: sorted(view.marks(kind)) if view.inline.marks else []


def _word_places(words: tuple[str, ...]) -> Callable[[View], list[int]]:
    return lambda view: [at for w in words if w in view.tokens for at in view.tokens[w]]


def _capital_places(view: View) -> list[int]:
    return [at for at in view.positions if view.text[at].isupper()]


def _number_places(view: View) -> list[int]:
    return [at for t, some in view.tokens.items() if t[0].isdigit() or t in _NUMBER_STARTS
            for at in some]  # fmt: skip


def _quantity_places(view: View) -> list[int]:
    return [at for t, some in view.tokens.items() if t[0].isdigit() or t in _QUANTITY_STARTS
            for at in some]  # fmt: skip


def _finite_places(*wanted: str) -> Callable[[View], list[int]]:
    def places(view: View) -> list[int]:
        found = clause(view)
        return [] if found is None or (wanted and found[2] not in wanted) else [found[0]]

    return places


VERB_FORMS = ("be", "modal", "s", "plural", "past", "not", "passive")
"""What `verb_form` tells apart."""

ANCHORED: dict[str, Anchored] = {
    "word": Anchored(_regex(_WORD), "one word", "cache"),
    "caps": Anchored(
        _caps,
        "an acronym, 2 to 8 characters",
        "JWST",
        ("<capitals>",),
        (),
        _capital_places,
    ),
    "title": Anchored(
        _title,
        "Capitalised Words, small ones between them",
        "Queen of the Night",
        ("<capital>",),
        (),
        _capital_places,
    ),
    "number": Anchored(
        _number,
        "a number, in digits or as a word from two on",
        "1,000",
        ("<digit>", *_NUMBER_WORDS),
        (),
        _number_places,
    ),
    "quantity": Anchored(
        _quantity,
        "a number with its unit or thing",
        "up to 30%",
        ("<digit>",),
        (),
        _quantity_places,
    ),
    "measure": Anchored(
        _measure,
        "a number with a unit, currency or percent sign",
        "up to 30%",
        ("<digit>",),
        (),
        _quantity_places,
    ),
    "year": Anchored(_regex(_YEAR), "a year", "2017", ("<digit>",), (), _number_places),
    "code": Anchored(
        _mark("code"),
        "one stretch of code",
        "`pytest`",
        ("<code>",),
        (),
        _mark_places("code"),
    ),
    "formula": Anchored(
        _mark("math"),
        "one formula",
        "$E = mc^2$",
        ("<math>",),
        (),
        _mark_places("math"),
    ),
    "bold": Anchored(
        _mark("strong"),
        "one stretch in bold",
        "**yeast**",
        ("<strong>",),
        (),
        _mark_places("strong"),
    ),
    "italic": Anchored(
        _mark("emphasis"),
        "one stretch in italics",
        "*yeast*",
        ("<emphasis>",),
        (),
        _mark_places("emphasis"),
    ),
    "link": Anchored(
        _mark("link"),
        "one link",
        "[page](https://example.org)",
        ("<link>",),
        (),
        _mark_places("link"),
    ),
    "quoted": Anchored(_regex(_QUOTED), "a text in quotes", '"so it goes"', ('"',)),
    "url": Anchored(_regex(_URL), "an address", "https://example.org", ("http", "https", "www")),
    "mark": Anchored(
        _regex(_MARK),
        "without a name: a colon, or a dash between spaces, as between a term and its meaning",
        ":",
        (":", "-"),
        (),
        lambda view: [hit.start() for hit in _MARK.finditer(view.low, view.begin, view.end)],
    ),
    "arrow": Anchored(_regex(regex("→")), "an arrow", "->", ("→",), (), _word_places(("→",))),
    "be": Anchored(
        _low(_BE),
        "is, are, was or were",
        "is",
        _BE_WORDS,
        (),
        _word_places(_BE_WORDS),
    ),
    "modal": Anchored(
        _low(_MODAL),
        "can, should, must …",
        "should",
        _MODAL_WORDS,
        (),
        _word_places(_MODAL_WORDS),
    ),
    "article": Anchored(
        _low(_ARTICLE),
        "a, an or the",
        "the",
        _ARTICLES,
        (),
        _word_places(_ARTICLES),
    ),
    "verb": Anchored(_word_that("is_base"), "a verb in its base form", "keep"),
    "verb-s": Anchored(_word_that("is_third"), "a verb in the third person", "keeps", (), ("^-s",)),
    "verb-ing": Anchored(_word_that("is_gerund"), "a verb with -ing", "keeping", (), ("^-g",)),
    "verb-ed": Anchored(_word_that("is_past"), "a verb in the past", "kept"),
    "verb-pp": Anchored(_word_that("is_participle"), "a past participle", "kept"),
    "plural": Anchored(_word_that("is_plural"), "a noun in the plural", "caches"),
    "singular": Anchored(_word_that("is_singular"), "a noun in the singular", "cache"),
    "adverb": Anchored(_word_that("is_adverb"), "an adverb", "quickly"),
    "pronoun": Anchored(_word_that("is_pronoun"), "a pronoun", "they"),
    "preposition": Anchored(_word_that("is_preposition"), "a preposition", "under"),
    "finite": Anchored(
        _finite(),
        "the main verb of the whole text, with its helpers",
        "can keep",
        (),
        (),
        _finite_places(),
    ),
    "finite-s": Anchored(
        _finite("s"), "the main verb, third person", "keeps", (), (), _finite_places("s")
    ),
    "finite-plural": Anchored(
        _finite("plural"), "the main verb, plural", "keep", (), (), _finite_places("plural")
    ),
    "finite-past": Anchored(
        _finite("past"), "the main verb, past", "kept", (), (), _finite_places("past")
    ),
    "finite-modal": Anchored(
        _finite("modal"),
        "the main verb with can, should …",
        "should keep",
        (),
        (),
        _finite_places("modal"),
    ),
    "finite-not": Anchored(
        _finite("not"), "the main verb, denied", "doesn't keep", (), (), _finite_places("not")
    ),
    "finite-passive": Anchored(
        _finite("passive"),
        "the main verb with is or are",
        "is kept",
        (),
        (),
        _finite_places("passive"),
    ),
    "finite-be": Anchored(
        _finite("be"), "the main verb is, are, was or were", "is", (), (), _finite_places("be")
    ),
}
"""Anchored shapes by name. Word lists are anchored too."""
