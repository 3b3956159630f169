"""What can be wrong with a card, seen from the card alone.

Each check is a name, a sentence for the person, and a pure function that says what it found.
`choose` drops a card for some of them; others are only worth telling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from talkdeck.cards.card import Card, Item
from talkdeck.cards.words import STEMMED_SMALL, content_words, flatten, stem, words
from talkdeck.outline.inline import EMPTY, Inline
from talkdeck.outline.telling import says_nothing
from talkdeck.regex import regex
from talkdeck.values import dataclass

LONGEST_ANSWER = 40
"""Most words of an answer that is one text: more can't be graded at a glance."""

LONGEST_LIST = 60
"""Most words of all items of a list together."""

MOST_ITEMS = 7
"""Most items of a list that a person can be asked to recall at once."""

MOST_SENTENCES = 5
"""Most items of a list whose items are longer than `SHORT_ITEM`."""

SHORT_ITEM = 4
"""Words that the items of a longer list may have, taken together."""

SHORT_ANSWER = 4
"""Most words of an answer that a front gives away with more than half of them."""

A_TERM = 4
"""Most words of a term that is asked for; what is longer is a phrase that may come back."""

SHORT_ECHO = 5
"""Most words of an answer that must not begin with a word of the question."""

LONGEST_QUESTION = 32
"""Most words of a question."""

_TOKEN = regex(r"\w+")

# Expressions here see texts in lower case, and only texts that a quick look does not let pass:
# compiling one takes as long as reading some cards.

_PRONOUNS = frozenset(
    "it they he she this that these those one some other others them its their".split()
)
_UNRESOLVED = regex(
    r"(?:what|how|why|when|where|which|who)\s+(?:\w+\s+){0,2}?"
    r"(?:is|are|was|were|do|does|did|can|could|should|will|would|has|have|had)\s+"
    rf"(?:{'|'.join(sorted(_PRONOUNS))})\b(?!-)"
)

_LOOSE_WORDS = frozenset("they their them these those this instead otherwise same".split())
_LOOSE = regex(
    r"(?<!that )(?<!which )\b(?:they|their|them|these|those|instead\?|otherwise\?"
    r"|(?:do|be|have) the same|#\d+)(?=\W|$)"
    r"|\bthis(?=\s+(?:as|is|was|to|in|on|for|by|with|and|or)\b|\W*$)"
    r"|(?:(?<=of )|(?<=for )|(?<=in )|(?<=with )|(?<=from ))this(?=\s+\w)"
    r"|(?<=ing )this(?=\s+(?!so-called)\w)"
)

