"""Blocks to a tree: what belongs to what.

Headings hold what follows them; bullets nest by indent; a label holds the list under it,
even when a picture or code tears that list in two; whole bold lines hold everything up to
the next of their kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from talkdeck.outline import labels
from talkdeck.outline.blocks import Block
from talkdeck.outline.code_lines import commented
from talkdeck.outline.inline import EMPTY, PICTURE, Inline, Mark
from talkdeck.outline.node import Kind, Node
from talkdeck.outline.tables import with_rows_as_points
from talkdeck.values import dataclass

_FAR = 3
"""Lines from a label to its list at most: with more, something stood between them."""


@dataclass(slots=True)
class Draft:
    """A node while its children are still being found."""

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
    written: int | None = None
    children: list[Draft] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """A draft that may still take children.

    Attributes:
        draft: the draft.
        indent: column of its first character.
        section: whether it is a bold line that holds paragraphs too.
        closed: a label that holds code already: no list belongs to it any more.
    """

    draft: Draft
    indent: int
    section: bool = False
    closed: bool = False


def plant(title: Inline, blocks: Sequence[Block], start: int, end: int) -> Node:
    """The tree of one talk.

    Args:
        title: the talk's title.
        blocks: what stands under it, metadata removed.
        start: first line of the talk's own heading.
        end: last line of that heading.
    """
    blocks = list(with_rows_as_points(blocks))
    gardener = _Gardener(Draft("talk", title, start, end), _jitter(blocks))
    for n, block in enumerate(blocks):
        gardener.take(block, blocks[n + 1 : n + 6])
    gardener.settle(None)
    return finished(gardener.root)


def finished(root: Draft) -> Node:
    """Drafts to nodes, from the leaves up: without recursion, however deep."""
    order: list[Draft] = []
    stack = [root]
    while stack:
        draft = stack.pop()
        order.append(draft)
        stack.extend(draft.children)
    nodes: dict[int, Node] = {}
    for draft in reversed(order):
        below = [nodes.pop(id(child)) for child in draft.children]
        nodes[id(draft)] = Node(
            draft.kind, draft.text, draft.start, draft.end, draft.level, draft.number,
            draft.colon, draft.checked, draft.language, draft.rows,
            tuple(node for node in below if not _taken_back(node)),
        )  # fmt: skip
    return nodes[id(root)]


def _taken_back(node: Node) -> bool:
    """Whether its author has struck out a whole line, under which nothing stands."""
    if node.children or not node.text.marks:
        return False
    whole = node.text.strip()
    return any(m.kind == "strike" and m.end - m.start == len(whole) for m in whole.marks)


def _jitter(blocks: Sequence[Block]) -> int:
    """Columns of indent that mean nothing: one, unless the author nests by single spaces."""
    steps: list[int] = []
    before: Block | None = None
    for block in blocks:
        if block.kind == "bullet":
            if before is not None and block.indent > before.indent:
                steps.append(block.indent - before.indent)
            before = block
    return 1 if steps.count(1) * 2 < len(steps) else 0


class _Gardener:
    """Takes blocks in order and hangs each where it belongs."""

    def __init__(self, root: Draft, jitter: int) -> None:
        self.root = root
        self.jitter = jitter
        self.headings: list[Draft] = [root]
        self.frames: list[_Frame] = []
        self.waiting: list[Draft] = []

    def take(self, block: Block, following: Sequence[Block]) -> None:
        """Hangs one block, knowing a few that follow."""
        if block.kind == "bullet":
            self._bullet(block)
        elif block.kind in ("heading", "rule"):
            self._heading(block)
        elif block.kind == "paragraph" and not _pictures(block):
            self._paragraph(block, following)
        else:
            self._attached(block)

    # --- headings and paragraphs ---

    def _heading(self, block: Block) -> None:
        self.settle(None)
        self.frames.clear()
        if block.kind == "rule":
            return
        text, colon = labels.split_colon(block.text)
        while len(self.headings) > 1 and self.headings[-1].level >= block.level:
            self.headings.pop()
        text, number = labels.unnumbered(labels.bare(text))
        if number is None:
            rows = (d.number for d in reversed(self.headings[-1].children) if d.kind == "heading")
            text, number = labels.unlettered(text, next(rows, None))
        draft = Draft("heading", text, block.start, block.end, block.level, number, colon)
        self.headings[-1].children.append(draft)
        self.headings.append(draft)

    def _paragraph(self, block: Block, following: Sequence[Block]) -> None:
        owner = None if self.waiting else self._bullet_around(block)
        text, colon = labels.split_colon(block.text)
        leads = _leads(block, following, text, colon)
        marked = labels.is_bold_line(block.text) or labels.unframed(text) is not text
        bold = marked and owner is None and _is_content(following[:1])
        kind: Kind = "label" if bold or (leads and labels.is_short(text)) else "paragraph"
        text = labels.bare(text) if kind == "label" else text
        text, number = labels.unnumbered(text) if bold else (text, None)
        draft = Draft(kind, text, block.start, block.end, number=number, colon=colon)
        if owner is None:
            if not bold and not leads and self._is_stray(block, following):
                self.waiting.append(draft)
                return
            self.settle(None)
            self._leave_lists()
        if bold:
            self.frames = []
        self._parent().children.append(draft)
        if bold or leads:
            self.frames.append(_Frame(draft, block.indent, section=bold))

    def _is_stray(self, block: Block, following: Sequence[Block]) -> bool:
        """Whether a line tears a list in two: bullets right above it and right below."""
        return bool(
            self.frames
            and not block.gap
            and following
            and following[0].kind == "bullet"
            and not following[0].gap
        )

    def _bullet_around(self, block: Block) -> Draft | None:
        """The bullet that an indented block stands in, with deeper ones closed."""
        depth = len(self.frames)
        while depth and not self._holds(self.frames[depth - 1], block):
            depth -= 1
        if depth and any(f.draft.kind == "bullet" for f in self.frames[:depth]):
            del self.frames[depth:]
            return self.frames[-1].draft
        return None

    def _holds(self, frame: _Frame, block: Block) -> bool:
        if frame.draft.kind == "bullet":
            return block.indent > frame.indent + self.jitter
        return False

    def _leave_lists(self) -> None:
        """A line at the margin ends the list; only bold lines go on holding."""
        while self.frames and not self.frames[-1].section:
            self.frames.pop()

    # --- bullets ---

    def _bullet(self, block: Block) -> None:
        if self.waiting:
            self.settle(block)
        while self.frames and not self._takes_bullet(self.frames[-1], block):
            self.frames.pop()
        parent = self._parent()
        text, colon = labels.split_colon(block.text)
        above = next((f.draft.level for f in reversed(self.frames) if f.draft.level), 0)
        draft = Draft(
            "bullet", text, block.start, block.end, above + 1, _count(parent, block), colon,
            block.checked, written=block.number,
        )  # fmt: skip
        parent.children.append(draft)
        self.frames.append(_Frame(draft, block.indent))

    def _takes_bullet(self, frame: _Frame, block: Block) -> bool:
        if frame.draft.kind == "bullet":
            return block.indent > frame.indent + self.jitter
        if frame.closed:
            return False
        inside = block.indent + self.jitter >= frame.indent
        return frame.section or (inside and not _begins_another(frame, block))

    # --- what is attached: code, tables, quotes, pictures, formulas ---

    def _attached(self, block: Block) -> None:
        drafts = _drafts(block)
        owner = self._bullet_around(block) if block.indent and not self.waiting else None
        last = self.frames[-1] if self.frames else None
        if owner is not None:
            owner.children.extend(drafts)
        elif last is None:
            self.headings[-1].children.extend(drafts)
        elif last.draft.kind != "bullet":
            last.draft.children.extend(drafts)
            answered = block.kind == "quote" and not last.draft.colon
            last.closed = not last.section and (answered or block.kind in ("code", "table"))
        elif not self.waiting and (not block.gap or (last.draft.colon and not last.draft.children)):
            last.draft.children.extend(drafts)
        else:
            self.waiting.extend(drafts)

    def settle(self, bullet: Block | None) -> None:
        """Hangs what stood at the margin after a list: inside it if the list goes on."""
        if not self.waiting:
            return
        waiting, self.waiting = self.waiting, []
        if bullet is None:
            self._leave_lists()
        else:
            while self.frames and not self._takes_bullet(self.frames[-1], bullet):
                self.frames.pop()
        self._parent().children.extend(waiting)

    def _parent(self) -> Draft:
        return self.frames[-1].draft if self.frames else self.headings[-1]


def _begins_another(frame: _Frame, block: Block) -> bool:
    """Whether a bullet behind a blank line begins another list than the one a label holds: one
    that is numbered where that is not, or the other way round.
    """
    last = frame.draft.children[-1] if frame.draft.children else None
    if not block.gap or last is None or last.kind != "bullet":
        return False
    return (last.number is None) != (block.number is None)


def _leads(block: Block, following: Sequence[Block], text: Inline, colon: bool) -> bool:
    """Whether what follows a line belongs to it: a list, perhaps after pictures, or code."""
    if not following or following[0].start - following[0].head - block.end > _FAR:
        return False
    first = following[0]
    if first.kind == "bullet":
        return first.indent >= block.indent and labels.leads_in(text, colon, first.gap)
    if first.kind == "quote" and text.text.endswith("?"):
        return True
    if not colon:
        return False
    if first.kind in ("code", "table", "quote", "math"):
        return labels.is_short(text)
    beyond = next((b for b in following if not _pictures(b)), None)
    if beyond is not None and beyond.kind == "bullet" and _pictures(first):
        return beyond.indent >= block.indent
    return _pictures(first) and labels.is_short(text)


def _count(parent: Draft, block: Block) -> int | None:
    """The number an ordered bullet has by counting its siblings.

    `1. 1. 1.` counts 1, 2, 3; a `1.` after `1. 2.` begins anew.
    """
    if block.number is None:
        return None
    for sibling in reversed(parent.children):
        if sibling.kind == "bullet":
            again = block.number <= 1 and (sibling.written or 0) > block.number
            if sibling.number is None or again:
                break
            return sibling.number + 1
        if sibling.kind in ("paragraph", "label", "heading"):
            break
    return block.number


def _is_content(following: Sequence[Block]) -> bool:
    return bool(following) and following[0].kind not in ("heading", "rule")


def _pictures(block: Block) -> bool:
    """Whether a block is nothing but pictures."""
    text = block.text.text
    return block.kind == "paragraph" and PICTURE in text and not text.strip(PICTURE + " \n,")


def _code(block: Block) -> Draft:
    """A code block, with those of its lines below it that carry a comment."""
    body = Inline("\n".join(block.lines))
    found = commented(block.lines, block.language) if block.body else ()
    lines = [
        Draft("code-line", line.text, block.body + line.first, block.body + line.last,
              language=block.language)
        for line in found
    ]  # fmt: skip
    return Draft("code", body, block.start, block.end, language=block.language, children=lines)


def _drafts(block: Block) -> list[Draft]:
    if _pictures(block):
        return [
            Draft("image", block.text[m.start : m.end], block.start, block.end)
            for m in block.text.marks
            if m.kind == "image"
        ]
    if block.kind == "code":
        return [_code(block)]
    if block.kind == "table":
        return [Draft("table", EMPTY, block.start, block.end, rows=block.cells)]
    if block.kind == "math":
        formula = "\n".join(block.lines)
        marks = (Mark("display-math", 0, len(formula)),) if formula else ()
        return [Draft("paragraph", Inline(formula, marks), block.start, block.end)]
    return [Draft("quote", block.text, block.start, block.end)]
