"""What is taken as it stands: fenced and indented code, formulas on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkdeck.outline import html
from talkdeck.outline.blocks import Scanner
from talkdeck.outline.lines import is_prose
from talkdeck.regex import regex

_FENCE = regex(r"(`{3,}|~{3,})\s*([^`]*)$")
_CLOSE = regex(r"\s*(?:`{3,}|~{3,})\s*$")
_MATH_OPEN = regex(r"(\$\$|\\\[)(.*)$")


def opens_fence(text: str) -> bool:
    """Whether a line opens a block of code, as ``` and `~~~ python` do."""
    return text[:1] in ("`", "~") and _FENCE.match(text) is not None


def fence_behind(line: str, fence: str) -> str:
    """The marks of the block of code that is open behind a line; "" where none is.

    Args:
        line: of a file.
        fence: the same of the line above.
    """
    text = line.strip()
    if not fence:
        found = _FENCE.match(text)
        return found[1] if found else ""
    closed = text.startswith(fence) and not text.strip(fence[0])
    return "" if closed else fence


def fence(scanner: Scanner, indent: int, text: str) -> bool:
    """Takes a block of code between two lines of ``` or ~~~."""
    if not (found := _FENCE.match(text)):
        return False
    marks, info = found[1], found[2].strip()
    end = _fence_end(scanner, marks)
    if end >= 0:
        body = list(scanner.lines[scanner.at + 1 : end])
        taken = len(body) + 2
    else:
        scanner.never_closed.append(scanner.at + 1)
        body = list(scanner.lines[scanner.at + 1 : _next_heading(scanner)])
        while body and not body[-1].strip():
            body.pop()
        taken = len(body) + 1
    block = scanner.add("code", indent, _dedented(body, indent, scanner.tab), taken)
    block.body = block.start + 1
    block.language = info.split()[0].strip("{}.") if info.split() else ""
    return True


def _fence_end(scanner: Scanner, marks: str) -> int:
    """0-based line that closes a fence; -1 where none does."""
    if scanner.last_fence is None:
        scanner.last_fence = _last_fence(scanner.lines)
    close = re.compile(rf"\s*{re.escape(marks[0])}{{{len(marks)},}}\s*$")
    for at in range(scanner.at + 1, scanner.last_fence + 1):
        if close.match(scanner.lines[at]):
            return at
    return -1


def _last_fence(lines: Sequence[str]) -> int:
    """0-based line of the last one that could close a code block; -1 where there is none."""
    for n in range(len(lines) - 1, -1, -1):
        if ("```" in lines[n] or "~~~" in lines[n]) and _CLOSE.match(lines[n]):
            return n
    return -1


def _next_heading(scanner: Scanner) -> int:
    """0-based line of the next heading; the number of lines where there is none."""
    for at in range(scanner.at + 1, len(scanner.lines)):
        if scanner.lines[at].startswith("##"):
            return at
    return len(scanner.lines)


def math(scanner: Scanner, indent: int, text: str) -> bool:
    r"""Takes a formula that begins with `$$` or `\[` and is closed on a line below."""
    if not (found := _MATH_OPEN.match(text)):
        return False
    close = "$$" if found[1] == "$$" else "\\]"
    if close in found[2]:
        return False  # closed on its own line: inline mark-up of a paragraph
    body = [found[2]]
    for at in range(scanner.at + 1, min(scanner.at + 60, len(scanner.lines))):
        line = scanner.lines[at]
        if not line.strip():
            return False
        before, closed, after = line.partition(close)
        body.append(before)
        if closed:
            if after.strip(" .,;"):
                return False
            lines = [part.strip() for part in body if part.strip()]
            scanner.add("math", indent, lines, at + 1 - scanner.at)
            return True
    return False


def indented_code(scanner: Scanner, indent: int) -> bool:
    """Takes lines four columns in, unless they are prose."""
    limit = _code_indent(scanner, indent)
    if indent < limit or scanner.open is not None:
        return False
    taken, body = 0, list[str]()
    for line in scanner.lines[scanner.at :]:
        if line.strip() and scanner.indent_of(line) < limit:
            break
        body.append(line)
        taken = len(body) if line.strip() else taken
    body = body[:taken]
    if all(is_prose(line) for line in body if line.strip()):
        return False
    block = scanner.add(
        "code",
        indent if scanner.bullets else 0,
        _dedented([_expanded(scanner, line) for line in body], indent),
        taken,
    )
    block.body = block.start
    return True


def _code_indent(scanner: Scanner, indent: int) -> int:
    """Columns from which unfenced text is code: four more than the text it is under."""
    under = [content for start, content in scanner.bullets if start < indent]
    return (under[-1] if under else 0) + 4


def _expanded(scanner: Scanner, line: str) -> str:
    """A line with its tabs as spaces."""
    if line == html.COMMENT_LINE or not line.strip():
        return ""
    return " " * scanner.indent_of(line) + line.lstrip(" \t")


def _dedented(lines: Sequence[str], indent: int, tab: int = 4) -> list[str]:
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
