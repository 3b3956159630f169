"""Titles without the speakers and links that stand in them."""

from __future__ import annotations

import re

from talkdeck.outline.inline import Inline
from talkdeck.outline.labels import unbolded
from talkdeck.outline.links import LINK_WORDS, LONGEST, Reading, links_of
from talkdeck.outline.names import is_name
from talkdeck.outline.speakers import is_name_link, names_in, without_other_links
from talkdeck.regex import regex

_GENERIC = regex(
    r"^(?:(?:opening|closing|morning|afternoon|evening)?\s*(?:keynote|remarks)|talk|panel|workshop|"
    r"tutorial|lightning talks?|session|welcome|day \d+)$",
    re.IGNORECASE,
)
_GENERIC_COLON = regex(
    r"^(?:keynote|opening|closing|panel|talk):\s+(?P<names>\S.*)$", re.IGNORECASE
)
_BY = regex(r"^(?P<title>.{3,}?)[\s,–—-]+\bby\s+(?P<names>\S.*)$", re.IGNORECASE)
_DASH = regex(r"^(?P<title>.{3,})\s+[-–—]+\s+(?P<names>\S.*?)$")
_BRACKETS = regex(r"^(?P<title>.{3,}?)\s+\((?P<names>[^()]+)\)$")
_TIME = r"(?:\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?)"
_TIMES = rf"{_TIME}(?:\s*(?:-|–|—|to)\s*{_TIME})?"
_TIME_FIRST = regex(rf"{_TIMES}(?:\s*[-–—:|]\s+|\s+)(?=\S)", re.IGNORECASE)
_TIME_LAST = regex(rf"\s*[(\[]{_TIMES}[)\]]$", re.IGNORECASE)
_NO_PERSON = frozenset(
    "adobe amazon apache aws azure elastic ibm intel mac meta microsoft monte mozilla netflix"
    " oracle red ruby sap spring sun uber visual"  # products and methods: Apache Kafka
    " curve effect filter hash heap law method model paradox search sort theorem theory"
    " tree".split()
)
"""Words of what looks like a person's name in brackets and is none: `Bubble Sort`."""

_NAMES_END = regex(r"\s*(?:,|;|/|&|\band\b)\s*")
_AT_END = regex(r"^(?P<title>.{3,}?)\s+(?P<names>@\w{2,30})$")


def bracketed_names(title: Inline) -> tuple[str, ...]:
    """Names in brackets at the end of a title; () where they may be anything else.

    Example: those of `Charts of today (Ada Jones)` are `("Ada Jones",)`.
    """
    found = _BRACKETS.match(title.text)
    names = names_in(found["names"]) if found else ()
    told = found is not None and ", ".join(names) == ", ".join(_NAMES_END.split(found["names"]))
    if not told or any(word in _NO_PERSON for name in names for word in name.lower().split()):
        return ()
    return names if all(len(name.split()) <= 3 for name in names) else ()


def from_title(text: Inline, expected: bool = False) -> tuple[Inline, Reading]:
    """A heading without the speakers and links that stand in it, and these.

    Args:
        text: the heading.
        expected: whether a name in brackets at its end is the speaker's, as others of the
            file are.

    Example: `Rust at scale - Ada Jones ([link](https://x))` is `Rust at scale`, Ada Jones
    and a link.
    """
    if len(text.text) > LONGEST:
        return text, Reading("heading")
    links = tuple(link for link in links_of(text) if not is_name_link(link))
    title = _without_time(_without_link_notes(_unbolded(text)))
    speakers: tuple[str, ...] = ()
    if " | " in title.text:
        title, speakers = _from_bars(title)
    elif (found := _BY.match(title.text)) and (names := _names_at_end(found)):
        title, speakers = title[: found.end("title")], names
    elif (found := _DASH.match(title.text)) and (names := names_in(found["names"])):
        speakers = names
        if not _GENERIC.match(found["title"].strip()):
            title = title[: found.end("title")]
    elif (found := _GENERIC_COLON.match(title.text)) and (names := names_in(found["names"])):
        speakers = names
    elif expected and (names := bracketed_names(title)):
        title, speakers = title[: title.text.rindex("(")].strip(), names
    elif (found := _AT_END.match(title.text)) and title.text.count("@") == 1:
        title, speakers = title[: found.end("title")], (found["names"],)
    return _without_quotes(_unlinked(_closed(title))), Reading("heading", speakers, links)


