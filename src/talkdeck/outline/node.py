"""The outline: what a notes file says, as a tree of nodes that know their lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Literal

from talkdeck.outline.inline import Inline
from talkdeck.values import dataclass

Kind = Literal[
    "talk", "heading", "label", "bullet", "paragraph", "sentence", "code", "code-line", "table",
    "image", "quote",
]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One part of a talk.

    A node is planted once: creating it with its children makes it their parent.

    Attributes:
        kind: `talk` is the root (its text is the title); `label` is a short line on its own
            that names the list under it; a bullet that does the same stays a `bullet`;
            `sentence` is one of several sentences of a bullet or paragraph: no reader plants
            it, it is cut out where one is looked at by itself; `code-line` is a line of a
            code block that carries a comment, and stands below the `code`.
        text: inline content of the node's own lines (marker, task box and a final colon
            left out). Code: the verbatim body without the fence. Code-line: the code, marked
            as such, and its comment, e.g. "`ls -a` # shows hidden files". Table: "".
            Image: one `PICTURE` with its mark. Quote: its text, lines joined.
        start: first line of its own content in the file, 1-based. Hard-wrapped lines
            count, children don't.
        end: last line of its own content, 1-based, inclusive.
        level: headings 1-6, bullets the nesting depth from 1, other kinds 0.
        number: the number an ordered bullet has by counting (1, 2, 3 even where the
            author wrote `1.` each time); None where it is not ordered.
        colon: whether the text ended in a colon, which `text` no longer has.
        checked: task box: True, False, or None where there is none.
        language: language of a code block (or code-line) as the author wrote it, e.g.
            `python`; else "".
        rows: cells of a table, the head row first; () for other kinds.
        children: what stands under the node, in order: bullets below a label, all that
            belongs to a heading; paragraphs, code, tables and pictures inside a bullet;
            code-lines of code.
        parent: the node above; None for a talk.
        index: position among the parent's children, 0-based.
    """

    kind: Kind
    text: Inline
    start: int
    end: int
    level: int = 0
    number: int | None = None
    colon: bool = False
    checked: bool | None = None
    language: str = ""
    rows: tuple[tuple[Inline, ...], ...] = ()
    children: tuple[Node, ...] = ()
    parent: Node | None = field(init=False, default=None, repr=False)
    index: int = field(init=False, default=0, repr=False)

    def __post_init__(self) -> None:
        for n, child in enumerate(self.children):
            object.__setattr__(child, "parent", self)
            object.__setattr__(child, "index", n)

    @property
    def items(self) -> tuple[Node, ...]:
        """The child bullets: what a list card lists."""
        return tuple([c for c in self.children if c.kind == "bullet"])

    @property
    def attached(self) -> tuple[Node, ...]:
        """Pictures, code and tables that stand directly under the node."""
        return tuple(c for c in self.children if c.kind in ("code", "table", "image"))

    @property
    def lines(self) -> range:
        """Lines of the node's own content."""
        return range(self.start, self.end + 1)

    @property
    def next(self) -> Node | None:
        """The following sibling."""
        siblings = self.parent.children if self.parent else ()
        return siblings[self.index + 1] if self.index + 1 < len(siblings) else None

    @property
    def previous(self) -> Node | None:
        """The sibling before."""
        return self.parent.children[self.index - 1] if self.parent and self.index else None

    def ancestors(self) -> Iterator[Node]:
        """Parent, grandparent, … up to the talk."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in the order of the file."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


@dataclass(frozen=True, slots=True)
class Link:
    """A link that belongs to the talk as a whole, e.g. its slides.

    Attributes:
        kind: what stands behind it.
        address: absolute address or relative path as written, e.g. `https://youtu.be/x`.
        title: the author's words for it, e.g. `Slide Deck`; "" if none.
    """

    kind: Literal["slides", "video", "code", "other"]
    address: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class MetaLine:
    """A line that was read as metadata and therefore makes no card.

    Attributes:
        line: 1-based line.
        what: what it was read as, in words for the person, e.g. `speaker`, `link to the video`.
    """

    line: int
    what: str


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """One unit of notes with its own deck.

    Attributes:
        title: the talk's heading, speaker and link mark-up removed where they stood in it.
        root: the outline, a node of kind `talk`.
        speakers: names, e.g. ("Lisa Guo", "Hui Ding"); () where none was recognised.
        links: links of the talk as a whole.
        metadata: lines read as metadata.
        start: first line of the talk, 1-based (its heading).
        end: last line of the talk, inclusive.
        year: year the notes speak of (front matter, title, file name, path); None if unknown.
        part_of: title or name of the file, to be shown before the talk's own title where that
            tells nothing (`Day 2`), or where nothing says that the file's headings are talks
            and not parts of one; else "".
        language: of the notes, e.g. `fr`: what the front matter says (`lang`, `language`), or
            what their words tell; "" if they don't.
    """

    title: Inline
    root: Node
    speakers: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    metadata: tuple[MetaLine, ...] = ()
    start: int = 1
    end: int = 1
    year: int | None = None
    part_of: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Notes:
    """One notes file, read.

    Attributes:
        file: path as the person gave it, with forward slashes.
        title: title of the collection: front matter, H1, or the file's name.
        talks: in the order of the file; those without content included.
        front_matter: parsed YAML front matter, {} if none.
        choice: in words, how talks were told apart and why, e.g.
            `talk = level-2 heading (the file has 19 of them)`.
        silenced: 1-based line -> problem codes that a comment in the notes silences there.
        line_count: number of lines of the file.
        without: 1-based line -> rules or packs that a comment there switches off in its talk,
            or, outside of all talks, in the whole file.
        within: path from the folder of the settings, whatever folder the person is in.
    """

    file: str
    title: str
    talks: tuple[Talk, ...]
    front_matter: Mapping[str, object] = field(default_factory=dict)
    choice: str = ""
    silenced: Mapping[int, frozenset[str]] = field(default_factory=dict)
    line_count: int = 0
    without: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    within: str = ""
