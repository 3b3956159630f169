"""Reads Markdown notes: text to talks, each a tree of nodes.

The way of a file: lines -> front matter and comments -> lists out of quotes (`quotes`)
-> blocks (`scan`) -> talks (`talks`) -> metadata (`metadata`) -> tree (`plant`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from talkdeck.outline import front as front_matter
from talkdeck.outline import metadata
from talkdeck.outline.blocks import Block
from talkdeck.outline.decode import clean
from talkdeck.outline.html import without_comments
from talkdeck.outline.inline import Inline
from talkdeck.outline.inline_markdown import References, read_inline
from talkdeck.outline.labels import split_colon
from talkdeck.outline.language import language_of
from talkdeck.outline.node import MetaLine, Notes, Talk
from talkdeck.outline.paths import folders_of, title_of_path
from talkdeck.outline.plant import plant
from talkdeck.outline.quotes import opened
from talkdeck.outline.scan import scan
from talkdeck.outline.talks import Cut, Section, TalksMode, cut, is_contents_line
from talkdeck.outline.telling import says_nothing
from talkdeck.outline.tidy import unpictured, with_one_colon
from talkdeck.outline.titles import bracketed_names, from_title
from talkdeck.outline.unseen import without_label_tags
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.values import dataclass

register(
    Entry(
        "unclosed-code",
        "code block that is never closed",
        "warning",
        "What follows it may have been read as code, and makes no cards then.",
        "Close the block with a line of ``` (or ~~~, as it was opened).",
    ),
    Entry(
        "strange-comment",
        "a comment to talkdeck that it does not understand",
        "warning",
        "What you wanted to silence or to stop goes on.",
        "Write `<!-- talkdeck: ignore CODE -->` or `<!-- talkdeck: without RULE -->`.",
    ),
)


def read(
    text: str, file: str, *, talks: TalksMode = "auto", within: str = ""
) -> tuple[Notes, list[Problem]]:
    """Reads one notes file.

    Args:
        text: its text, as `decode` gives it.
        file: its path as the person gave it, with forward slashes.
        talks: how talks are told apart; `auto` takes what the author evidently meant.
        within: its path from the folder of the settings; title and year may come from it.
            `file` if not given.

    Returns:
        The notes, and what there is to tell about them. Never raises for what is in them.
    """
    within = within or file
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    front, taken, problems = front_matter.read_front(lines, file)
    if "<<<<<<< " in text:
        from talkdeck.outline.conflicts import conflicts  # here: it is seldom needed

        problems += conflicts(lines, file)
    lines, said = without_comments(lines)
    blocks, unclosed = read_blocks(opened(lines, taken), taken)
    metadata.undress(blocks)
    problems += [_never_closed(line, lines, file) for line in unclosed]
    problems += [_strange(line, what, file) for line, what in said.strange.items()]
    pieces = cut(blocks, talks, bool(front_matter.text_of(front, "title")), title_of_path(within))
    title = _collection_title(pieces, front, within)
    language = front_matter.language_of(front) or language_of(text)
    source = _Source(
        title, front, within, len(lines), len(pieces.sections) == 1, language, pieces.parts
    )
    read_talks = [_talk(section, source) for section in pieces.sections]
    named = sum(bool(talk.speakers) for talk in read_talks)
    bracketed = sum(not t.speakers and bool(bracketed_names(t.title)) for t in read_talks)
    if 2 * (named + (bracketed > 1) * bracketed) >= len(read_talks) > named:
        read_talks = [
            talk if talk.speakers else _talk(section, source, expected=True)
            for talk, section in zip(read_talks, pieces.sections, strict=True)
        ]
    notes = Notes(
        file,
        title,
        tuple(read_talks),
        front,
        pieces.choice,
        said.silenced,
        len(lines),
        said.without,
        within,
    )
    return notes, problems


def _never_closed(line: int, lines: Sequence[str], file: str) -> Problem:
    return Problem(
        "unclosed-code",
        Place(file, line),
        "the code block that begins here is never closed; it was read up to the next heading",
        "close it with a line of the same three characters",
        "warning",
        lines[line - 1],
    )


def _strange(line: int, what: str, file: str) -> Problem:
    return Problem(
        "strange-comment",
        Place(file, line),
        f"talkdeck does not understand the comment “{what}”",
        "write `talkdeck: ignore CODE` or `talkdeck: without RULE`",
        "warning",
    )


def read_blocks(lines: Sequence[str], first: int = 0) -> tuple[list[Block], list[int]]:
    """Scans lines, from a 0-based one on, and reads the blocks' inline content.

    Returns:
        The blocks, and the 1-based lines of code fences that are never closed.
    """
    scanned = scan(lines, first)
    for block, following in zip_longest(scanned.blocks, scanned.blocks[1:]):
        if following is not None and following.kind == "bullet" and _may_head(block, following):
            block.lines = without_label_tags(block.lines)
        _read_text(block, scanned.references)
    return scanned.blocks, scanned.never_closed


def _may_head(block: Block, bullet: Block) -> bool:
    """Whether the bullet that comes next may belong to a line."""
    return block.kind == "paragraph" or (block.kind == "bullet" and bullet.indent > block.indent)


def _read_text(block: Block, references: References) -> None:
    if block.kind == "table":
        block.cells = tuple(
            tuple(read_inline([cell], references) for cell in row) for row in block.rows
        )
    elif block.kind not in ("code", "math", "rule"):
        block.text = read_inline(block.lines, references)
        if block.kind in ("heading", "paragraph", "bullet"):
            block.text = with_one_colon(unpictured(block.text, block.kind))


def _collection_title(pieces: Cut, front: Mapping[str, object], within: str) -> str:
    given = front_matter.text_of(front, "title")
    if given:
        return given
    if pieces.title is not None:
        title, _ = from_title(pieces.title.text)
        if title.text.strip():
            return " ".join(split_colon(title)[0].text.split())
    return title_of_path(within)


@dataclass(frozen=True, slots=True)
class _Source:
    """What all talks of a file share."""

    title: str
    front: Mapping[str, object]
    within: str
    line_count: int
    alone: bool
    language: str
    parts: bool


def _talk(section: Section, source: _Source, expected: bool = False) -> Talk:
    head = section.head
    heading = head.text if head is not None else Inline(source.title)
    title, reading = from_title(heading, expected)
    title = split_colon(title)[0] or Inline(source.title)
    blocks, contents = _without_contents(section.blocks)
    found = metadata.take(title, blocks, expected)
    if found.speakers and set(bracketed_names(title)) <= set(found.speakers):
        title, _ = from_title(title, expected=True)  # named in brackets and again below
    speakers = dict.fromkeys([*reading.speakers, *found.speakers])
    given = front_matter.links_of(source.front) if source.alone else ()
    links = dict.fromkeys([*given, *reading.links, *found.links])
    own = (head.start, head.end) if head is not None else (1, 1)
    start = min([own[0], *(block.start for block in section.blocks[:1])])
    last = section.blocks[-1] if section.blocks else head
    end = last.end if last is not None else source.line_count
    dates = [line for block in blocks[:4] for line in block.lines if _is_noted(block, found)]
    return Talk(
        title=title,
        root=plant(title, found.rest, *own),
        speakers=tuple(speakers) or front_matter.speakers_of(source.front, source.alone),
        links=tuple(links),
        metadata=tuple(sorted([*contents, *found.lines], key=lambda m: m.line)),
        start=start,
        end=max(own[1], end),
        year=front_matter.year_of(source.front, source.title, [*dates, title.text], source.within),
        part_of=_whole(source) if source.parts or says_nothing(title.text) else "",
        language=source.language,
    )


def _whole(source: _Source) -> str:
    """What a talk is part of: by the file's title, its name, or that of a folder around it."""
    names = (source.title, title_of_path(source.within), *folders_of(source.within))
    return next((name for name in names if not says_nothing(name)), "")


def _is_noted(block: Block, found: metadata.Found) -> bool:
    return any(m.line == block.start and m.what.startswith("date") for m in found.lines)


def _without_contents(blocks: Sequence[Block]) -> tuple[list[Block], list[MetaLine]]:
    """Without tables of contents: runs of bullets that link to headings of the file."""
    links = [b for b in blocks if b.kind == "bullet" and is_contents_line(b)]
    if len(links) < 2:
        return list(blocks), []
    listed = {id(b) for b in links}
    if (before := blocks.index(links[0])) and _is_contents_heading(blocks[before - 1]):
        links.insert(0, blocks[before - 1])
        listed.add(id(blocks[before - 1]))
    kept = [b for b in blocks if id(b) not in listed]
    return kept, [
        MetaLine(n, "table of contents") for b in links for n in range(b.start, b.end + 1)
    ]


def _is_contents_heading(block: Block) -> bool:
    """Whether a heading or label says that a table of contents follows."""
    words = block.text.text.strip(" :").casefold()
    return block.kind in ("heading", "paragraph") and words in (
        "contents", "table of contents", "toc", "inhalt", "inhaltsverzeichnis", "sommaire",
        "table des matières", "índice", "目录",
    )  # fmt: skip
