"""Lines that are about a talk rather than of it: speakers, links, dates, repeated titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from talkdeck.outline.blocks import Block
from talkdeck.outline.inline import PICTURE, Inline
from talkdeck.outline.links import LINK_WORDS, LONGEST, Reading, links_only, without_links
from talkdeck.outline.node import Link, MetaLine
from talkdeck.outline.speakers import explicit_speaker, speaker_line
from talkdeck.regex import regex
from talkdeck.values import dataclass


@dataclass(slots=True)
class Found:
    """Metadata of one talk, and what is left to be planted."""

    speakers: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    lines: list[MetaLine] = field(default_factory=list)
    rest: list[Block] = field(default_factory=list)

    def note(self, block: Block, what: str) -> None:
        """Remembers what a block's lines were read as."""
        self.lines += [MetaLine(n, what) for n in range(block.start, block.end + 1)]


_ROLE = regex(
    r"\b(?:developers?|engineer\w*|professor|director|manager|lead\w*|founder|co-?founder|"
    r"architect|scientist|head|cto|ceo|vp|president|advocate|researcher|author|consultant|student|fellow|"
    r"maintainer|designer|analyst|evangelist|lecturer|phd|core|member|chief|senior|staff|principal|"
    r"at|@|from|of)\b|@",
    re.IGNORECASE,
)
_FACTS = frozenset(
    "date dates time times when where room rooms venue location city track event conference"
    " url website level duration length tag tags category categories status created updated"
    " type".split()
)
_TAGS = regex(r"(?:#[^\W\d][\w/-]*[,\s]*)+$")

# Dates are looked for in lower case, and only where a quick look does not rule them out:
# compiling these expressions takes as long as reading some pages.

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_DATE_PART = regex(
    rf"\d{{4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|"
    rf"\b{_MONTH}\b\.?|\b{_WEEKDAY}\b\.?,?|\b\d{{1,2}}(?:st|nd|rd|th)?\b|\b(?:19|20)\d\d\b|"
    rf"\d{{1,2}}[:h.]\d{{2}}|\b\d{{1,2}}\s?[ap]\.?m\.?\b|\b[ap]\.?m\b|\broom\s+\S+|\bhall\s+\S+|"
    rf"\btrack\s+\S+|\bday\s+\d|\bto\b|\bat\b|\bfrom\b|[-–—,/|()@:·•~]|\b[a-z]{{2,4}}t\b|\butc\b"
)
_HAS_DATE = regex(
    rf"\d{{4}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|\d{{1,2}}:\d{{2}}|"
    rf"\b{_MONTH}\b.*\d|\d.*\b{_MONTH}\b|^\W*{_WEEKDAY}\W*$|\b(?:room|hall|track)\s+\S+|^\d{{4}}$"
)
_WITHOUT_DIGITS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "room", "hall", "track")
"""One of these stands in a date, time or place that has no digit."""


def undress(blocks: Sequence[Block]) -> None:
    """Makes lines of headings right under a heading that only name the speaker or the slides.

    They would be taken for talks or sections otherwise: `## Speaker: Ada Wong`.
    """
    under = False
    for block in blocks:
        if block.kind == "heading" and under and _is_about(block.text):
            block.kind, block.level = "paragraph", 0
        else:
            under = block.kind == "heading"


def _is_about(text: Inline) -> bool:
    reading = explicit_speaker(text)
    if reading:
        return bool(reading.speakers) and ":" in text.text
    reading = links_only(text)
    if reading is None:
        return False
    return all(link.title.startswith("@") or link.kind != "other" for link in reading.links)


def take(title: Inline, blocks: Sequence[Block], expected: bool = False) -> Found:
    """Takes metadata out of a talk's blocks.

    Args:
        title: the talk's title, with what `from_title` has left of it.
        blocks: what stands under it, in order.
        expected: whether the file's other talks name their speakers, so that a first
            bullet which may be a name is one.
    """
    found = Found()
    said: Block | None = None  # the last speaker line: lines right below may say who that is
    top, ordinary = True, False
    for n, block in enumerate(blocks):
        reading: Reading | None = None
        if top and block.kind == "bullet":
            reading = _of_bullet(block, _after(blocks, n), found, expected)
            top = reading is not None
        elif block.kind == "paragraph":
            if top:
                reading = _of_line(block.text, title, ordinary)
                if reading is None and said and not block.gap and said.end + 1 == block.start:
                    reading = Reading("about the speaker")
            else:
                reading = links_only(block.text) or _tags(block.text.text)
        elif block.kind == "heading" and block.level > 1 and top and not ordinary and n == 0:
            reading = _speaker_heading(block)
            top = reading is not None
        elif block.kind not in ("quote", "rule"):
            top = False if block.kind in ("heading", "code", "table") else top
        if reading is None:
            ordinary = ordinary or (block.kind == "paragraph" and PICTURE not in block.text.text)
            found.rest.append(block)
            said = None
            continue
        found.note(block, reading.what)
        _add(found, reading)
        said = block if reading.speakers or reading.what == "about the speaker" or said else None
    return found


