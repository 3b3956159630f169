"""Parts of a line: the items of a list that stands in it, and what its brackets hold."""

from __future__ import annotations

import re

from talkdeck import english
from talkdeck.outline.inline import Inline
from talkdeck.regex import regex
from talkdeck.rules.view import View

_END_MARKS = " \t\n.;,:!"
_PARENTHESES = regex(r"\s*\([^()]*\)")
_AND = regex(r"(?:and|or|&)\s+(?=\S)", re.IGNORECASE)
_NO_ITEM = frozenset(
    "e.g. eg i.e. ie which who that where when while but so because then not it they he she this"
    " these those also especially including such like rather".split()
)
_RATIO = regex(
    r"(?:[^\s/]+ = )?(?:# |(?:the )?(?:total )?(?:number|count|sum|amount|no\.) of )",
    re.IGNORECASE,
)
_NO_SLASH = regex(r"\d/\d|\b(?:and/or|i/o|24/7)\b|://|\b[\w-]+\.[a-z]{2,6}/\w")
_JOINED = regex(r"\s+(?:and|or|&)\s+(?=\S)")
_WHENCE = regex(
    r"(?:from|in|on|at|by|with|without|after|before|during|if|when|once|to)\s", re.IGNORECASE
)
"""What begins a phrase before a sentence, unless a third part shows that it is a list."""

LONGEST_ITEM = 6
"""Most words of an item between commas."""


def unparen(value: Inline) -> Inline:
    """Without what stands in parentheses, code aside."""
    for hit in reversed(list(_PARENTHESES.finditer(value.mask))):
        value = value[: hit.start()] + value[hit.end() :]
    return value.strip()


_NO_PART = frozenset(("", "etc", "and so on", "and more", "and others"))
"""What may stand between commas and is no item: it only says that there are more."""


def split(value: Inline) -> tuple[Inline, ...]:
    """The items of a list in a line: at `;`, else ` / ` or `/`, else `, `; code kept whole.

    A comma or slash also stands inside sentences: there it splits short parts only, none of
    which has a verb of its own. What comes after a full stop is no item.
    """
    view = View(value)
    for mark in (";", " / ", ", ", "/"):
        at = outside(view, mark)
        if not at or (mark == "/" and _NO_SLASH.search(view.low)):
            continue
        ends = [*at, len(view.text)]
        begins = [0, *(a + len(mark) for a in at)]
        parts = [view.slice(b, e) for b, e in zip(begins, ends, strict=True)]
        parts[-1] = _without_and(parts[-1])
        parts = [p for p in parts if p.text.strip(_END_MARKS).lower() not in _NO_PART]
        if mark == "/" and " " not in view.text.strip() and len(parts) > 2:
            return (value.strip(),)  # a path
        if mark == "/" and len(parts) == 2 and _is_pair(*(p.text.split() for p in parts)):
            return (value.strip(),)
        if "/" in mark and len(parts) == 2 and any(_RATIO.match(p.text) for p in parts):
            return (value.strip(),)  # a fraction, `# of items / # of slots`
        if mark == ", " and len(parts) == 2 and _WHENCE.match(parts[0].text):
            return (value.strip(),)  # `from the logs, count the errors`
        if mark == ";" or all(_is_item(p) for p in parts):
            return tuple(parts)
    return (value.strip(),)


def _is_pair(before: list[str], after: list[str]) -> bool:
    """Whether a slash joins two words of one phrase: `the loss of water/milk`."""
    return len(before) > 1 or len(after) > 3


def alike(parts: tuple[Inline, ...]) -> bool:
    """Whether parts are of one sort, as those of a list are: things, or what is to be done.

    `of an object, case-sensitive, like a box` says three things of one. One among four may be
    worded in another way, two among six.
    """
    if not all(map(_is_item, parts)):
        return False
    texts = [t for p in parts for t in _JOINED.split(unparen(p).mask)]
    odd = max(0, len(parts) - 2) // 2
    return any(
        sum(not fits(t) for t in texts) <= odd
        for fits in (_is_thing, english.is_imperative, _is_doing)
    )


def _is_thing(text: str) -> bool:
    return len(text.split()) == 1 or english.is_noun_phrase(text)


def _is_doing(text: str) -> bool:
    return english.is_gerund(text.split()[0])


def _is_item(part: Inline) -> bool:
    """Whether a part between commas can stand alone in a list."""
    text = unparen(part).mask
    words = text.split()
    if not words or len(words) > LONGEST_ITEM or words[0].lower() in _NO_ITEM:
        return False
    return not re.search(r"[.!?:]\s", text) and (
        len(words) < 3 or english.finite_verb(text) is None
    )


def outside(view: View, mark: str) -> list[int]:
    """Where a mark stands outside brackets and quotes."""
    found: list[int] = []
    at = 0
    while (at := view.text.find(mark, at)) >= 0:
        inside = next((close for opened, close in view.pairs if opened < at < close), 0)
        if inside:
            at = inside
        else:
            found.append(at)
            at += len(mark)
    return found


def _without_and(value: Inline) -> Inline:
    hit = _AND.match(value.text)
    return value[hit.end() :] if hit else value
