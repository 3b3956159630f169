"""Names of things: which nodes name one, and what it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from talkdeck import english
from talkdeck.outline.inline import Inline
from talkdeck.outline.node import Node
from talkdeck.regex import regex
from talkdeck.rules.view import View, count_words
from talkdeck.rules.wordlist import Words

LONGEST_NAME = 6
"""Most words of a name."""

LONGEST_TITLE = 3
"""Most words of a talk's title that names a thing; longer ones are mottoes."""

_ASKING = frozenset("what why how when where which who whom whose".split())
_CUT = regex(r": | - | \(|, |; | → ")
_TITLE_CUT = regex(r": | - ")
_OPENING = frozenset(
    "about above across after against along amid among around as at before behind below beneath"
    " beside besides between beyond by despite during except for from in inside into of on onto"
    " outside per since through throughout to toward towards under until unlike upon via with"
    " within without and or but nor so if because not".split()
)
"""What a name does not begin with; nor with `out of`."""

_NAMES = regex(
    r"(?:in (?:vitro|vivo|situ|silico|utero)|per capita)\b"
    r"|(?:for|in|with|as|if|and|or|not) (?:clause|gate|keyword|loop|operator|statement)s?\b"
)
"""But these are names: `in vitro fertilization` and `for loops`."""

_HANGING = frozenset("about and as at by for from in into of on or the to via with".split())
"""What a name does not end with."""

_NO_NAMES = frozenset("not to now here there then else more".split())
"""What is left of `Why not?` and `When to` behind their openers, and names no thing."""

_ARTICLE = regex(r"^(?:an?|the)\s+(?=\S)")
_COINED = regex(r"\w*[a-z]\w*[A-Z]")
_NUMBERING = regex(r"^(?:\d{1,3}(?:\.\d{1,3}){0,4}[.):]?|[ivx]{1,4}[.)]|#\d{1,3})\s+(?=\S)")
_WHAT_IS = regex(
    r"(?i:what(?:['’]s|\s+is|\s+are|\s+about)\s+(?:an?\s+|the\s+)?)(?P<name>[^?:,]{1,60}?)\s*\?\s*$"
)
_END_MARKS = " \t\n.;,:!-"


class Topic(NamedTuple):
    """What a node is about.

    Attributes:
        text: the name of the thing, with its mark-up.
        node: the node that names it.
    """

    text: Inline
    node: Node


def is_label(view: View, labels: Words | None) -> bool:
    """Whether a text is one of the words that name no thing, such as `Pros`."""
    if labels is None or view.begin >= view.end:
        return False
    end, _ = labels.fit(view, view.begin)
    return end >= 0 and not view.low[end : view.end].strip(_END_MARKS)


def opened(view: View, labels: Words | None, openers: Words | None) -> int:
    """Where a name begins behind the words that open it; -1 if it has none.

    They are the list `name-openers` (`Introduction to GraphQL`), or one of `labels` before a word
    that can only be a name (`Evaluation GraphQL`).
    """
    numbering = _NUMBERING.match(view.text, view.begin)
    begin = numbering.end() if numbering else view.begin
    end = openers.fit(view, begin)[0] if openers is not None else -1
    if end < 0 and labels is not None:
        end = labels.fit(view, begin)[0]
        if end >= 0 and not _COINED.match(view.text, end + 1):
            return -1
    if end < 0:
        return -1
    rest = _ARTICLE.sub("", view.low[end : view.end].lstrip(_END_MARKS))
    return view.end - len(rest) if rest else -1


def is_thing(name: Inline) -> bool:
    """Whether a name may stand in a question as that of a thing: `in defense of tea` may not."""
    text = name.mask
    if english.is_pronoun(text.lower()) or text.lower() in _NO_NAMES:
        return False
    if text.split(" ", 1)[0].isupper():
        return True  # `OR gates`
    words = text.split()
    if len(words) < 2:
        return True
    first = words[0].lower()
    opening = first in _OPENING or (first == "out" and words[1] == "of" and len(words) > 2)
    if opening and not _NAMES.match(text.lower()):
        return False
    return words[-1] not in _HANGING


def title_of(view: View) -> Inline:
    """A talk's title up to its colon or dash."""
    cut = _cut(view, _TITLE_CUT, view.begin)
    return view.slice(view.begin, cut if cut is not None else len(view.text))


def _cut(view: View, expression: re.Pattern[str], begin: int) -> int | None:
    """Where a name ends: at the first mark that does not stand in parentheses."""
    hits = expression.finditer(view.text, begin + 1)
    return next((hit.start() for hit in hits if not _inside(view, hit.start())), None)


def name_of(node: Node, view: View) -> Inline | None:
    """The name of the thing that a node names, None if it names none.

    A heading or bullet names a thing if what stands before its first colon, dash, comma or
    parenthesis is one to six words (three in a title) and neither question, sentence, order
    nor bare number.
    """
    if node.kind in ("code", "code-line", "table", "image"):
        return None
    text = view.text
    if view.low.rstrip().endswith("?"):
        return _asked_for(view)
    begin = view.begin
    if node.kind in ("heading", "talk") and (numbering := _NUMBERING.match(text, begin)):
        begin = numbering.end()
    expression = _TITLE_CUT if node.kind == "talk" else _CUT
    cut = _cut(view, expression, begin)
    end = cut if cut is not None else view.end
    end = begin + len(text[begin:end].rstrip(_END_MARKS))
    words = count_words(text[begin:end])
    longest = LONGEST_TITLE if node.kind == "talk" else LONGEST_NAME
    if not 1 <= words <= longest or not any(c.isalpha() for c in text[begin:end]):
        return None
    name = view.slice(begin, end)
    if node.kind not in ("heading", "talk") and english.is_imperative(name.mask):
        return None
    if node.kind == "talk" and english.is_gerund(name.text.split()[0]):
        return None
    return None if _is_statement(name.mask) else name


def _asked_for(view: View) -> Inline | None:
    """The thing that a question asks for: `Redis` of `What is Redis?`, `What about Redis?`"""
    found = _WHAT_IS.match(view.text, view.begin)
    if not found or count_words(found["name"]) > LONGEST_TITLE:
        return None
    name = view.slice(*found.span("name"))
    return name if english.is_noun_phrase(name.mask) or english.is_name(name.mask) else None


def _inside(view: View, at: int) -> bool:
    return at in view.atoms or any(a < at < b < len(view.text) for a, b in view.pairs)


def _is_statement(text: str) -> bool:
    if english.is_question(text) or text.split(" ", 1)[0].lower() in _ASKING:
        return True
    return " " in text.strip() and english.finite_verb(text) is not None