def _add(found: Found, reading: Reading) -> None:
    found.speakers += [s for s in reading.speakers if s not in found.speakers]
    found.links += [link for link in reading.links if link not in found.links]


def bears(blocks: Sequence[Block]) -> bool:
    """Whether speaker or link lines stand right below a heading: then it heads a talk."""
    return bool(_speaking(blocks))


def names_speaker(blocks: Sequence[Block]) -> bool:
    """Whether a speaker line stands right below a heading; a link may belong to a section too."""
    reading = _speaking(blocks)
    return reading is not None and bool(reading.speakers)


def _speaking(blocks: Sequence[Block]) -> Reading | None:
    for n, block in enumerate(blocks[:4]):
        if block.kind == "paragraph":
            reading = _of_line(block.text, Inline("\x00"), False)
        elif block.kind == "bullet" and n == 0:
            reading = _of_bullet(block, _after(blocks, n), Found(), False)
        else:
            return None
        if reading and (reading.speakers or reading.links):
            return reading
        if reading is None and any(c.isalnum() for c in block.text.text):
            return None
    return None


# --- lines ---------------------------------------------------------------------------------


def _of_line(text: Inline, title: Inline, ordinary: bool) -> Reading | None:
    """What a line under the title says about the talk; None for content."""
    plain = text.text.strip()
    if PICTURE in plain or len(plain) > LONGEST:
        return None
    if _is_title_again(plain, title.text):
        return Reading("the title, repeated")
    if not any(c.isalnum() for c in plain):
        return Reading("a line without words")
    if tags := _tags(plain):
        return tags
    if links := links_only(text):
        return links
    if explicit := explicit_speaker(text):
        return explicit
    if _is_date(plain) or _is_fact(plain):
        return Reading("date, time or place")
    return None if ordinary else speaker_line(text)


def _tags(plain: str) -> Reading | None:
    """A line of tags, wherever it stands."""
    return Reading("tags") if _TAGS.match(plain) else None


def _after(blocks: Sequence[Block], n: int) -> Block | None:
    return blocks[n + 1] if n + 1 < len(blocks) else None


def _of_bullet(
    block: Block, following: Block | None, found: Found, expected: bool
) -> Reading | None:
    """What a first bullet says about the talk; one with bullets under it is content."""
    if following and following.kind == "bullet" and following.indent > block.indent + 1:
        return None
    text = block.text
    if len(text.text) > LONGEST:
        return None
    if explicit := explicit_speaker(text):
        return explicit
    if links := links_only(text):
        words = without_links(text).strip(" :-–")
        named = any(
            link.title and not LINK_WORDS.search(link.title.lower()) for link in links.links
        )
        return links if words or not named else None
    if _is_fact(text.text) and _is_date(text.text.partition(":")[2]):
        return Reading("date, time or place")
    if found.speakers:
        return None
    reading = speaker_line(text)
    role = re.search(r"[,(–—-]", text.text) and _ROLE.search(text.text)
    return reading if reading and (role or expected) else None


def _speaker_heading(block: Block) -> Reading | None:
    reading = speaker_line(block.text)
    return reading if reading and len(block.text.text.split()) <= 6 else None


def _is_title_again(line: str, title: str) -> bool:
    folded, whole = line.casefold().strip(' .:!"“”'), title.casefold().strip(' .:!"“”')
    if not folded or folded not in whole:
        return False
    parts = re.split(r":\s|\s[-–—|]\s", whole)
    return folded == whole or (len(parts) > 1 and folded == parts[0].strip())


def _is_fact(plain: str) -> bool:
    key, _, value = plain.partition(":")
    return key.rstrip().lower() in _FACTS and bool(value.strip())


def _is_date(plain: str) -> bool:
    low = plain.lower()
    may_be = any(map(str.isdecimal, low)) or any(word in low for word in _WITHOUT_DIGITS)
    if not may_be or len(low) > 80 or not _HAS_DATE.search(low):
        return False
    return not re.search(r"[^\W\d_]{2,}", _DATE_PART.sub(" ", low))
