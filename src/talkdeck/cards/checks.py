"""What can be wrong with a card, seen from the card alone.

Each check is a name, a sentence for the person, and a pure function that says what it found.
`choose` drops a card for some of them; others are only worth telling.
"""

from __future__ import annotations

from collections.abc import Callable

from talkdeck.cards.answered import (
    asks_back,
    cut_off,
    dangling,
    only_link,
    too_long,
    too_many_items,
    unanswered,
)
from talkdeck.cards.asked import broken, long_question, pronoun, vague, yes_no
from talkdeck.cards.card import Card, Item
from talkdeck.cards.given_away import answer_in_question, circular
from talkdeck.cards.words import words
from talkdeck.values import dataclass


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


CHECKS: tuple[Check, ...] = (
    Check("empty", "nothing to ask or nothing to answer", _empty),
    Check("answer-in-question", "the question gives the answer away", answer_in_question),
    Check("dangling-answer", "the answer points to something that is not on the card", dangling),
    Check("no-answer", "the answer says that there is none yet", unanswered),
    Check("answer-asks", "the answer is a question itself", asks_back),
    Check("circular", "the answer explains a term by the term itself", circular),
    Check("only-link", "the answer is only a link", only_link),
    Check("cut-off", "an answer breaks off, or a quotation is not closed", cut_off),
    Check("too-long", "the answer is too long to be recalled and graded at once", too_long),
    Check("too-many-items", "the list is too long to be recalled at once", too_many_items),
    Check("long-question", "the question is too long to be read at a glance", long_question),
    Check("broken-question", "the question breaks off, or is two sentences in one", broken),
    Check("pronoun", "the question is about a pronoun that nothing explains", pronoun),
    Check("yes-no", "the question can be answered by yes or no", yes_no),
    Check("vague", "the question is too vague to stand alone a year later", vague),
)
"""All checks of a single card, in the order in which they are tried."""
