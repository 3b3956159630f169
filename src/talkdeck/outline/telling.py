"""Titles that tell nothing of what is under them."""

from __future__ import annotations

from talkdeck.regex import regex

_PLACE = frozenset(
    "a about afternoon an and apr april aug august book break chapter cheat class closing"
    " concepts conf conference contents course coursera day dec december discussion document"
    " edx ep episode evening feb february fri friday general intro introduction jan january"
    " jul july jun june keynote keynotes lecture lectures lesson lightning mar march may"
    " meeting meetup misc module mon monday morning my note notes nov november oct october"
    " of on opening other overview panel part plenary read reading readings readme remarks"
    " room sat saturday section sep sept september session sessions sheet slides speaker speech"
    " summary sun sunday talk talks the thu thursday track tue tuesday tutorial udemy unit untitled"
    " various wed wednesday week welcome workshop youtube".split()
)
"""Words that say where something was said and not what: `Closing keynote`, `Notes of day 2`."""

_COUNT = regex(r"\d+(?:st|nd|rd|th|[a-z])?|[ivx]+|[a-z]")
_PIECE = regex(r"[^\W_]+")


def says_nothing(text: str) -> bool:
    """Whether a title tells nothing of what is under it, such as `Day 2`; "" does not either."""
    pieces = _PIECE.findall(text.casefold())
    return all(piece in _PLACE or _COUNT.fullmatch(piece) for piece in pieces)
