"""Source lines of blocks, cleaned: table rows, quotes, code, the width of a tab."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkdeck.outline.lines import continues


def quoted(lines: Sequence[str]) -> list[str]:
    """Lines of a quote with breaks forced where the next one does not read on."""
    result: list[str] = []
    for line in lines:
        text = re.sub(r"^(?:[-*+]\s+|\[!\w+\][+-]?\s*|#{1,6}\s+)", "", line)
        if result and text and (text != line or not continues(result[-1], text)):
            result[-1] = result[-1].rstrip() + "  "
        if text:
            result.append(text)
    return result


def dedented(lines: Sequence[str], indent: int, tab: int = 4) -> list[str]:
    """Code lines without the indent that the block has as a whole.

    Args:
        lines: of code.
        indent: columns of the block.
        tab: columns of a tab; one that reaches beyond the indent is part of it.
    """
    result = []
    for line in lines:
        at = width = 0
        while width < indent and line[at : at + 1] in (" ", "\t"):
            width += tab - width % tab if line[at] == "\t" else 1
            at += 1
        result.append(line[at:])
    return result


def split_row(line: str) -> list[str]:
    r"""Cells of a table row; `\|` and pipes in code don't separate.

    Example: `split_row("| a | `b|c` |")` is `["a", "`b|c`"]`.
    """
    line = line.strip()
    if line.startswith("|"):
        line = line[1:]
    cells, cell, code, escaped = [], list[str](), False, False
    for character in line:
        if character == "|" and not code and not escaped:
            cells.append("".join(cell).strip())
            cell = []
            continue
        if escaped and character == "|":
            cell.pop()
        cell.append(character)
        code ^= character == "`" and not escaped
        escaped = character == "\\" and not escaped
    if code:  # an odd backtick: it opened no code
        return [part.strip() for part in line.strip().removesuffix("|").split("|")]
    rest = "".join(cell).strip()
    return [*cells, rest] if rest or not line.endswith("|") else cells


def tab_width(lines: Sequence[str]) -> int:
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
