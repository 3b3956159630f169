"""Lines of a notes file to a flat list of blocks, each knowing its lines and indent.

Each kind of block is a function `(scanner, indent, text) -> bool` that takes the line, and those
below that belong to it, or leaves it to the next.

Nothing here decides what belongs to what: that is planting. Where CommonMark and the
author's evident meaning differ (indented bullets, torn lists, `###Heading`), the author
is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from talkdeck.outline import bullets, html, verbatim
from talkdeck.outline.blocks import Scanner
from talkdeck.outline.lines import continues
from talkdeck.outline.unseen import is_block_name
from talkdeck.regex import regex

_HEADING = regex(r"(#{1,6})(?!#)(\s*)(.*)$")
_ANCHOR = regex(r"\{#[\w:.-]+\}$")
_RULE = regex(r"([-*_])(?:\s*\1){2,}\s*$")
_SETEXT = regex(r"(?:={2,}|-{2,})\s*$")
_DELIMITERS = regex(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_DEFINITION = regex(r"\[([^\]^][^\]]{0,200})\]:\s*<?([^\s<>]+)>?(?:\s+[\"'(].*)?\s*$")
_FOOTNOTE = regex(r"\[\^[^\]\s]+\]:\s*")
_CONTENTS_MARK = regex(r"\[\[?_?TOC_?\]\]?$|\{:?\s*toc\s*\}$", re.IGNORECASE)


def scan(lines: Sequence[str], first: int = 0) -> Scanner:
    """Scans lines, from a 0-based one on, to the end."""
    scanner = Scanner(lines, first)
    while scanner.at < len(scanner.lines):
        line = scanner.lines[scanner.at]
        if line == html.COMMENT_LINE:
            scanner.at += 1
        elif not line or line.isspace():
            scanner.gap, scanner.open = True, None
            scanner.at += 1
        else:
            indent = scanner.indent_of(line)
            text = line.strip()
            special = _BY_FIRST.get(text[0])
            if special is None or not special(scanner, indent, text):
                _ordinary(scanner, indent, text)
    return scanner


def _ordinary(scanner: Scanner, indent: int, text: str) -> None:
    """A line whose first character decides nothing."""
    if "|" in text and _table(scanner, indent, text):
        return
    if (
        indent >= 4
        and not bullets.may_be(scanner, text)
        and verbatim.indented_code(scanner, indent)
    ):
        return
    if not bullets.bullet(scanner, indent, text):
        _text(scanner, indent, text)


def _html(scanner: Scanner, indent: int, text: str) -> bool:  # noqa: ARG001 - as all of `_BY_FIRST`
    if not (found := html.block_at(scanner.lines, scanner.at, scanner.unclosed)):
        return False
    if found.kind == "table":
        block = scanner.add("table", indent, [], found.taken)
        block.rows = found.rows
    elif found.kind == "code":
        scanner.add("code", indent, found.lines, found.taken)
    elif found.kind == "hidden":
        scanner.at += found.taken
        scanner.open = None
    else:
        _html_text(scanner, indent, found)
    return True


def _html_text(scanner: Scanner, indent: int, found: html.Found) -> None:
    """A line of tags: its words are read as if the tags were Markdown."""
    scanner.list_depth = max(scanner.list_depth + found.lists, 0)
    text = " ".join(found.lines)
    if not text:
        scanner.at += found.taken
        scanner.gap, scanner.open = True, None
    elif found.level:
        scanner.add("heading", 0, [text], found.taken).level = found.level
    elif found.item:
        bullets.add_bullet(scanner, indent + 2 * scanner.list_depth, 2, text, found.taken)
    else:
        scanner.gap = scanner.gap or found.kind == "block"
        if not (scanner.open and not scanner.gap and scanner.takes(indent, text)):
            scanner.add("paragraph", indent, [text], found.taken)


def _definition(scanner: Scanner, indent: int, text: str) -> bool:
    if _CONTENTS_MARK.match(text):
        scanner.at += 1
        return True
    if footnote := _FOOTNOTE.match(text):
        scanner.open = None
        scanner.add("paragraph", indent, [text[footnote.end() :] or text])
        return True
    found = _DEFINITION.match(text)
    if found is None:
        return False
    scanner.references.setdefault(_reference_name(found[1]), {"href": found[2], "title": ""})
    scanner.at += 1
    return True


def _block_name(scanner: Scanner, _indent: int, text: str) -> bool:
    """The name of the list, quote or table above; no text, and nothing ends at it."""
    if not is_block_name(text):
        return False
    scanner.at += 1
    return True


def _reference_name(name: str) -> str:
    """As markdown-it-py folds the names of link definitions."""
    return " ".join(name.split()).lower().upper()


def _underline(scanner: Scanner, indent: int, text: str) -> bool:
    """`===` and `---`: a heading's underline or a thematic break."""
    if text[-1] != text[0]:
        return False
    above = scanner.open
    if _SETEXT.match(text) and above and above.kind == "paragraph" and len(above.lines) == 1:
        title = above.lines[0].strip()
        if text[0] == "=" or not (title.endswith((".", ",", ";")) and len(title.split()) > 8):
            above.kind, above.level = "heading", 1 if text[0] == "=" else 2
            above.end = scanner.at + 1
            scanner.at += 1
            scanner.open, scanner.gap = None, False
            scanner.bullets.clear()
            return True
    if _RULE.match(text):
        scanner.add("rule", indent, [])
        return True
    return False


