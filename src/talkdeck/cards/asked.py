"""What can be wrong with a question, seen from the card alone."""

from __future__ import annotations

import re

from talkdeck.cards.card import Card
from talkdeck.cards.words import STEMMED_SMALL, content_words, flatten, in_code, words
from talkdeck.outline.telling import says_nothing
from talkdeck.regex import regex

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


def long_question(card: Card) -> str:
    """How many words a question has that is too long to be read at a glance."""
    count = len(words(card.question.text))
    most = LONGEST_QUESTION + (10 if card.kind == "cloze" else 0)
    return f"{count} words" if count > most else ""


_QUESTION_WORDS = ("what", "how", "why", "which", "when", "where")
_ASKING = (*_QUESTION_WORDS, "who or what")
_BROKEN = regex(
    r"\b(?:but|and|or|just|including|will|would|which|because|very|that|also|then"
    r"|(?<!or )(?<!why )(?<!when )not)[\s,]*\?$|(?<!each )\bother\?$"
    r"|^\w+ (?!.*\b(?:how|what|who|where|which)\b).*\b(?:is|are)\?$"
    r"|, (?:it|they|he|she|we|you|there) (?:is|are|was|were|has|have|had|can|will)\b"
    r"|, (?:while|whereas|but (?!not\b))|^how do you .+ (?:requires|needs|involves|means)\?$"
    r"|\s(?:->|=>|→)\s|\s[-–—]\s(?!\d)"
    r"|^what (?:do|does|is|are) (?:but|and|or|instead)\b|\bdoes but\b"
    r"|\b(a|the|our|of|to|in|on|for|with|up|out|back) \1\b"
)
_OPEN = regex(r"\w (?:the|an|and|or|but|including)[\s,]*\?$")
"""What a bare phrase can't end in either: `risks of Focus on the?`."""

_ASKS = regex(rf", (?:{'|'.join(_QUESTION_WORDS)}) ")
"""In the middle of a question: `In Ruby, what is it kept in?`."""

_LEFT = regex(r" (?:for|of|with|from|by|between)\?$")
"""What a phrase of more than `A_PHRASE` words can't end in; `Good for?` can."""

A_PHRASE = 4
"""Most words of a phrase that may end in a preposition."""

_WHICH = regex(r"\? \([\d–]+(?: of \d+)?\)$")
"""Which items of a list are asked for, behind the question."""


def broken(card: Card) -> str:
    """Where a question breaks off, or runs into another sentence: a line that could not be
    recast, or a heading with more in it than what is asked.
    """
    if card.kind == "cloze":
        return ""
    low = card.question.mask.lower()
    low = _WHICH.sub("?", low) if low.endswith(")") else low
    asks = low.startswith(_ASKING) or _ASKS.search(low)
    found = (_BROKEN if asks else _OPEN).search(low)
    if not found and not asks and len(low.split()) > A_PHRASE:
        found = _LEFT.search(low)
    if not found:
        return ""
    return f"it breaks off or goes on at “{card.question.text[slice(*found.span())].strip()}”"


_LONE_IT = regex(
    r"what should you do instead of"
    r"(?:\s(?!(?:a|an|the|your|our|each|every|any|all|some|no)\b)[a-z]+)+\s(?:it|him|her)\?"
)
"""Nothing stands before `it` that it could be; a question of the notes' own may be clear by its
context line.
"""


def pronoun(card: Card) -> str:
    """The pronoun that a question is about and nothing explains: `What does it do?`."""
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
    return f"“{text[slice(*found.span())]}”" if found else ""


def yes_no(card: Card) -> str:
    """Whether yes or no is an answer."""
    if card.kind == "cloze":
        return ""
    asked = card.question.text.lower()
    if not asked.startswith((*_YES_NO_WORDS, "any ")) or not _YES_NO.match(asked):
        return ""
    answer = words(" ".join(flatten(card.answer)))
    return "the question can be answered by yes or no" if answer else ""


def vague(card: Card) -> str:
    """What is missing for a question to stand alone a year later."""
    if card.kind == "cloze":
        return ""
    asked = content_words(card.question.text)
    # In code `-a` is no article.
    if asked and not asked - STEMMED_SMALL and not any(in_code(card.question)):
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
