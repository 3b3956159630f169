"""Lines of a notes file to a flat list of blocks, each knowing its lines and indent.

Nothing here decides what belongs to what: that is planting. Where CommonMark and the
author's evident meaning differ (indented bullets, torn lists, `###Heading`), the author
is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from talkdeck.outline import html
from talkdeck.outline.block import Block, BlockKind
from talkdeck.outline.lines import continues, is_prose
from talkdeck.outline.markers import (
    BULLET,
    NESTED_FIRST,
    NESTED_MARK,
    STACKED,
    TASK,
    TIGHT,
    count_of,
    is_tight_heading,
    number_of,
)
from talkdeck.outline.source import dedented, quoted, split_row, tab_width
from talkdeck.regex import regex

_HEADING = regex(r"(#{1,6})(?!#)(\s*)(.*)$")
_ANCHOR = regex(r"\{#[\w:.-]+\}$")
_FENCE = regex(r"(`{3,}|~{3,})\s*([^`]*)$")
_CLOSE = regex(r"\s*(?:`{3,}|~{3,})\s*$")
_RULE = regex(r"([-*_])(?:\s*\1){2,}\s*$")
_SETEXT = regex(r"(?:={2,}|-{2,})\s*$")
_DELIMITERS = regex(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_DEFINITION = regex(r"\[([^\]^][^\]]{0,200})\]:\s*<?([^\s<>]+)>?(?:\s+[\"'(].*)?\s*$")
_FOOTNOTE = regex(r"\[\^[^\]\s]+\]:\s*")
_MATH_OPEN = regex(r"(\$\$|\\\[)(.*)$")
_CONTENTS_MARK = regex(r"\[\[?_?TOC_?\]\]?$|\{:?\s*toc\s*\}$", re.IGNORECASE)
_LEADING = regex(r"[ \t\xa0\u3000]*")


def _without_close(title: str) -> str:
    """A heading's text without its anchor `{#name}` and without the `#` that may close it."""
    title = title.rstrip()
    at = title.rfind("{#")
    if at >= 0 and _ANCHOR.match(title, at):
        title = title[:at].rstrip()
    bare = title.rstrip("#")
    closed = not bare or bare[-1].isspace() or len(title) > len(bare) + 1  # `C#` keeps its own
    return bare.rstrip() if closed else title


