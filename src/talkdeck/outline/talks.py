"""Where one talk ends and the next begins, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from typing import Literal

from talkdeck.outline import labels
from talkdeck.outline.blocks import Block
from talkdeck.outline.metadata import bears, names_speaker
from talkdeck.outline.telling import says_nothing
from talkdeck.outline.titles import from_title
from talkdeck.regex import regex
from talkdeck.values import dataclass

TalksMode = Literal["auto", "h1", "h2", "file"]


@dataclass(slots=True)
class Section:
    """The blocks of one talk.

    Attributes:
        head: its heading or bold line; None where the talk is the whole file.
        blocks: what stands under it.
        group: whether the head only groups talks (`## Day 1`).
    """

    head: Block | None
    blocks: list[Block] = field(default_factory=list)
    group: bool = False


@dataclass(slots=True)
class Cut:
    """A file cut into talks.

    Attributes:
        sections: the talks, in order.
        title: heading that is the title of the collection, or of the only talk.
        choice: in words, why it was cut so.
        parts: whether they may as well be parts of one talk, for nothing says otherwise.
    """

    sections: list[Section]
    title: Block | None
    choice: str
    parts: bool = False


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
_SECTION_NAMES = regex(
    r"^(?:\d+[.)]?\s*)?(?:introduction|intro|overview|summary|abstract|motivation|background|"
    r"agenda|outline|(?:table of )?contents|notes|history|goals?|definitions?|terms|terminology|"
    r"why|what|how|when|types|features|use cases|usage|installation|setup|examples?|exercises|"
    r"(?:live )?demo|polls|slides|(?:pre-)?lecture\b.*|chapter \d+.*|part \d+.*|appendix|"
    r"(?:dis)?advantages|pros|cons|benefits|drawbacks|limitations|"
    r"questions?|q\s?&\s?a|faq|lessons(?: learned)?|(?:key )?takeaways?|conclusions?|recap|"
    r"wrap(?:ping)? up|next steps|future|references|resources|links|readings?|further reading|"
    r"prologue|epilogue|tl;?dr)\s*[:?]?$",
    re.IGNORECASE,
)


_COUNTED = regex(
    r"(?:(?:chapter|part|section|step|module|unit|lecture|week|lesson|class)\s+)?#?\d{1,3}\b(?!\s?%)",
    re.IGNORECASE,
)

_LESSON = regex(r"(?:chapter|lecture|lesson|class|unit|module|part)\s+#?\d", re.IGNORECASE)
"""One of a row, whatever its date: `Lecture 7 - June 26, 2018`."""

A_TITLE = 5
"""Words that the title of a talk mostly has at least; the heading of a section has fewer."""

SEVERAL = 4
"""Headings of the top level that are talks if they are long as a rule; three have to be all."""

A_NAME = 3
"""The name of a conference has rarely more words: `Strange Loop`; the title of a talk has."""


A_SENTENCE = 12
"""Words of a paragraph that says more than where and when a file was written."""


A_PREFACE = 3
"""Blocks between a file's title and its first part: speakers, a picture, a sentence."""


def cut(blocks: Sequence[Block], mode: TalksMode, named: bool, file_name: str) -> Cut:
    """Cuts a file into talks.

    Args:
        blocks: the whole file.
        mode: what the person asked for.
        named: whether front matter gives a title.
        file_name: the file's, without its ending; it may name a collection: `2015 scaladays`.
    """
    if mode == "auto":
        return _evident(blocks, named, file_name)
    if mode == "file":
        return _whole(blocks, "talk = the whole file (as configured)", named, file_name)
    level = 1 if mode == "h1" else 2
    if not _headings(blocks, level):
        why = f"level-{level} headings are configured, but there are none"
        return _whole(blocks, f"talk = the whole file ({why})", named, file_name)
    return _by_level(blocks, level, f"talk = level-{level} heading (as configured)", groups=False)


