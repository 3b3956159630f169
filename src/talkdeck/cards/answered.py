"""What can be wrong with an answer, seen from the card alone."""

from __future__ import annotations

from talkdeck.cards.card import Card, Item
from talkdeck.cards.words import flatten, words
from talkdeck.regex import regex

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

# Expressions here see texts in lower case, and only texts that a quick look does not let pass:
# compiling one takes as long as reading some cards.

_POINTERS = ("this", "that", "these", "those", "it", "them", "such", "so", "the same")
_JOINING = ("and", "or", "but")
_DANGLING = regex(
    rf"(?:{'|'.join(_POINTERS)})(?:\s+(?:as|one|ones|\w+s|way|thing))?[.!]?$"
    r"|(?:this|these|those)\b(?!\s+is\b)|that\s+(?:in|on|for|with|by)\b"
    rf"|(?:{'|'.join(_JOINING)})\b"
)

_LOOSE_STARTS = tuple(
    "the following|(|it |them |something you|both|more|a lot|default|below|above|as ".split("|")
)
_LOOSE = regex(
    r"the following\b(?!.*:)|\([^(),]*\)$|something you (?:should|can|could|may|might)\b"
    r"|(?:it|them) (?:to|away|up|out|down|off|back|in|into|on|from|with|over)\b"
    r"|(?:both|more|a lot|default|below|above)[.!]?$|as (?:follows|below|above)\b"
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
    r"\b(?:(?:like|of) this|like (?:so|these)|as (?:follows|below|above|shown)"
    r"|(?:see|shown|listed) (?:below|above)"
    r"|(?:the|one of the|any of the|these) (?:following|next|previous|above|below)"
    r"(?:\s+(?:section|chapter|slide|page|form|ways?|steps?|options?|examples?|code|commands?))?"
    r"(?:\s+\([^()]*\))?|including|such as|namely)[.:!]?$"
)


def dangling(card: Card) -> str:
    """What an answer points to that is not on the card: `this`, `as below`, `three parts`."""
    said = card.sole_answer.text.strip()
    low = said.lower()
    end = low.rstrip(".:!")
    found = _DANGLING.match(low) if low.startswith((*_POINTERS, *_JOINING)) else None
    if not found and low.startswith(_LOOSE_STARTS):
        found = _LOOSE.match(low)
    if not found and end.endswith(_COUNTED_THINGS):
        found = _ONLY_COUNTS.match(low)
    if not found and (end.endswith(")") or not _ELSEWHERE.isdisjoint(end.split()[-1:])):
        found = _POINTS_ON.search(low)
    if not found:
        return ""
    return f"the answer “{said[slice(*found.span())]}” points to what is not on the card"


_NO_ANSWERS = (
    "todo", "to do", "tbd", "tba", "wip", "n/a", "not ", "no idea", "don", "it depends",
    "same", "as above", "see", "ditto",
)  # fmt: skip
_NO_ANSWER = regex(
    r"(?:todo|to do|tbd|tba|wip|n/a)\b.{0,3}$"
    r"|(?:not (?:really )?sure|no idea|don['’]?t know|it depends)\b"
    r"|(?:(?:same |see )?(?:as )?(?:above|below)|ditto)\W*$"
)


def unanswered(card: Card) -> str:
    """What says that there is no answer yet: `TODO`, `not sure`."""
    said = card.sole_answer.text.strip()
    low = said.lower()
    found = _NO_ANSWER.match(low) if low.startswith(_NO_ANSWERS) else None
    if not found:
        return ""
    return f"the answer is “{said if len(said) < 20 else said[slice(*found.span())]}”"


_ASKS_WHAT = regex(r"(?:what|how|why|which|who|when|where)\b")

_A_QUESTION = regex(r"[^.!?:;]+\?(?:$|\s*(?:->|→|=>|[A-Z]))")


def asks_back(card: Card) -> str:
    """A question as the answer to a question: it was a point to think about. Several of them
    may be a list to go through.
    """
    said = card.sole_answer.mask.strip()
    if said.count("?") != 1 or not _ASKS_WHAT.match(card.question.text.lower()):
        return ""
    return f"the answer asks “{said}”" if _A_QUESTION.match(said) else ""


_LINK = regex(
    r"<?(?:(?:https?://|www\.)\S+|(?:[\w-]+\.)+(?:com|org|net|io|gov|edu|dev|co|me)(?:/\S*)?)>?[.,;]?"
)


def _is_link(text: str) -> bool:
    return " " not in text and ("." in text or "/" in text) and bool(_LINK.fullmatch(text))


def only_link(card: Card) -> str:
    """Whether links are all that answers."""
    said = [item.text.text.strip() for item in card.answer]
    if said and not card.extra and all(map(_is_link, said)):
        return "the answer is only a link"
    return ""


_LEADS_ON = tuple(
    "a an the and or but of with from than between because which while whereas includes"
    " including either whether if".split()
)
"""What leads on to more, whatever stands before it."""

_MODALS = tuple("can could should will".split())
"""What leads on to a verb, behind a pronoun."""

_LEFT_OPEN = frozenset(_LEADS_ON + _MODALS)
_OPEN_END = regex(rf"\w\s(?:{'|'.join(_LEADS_ON)}|(?:you|we|they|one|it) (?:{'|'.join(_MODALS)}))$")


def cut_off(card: Card) -> str:
    """What breaks off: a label with nothing behind it, an open end, half a quotation."""
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


def too_long(card: Card) -> str:
    """How many words a text has that is too long to be graded at a glance."""
    if card.kind == "list":
        return ""
    count = sum(len(words(t)) for t in flatten(card.answer))
    return f"{count} words" if count > LONGEST_ANSWER else ""


def too_many_items(card: Card) -> str:
    """What is too much of a list card to be recalled at once."""
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
