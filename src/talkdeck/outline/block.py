"""A block: one piece of the file, before anything is said about what it belongs to."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from talkdeck.outline.inline import EMPTY, Inline
from talkdeck.values import dataclass

BlockKind = Literal["heading", "bullet", "paragraph", "code", "table", "quote", "math", "rule"]


@dataclass(slots=True)
class Block:
    """One block of the file, before anything is said about what it belongs to.

    Attributes:
        kind: what it is; `rule` is a thematic break, `math` a display formula.
        start: first line, 1-based.
        end: last line, 1-based, inclusive.
        indent: columns before its first character (a bullet's marker), tabs expanded.
        lines: source of its text, markers and fences removed.
        gap: whether a blank line stands before it.
        level: of a heading, 1-6.
        number: the number the author wrote before an ordered bullet; None if unordered.
        checked: a bullet's task box.
        language: of fenced code.
        body: of code, the line of the file on which its first line stands, 1-based; 0 if
            its lines are not those of the file.
        rows: source of a table's cells.
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
    text: Inline = EMPTY
    cells: tuple[tuple[Inline, ...], ...] = ()
