"""Block quotes that hold an outline of their own: its lines, as if they stood outside.

People put lists into quotes (`> - point`), and editors' callouts are quotes with a title
(`> [!note] Careful`). Read as one quotation such a list would be a single long text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkdeck.outline.bullets import BULLET
from talkdeck.outline.verbatim import fence_behind
from talkdeck.regex import regex

_QUOTED = regex(r"([ \t]*)>(?![=>](?!>*\s*(?:[-*+]\s|\d+[.)]\s|\[!))) ?(.*)$")
"""A mark and what it stands before; `>=` and `>>> prompts` are none, `>> - point` is."""
_TITLE = regex(r"(?:\[!\w+(?:\|[^\]]*)?\][+-]?\s*|#{1,6}\s+)(.*?)[\s#]*$")
_CODE_INDENT = 4
_INDENT = "  "
_DEEPEST = 8


def opened(lines: Sequence[str], first: int = 0, deep: int = 0) -> Sequence[str]:
    """Lines with the marks of quotes taken off around lists and code.

    What comes out of a quote is indented, so that nothing below the quote becomes a part
    of it. A line or title right above a list leads it in. Running text stays a quotation;
    one of several paragraphs falls into a quotation each.

    Args:
        lines: of a file, without comments.
        first: 0-based line to begin at.
        deep: quotes around these lines; beyond eight nobody means an outline.

    Returns:
        As many lines, each still at its place.
    """
    if deep > _DEEPEST or not any(">" in line for line in lines):
        return lines
    result = list(lines)
    at, fence, before = first, "", ""
    while at < len(result):
        line = result[at]
        within, fence = bool(fence), fence_behind(line, fence)
        if within or fence or not _QUOTED.match(line) or _is_code(line, before):
            before = line if line.strip() else before
            at += 1
            continue
        end = _end(result, at)
        before = result[end - 1]
        apart = at == 0 or not result[at - 1].strip()
        result[at:end] = _unfolded(result[at:end], apart, deep)
        at = end
    return result


def _is_code(line: str, before: str) -> bool:
    """Whether a line is deep enough for code, and no list around it explains that."""
    deep = len(line) - len(line.lstrip()) >= _CODE_INDENT or line.startswith("\t")
    return deep and not before[:1].isspace() and not BULLET.match(before)


def _end(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and _QUOTED.match(lines[at]):
        at += 1
    return at


def _unfolded(lines: Sequence[str], apart: bool, deep: int) -> list[str]:
    """A quote's lines, its lists and code bare.

    Args:
        lines: each with its mark.
        apart: whether nothing stands right above, to which a bare line would be added.
        deep: quotes around this one.
    """
    found = [(m[1], m[2]) for m in map(_QUOTED.match, lines) if m]
    inner = opened([text for _, text in found], deep=deep + 1)
    bare = _bare(inner)
    result = list[str]()
    for n, ((indent, _), text) in enumerate(zip(found, inner, strict=True)):
        if not text.strip():
            result.append("")
        elif bare[n]:
            result.append(indent + _INDENT + text)
        elif (apart or n) and _leads(n, inner, bare):
            result.append(indent + _INDENT + _title(text))
        else:
            result.append(f"{indent}> {text.lstrip('> ')}")
    return result


def _bare(lines: Sequence[str]) -> list[bool]:
    """Which lines of a quote belong to a list or to code."""
    result = list[bool]()
    within, fence = False, ""
    for line in lines:
        above, fence = fence, fence_behind(line, fence)
        marked = BULLET.match(line.lstrip()) is not None
        if line.strip() and not above:
            after_gap = not result or not result[-1]
            goes_on = within and (line[0].isspace() or not after_gap)
            within = bool(fence) or marked or goes_on
        result.append(within and bool(line.strip()))
    return result


def _leads(n: int, lines: Sequence[str], bare: Sequence[bool]) -> bool:
    """Whether a line stands right above a list, and under no other text."""
    below = next((k for k in range(n + 1, len(lines)) if lines[k].strip()), n)
    return bare[below] and below <= n + 2 and (n == 0 or not lines[n - 1].strip())


def _title(text: str) -> str:
    """A line as what leads in a list; the title of a callout or section as `Title:`."""
    found = _TITLE.match(text.strip())
    if not found:
        return text
    title = re.sub(r"\*\*|__", "", found[1])
    return title if not title or title[-1] in ":?.!" else title + ":"