class Scanner:
    """Walks over the lines once; each method is one kind of block, tried in order.

    Attributes:
        blocks: what was found so far.
        references: link definitions, `{"NAME": {"href": address}}`.
    """

    def __init__(self, lines: Sequence[str], first: int = 0) -> None:
        self.lines = lines
        self.at = first
        self.tab = tab_width(lines)
        self.gap = True
        self.blocks: list[Block] = []
        self.references: dict[str, dict[str, str]] = {}
        self.open: Block | None = None
        self.bullets: list[tuple[int, int]] = []
        self.list_depth = 0
        self.unclosed: set[str] = set()
        self.last_fence = _last_fence(lines)
        self.never_closed: list[int] = []

    def run(self) -> None:
        """Fills `blocks` and `references`."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line == html.COMMENT_LINE:
                self.at += 1
            elif not line or line.isspace():
                self.gap, self.open = True, None
                self.at += 1
            else:
                indent = self.indent_of(line)
                text = line.strip()
                special = _BY_FIRST.get(text[0])
                if special is None or not special(self, indent, text):
                    self._ordinary(indent, text)

    def _ordinary(self, indent: int, text: str) -> None:
        """A line whose first character decides nothing."""
        if "|" in text and self._table(indent, text):
            return
        if indent >= 4 and self._indented_code(indent, text):
            return
        if not self._bullet(indent, text):
            self._text(indent, text)

    def indent_of(self, line: str) -> int:
        """Columns of white space before a line's text, tabs reaching to the next stop."""
        if not line[0].isspace():
            return 0
        width = 0
        for character in _LEADING.match(line).group():  # type: ignore[union-attr]
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

    # --- one method a kind of block: True when it took the line ---

    def _fence(self, indent: int, text: str) -> bool:
        if not (found := _FENCE.match(text)):
            return False
        fence, info = found[1], found[2].strip()
        end = self._fence_end(fence)
        if end >= 0:
            body = list(self.lines[self.at + 1 : end])
            taken = len(body) + 2
        else:
            self.never_closed.append(self.at + 1)
            body = list(self.lines[self.at + 1 : self._next_heading()])
            while body and not body[-1].strip():
                body.pop()
            taken = len(body) + 1
        block = self.add("code", indent, dedented(body, indent, self.tab), taken)
        block.body = block.start + 1
        block.language = info.split()[0].strip("{}.") if info.split() else ""
        return True

    def _fence_end(self, fence: str) -> int:
        """0-based line that closes a fence; -1 where none does."""
        close = re.compile(rf"\s*{re.escape(fence[0])}{{{len(fence)},}}\s*$")
        for at in range(self.at + 1, self.last_fence + 1):
            if close.match(self.lines[at]):
                return at
        return -1

    def _next_heading(self) -> int:
        """0-based line of the next heading; the number of lines where there is none."""
        for at in range(self.at + 1, len(self.lines)):
            if self.lines[at].startswith("##"):
                return at
        return len(self.lines)

    def _math(self, indent: int, text: str) -> bool:
        if not (found := _MATH_OPEN.match(text)):
            return False
        close = "$$" if found[1] == "$$" else "\\]"
        if close in found[2]:
            return False  # closed on its own line: inline mark-up of a paragraph
        body = [found[2]]
        for at in range(self.at + 1, min(self.at + 60, len(self.lines))):
            line = self.lines[at]
            if not line.strip():
                return False
            before, closed, after = line.partition(close)
            body.append(before)
            if closed:
                if after.strip(" .,;"):
                    return False
                lines = [part.strip() for part in body if part.strip()]
                self.add("math", indent, lines, at + 1 - self.at)
                return True
        return False

    def _html(self, indent: int, text: str) -> bool:
        if not (found := html.block_at(self.lines, self.at, self.unclosed)):
            return False
        if found.kind == "table":
            block = self.add("table", indent, [], found.taken)
            block.rows = found.rows
        elif found.kind == "code":
            self.add("code", indent, found.lines, found.taken)
        elif found.kind == "hidden":
            self.at += found.taken
            self.open = None
        else:
            self._html_text(indent, found)
        return True

    def _html_text(self, indent: int, found: html.Found) -> None:
        """A line of tags: its words are read as if the tags were Markdown."""
        self.list_depth = max(self.list_depth + found.lists, 0)
        text = " ".join(found.lines)
        if not text:
            self.at += found.taken
            self.gap, self.open = True, None
        elif found.level:
            self.add("heading", 0, [text], found.taken).level = found.level
        elif found.item:
            self._add_bullet(indent + 2 * self.list_depth, 2, text, found.taken)
        else:
            self.gap = self.gap or found.kind == "block"
            if not (self.open and not self.gap and self._continued(indent, text)):
                self.add("paragraph", indent, [text], found.taken)

    def _definition(self, indent: int, text: str) -> bool:
        if _CONTENTS_MARK.match(text):
            self.at += 1
            return True
        if footnote := _FOOTNOTE.match(text):
            self.open = None
            self.add("paragraph", indent, [text[footnote.end() :] or text])
            return True
        found = _DEFINITION.match(text)
        if found is None:
            return False
        self.references.setdefault(_reference_name(found[1]), {"href": found[2], "title": ""})
        self.at += 1
        return True

    def _underline(self, indent: int, text: str) -> bool:
        """`===` and `---`: a heading's underline or a thematic break."""
        if text[-1] != text[0]:
            return False
        above = self.open
        if _SETEXT.match(text) and above and above.kind == "paragraph" and len(above.lines) == 1:
            title = above.lines[0].strip()
            if text[0] == "=" or not (title.endswith((".", ",", ";")) and len(title.split()) > 8):
                above.kind, above.level = "heading", 1 if text[0] == "=" else 2
                above.end = self.at + 1
                self.at += 1
                self.open, self.gap = None, False
                self.bullets.clear()
                return True
        if _RULE.match(text):
            self.add("rule", indent, [])
            return True
        return False

    def _heading(self, indent: int, text: str) -> bool:
        if not (found := _HEADING.match(text)):
            return False
        marks, space, title = found[1], found[2], _without_close(found[3])
        if not title:
            self.add("rule", indent, [])
            return True
        if not space and not is_tight_heading(marks, title):
            return False
        if indent > 3 and self.bullets:
            self.open = None
            self.add("paragraph", indent, [title])
        else:
            self.add("heading", 0, [title]).level = len(marks)
        return True

    def _table(self, indent: int, text: str) -> bool:
        if self.at + 1 >= len(self.lines):
            return False
        below = self.lines[self.at + 1].strip()
        if "-" not in below or not _DELIMITERS.match(below):
            return False
        head = split_row(text)
        if len(split_row(below)) != len(head) or ("|" not in below and len(head) > 1):
            return False
        rows = [head]
        at = self.at + 2
        while at < len(self.lines) and "|" in self.lines[at] and self.lines[at].strip():
            rows.append(split_row(self.lines[at].strip()))
            at += 1
        self.add("table", indent, [], at - self.at).rows = rows
        return True

    def _quote(self, indent: int, text: str) -> bool:
        if len(text) > 1 and text[1] in "=>" and self.open:
            return False
        lines: list[str] = []
        at = self.at
        while at < len(self.lines):
            line = self.lines[at].strip()
            if not line.startswith(">"):
                if not line or not lines[-1] or not continues(lines[-1], line):
                    break
                lines.append(line)
            else:
                lines.append(line.lstrip("> \t"))
            at += 1
        self.add("quote", indent, quoted(lines), at - self.at)
        return True

    def _indented_code(self, indent: int, text: str) -> bool:
        limit = self._code_indent(indent)
        if indent < limit or self.open is not None or (BULLET.match(text) and self.bullets):
            return False
        if BULLET.match(text) and not text.startswith(("- - ", "+++", "---")):
            return False
        taken, body = 0, list[str]()
        for line in self.lines[self.at :]:
            if line.strip() and self.indent_of(line) < limit:
                break
            body.append(line)
            taken = len(body) if line.strip() else taken
        body = body[:taken]
        if all(is_prose(line) for line in body if line.strip()):
            return False
        block = self.add(
            "code",
            indent if self.bullets else 0,
            dedented([self._expanded(line) for line in body], indent),
            taken,
        )
        block.body = block.start
        return True

    def _code_indent(self, indent: int) -> int:
        """Columns from which unfenced text is code: four more than the text it is under."""
        under = [content for start, content in self.bullets if start < indent]
        return (under[-1] if under else 0) + 4

    def _expanded(self, line: str) -> str:
        if line == html.COMMENT_LINE or not line.strip():
            return ""
        return " " * self.indent_of(line) + line.lstrip(" \t")

    def _bullet(self, indent: int, text: str) -> bool:
        found = BULLET.match(text)
        if found is None and text[:1].isalpha():
            return False  # as most lines that are no bullets
        if found is None:
            return self._stacked_bullet(indent, text) or self._tight_bullet(indent, text)
        number = number_of(found)
        if found["letter"] and not self._is_lettered(indent, found["letter"], found["after"]):
            return False
        if found["definition"] and not self._defines():
            return False
        if number is not None and not self._may_start(indent, number):
            return False
        if found["mark"] in ("–", "—", "·") and self.open and self.open.kind == "bullet":
            return False
        self._add_bullet(indent, found.end() or 2, text[found.end() :], 1, number)
        return True

    def _stacked_bullet(self, indent: int, text: str) -> bool:
        found = STACKED.match(text)
        if found is None or not self.bullets or not self._is_below_star():
            return False
        depth = len(found["marks"]) - 1
        self._add_bullet(indent + 2 * depth, found.end(), text[found.end() :], 1)
        return True

    def _is_below_star(self) -> bool:
        """Whether the line above is a bullet with a star, or goes on with one."""
        above = self.blocks[-1] if self.blocks else None
        return (
            above is not None
            and above.kind == "bullet"
            and above.end >= self.at
            and self.lines[above.start - 1].lstrip().startswith("*")
        )

    def _tight_bullet(self, indent: int, text: str) -> bool:
        found = TIGHT.match(text)
        if found is None or text.startswith(("->", "-->")):
            return False
        number = int(found["number"]) if found["number"] else None
        if number is not None and not self._may_start(indent, number):
            return False
        if found["mark2"] and not self.bullets and text.count(" ") < 1:
            return False
        self._add_bullet(indent, found.end() + 1, text[found.end() :], 1, number)
        return True

    def _may_start(self, indent: int, number: int) -> bool:
        """A number in the middle of a wrapped sentence starts no list."""
        if self.open is None or number <= 1 or (not indent and self.open.kind == "bullet"):
            return True
        ordered = [b for b in self.blocks[-60:] if b.kind == "bullet" and b.number is not None]
        return any(abs(b.indent - indent) <= 1 for b in ordered)

    def _is_lettered(self, indent: int, letter: str, after: str) -> bool:
        """`a.` begins a list where a `b.` follows, as `i.` does where `ii.` follows; any
        other letter goes on with one.
        """
        if letter in ("a", "i"):
            second = {"a": "b", "i": "ii"}[letter] + after + " "
            ahead = self.lines[self.at + 1 : self.at + 20]
            if any(line.lstrip().startswith(second) for line in ahead):
                return True
        last = next((b for b in reversed(self.blocks) if b.indent <= indent), None)
        return last is not None and last.kind == "bullet" and last.number == count_of(letter) - 1

    def _defines(self) -> bool:
        """`: meaning` under a line that holds the term."""
        above = self.blocks[-1] if self.blocks else None
        if above is None or above.end < self.at - 1:
            return False
        if above.kind == "paragraph":
            return len(above.lines) == 1 and len(above.lines[0].split()) <= 8
        return above.kind == "bullet" and self.lines[above.start - 1].lstrip().startswith(": ")

    def _add_bullet(
        self, indent: int, width: int, text: str, taken: int, number: int | None = None
    ) -> None:
        if text[:1] in NESTED_FIRST and (nested := NESTED_MARK.match(text)):
            number = int(nested["number"]) if nested["number"] else number
            text = text[nested.end() :]
        checked: bool | None = None
        if text.startswith("[") and (task := TASK.match(text + " ")):
            checked = task[1] != " "
            text = text[task.end() :]
        if self.lines[self.at].endswith("  ") and taken == 1:
            text += "  "  # a forced line break, should the bullet go on
        if text.startswith(("#", ">")):
            text = re.sub(r"^(?:#{1,6}(?! of\b)|>)\s+", "", text)  # `# of users`: their number
        while self.bullets and self.bullets[-1][0] >= indent:
            self.bullets.pop()
        self.bullets.append((indent, indent + width))
        fenced = _FENCE.match(text.strip()) if text.lstrip()[:1] in ("`", "~") else None
        block = self.add("bullet", indent, [] if fenced else [text], taken)
        block.number, block.checked = number, checked
        if fenced:
            self.at -= 1
            self._fence(indent + width, text.strip())
            self.open = None

    def _text(self, indent: int, text: str) -> bool:
        if self.open is not None and self._continued(indent, text):
            return True
        if self.gap or self.open is None:
            while self.bullets and self.bullets[-1][0] >= indent and self.gap:
                self.bullets.pop()
        self.add("paragraph", indent, [self.lines[self.at]])
        return True

    def _continued(self, indent: int, text: str) -> bool:
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


_BY_FIRST: dict[str, Callable[[Scanner, int, str], bool]] = {
    "`": Scanner._fence, "~": Scanner._fence,
    "$": Scanner._math, "\\": Scanner._math,
    "<": Scanner._html,
    "[": Scanner._definition,
    "=": Scanner._underline, "-": Scanner._underline,
    "*": Scanner._underline, "_": Scanner._underline,
    "#": Scanner._heading,
    ">": Scanner._quote,
}  # fmt: skip
"""What a line may be, by its first character; everything else is tried for all lines."""


def _last_fence(lines: Sequence[str]) -> int:
    """0-based line of the last one that could close a code block; -1 where there is none."""
    for n in range(len(lines) - 1, -1, -1):
        if ("```" in lines[n] or "~~~" in lines[n]) and _CLOSE.match(lines[n]):
            return n
    return -1


def _reference_name(name: str) -> str:
    """As markdown-it-py folds the names of link definitions."""
    return " ".join(name.split()).lower().upper()
