"""Markdown's inline mark-up to `Inline`: markdown-it-py reads it, this module listens.

Beyond CommonMark: `~~strike~~`, `==highlight==`, math, bare addresses, wiki links, raw HTML
formatting tags, and bold that CommonMark's flanking rules refuse but a person sees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from talkdeck.outline.inline import PICTURE, Inline, Mark, MarkKind
from talkdeck.outline.inline_rules import parser
from talkdeck.outline.tidy import merged, tidied, with_colons_outside, with_leftover_bold
from talkdeck.outline.unseen import as_shown, may_hold_unseen
from talkdeck.regex import regex

if TYPE_CHECKING:
    from markdown_it.token import Token

References = Mapping[str, Mapping[str, str]]
"""Link definitions of the file, `[name]: address`, by upper-case name."""

LONGEST = 5_000
"""Characters beyond which a text is taken as it is: no person marks up such a line, and
no parser is safe from one."""

MOST_SPECIAL = 800
"""Special characters beyond which a text is taken as it is, for the same reason."""

_SPECIAL = regex(
    r"[`*~$\\\[]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w{1,31};)|==|://|www\."
)
"""What may be mark-up; not so the signs in `snake_case`, `a < b` and `Q&A`."""
_HARD_BREAK = regex(r"(?: {2,}|\\)$")
_SPACES = regex(r"[ \t\xa0\u2000-\u200a\u3000]+")


def read_inline(lines: Sequence[str], references: References | None = None) -> Inline:
    """Inline content of source lines that belong together.

    Args:
        lines: the source, block mark-up (bullets, `#`, `>`) removed.
        references: link definitions that stand elsewhere in the file.

    Example: `read_inline(["use **pytest**"])` is `use pytest` with a strong mark on 4-10.
    """
    if len(lines) == 1 and not _SPECIAL.search(lines[0]) and not may_hold_unseen(lines[0]):
        return Inline(" ".join(lines[0].split()))  # most lines: no mark-up at all
    source = as_shown(_joined(lines))
    if len(source) > LONGEST and "data:" in source:
        source = _EMBEDDED.sub(_without_data, source)
    if not _SPECIAL.search(source) or _is_too_much(source):
        return Inline(_plain_spaces(source))
    if (simple := _simple(source)) is not None:
        return with_colons_outside(simple)
    return parsed(source, references)


def parsed(source: str, references: References | None = None) -> Inline:
    """Inline content as the parser reads it; `read_inline` says the same, mostly without it."""
    tokens = parser().parseInline(_repaired(source), {"references": dict(references or {})})
    builder = _Builder()
    builder.read(tokens[0].children or [])
    return with_colons_outside(with_leftover_bold(builder.result()))


def _plain_spaces(source: str) -> str:
    if "\n" in source:
        return _SPACES.sub(" ", source).strip()
    return " ".join(source.split())


_SIMPLE = regex(
    r"(?<!`)`(?P<code>[^`\s](?:[^`\n]*[^`\s])?)`(?!`)|"
    r"(?<![\w*])\*\*(?P<strong>[^\s*`](?:[^*`\n]*[^\s*`])?)\*\*(?![\w*])|"
    r"(?<!!)\[(?P<link>[^\s\[\]](?:[^\[\]\n]*[^\s\[\]])?)\]"
    r"\((?P<target>https?://[\w.~/?&=%+#:@,-]+)\)"
)


def _simple(source: str) -> Inline | None:
    """Text whose only mark-up is plain code, bold and links, where no rule of precedence matters;
    None where there is more to it. Most marked-up bullets are of this kind, so that a small file
    often does without the parser, which takes as long to import as the file to read.
    """
    if "\n" in source:
        return None
    parts: list[str] = []
    marks: list[Mark] = []
    at = length = 0
    for found in _SIMPLE.finditer(source):
        kind = cast(MarkKind, found.lastgroup if found["target"] is None else "link")
        before, inner = source[at : found.start()], found[kind]
        if _SPECIAL.search(before) or (kind != "code" and _SPECIAL.search(inner)):
            return None
        before = _SPACES.sub(" ", before if parts else before.lstrip())
        inner = inner if kind == "code" else _SPACES.sub(" ", inner)
        parts += [before, inner]
        length += len(before) + len(inner)
        marks.append(Mark(kind, length - len(inner), length, found["target"] or ""))
        at = found.end()
    if not marks or _SPECIAL.search(source[at:]):
        return None
    parts.append(_SPACES.sub(" ", source[at:]).rstrip())
    return merged(Inline("".join(parts), tuple(marks)))


def _is_too_much(source: str) -> bool:
    return len(source) > LONGEST or (
        len(source) > MOST_SPECIAL and len(_SPECIAL.findall(source)) > MOST_SPECIAL
    )


def _joined(lines: Sequence[str]) -> str:
    """One source text; line breaks stay only where the author forced them."""
    if len(lines) == 1:
        return _without_last_break(lines[0].strip())
    parts: list[str] = []
    for n, line in enumerate(lines):
        last = n == len(lines) - 1
        forced = not last and _HARD_BREAK.search(line)
        stripped = line.strip()
        if forced and stripped.endswith("\\"):
            stripped = stripped[:-1].rstrip()
        parts.append(stripped + ("" if last else "\n" if forced else " "))
    return _without_last_break("".join(parts))


def _without_last_break(source: str) -> str:
    """Without a line break forced where nothing follows."""
    if source.endswith("\\") and not source.endswith(("\\\\", "\\[", "\\(")):
        return source[:-1].rstrip()
    return source


# --- repairs of the source -----------------------------------------------------------------

_EMBEDDED = regex(r"!\[([^\]\n]{0,500})\]\(\s*<?data:[^\s)\[]*\)|<img\b[^<>]*+>")
"""Pictures that may be written out in the text. Neither form reads on into the next picture, so
that many of them without an end are read once each.
"""
_SWAPPED_LINK = regex(r"(?<!!)\[(https?://[^\]\s]+)\]\(([^()\n]*)\)")
_LOOSE_PICTURE = regex(r"!\[([^\]\n]{0,500})\]\(([^()<>\n]*[^()<>\s]\s[^()<>\n]*\.\w{3,4})\)")
_DUNDER = regex(
    r"(?<![\w`])__(?:init|call|new|del|main|name|file|str|repr|enter|exit|iter|next|get|set|"
    r"getattr|setattr|getitem|setitem|len|eq|hash|slots|dict|all|doc|module|class|bases|version|"
    r"import|future|add|contains|annotations|post_init|aenter|aexit|await)__(?![\w`])"
)


def _without_data(found: re.Match[str]) -> str:
    """A picture that is written out in the text as its words; any other as it stands."""
    words: str | None = found[1]
    return (words or "") if "data:" in found[0] else found[0]


def _repaired(source: str) -> str:
    """The source with slips mended whose meaning nobody doubts."""
    if "](" in source:
        source = _SWAPPED_LINK.sub(_swap_back, source)
        source = _LOOSE_PICTURE.sub(r"![\1](<\2>)", source)
    if "__" in source and "`" not in source:
        source = _DUNDER.sub(lambda m: m.group().replace("_", r"\_"), source)
    return source


def _swap_back(found: re.Match[str]) -> str:
    """`[https://x]()` and `[https://x](words)`: address and words changed places."""
    address, words = found[1], found[2].strip()
    if not words:
        return f"<{address}>"
    if " " in words and "/" not in words and not words.startswith("<"):
        return f"[{words}](<{address}>)"
    return found.group()


# --- from the parser's tokens to text and marks --------------------------------------------

_MARKS: dict[str, MarkKind] = {
    "strong": "strong", "em": "emphasis", "s": "strike", "mark": "highlight", "link": "link",
}  # fmt: skip
_HTML_MARKS: dict[str, MarkKind] = {
    "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "cite": "emphasis",
    "dfn": "emphasis", "var": "emphasis", "mark": "highlight", "code": "code", "kbd": "code",
    "samp": "code", "tt": "code", "s": "strike", "del": "strike", "strike": "strike",
    "sub": "sub", "sup": "sup", "a": "link",
}  # fmt: skip
_HTML_PLAIN = frozenset(
    "u ins small big span font q abbr acronym center div p details summary figure figcaption "
    "label bdi bdo time ruby rt rp nobr section article main header footer td tr th table tbody "
    "thead li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote picture".split()
)
_HTML_BREAKS = frozenset({"br", "hr"})
_HTML_SILENT = frozenset({"wbr", "source"})
_HTML_HIDDEN = frozenset({"script", "style"})
_TAG = regex(r"<\s*(?P<close>/?)\s*(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<rest>[^>]*)>")
_ATTRIBUTE = regex(r"([A-Za-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


class _Builder:
    """Collects text and marks from tokens."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self.open: list[tuple[MarkKind, int, str]] = []
        self.html: set[int] = set()
        self.hidden: range | None = None

    def read(self, tokens: Sequence[Token]) -> None:
        self.html = _paired_tags(tokens)
        hidden_until = ""
        for n, token in enumerate(tokens):
            if token.type == "html_inline":
                tag = _TAG.match(token.content)
                name = tag["name"].lower() if tag else ""
                if hidden_until:
                    hidden_until = (
                        "" if tag and tag["close"] and name == hidden_until else hidden_until
                    )
                elif n in self.html and name in _HTML_HIDDEN and tag and not tag["close"]:
                    hidden_until = name
                else:
                    self._html(n, token.content, tag)
            elif not hidden_until:
                self._token(token)

    def result(self) -> Inline:
        while self.open:
            self._close(self.open[-1][0])
        marks: list[Mark] = []
        around: dict[str, int] = {}
        for mark in sorted(self.marks, key=lambda m: (m.start, -m.end)):
            if mark.kind == "link" or mark.end > around.get(mark.kind, 0):
                marks.append(mark)  # bold inside bold is no bolder
                around[mark.kind] = mark.end
        return tidied(merged(Inline("".join(self.parts), tuple(marks))))

    def _token(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            self._add(token.content)
        elif kind == "code_inline":
            self._atom("code", token.content)
        elif kind in ("math", "display-math"):
            self._atom("math" if kind == "math" else "display-math", token.content)
        elif kind in ("softbreak", "hardbreak"):
            self._add("\n")
        elif kind == "image":
            self._picture(str(token.attrs.get("src", "")), _plain(token.children or []))
        elif kind.endswith("_open"):
            self.open.append((_MARKS[kind[:-5]], self.length, str(token.attrs.get("href", ""))))
        elif kind.endswith("_close"):
            self._close(_MARKS[kind[:-6]])

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _atom(self, kind: MarkKind, text: str) -> None:
        if text:
            self.marks.append(Mark(kind, self.length, self.length + len(text)))
            self._add(text)

    def _picture(self, source: str, words: str) -> None:
        if _UNSAFE.match(source) and not source.startswith("data:image/"):
            self._add(words)
            return
        target = source if "://" in source or source.startswith("data:") else unquote(source)
        self.marks.append(Mark("image", self.length, self.length + 1, target, words))
        self._add(PICTURE)

    def _close(self, kind: MarkKind) -> None:
        """Ends the innermost open mark of a kind, and with it those opened inside."""
        at = next((n for n in range(len(self.open) - 1, -1, -1) if self.open[n][0] == kind), None)
        if at is None:
            return
        for opened, start, target in reversed(self.open[at:]):
            if opened == "link" and start == self.length:
                self._add(
                    target if _is_safe(target) else ""
                )  # `[](address)`: the address is all there is to read
            if start < self.length and (opened != "link" or _is_safe(target)):
                self.marks.append(Mark(opened, start, self.length, target))
        del self.open[at:]

    def _html(self, n: int, source: str, tag: re.Match[str] | None) -> None:
        if tag is None:
            if not source.startswith(("<!", "<?")):
                self._add(source)
            return
        name = tag["name"].lower()
        if name in _HTML_BREAKS:
            self._add("\n")
        elif name == "img":
            attributes = attributes_of(tag["rest"])
            if attributes.get("src"):
                self._picture(attributes["src"], attributes.get("alt", ""))
        elif name in _HTML_SILENT or (name in _HTML_PLAIN and n in self.html):
            pass
        elif n in self.html and name in _HTML_MARKS:
            kind = _HTML_MARKS[name]
            if tag["close"]:
                self._close(kind)
            elif kind != "link" or "href" in tag["rest"].lower():
                self.open.append((kind, self.length, attributes_of(tag["rest"]).get("href", "")))
        elif n not in self.html or name not in _HTML_HIDDEN:
            self._add(source)  # `vector<int>`, "the <div> element": the author's own words


_UNSAFE = regex(r"[\s\x00-\x20]*(?:javascript|vbscript|data|file)\s*:", re.IGNORECASE)


def _is_safe(address: str) -> bool:
    """Whether an address may be opened with a click: no script, no file of the machine."""
    return bool(address) and not _UNSAFE.match(address)


def attributes_of(source: str) -> dict[str, str]:
    """Attributes of an HTML tag, entities decoded; e.g. `src="a.png"` is {"src": "a.png"}."""
    from html import unescape

    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(source)
    }


def _paired_tags(tokens: Sequence[Token]) -> set[int]:
    """Positions of the HTML tags that have their partner: only those are mark-up."""
    paired: set[int] = set()
    waiting: dict[str, list[int]] = {}
    for n, token in enumerate(tokens):
        if token.type != "html_inline" or not (tag := _TAG.match(token.content)):
            continue
        name = tag["name"].lower()
        if name not in _HTML_MARKS and name not in _HTML_PLAIN and name not in _HTML_HIDDEN:
            continue
        if not tag["close"]:
            waiting.setdefault(name, []).append(n)
        elif waiting.get(name):
            paired |= {waiting[name].pop(), n}
    return paired


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(t.content if t.type != "image" else _plain(t.children or []) for t in tokens)