def _closed(title: Inline) -> Inline:
    """Without the marks that are left at its ends where a name was taken away."""
    title = title.strip(" ,;|")
    bare = title.text.rstrip(" -–—")
    return title[: len(bare)] if title.text[len(bare) :].startswith(" ") else title


def _names_at_end(found: re.Match[str]) -> tuple[str, ...]:
    return names_in(without_other_links(Inline(found["names"])).strip())


def _without_time(title: Inline) -> Inline:
    """Without the time of day at which the talk was: `13:25 - Tides` and `Tides (5:15pm)`."""
    found = _TIME_FIRST.match(title.text) if title.text[:1].isdecimal() else None
    rest = title[found.end() :] if found else title
    found = _TIME_LAST.search(rest.text) if rest.text.endswith((")", "]")) else None
    rest = rest[: found.start()] if found else rest
    return rest if any(c.isalpha() for c in rest.text) else title


def _without_link_notes(text: Inline) -> Inline:
    """Without links that are notes to the title, such as `([link](…))` at its end."""
    result, at = Inline(), 0
    for mark in text.marks:
        if mark.kind != "link":
            continue
        words = text.text[mark.start : mark.end]
        before, after = text.text[: mark.start].rstrip(), text.text[mark.end :].lstrip()
        noted = before.endswith(("(", "[")) and after.startswith((")", "]"))
        bare = "://" in words or LINK_WORDS.fullmatch(words.strip().lower())
        if (noted and not is_name(words)) or (bare and before):
            stop = mark.end + (text.text[mark.end :].index(after[0]) + 1 if noted else 0)
            start = len(before[:-1].rstrip() if noted else before)
            result = result + text[at:start]
            at = stop
    return (result + text[at:]).strip() if at else text


def _from_bars(title: Inline) -> tuple[Inline, tuple[str, ...]]:
    """`Title | Speaker` and `Speaker | handle | company | Title`."""
    pieces: list[Inline] = []
    at = 0
    for bar in re.finditer(r"\s+\|\s+", title.text):
        pieces.append(title[at : bar.start()])
        at = bar.end()
    pieces.append(title[at:])
    first = names_in(pieces[0].text)
    names = first or [name for piece in pieces for name in names_in(piece.text)]
    if not names:
        return title, ()
    quoted = next((p for p in pieces if re.fullmatch(r"[\"“].+[\"”]", p.text.strip())), None)
    if quoted is not None:
        return quoted, tuple(names)
    if first:
        return pieces[-1], tuple(names)
    return pieces[0], tuple(names)


def _without_quotes(title: Inline) -> Inline:
    plain = title.text
    if len(plain) > 2 and plain[0] + plain[-1] in ('""', "“”", "„“") and plain.count('"') in (0, 2):
        return title[1:-1].strip()
    return title


def _unbolded(title: Inline) -> Inline:
    """A title that is bold as a whole (`**A. Rust at scale**`) is not emphasized by it."""
    if not title.covered_by("strong"):
        return title
    plain = unbolded(title)
    letter = re.match(r"[A-Z]\.\s+(?=\S)", plain.text)
    return plain[letter.end() :] if letter else plain


def _unlinked(title: Inline) -> Inline:
    """Without link mark-up (the addresses went to the talk's links)."""
    if not any(m.kind == "link" for m in title.marks):
        return title
    return Inline(title.text, tuple(m for m in title.marks if m.kind != "link"))