def _evident(blocks: Sequence[Block], named: bool, file_name: str) -> Cut:
    """What the author evidently meant."""
    heads = {level: _headings(blocks, level) for level in range(1, 7)}
    bearing = {level: [n for n in heads[level] if _bears(blocks, n)] for level in (1, 2, 3)}
    n1, n2, n3 = (len(heads[level]) for level in (1, 2, 3))
    for level, share in ((2, 0.3), (1, 0.3), (3, 0.6)):
        marked, all_of = len(bearing[level]), len(heads[level])
        if level > 2:  # talks may stand on the level above as well, where none group them
            marked += len(bearing[2])
            all_of += sum(not _groups(blocks, n) for n in heads[2])
            if n1 + n2 and not any(_spoken(blocks, n) for n in bearing[level]):
                continue
        if len(bearing[level]) >= 2 and marked >= share * all_of:
            return _by_level(
                blocks,
                level,
                f"talk = level-{level} heading "
                f"({marked} of {all_of} have a speaker or links right below them)",
            )
    if bold := _bold_talks(blocks):
        return _by_bold(blocks, bold)
    if n1 == 1 and n2 >= 2:
        title = blocks[heads[1][0]]
        talks = sum("talk" in blocks[n].text.text.lower().split() for n in heads[2])
        likely = _wordy(blocks, heads[2]) or any(_spoken(blocks, n) for n in bearing[2])
        collects = _collects(title.text.text, likely)
        if (collects or talks >= 2) and not _bears(blocks, heads[1][0]):
            return _by_level(
                blocks,
                2,
                f"talk = level-2 heading (the file has {n2}, and its title names a collection)",
            )
        if (
            not named
            and len(title.text.text.split()) <= A_NAME
            and _wordy(blocks, heads[2])
            and not _numbered(blocks, heads[2])
            and not _bears(blocks, heads[1][0])
        ):
            return _by_level(
                blocks, 2, f"talk = level-2 heading (the file has {n2}, worded as titles)"
            )
        why = "its level-2 headings read as sections"
        return _whole(blocks, f"talk = the whole file ({why})", named, file_name)
    if n1 >= 2:
        several = n1 >= SEVERAL or _COLLECTION.search(file_name) or _all_long(blocks, heads[1])
        worded = several and _wordy(blocks, heads[1]) and not _numbered(blocks, heads[1])
        if worded and bearing[1] != heads[1][:1]:
            return _by_level(
                blocks, 1, f"talk = level-1 heading (the file has {n1}, worded as titles)"
            )
        why = "its headings read as sections"
        return _whole(blocks, f"talk = the whole file ({why})", named, file_name)
    if (
        n1 == 0
        and n2 >= 2
        and not named
        and not bearing[2]
        and not _sections(blocks, heads[2])
        and not _begins_as_one(blocks, heads[2])
    ):
        parts = not _COLLECTION.search(file_name)
        return _by_level(blocks, 2, f"talk = level-2 heading (the file has {n2})", parts=parts)
    why = "its headings read as sections" if n1 + n2 + n3 > 1 else "it has one title"
    if not any(heads.values()):
        why = "it has no headings"
    return _whole(blocks, f"talk = the whole file ({why})", named, file_name)


def _collects(title: str, likely: bool) -> bool:
    """Whether a title is that of a collection; notes are one if the headings make it likely."""
    if _LESSON.match(title):
        return False
    return bool(_COLLECTION.search(title) or (likely and _NOTES.search(title)))


def _headings(blocks: Sequence[Block], level: int) -> list[int]:
    return [n for n, b in enumerate(blocks) if b.kind == "heading" and b.level == level]


def _bears(blocks: Sequence[Block], n: int) -> bool:
    _, reading = from_title(blocks[n].text)
    return bool(reading.speakers or reading.links) or bears(blocks[n + 1 : n + 6])


