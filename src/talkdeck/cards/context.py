"""The context line: the small words on a card's front that say where the question belongs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from talkdeck.cards.words import content_words, stem, words
from talkdeck.english import initials_match
from talkdeck.outline.node import Node, Talk
from talkdeck.outline.telling import says_nothing
from talkdeck.regex import regex

MOST_PARTS = 3
"""Most parts of a context line: the talk and the two nearest."""

FEW_WORDS = 4
"""Most words that carry meaning in an answer which a heading could give away."""

SOME_WORDS = 6
"""The same for an answer that names a heading as a whole: `TOTP` of `to create the TOTP, …`."""

LONGEST_TITLE = 48
"""Most characters of a title that is shown whole; a longer one is cut at its colon or dash."""

LONGEST_HEADING = 60
"""Most characters of a heading that is shown though it names nothing: `What can we do?`."""

_BREAK = regex(r"(?<=.)(?:\s*(?::\s|\s[-–—]\s)|(?<=[?!])\s|\s*(?:…|\.\.\.))", re.DOTALL)


def context_of(
    node: Node, talk: Talk, question: str, name_of: Callable[[Node], str], answer: str = ""
) -> tuple[str, ...]:
    """The parts of the context line, outermost first.

    Args:
        node: the node that the card comes from; what above it says nothing of what is below,
            such as `Week 1`, is left out.
        talk: its talk; a long title is cut at the colon, the year added where it is not in it,
            the file's title put before one that tells nothing.
        question: plain text of the question; what it says already is left out.
        name_of: what a node above is called in a context line, e.g. `Heroku` for a heading
            or `Pros` for a label; "" if it names nothing.
        answer: plain text of a short answer; a heading that has a word of it is left out, for it
            would give the answer away. The talk's title stays.

    Example:
        ("5 ways to deploy …", "Heroku")
    """
    said = content_words(question)
    names = [name_of(above) for above in node.ancestors() if above.kind != "talk"]
    if not any(names):
        names = [_heading(node)]
    inner = [n for n in dict.fromkeys(names) if n and not content_words(n) <= said]
    title = _title(talk)
    telling = [n for n in inner if not says_nothing(n)]
    inner = telling if telling or not says_nothing(title) else inner
    told = content_words(answer) if answer else frozenset()
    if 0 < len(told) <= SOME_WORDS:
        inner = [n for n in inner if not _tells(n, answer, told, said)]
    inner = [n for n in inner if not _opens(n, answer) or content_words(n) & said]
    inner = inner[: MOST_PARTS - 1]
    outer = [title] if title and not content_words(_bare(talk)) <= said else []
    outer = [talk.part_of, *outer] if talk.part_of else outer
    return (*outer, *reversed([n for n in inner if n != title]))


def _opens(name: str, answer: str) -> bool:
    """Whether an answer begins with a heading: below `Immutability`, `immutability, which …`."""
    asked = [stem(word) for word in words(name)]
    return bool(asked) and [stem(word) for word in words(answer)[: len(asked)]] == asked


def _tells(name: str, answer: str, told: frozenset[str], said: frozenset[str]) -> bool:
    """Whether a heading gives an answer away: by a word, as a whole or by its initials."""
    if len(told) <= FEW_WORDS and content_words(name) & (told - said):
        return True
    whole = _BRACKETS.sub("", name) or name
    named = content_words(whole)
    if named <= told and not named <= said and (len(named) > 1 or whole.isupper()):
        return True
    return any(initials_match(short, name) for short in _ACRONYM.findall(answer)) or any(
        initials_match(short, answer) for short in _ACRONYM.findall(name)
    )


_ACRONYM = regex(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z0-9]{2,8}\b")
_BRACKETS = regex(r"\s*\([^()]*\)")


def _heading(node: Node) -> str:
    """The nearest heading in full, where it is short: better than no place at all."""
    heading = next((above for above in node.ancestors() if above.kind == "heading"), None)
    text = _BRACKETS.sub("", heading.text.text).strip() if heading is not None else ""
    return text if len(text) <= LONGEST_HEADING else ""


def _bare(talk: Talk) -> str:
    return _cut(_undated(talk.title.text))


def _undated(title: str) -> str:
    """A title without the day that a file's name begins with: the year is shown as a year."""
    rest = _DAY.sub("", title)
    return title if says_nothing(rest) else rest


_DAY = regex(r"\s*(?:19|20)\d\d[-._ ]\d{1,2}(?:[-._ ]\d{1,2})?[-_: ]+(?=\S)")


@lru_cache(1 << 8)
def _cut(title: str) -> str:
    """The title up to its first colon before which it tells something: not `Keynote: …`."""
    pieces = (title[: found.start()].strip() for found in _BREAK.finditer(title))
    whole = (piece for piece in pieces if piece.count("(") <= piece.count(")"))
    return next((piece for piece in whole if not says_nothing(piece)), title.strip())


def _title(talk: Talk) -> str:
    whole = _undated(talk.title.text.strip())
    title = whole if len(whole) <= LONGEST_TITLE else _bare(talk)
    if title and talk.year is not None and str(talk.year) not in talk.part_of + title:
        return f"{title} ({talk.year})"
    return title
