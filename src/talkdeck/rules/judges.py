"""Whole-capture shapes: they judge the text that a free capture took."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from talkdeck import english
from talkdeck.outline.inline import FILLER
from talkdeck.regex import regex
from talkdeck.rules.parts import alike, split
from talkdeck.rules.view import View, count_words

Judge = Callable[[View, int, int], bool]
"""Whether the text between two offsets has a shape."""


class Whole(NamedTuple):
    """A whole-capture shape: how it judges, what it is in words, an example."""

    judge: Judge
    about: str
    example: str


_PLAIN_WORD = regex(r"[^\W\d_](?:[\w'-]{0,38}[^\W_])?")
_END_MARK = regex(r"[.!?;:](?:\s|$)")
_CLAUSE_INSIDE = regex(r",\s+[a-z]|[;:]\s|(?i:\b(?:which|who|how|why|if|that)\s)")
_CONJUNCTIONS = frozenset(
    "and or but nor so yet because if when while unless until although though since whereas than"
    " as whether".split()
)


def plain(view: View, start: int, end: int) -> str:
    """The text between two offsets, as English is asked about it."""
    return view.text[start:end].strip()


def _asks(name: str) -> Judge:
    """What a function of the English room says of the whole text."""

    def judge(view: View, start: int, end: int) -> bool:
        return bool(getattr(english, name)(plain(view, start, end)))

    return judge


MOST_WORDS = {"short": 6, "phrase": 10}
"""Shapes that have a limit of words."""


def _short(view: View, start: int, end: int) -> bool:
    text = view.text[start:end]
    return count_words(text) <= MOST_WORDS["short"] and not _END_MARK.search(text)


def _phrase(view: View, start: int, end: int) -> bool:
    text = view.text[start:end]
    if count_words(text) > MOST_WORDS["phrase"] or _END_MARK.search(text):
        return False
    return english.finite_verb(plain(view, start, end)) is None


def is_proper(view: View, start: int, end: int) -> bool:
    """Whether it looks like a name or a code term: some word is not in lower case."""
    words = view.text[start:end].split()
    if not words:
        return False
    if any(FILLER in w or w[1:] != w[1:].lower() or w[:1].isdigit() for w in words):
        return True
    code = view.marks("code") if view.inline.marks else {}
    if any(start <= s < end for s in code):
        return True
    capitals = [w for w in words if w[:1].isupper()]
    if len(words) == 1 or not capitals:
        return bool(capitals) and english.is_name(words[0])
    inside = [w for w in words[1:] if w[:1].isupper()]
    return bool(inside) or english.is_name(words[0])


def _proper(view: View, start: int, end: int) -> bool:
    """A name or code term, and no sentence in which one stands: `Darwin has the concept`."""
    if not is_proper(view, start, end):
        return False
    text = plain(view, start, end)
    if " " not in text:
        return True
    if _CLAUSE_INSIDE.search(text):
        return False
    return english.finite_verb(text) is None and not english.is_question(text)


def _common(view: View, start: int, end: int) -> bool:
    return not is_proper(view, start, end) and english.is_noun_phrase(plain(view, start, end))


def _gerund(view: View, start: int, end: int) -> bool:
    hit = _PLAIN_WORD.match(plain(view, start, end))
    return bool(hit) and english.is_gerund(hit.group() if hit else "")


def _items(view: View, start: int, end: int) -> bool:
    parts = split(view.slice(start, end))
    return len(parts) > 1 and alike(parts)


def _plural_noun(view: View, start: int, end: int) -> bool:
    text = plain(view, start, end)
    return english.is_noun_phrase(text) and english.is_plural_phrase(text)


def _names(view: View, start: int, end: int) -> bool:
    parts = re.split(r", (?:and )?| and | & ", plain(view, start, end))
    return all(p[:1].isupper() and len(p.split()) <= 4 for p in parts)


def _object(view: View, start: int, end: int) -> bool:
    text = plain(view, start, end)
    hit = _PLAIN_WORD.match(text)
    if not hit:
        return bool(text)
    first = hit.group().lower()
    if first == "that" or english.is_determiner(first) or english.is_gerund(first):
        return True
    return not (first in _CONJUNCTIONS or english.is_adverb(first) or english.is_preposition(first))


WHOLE: dict[str, Whole] = {
    "short": Whole(_short, "at most six words and no end mark", "a fast cache"),
    "phrase": Whole(_phrase, "at most ten words, no end mark, no verb that makes it a sentence",
                    "the cache in front of it"),
    "noun-phrase": Whole(_asks("is_noun_phrase"), "a noun with what belongs to it", "a fast cache"),
    "proper": Whole(_proper, "a name or code term", "Lake Como"),
    "common": Whole(_common, "a noun phrase that is no name", "a fast cache"),
    "adjectives": Whole(_asks("is_adjectival"), "one or more adjectives", "long and stiff"),
    "sentence": Whole(_asks("is_sentence"), "a sentence, with its verb", "yeast eats sugar"),
    "clause": Whole(_asks("is_clause"), "a plain sentence with its subject, which is no pronoun",
                    "yeast eats sugar"),
    "imperative": Whole(_asks("is_imperative"), "an order or advice", "keep it cool"),
    "gerund": Whole(_gerund, "begins with a verb in -ing", "keeping it cool"),
    "question": Whole(_asks("is_question"), "a question", "why does it rise"),
    "items": Whole(_items, "a list in a line: two or more parts", "flour, water, salt"),
    "plural-noun": Whole(_plural_noun, "a noun phrase in the plural", "fast caches"),
    "names": Whole(_names, "one or more names", "Ada Lovelace and Alan Turing"),
    "object": Whole(_object, "begins like the object of a verb", "the sugar"),
}  # fmt: skip
"""Whole-capture shapes by name. Numbers of words, e.g. `1-4`, are of this sort too."""

DEAR = frozenset(
    "phrase noun-phrase proper common sentence clause imperative question items plural-noun".split()
)
"""Those that look at the grammar of a text: it takes long, so they are asked last."""