def _heading(scanner: Scanner, indent: int, text: str) -> bool:
    if not (found := _HEADING.match(text)):
        return False
    marks, space, title = found[1], found[2], _without_close(found[3])
    if not title:
        scanner.add("rule", indent, [])
        return True
    if not space and not _is_tight(marks, title):
        return False
    if indent > 3 and scanner.bullets:
        scanner.open = None
        scanner.add("paragraph", indent, [title])
    else:
        scanner.add("heading", 0, [title]).level = len(marks)
    return True


def _without_close(title: str) -> str:
    """A heading's text without its anchor `{#name}` and without the `#` that may close it."""
    title = title.rstrip()
    at = title.rfind("{#")
    if at >= 0 and _ANCHOR.match(title, at):
        title = title[:at].rstrip()
    bare = title.rstrip("#")
    closed = not bare or bare[-1].isspace() or len(title) > len(bare) + 1  # `C#` keeps its own
    return bare.rstrip() if closed else title


def _is_tight(marks: str, title: str) -> bool:
    """Whether `##Title` is meant as a heading; `#include`, `#1` and `#tag` are not."""
    if title[0] in "!#":
        return False
    if len(marks) > 1:
        return True
    return title[0].isalpha() and not title[0].islower() and not re.search(r"(?:^|\s)#", title)


def _table(scanner: Scanner, indent: int, text: str) -> bool:
    if scanner.at + 1 >= len(scanner.lines):
        return False
    below = scanner.lines[scanner.at + 1].strip()
    if "-" not in below or not _DELIMITERS.match(below):
        return False
    head = _cells(text)
    if len(_cells(below)) != len(head) or ("|" not in below and len(head) > 1):
        return False
    rows = [head]
    at = scanner.at + 2
    while at < len(scanner.lines) and "|" in scanner.lines[at] and scanner.lines[at].strip():
        rows.append(_cells(scanner.lines[at].strip()))
        at += 1
    source = list(scanner.lines[scanner.at : at])
    scanner.add("table", indent, source, at - scanner.at).rows = rows
    return True


def _cells(line: str) -> list[str]:
    r"""Cells of a table row; `\|` and pipes in code don't separate.

    Example: `_cells("| a | `b|c` |")` is `["a", "`b|c`"]`.
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


def _quote(scanner: Scanner, indent: int, text: str) -> bool:
    if len(text) > 1 and text[1] in "=>" and scanner.open:
        return False
    lines: list[str] = []
    at = scanner.at
    while at < len(scanner.lines):
        line = scanner.lines[at].strip()
        if not line.startswith(">"):
            if not line or not lines[-1] or not continues(lines[-1], line):
                break
            lines.append(line)
        else:
            lines.append(line.lstrip("> \t"))
        at += 1
    scanner.add("quote", indent, _without_marks(lines), at - scanner.at)
    return True


def _without_marks(lines: Sequence[str]) -> list[str]:
    """Lines of a quote with breaks forced where the next one does not read on."""
    result: list[str] = []
    for line in lines:
        text = re.sub(r"^(?:[-*+]\s+|\[!\w+\][+-]?\s*|#{1,6}\s+)", "", line)
        if result and text and (text != line or not continues(result[-1], text)):
            result[-1] = result[-1].rstrip() + "  "
        if text:
            result.append(text)
    return result


def _text(scanner: Scanner, indent: int, text: str) -> bool:
    if scanner.open is not None and scanner.takes(indent, text):
        return True
    if scanner.gap or scanner.open is None:
        while scanner.bullets and scanner.bullets[-1][0] >= indent and scanner.gap:
            scanner.bullets.pop()
    scanner.add("paragraph", indent, [scanner.lines[scanner.at]])
    return True


_BY_FIRST: dict[str, Callable[[Scanner, int, str], bool]] = {
    "`": verbatim.fence, "~": verbatim.fence,
    "$": verbatim.math, "\\": verbatim.math,
    "<": _html,
    "[": _definition,
    "=": _underline, "-": _underline,
    "*": _underline, "_": _underline,
    "#": _heading,
    ">": _quote,
    "^": _block_name,
}  # fmt: skip
"""What a line may be, by its first character; everything else is tried for all lines."""
