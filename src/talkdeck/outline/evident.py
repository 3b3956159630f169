"""What an author evidently meant to be a talk: a heading of some level, a bold line, the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from talkdeck.outline import labels
from talkdeck.outline.blocks import Block
from talkdeck.outline.heads import SEVERAL, Heads, heads_of, is_spoken, names_a_section, only_groups
from talkdeck.outline.metadata import bears
from talkdeck.regex import regex
from talkdeck.values import dataclass

_COLLECTION = regex(
    r"\b(?:19|20)\d\d\b|"  # PyCon 2017
    r"\b\w*con(?:f|ference)?s?\b(?<!\bcon)(?<!\bcons)|::conf|\bfosdem\b|\bre:invent\b|\beuropython\b|"
    r"\b(?:summit|meetups?|camp|fest(?:ival)?|symposium|week|trip report|playlist|collection)\b|"
    r"\b(?:talks|sessions|workshops|keynotes|lectures|papers)\b|"
    r"^(?:my )?(?:readings?|bookmarks|books|courses|articles|videos)\b|"
    r"\bday\s*\d|\bday (?:one|two|three)\b|"
    r"\b(?!to|every|birth|holi|yester)\w*days?\b(?<!\bday)|"  # Saturday, DevDays
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"\s+\d",
    re.IGNORECASE,
)
_NOTES = regex(r"\bnotes$|^notes\b|-notes\b", re.IGNORECASE)
"""Of a collection if headings are long or have a speaker; `JavaScript Notes` has sections."""

_LESSON = regex(r"(?:chapter|lecture|lesson|class|unit|module|part)\s+#?\d", re.IGNORECASE)
"""One of a row, whatever its date: `Lecture 7 - June 26, 2018`."""

A_NAME = 3
"""The name of a conference has rarely more words: `Strange Loop`; the title of a talk has."""

A_SENTENCE = 12
"""Words of a paragraph that says more than where and when a file was written."""

MARKED = {2: 0.3, 1: 0.3, 3: 0.6}
"""Share of a level's headings that have a speaker or links where they are talks; the levels in
the order in which they are looked at.
"""


@dataclass(frozen=True, slots=True)
class Evident:
    """What the talks of a file are.

    Attributes:
        why: in words, what shows it.
        level: of the headings that are talks; 0 where none are.
        bold: where the bold lines stand that are talks.
        parts: whether they may as well be parts of one talk, for nothing says otherwise.
    """

    why: str
    level: int = 0
    bold: Sequence[int] = ()
    parts: bool = False


def evident(blocks: Sequence[Block], named: bool, file_name: str) -> Evident:
    """What the talks of a file are; the file itself where neither headings nor bold lines are.

    Args:
        blocks: the whole file.
        named: whether front matter gives a title.
        file_name: the file's, without its ending; it may name a collection: `2015 scaladays`.
    """
    heads = {level: heads_of(blocks, level) for level in (1, 2, 3)}
    top, second = heads[1], heads[2]
    if found := _marked(heads) or _bold(blocks):
        return found
    if len(top) == 1 and len(second) >= 2:
        return _under_one_title(top, second, named)
    if len(top) >= 2:
        return _several_tops(top, file_name)
    if not top and len(second) >= 2 and not named and not _is_one(second):
        parts = not _COLLECTION.search(file_name)
        return Evident(f"the file has {len(second)}", 2, parts=parts)
    if not any(b.kind == "heading" for b in blocks):
        return Evident("it has no headings")
    several = sum(map(len, heads.values())) > 1
    return Evident("its headings read as sections" if several else "it has one title")


def _marked(heads: Mapping[int, Heads]) -> Evident | None:
    """Headings of which enough have a speaker or links right below them."""
    for level, share in MARKED.items():
        own = heads[level]
        marked, all_of = len(own.bearing), len(own)
        if level > 2:  # talks may stand on the level above as well, where none group them
            above = heads[2]
            marked += len(above.bearing)
            all_of += sum(not only_groups(own.blocks, n) for n in above.at)
            if any(heads[n].at for n in (1, 2)) and not any(
                is_spoken(own.blocks, n) for n in own.bearing
            ):
                continue
        if len(own.bearing) >= 2 and marked >= share * all_of:
            why = f"{marked} of {all_of} have a speaker or links right below them"
            return Evident(why, level)
    return None


def _bold(blocks: Sequence[Block]) -> Evident | None:
    """Bold lines of which several have a speaker right below them."""
    bold = [
        n
        for n, b in enumerate(blocks)
        if b.kind == "paragraph" and not b.indent and labels.is_bold_line(b.text)
    ]
    marked = [n for n in bold if bears(blocks[n + 1 : n + 4])]
    if len(marked) < 2 or len(marked) * 3 < len(bold):
        return None
    why = f"the file has {len(bold)}, with speakers right below them"
    return Evident(why, bold=bold)


def _under_one_title(top: Heads, second: Heads, named: bool) -> Evident:
    """Talks where the title names a collection, or a name has long headings below; not where they
    are worded as the sections of one talk: `Deploying (2017)` with its `Pros of Heroku`.
    """
    title = top.blocks[top.at[0]].text.text
    headings = [second.blocks[n].text.text for n in second.at]
    talks = sum("talk" in heading.lower().split() for heading in headings)
    likely = second.wordy or any(is_spoken(second.blocks, n) for n in second.bearing)
    sections = 2 * sum(map(names_a_section, headings)) >= len(headings)
    if not top.bearing and not sections:
        if talks >= 2 or _collects(title, likely):
            return Evident(f"the file has {len(second)}, and its title names a collection", 2)
        is_name = not named and len(title.split()) <= A_NAME
        if is_name and second.wordy and not second.numbered:
            return Evident(f"the file has {len(second)}, worded as titles", 2)
    return Evident("its level-2 headings read as sections")


def _collects(title: str, likely: bool) -> bool:
    """Whether a title is that of a collection; notes are one if the headings make it likely."""
    if _LESSON.match(title):
        return False
    return bool(_COLLECTION.search(title) or (likely and _NOTES.search(title)))


def _several_tops(top: Heads, file_name: str) -> Evident:
    """Talks where there are several headings of the top level, worded as titles."""
    several = len(top) >= SEVERAL or _COLLECTION.search(file_name) or top.all_long
    if several and top.wordy and not top.numbered and top.bearing != top.at[:1]:
        return Evident(f"the file has {len(top)}, worded as titles", 1)
    return Evident("its headings read as sections")


def _is_one(heads: Heads) -> bool:
    """Whether headings without one above them are parts of one talk: by their names or numbers,
    or by a paragraph that introduces them all.
    """
    above = [b for b in heads.blocks[: heads.at[0]] if b.kind == "paragraph"]
    introduced = any(len(b.text.text.split()) >= A_SENTENCE for b in above)
    return bool(heads.bearing) or heads.sections or introduced or heads.numbered
