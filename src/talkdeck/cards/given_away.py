"""What can be wrong with a question and its answer together: the one gives the other away."""

from __future__ import annotations

from talkdeck.cards.card import Card, Item
from talkdeck.cards.words import content_words, flatten, in_code, stem, words
from talkdeck.outline.inline import Inline
from talkdeck.regex import regex

SHORT_ANSWER = 4
"""Most words of an answer that a front gives away with more than half of them."""

A_TERM = 4
"""Most words of a term that is asked for; what is longer is a phrase that may come back."""

SHORT_ECHO = 5
"""Most words of an answer that must not begin with a word of the question."""


def answer_in_question(card: Card) -> str:
    """How a front tells the answer: by its words, other forms of them, or a name in code."""
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


def _in_code(items: tuple[Item, ...]) -> set[str]:
    """What stands as code in an answer: `str` in that of `Optional[str]` is no word of English."""
    return {word for item in items for code in in_code(item.text) for word in content_words(code)}


def _parts_of_code(question: Inline) -> set[str]:
    """The words that names in code are made of: `sys.version_info` has version."""
    parts = (part for code in in_code(question) for part in _CODE_PART.findall(code))
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


_A_TERM = regex(
    r"(?:what (?:is|are) (?:an? |the )?)?(?!(?:what|how|why|which|who|when|where)\b)(.+)\?"
)
"""A term that is asked for: `Yeast?`, `What is a lock?`"""


_ARTICLES = frozenset("a an the each every".split())


def circular(card: Card) -> str:
    """A term in what should explain it, so that this says something else of it. What begins
    with the term, as a sentence does, is about it.
    """
    if card.kind == "cloze" or card.extra or len(card.answer) != 1 or card.answer[0].items:
        return ""
    found = _A_TERM.fullmatch(card.question.text.casefold())
    if not found or any(in_code(card.question)):
        return ""
    term, said = words(found[1]), words(card.sole_answer.text)
    if not 0 < len(term) <= A_TERM or _begins(said, term):
        return ""
    again = any(said[n : n + len(term)] == term for n in range(len(said)))
    return f"“{found[1]}” is in its own explanation" if again else ""


def _begins(said: tuple[str, ...], term: tuple[str, ...]) -> bool:
    start = 1 if said and said[0] in _ARTICLES else 0
    return said[start : start + len(term)] == term