def _spoken(blocks: Sequence[Block], n: int) -> bool:
    return bool(from_title(blocks[n].text)[1].speakers) or names_speaker(blocks[n + 1 : n + 6])


def _begins_as_one(blocks: Sequence[Block], heads: Sequence[int]) -> bool:
    """Whether headings are counted, or a paragraph above the first introduces them all."""
    above = [b for b in blocks[: heads[0]] if b.kind == "paragraph"]
    introduced = any(len(b.text.text.split()) >= A_SENTENCE for b in above)
    return introduced or _numbered(blocks, heads)


def _numbered(blocks: Sequence[Block], heads: Sequence[int]) -> bool:
    """Whether headings are counted, as the chapters of a book and the parts of a talk are."""
    counted = sum(bool(_COUNTED.match(blocks[n].text.text)) for n in heads)
    return 2 * counted >= len(heads)


def _wordy(blocks: Sequence[Block], heads: Sequence[int]) -> bool:
    """Whether headings are as long as talk titles are, and none is a section's name."""
    words = sorted(len(blocks[n].text.text.split()) for n in heads)
    return words[(len(words) - 1) // 2] >= A_TITLE and not _sections(blocks, heads)


def _all_long(blocks: Sequence[Block], heads: Sequence[int]) -> bool:
    """Whether three or more headings are all about as long as talk titles."""
    long = [len(blocks[n].text.text.split()) >= A_TITLE - 1 for n in heads]
    return len(long) >= SEVERAL - 1 and all(long)


def _groups(blocks: Sequence[Block], n: int) -> bool:
    """Whether a heading has nothing of its own under it, only headings below."""
    return n + 1 < len(blocks) and blocks[n + 1].kind == "heading"


def _sections(blocks: Sequence[Block], heads: Sequence[int]) -> bool:
    """Whether headings are named as the sections of one talk are."""
    named = 0
    for n in heads:
        text = blocks[n].text
        named += bool(_SECTION_NAMES.match(text.text.strip())) + 2 * text.covered_by("code")
        named += text.text.rstrip().endswith(":")
    return named >= max(1, len(heads) // 5)


def _by_level(
    blocks: Sequence[Block], level: int, choice: str, *, groups: bool = True, parts: bool = False
) -> Cut:
    """Cuts at the headings of a level; with `groups`, one that only groups talks is none."""
    heads = set(_headings(blocks, level))
    deeper = _grouped(blocks, sorted(heads), level) if groups else {}
    sections = [Section(None, group=True)]
    for n, block in enumerate(blocks):
        if n in heads or n in deeper or (block.kind == "heading" and block.level < level):
            group = n not in deeper and (n not in heads or n in deeper.values())
            sections.append(Section(block, group=group))
        else:
            sections[-1].blocks.append(block)
    above = next((b for b in blocks if b.kind == "heading" and b.level < level), None)
    return Cut(_worth_keeping(sections), above, choice, parts)


def _grouped(blocks: Sequence[Block], heads: Sequence[int], level: int) -> dict[int, int]:
    """Talks under a heading of the talks' level that only groups them (`## Keynotes`):
    their positions, each with that of the heading above.
    """
    result: dict[int, int] = {}
    for at, n in enumerate(heads):
        end = heads[at + 1] if at + 1 < len(heads) else len(blocks)
        under = [
            m
            for m in range(n + 1, end)
            if blocks[m].kind == "heading" and blocks[m].level == level + 1
        ]
        if not _groups(blocks, n) or len(under) < 2:
            continue
        if sum(_bears(blocks, m) for m in under) * 2 >= len(under):
            result.update(dict.fromkeys(under, n))
    return result


def _bold_talks(blocks: Sequence[Block]) -> list[int]:
    """Bold lines that head talks: several have a speaker right below them."""
    bold = [
        n
        for n, b in enumerate(blocks)
        if b.kind == "paragraph" and not b.indent and labels.is_bold_line(b.text)
    ]
    marked = [n for n in bold if bears(blocks[n + 1 : n + 4])]
    return bold if len(marked) >= 2 and len(marked) * 3 >= len(bold) else []


def _by_bold(blocks: Sequence[Block], bold: Sequence[int]) -> Cut:
    sections = [Section(None, group=True)]
    for n, block in enumerate(blocks):
        if n in bold:
            sections.append(Section(block))
        elif block.kind == "heading":
            sections.append(Section(block, group=True))
        else:
            sections[-1].blocks.append(block)
    title = next((b for b in blocks if b.kind == "heading"), None)
    choice = f"talk = bold line (the file has {len(bold)}, with speakers right below them)"
    return Cut(_worth_keeping(sections), title, choice)


def _worth_keeping(sections: Sequence[Section]) -> list[Section]:
    """All talks, and of the headings that group them only those with bullets of their own
    that are not the list of the talks' titles.
    """
    titles = {_folded(s.head.text.text) for s in sections if s.head and not s.group}
    kept = []
    for section in sections:
        if section.group:
            bullets = [b for b in section.blocks if b.kind == "bullet"]
            listed = sum(_folded(b.text.text) in titles for b in bullets)
            if not bullets or listed * 2 >= len(bullets) or is_contents(section.blocks):
                continue
        kept.append(section)
    return kept


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def is_contents(blocks: Sequence[Block]) -> bool:
    """Whether all bullets of a section are links into the file itself."""
    bullets = [b for b in blocks if b.kind == "bullet"]
    return len(bullets) >= 2 and all(is_contents_line(b) for b in bullets)


def is_contents_line(block: Block) -> bool:
    """Whether a bullet is nothing but a link to a heading of the same file."""
    return any(
        m.kind == "link"
        and m.target.startswith("#")
        and m.end - m.start >= len(block.text.text) - 4
        for m in block.text.marks
    )


def _whole(blocks: Sequence[Block], choice: str, named: bool, file_name: str) -> Cut:
    """The file as one talk; its title is an H1 that names it all, or a first heading that
    stands alone on its level or has a speaker.
    """
    headings = [n for n, b in enumerate(blocks) if b.kind == "heading"]
    tops = _headings(blocks, 1)
    title = tops[0] if tops and _names_all(blocks, tops, file_name) else None
    if not tops and headings and headings[0] == 0:
        same = _headings(blocks, blocks[0].level)
        alone = len(same) == 1 and all(blocks[n].level > blocks[0].level for n in headings[1:])
        if (alone and (len(headings) > 1 or not named)) or _bears(blocks, 0):
            title = headings[0]
    rest = [b for n, b in enumerate(blocks) if n != title]
    head = blocks[title] if title is not None else None
    return Cut([Section(head, rest)], head, choice)


def _names_all(blocks: Sequence[Block], tops: Sequence[int], file_name: str) -> bool:
    """Whether the first heading of the top level names the file, and not its first part.

    Of several it is a title where it has a speaker or no points itself, or where it alone
    has words of the file's name.
    """
    if len(tops) == 1:
        return True
    told = [_shares_words(blocks[n].text.text, file_name) for n in tops]
    if told[0] and not any(told[1:]):
        return True
    text = blocks[tops[0]].text.text.strip()
    if says_nothing(text) or _SECTION_NAMES.match(text):
        return False
    under = blocks[tops[0] + 1 : tops[1]]
    pointless = not any(b.kind == "bullet" for b in under) and len(under) <= A_PREFACE
    return pointless or _bears(blocks, tops[0])


def _shares_words(title: str, file_name: str) -> bool:
    """Whether at least half of a title's longer words stand in the name of the file."""
    names = re.sub(r"\W|_", "", file_name).casefold()
    words = [w for w in re.findall(r"[^\W_]+", title.casefold()) if len(w) > 3 or w.isdecimal()]
    return bool(words) and 2 * sum(w in names for w in words) >= len(words)
