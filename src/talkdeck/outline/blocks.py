"""Blocks: pieces of a file before anything is said about what belongs to what.

A `Scanner` gathers them; it knows where the scan stands, and what is open there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Literal

from talkdeck.outline.inline import EMPTY, Inline
from talkdeck.outline.lines import continues
from talkdeck.regex import regex
from talkdeck.values import dataclass

_LEADING = regex(r"[ \t\xa0\u3000]*")

BlockKind = Literal["heading", "bullet", "paragraph", "code", "table", "quote", "math", "rule"]


@dataclass(slots=True)
class Block:
    """One block of the file, before anything is said about what it belongs to.

    Attributes:
        kind: what it is; `rule` is a thematic break, `math` a display formula.
        start: first line, 1-based.
        end: last line, 1-based, inclusive.
        indent: columns before its first character (a bullet's marker), tabs expanded.
        lines: source of its text, markers and fences removed; of a table the rows, if each stands
            on a line.
        gap: whether a blank line stands before it.
        level: of a heading, 1-6.
        number: the number the author wrote before an ordered bullet; None if unordered.
        checked: a bullet's task box.
        language: of fenced code.
        body: of code, the line of the file on which its first line stands, 1-based; 0 if
            its lines are not those of the file.
        rows: source of a table's cells.
        head: lines above it that are no block: the header of a table, above its first row.
        text: the inline content, filled in when scanning is done.
    """

    kind: BlockKind
    start: int
    end: int
    indent: int
    lines: list[str] = field(default_factory=list)
    gap: bool = False
    level: int = 0
    number: int | None = None
    checked: bool | None = None
    language: str = ""
    body: int = 0
    rows: list[list[str]] = field(default_factory=list)
    head: int = 0
    text: Inline = EMPTY
    cells: tuple[tuple[Inline, ...], ...] = ()


class Scanner:
    """The lines of a file, how far they are read, and the blocks they gave.

    Attributes:
        lines: of the file.
        at: 0-based index of the line that comes next.
        tab: columns of a tab.
        gap: whether a blank line stands before it.
        blocks: what was found so far.
        open: the block that the line may read on from.
        bullets: of each bullet that it may stand under, the columns of marker and text.
        references: link definitions, `{"NAME": {"href": address}}`.
        list_depth: HTML lists that are open.
        unclosed: HTML tags that no line closes, so that none is looked through twice.
        last_fence: 0-based line of the last one that could close a code block, once asked for.
        never_closed: 1-based lines of code fences that nothing closes.
    """

    def __init__(self, lines: Sequence[str], first: int = 0) -> None:
        self.lines = lines
        self.at = first
        self.tab = _tab_width(lines)
        self.gap = True
        self.blocks: list[Block] = []
        self.references: dict[str, dict[str, str]] = {}
        self.open: Block | None = None
        self.bullets: list[tuple[int, int]] = []
        self.list_depth = 0
        self.unclosed: set[str] = set()
        self.last_fence: int | None = None
        self.never_closed: list[int] = []

    def indent_of(self, line: str) -> int:
        """Columns of white space before a line's text, tabs reaching to the next stop."""
        if not line[0].isspace():
            return 0
        width = 0
        for character in _LEADING.match(line).group():  # type: ignore[union-attr]  # any line fits
            width += self.tab - width % self.tab if character == "\t" else 1
        return width

    def add(self, kind: BlockKind, indent: int, lines: list[str], taken: int = 1) -> Block:
        """Appends a block that begins on the current line, and moves on."""
        block = Block(kind, self.at + 1, self.at + taken, indent, lines, self.gap)
        self.blocks.append(block)
        self.at += taken
        self.gap = False
        self.open = block if kind in ("bullet", "paragraph") else None
        if kind in ("heading", "rule") or (kind != "bullet" and not indent and block.gap):
            self.bullets.clear()
        return block

    def takes(self, indent: int, text: str) -> bool:
        """Takes the line as the rest of the block above, if it reads on from there."""
        above = self.open
        if above is None:
            return False
        last = above.lines[-1] if above.lines else ""
        inside = above.kind == "bullet" and indent > above.indent
        is_bullet = above.kind == "bullet"
        if not continues(
            last,
            text,
            bullet=is_bullet,
            inside=inside,
            outside=is_bullet and indent < above.indent,
            indent=max(len(self.lines[above.end - 1].rstrip()) - len(last.strip()), 0),
            following=self._following(),
        ):
            return False
        above.lines.append(self.lines[self.at])
        above.end = self.at + 1
        self.at += 1
        return True

    def _following(self) -> str:
        """The next line that is not blank, stripped; "" at the end of the file."""
        return next(
            (s for line in self.lines[self.at + 1 : self.at + 3] if (s := line.strip())), ""
        )


def _tab_width(lines: Sequence[str]) -> int:
    """Columns of a tab: four, or eight where the author's editor turned eight spaces into
    one (then tabbed bullets line up with spaced ones only at eight).
    """
    cost = {4: 0, 8: 0}
    before = 0
    for line in lines:
        stripped = line.lstrip(" \t")
        if not stripped or stripped[0] not in "-*+0123456789":
            continue
        lead = line[: len(line) - len(stripped)]
        if "\t" in lead and before >= 6:
            for width in cost:
                cost[width] += abs(len(lead.expandtabs(width)) - before)
        before = 0 if "\t" in lead else len(lead)
    return 8 if cost[8] < cost[4] else 4