_YES_NO_WORDS = tuple(
    "is are was were do does did can could should will would has have had may might must".split()
)
_YES_NO = regex(
    rf"(?:{'|'.join(_YES_NO_WORDS)})(?:n['’]t)?\s"
    r"|any (?:support|thoughts?|plans?|news|way|chance|reason|ideas?|need|other)\b"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be wrong with a card.

    Attributes:
        name: kebab-case, e.g. `answer-in-question`; the name that settings and messages use.
        about: what is wrong, in words for the person.
        find: says what was found, e.g. `52 words`; "" if the card is fine.
    """

    name: str
    about: str
    find: Callable[[Card], str]


def _empty(card: Card) -> str:
    if not words(card.question.text) and not card.question.marks:
        return "the question has no words"
    if not card.answer and not card.extra:
        return "there is no answer"
    if not card.extra and not any(map(_says_something, card.answer)):
        return "the answer has no words"
    return ""


def _says_something(item: Item) -> bool:
    """Whether there is a word or mark-up in it: `===` alone is a line that was drawn."""
    text = item.text
    return bool(words(text.text) or text.marks) or any(map(_says_something, item.items))


def _answer_in_question(card: Card) -> str:
    if card.kind in ("cloze", "list") or card.extra:
        return ""
    answer = content_words(" ".join(flatten(card.answer)))
    asked = content_words(card.question.text)
    shown = asked | content_words(" ".join(card.context))
    if answer and answer <= shown:
        return "every word of the answer stands on the front"
    if len(answer) <= SHORT_ANSWER and 2 * len(answer & shown) > len(answer):
        return "most words of the answer stand on the front"
    front = shown if len(answer) <= SHORT_ANSWER else asked
    if answer and all(any(_alike(word, other) for other in front) for word in answer):
        return "the front has every word of the answer in another form"
    told = (answer & _parts_of_code(card.question)) - _in_code(card.answer)
    if told and len(answer) <= SHORT_ANSWER and 2 * len(told) >= len(answer):
        return f"the name “{card.question.text}” tells most of the answer"
    return _repeats(card, answer)


_CODE_PART = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def _code(text: Inline) -> Iterator[str]:
    """The pieces of a text that are marked as code."""
    return (text.text[mark.start : mark.end] for mark in text.marks if mark.kind == "code")


def _in_code(items: tuple[Item, ...]) -> set[str]:
    """What stands as code in an answer: `str` in that of `Optional[str]` is no word of English."""
    return {word for item in items for code in _code(item.text) for word in content_words(code)}


def _parts_of_code(question: Inline) -> set[str]:
    """The words that names in code are made of: `sys.version_info` has version."""
    parts = (part for code in _code(question) for part in _CODE_PART.findall(code))
    return {stem(part.casefold()) for part in parts if len(part) > 2}


_TELLS = regex(r"(?:why|how|when|where|who|what (?:happens|should))\b")


def _repeats(card: Card, answer: frozenset[str]) -> str:
    """Whether a short answer begins with a word of the question: `search indexes? search …`."""
    said = words(" ".join(flatten(card.answer)))
    first = next((n for n, w in enumerate(said) if stem(w) in answer), None)
    if first is None or len(answer) > SHORT_ECHO:
        return ""
    if stem(said[first]) in _in_code(card.answer):
        return ""
    if said[first + 1 : first + 2] in (("for",), ("that",), ("to",), ("where",)):
        return ""  # `method for persuading people` says which method
    asked = content_words(card.question.text)
    if not any(_alike(stem(said[first]), w) for w in asked):
        return ""
    if _TELLS.match(card.question.text.lower()):
        return ""
    return f"the answer begins with “{said[first]}” of the question"


def _alike(word: str, other: str) -> bool:
    """Whether two stems are forms of one word, roughly: `stor` of `stored` and `store`."""
    short, long = sorted((word, other), key=len)
    if len(short) > 4 and short[:5] == long[:5]:
        return True
    return short == long or (
        len(short) == 4 and long.startswith(short) and len(long) == len(short) + 1
    )


_POINTERS = ("this", "that", "these", "those", "it", "them", "such", "so", "the same")
_JOINING = ("and", "or", "but")
_DANGLING = regex(
    rf"(?:{'|'.join(_POINTERS)})(?:\s+(?:as|one|ones|\w+s|way|thing))?[.!]?$"
    r"|(?:this|these|those)\b(?!\s+is\b)|that\s+(?:in|on|for|with|by)\b"
    rf"|(?:{'|'.join(_JOINING)})\b"
)

_COUNTED_THINGS = tuple(
    "parts things ways types kinds steps reasons forms stages levels points".split()
)
_ONLY_COUNTS = regex(
    r"(?:\w+\s)?(?:\d|two|three|four|five|six|seven|several|many|various|different)"
    rf"\s+(?:\w+\s)?(?:{'|'.join(_COUNTED_THINGS)})[.:!]?$"
)

_ELSEWHERE = frozenset(
    "this so these follows below above shown following next previous section chapter slide page"
    " form way ways step steps option options example examples code command commands"
    " including as namely".split()
)
_POINTS_ON = regex(
    r"\b(?:like (?:this|so|these)|as (?:follows|below|above|shown)"
    r"|(?:see|shown|listed) (?:below|above)"
    r"|(?:the|one of the|any of the|these) (?:following|next|previous|above|below)"
    r"(?:\s+(?:section|chapter|slide|page|form|ways?|steps?|options?|examples?|code|commands?))?"
    r"(?:\s+\([^()]*\))?|including|such as|namely)[.:!]?$"
)


def _said(card: Card) -> Inline:
    """The answer, where one text is all that answers; else an empty text."""
    alone = len(card.answer) == 1 and not card.answer[0].items and not card.extra
    return card.answer[0].text if alone else EMPTY


def _dangling(card: Card) -> str:
    said = _said(card).text.strip()
    low = said.lower()
    end = low.rstrip(".:!")
    found = _DANGLING.match(low) if low.startswith((*_POINTERS, *_JOINING)) else None
    if not found and end.endswith(_COUNTED_THINGS):
        found = _ONLY_COUNTS.match(low)
    if not found and (end.endswith(")") or not _ELSEWHERE.isdisjoint(end.split()[-1:])):
        found = _POINTS_ON.search(low)
    return f"the answer “{_of(found, said)}” points to what is not on the card" if found else ""


def _of(found: re.Match[str], text: str) -> str:
    """What was found in a text that was searched in lower case."""
    return text[found.start() : found.end()]


_NO_ANSWERS = (
    "todo", "to do", "tbd", "tba", "wip", "n/a", "not ", "no idea", "don", "it depends",
    "same", "as above", "see", "ditto",
)  # fmt: skip
_NO_ANSWER = regex(
    r"(?:todo|to do|tbd|tba|wip|n/a)\b.{0,3}$"
    r"|(?:not (?:really )?sure|no idea|don['’]?t know|it depends)\b"
    r"|(?:(?:same |see )?(?:as )?(?:above|below)|ditto)\W*$"
)


def _unanswered(card: Card) -> str:
    said = _said(card).text.strip()
    low = said.lower()
    found = _NO_ANSWER.match(low) if low.startswith(_NO_ANSWERS) else None
    return f"the answer is “{said if len(said) < 20 else _of(found, said)}”" if found else ""


_A_TERM = regex(
    r"(?:what (?:is|are) (?:an? |the )?)?(?!(?:what|how|why|which|who|when|where)\b)(.+)\?"
)
"""A term that is asked for: `Yeast?`, `What is a lock?`"""


_ARTICLES = frozenset("a an the each every".split())


def _circular(card: Card) -> str:
    """A term in what should explain it, so that this says something else of it. What begins
    with the term, as a sentence does, is about it.
    """
    if card.kind == "cloze" or card.extra or len(card.answer) != 1 or card.answer[0].items:
        return ""
    found = _A_TERM.fullmatch(card.question.text.casefold())
    if not found or any(_code(card.question)):
        return ""
    term, said = words(found[1]), words(_said(card).text)
    if not 0 < len(term) <= A_TERM or _begins(said, term):
        return ""
    again = any(said[n : n + len(term)] == term for n in range(len(said)))
    return f"“{found[1]}” is in its own explanation" if again else ""


def _begins(said: tuple[str, ...], term: tuple[str, ...]) -> bool:
    start = 1 if said and said[0] in _ARTICLES else 0
    return said[start : start + len(term)] == term


_ASKS_WHAT = regex(r"(?:what|how|why|which|who|when|where)\b")

_A_QUESTION = regex(r"[^.!?:;]+\?(?:$|\s*(?:->|→|=>|[A-Z]))")


def _asks_back(card: Card) -> str:
    """A question as the answer to a question: it was a point to think about. Several of them
    may be a list to go through.
    """
    said = _said(card).mask.strip()
    if said.count("?") != 1 or not _ASKS_WHAT.match(card.question.text.lower()):
        return ""
    return f"the answer asks “{said}”" if _A_QUESTION.match(said) else ""


_LINK = regex(
    r"<?(?:(?:https?://|www\.)\S+|(?:[\w-]+\.)+(?:com|org|net|io|gov|edu|dev|co|me)(?:/\S*)?)>?[.,;]?"
)


def _is_link(text: str) -> bool:
    return " " not in text and ("." in text or "/" in text) and bool(_LINK.fullmatch(text))


def _only_link(card: Card) -> str:
    said = [item.text.text.strip() for item in card.answer]
    if said and not card.extra and all(map(_is_link, said)):
        return "the answer is only a link"
    return ""


_LINKS = tuple(
    "a an the and or but of with from than between because which while whereas includes"
    " including".split()
)
"""What leads on to more, whatever stands before it."""

_MODALS = tuple("can could should will".split())
"""What leads on to a verb, behind a pronoun."""

_LEFT_OPEN = frozenset(_LINKS + _MODALS)
_OPEN_END = regex(rf"\w\s(?:{'|'.join(_LINKS)}|(?:you|we|they|one|it) (?:{'|'.join(_MODALS)}))$")


def _cut_off(card: Card) -> str:
    if card.kind == "cloze" or card.extra:
        return ""
    for item in card.answer:
        text = item.text.text.rstrip()
        left_open = text.endswith((":", "->", "=>", "→"))
        if len(card.answer) == 1:  # in a list a point that breaks off does no harm
            low = text.lower()
            last = low.rsplit(None, 1)[-1:]
            hangs = not _LEFT_OPEN.isdisjoint(last) and _OPEN_END.search(low)
            left_open = left_open or bool(hangs)
        if left_open and not item.items:
            return f"nothing follows “{text}”"
    for said in (card.question, *(item.text for item in card.answer)):
        if _half_quoted(said.mask):
            return f"a quotation is opened and not closed in “{said.text}”"
    return ""


_OPENED = regex(r'(?:^|[\s(])"(?=\w)[^"]*$')
"""A quote before a word, and none after it: who closed one that was not opened made a slip."""

_OPENED_SINGLE = regex(r"(?:^|[\s(])'(?=[^\W\d]+\s)(?!(?i:em|til|cause|tis|twas|n)\b)[^']*$")
"""The same of a single quote, which may be an apostrophe: `the '90s`, `'em`."""


def _half_quoted(mask: str) -> bool:
    """Whether a quotation was cut: it is opened and not closed."""
    if mask.count("“") > mask.count("”") or _OPENED_SINGLE.search(mask):
        return True
    return mask.count('"') % 2 == 1 and _OPENED.search(mask) is not None


def _too_long(card: Card) -> str:
    if card.kind == "list":
        return ""
    count = sum(len(words(t)) for t in flatten(card.answer))
    return f"{count} words" if count > LONGEST_ANSWER else ""


def _too_many_items(card: Card) -> str:
    return too_many(card.answer) if card.kind == "list" else ""


def too_many(answer: tuple[Item, ...]) -> str:
    """What is too much of a list to be recalled at once, e.g. `9 items`; "" if nothing is."""
    if len(answer) > MOST_ITEMS:
        return f"{len(answer)} items"
    count = sum(len(words(t)) for t in flatten(answer))
    items = sum(1 for _ in flatten(answer))
    if items > MOST_ITEMS:
        return f"{items} items with those below them"
    most = LONGEST_LIST if items <= MOST_SENTENCES else SHORT_ITEM * items
    return f"{count} words in {items} items" if count > most else ""


def _long_question(card: Card) -> str:
    count = len(words(card.question.text))
    most = LONGEST_QUESTION + (10 if card.kind == "cloze" else 0)
    return f"{count} words" if count > most else ""


_LONE_IT = regex(
    r"what should you do instead of"
    r"(?:\s(?!(?:a|an|the|your|our|each|every|any|all|some|no)\b)[a-z]+)+\s(?:it|him|her)\?"
)
"""Nothing stands before `it` that it could be; a question of the notes' own may be clear by its
context line.
"""


def _pronoun(card: Card) -> str:
    if card.kind == "cloze":
        return ""
    text = card.question.text
    low = text.lower()
    asked = _TOKEN.findall(low)
    found = _UNRESOLVED.match(low) if not _PRONOUNS.isdisjoint(asked[2:5]) else None
    if not found and ("#" in low or not _LOOSE_WORDS.isdisjoint(asked)):
        found = _LOOSE.search(low)
    if not found and not card.question.marks and asked[-1:] in (["it"], ["him"], ["her"]):
        found = _LONE_IT.fullmatch(low)
    return f"“{_of(found, text)}”" if found else ""


def _yes_no(card: Card) -> str:
    if card.kind == "cloze":
        return ""
    asked = card.question.text.lower()
    if not asked.startswith((*_YES_NO_WORDS, "any ")) or not _YES_NO.match(asked):
        return ""
    answer = words(" ".join(flatten(card.answer)))
    return "the question can be answered by yes or no" if answer else ""


def _vague(card: Card) -> str:
    if card.kind == "cloze":
        return ""
    asked = content_words(card.question.text)
    # In code `-a` is no article.
    if asked and not asked - STEMMED_SMALL and not any(_code(card.question)):
        return "no word that says what is asked about"
    if not all(map(says_nothing, card.context)) or _named(card):
        return ""
    if not card.context:
        return "one word and no context" if len(asked) <= 1 else ""
    bare = card.kind == "list" and len([w for w in asked if not w.isdecimal()]) <= 1
    if bare or _COUNTED.match(card.question.text):
        return f"“{card.context[-1]}” does not say of what"
    return ""


_COUNTED = regex(
    r"(?:what (?:are|were) )?(?:the )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?: (?!(?:about|for|from|in|of|on|that|to|who|with)\b)[^\W\d_][\w-]*){1,3}\?",
    re.IGNORECASE,
)
"""A question for so many things that says no more of them: `What are the four main systems?`."""


def _named(card: Card) -> bool:
    text = card.question.text
    return bool(card.question.marks) or any(c.isupper() for c in text[1:])


CHECKS: tuple[Check, ...] = (
    Check("empty", "nothing to ask or nothing to answer", _empty),
    Check("answer-in-question", "the question gives the answer away", _answer_in_question),
    Check("dangling-answer", "the answer points to something that is not on the card", _dangling),
    Check("no-answer", "the answer says that there is none yet", _unanswered),
    Check("answer-asks", "the answer is a question itself", _asks_back),
    Check("circular", "the answer explains a term by the term itself", _circular),
    Check("only-link", "the answer is only a link", _only_link),
    Check("cut-off", "an answer breaks off, or a quotation is not closed", _cut_off),
    Check("too-long", "the answer is too long to be recalled and graded at once", _too_long),
    Check("too-many-items", "the list is too long to be recalled at once", _too_many_items),
    Check("long-question", "the question is too long to be read at a glance", _long_question),
    Check("pronoun", "the question is about a pronoun that nothing explains", _pronoun),
    Check("yes-no", "the question can be answered by yes or no", _yes_no),
    Check("vague", "the question is too vague to stand alone a year later", _vague),
)
"""All checks of a single card, in the order in which they are tried."""
