"""Where one talk ends and the next begins, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from typing import Literal

from talkdeck.outline.blocks import Block
from talkdeck.outline.evident import Evident, evident
from talkdeck.outline.heads import is_marked, names_a_section, only_groups, positions
from talkdeck.outline.telling import says_nothing
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
        meant = evident(blocks, named, file_name)
        if meant.bold:
            return _by_bold(blocks, meant)
        if meant.level:
            return _by_level(blocks, meant, groups=True)
        return _whole(blocks, meant.why, named, file_name)
    if mode == "file":
        return _whole(blocks, "as configured", named, file_name)
    level = 1 if mode == "h1" else 2
    if not positions(blocks, level):
        why = f"level-{level} headings are configured, but there are none"
        return _whole(blocks, why, named, file_name)
    return _by_level(blocks, Evident("as configured", level), groups=False)


def _by_level(blocks: Sequence[Block], meant: Evident, groups: bool) -> Cut:
    """Cuts at the headings of a level; with `groups`, one that only groups talks is none."""
    level = meant.level
    heads = set(positions(blocks, level))
    deeper = _grouped(blocks, sorted(heads), level) if groups else {}
    sections = [Section(None, group=True)]
    for n, block in enumerate(blocks):
        if n in heads or n in deeper or (block.kind == "heading" and block.level < level):
            group = n not in deeper and (n not in heads or n in deeper.values())
            sections.append(Section(block, group=group))
        else:
            sections[-1].blocks.append(block)
    above = next((b for b in blocks if b.kind == "heading" and b.level < level), None)
    choice = f"talk = level-{level} heading ({meant.why})"
    return Cut(_worth_keeping(sections), above, choice, meant.parts)


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
        if not only_groups(blocks, n) or len(under) < 2:
            continue
        if sum(is_marked(blocks, m) for m in under) * 2 >= len(under):
            result.update(dict.fromkeys(under, n))
    return result


def _by_bold(blocks: Sequence[Block], meant: Evident) -> Cut:
    sections = [Section(None, group=True)]
    for n, block in enumerate(blocks):
        if n in meant.bold:
            sections.append(Section(block))
        elif block.kind == "heading":
            sections.append(Section(block, group=True))
        else:
            sections[-1].blocks.append(block)
    title = next((b for b in blocks if b.kind == "heading"), None)
    choice = f"talk = bold line ({meant.why})"
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


def _whole(blocks: Sequence[Block], why: str, named: bool, file_name: str) -> Cut:
    """The file as one talk; its title is an H1 that names it all, or a first heading that
    stands alone on its level or has a speaker.
    """
    headings = [n for n, b in enumerate(blocks) if b.kind == "heading"]
    tops = positions(blocks, 1)
    title = tops[0] if tops and _names_all(blocks, tops, file_name) else None
    if not tops and headings and headings[0] == 0:
        same = positions(blocks, blocks[0].level)
        alone = len(same) == 1 and all(blocks[n].level > blocks[0].level for n in headings[1:])
        if (alone and (len(headings) > 1 or not named)) or is_marked(blocks, 0):
            title = headings[0]
    rest = [b for n, b in enumerate(blocks) if n != title]
    head = blocks[title] if title is not None else None
    return Cut([Section(head, rest)], head, f"talk = the whole file ({why})")


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
    if says_nothing(text) or names_a_section(text):
        return False
    under = blocks[tops[0] + 1 : tops[1]]
    pointless = not any(b.kind == "bullet" for b in under) and len(under) <= A_PREFACE
    return pointless or is_marked(blocks, tops[0])


def _shares_words(title: str, file_name: str) -> bool:
    """Whether at least half of a title's longer words stand in the name of the file."""
    names = re.sub(r"\W|_", "", file_name).casefold()
    words = [w for w in re.findall(r"[^\W_]+", title.casefold()) if len(w) > 3 or w.isdecimal()]
    return bool(words) and 2 * sum(w in names for w in words) >= len(words)
