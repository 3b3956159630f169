"""Markdown's inline mark-up to `Inline`: markdown-it-py reads it, this module listens.

Beyond CommonMark: `~~strike~~`, `==highlight==`, math, bare addresses, wiki links, raw HTML
formatting tags, and bold that CommonMark's flanking rules refuse but a person sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from talkdeck.outline.inline import PICTURE, Inline, Mark, MarkKind

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

References = Mapping[str, Mapping[str, str]]
"""Link definitions of the file, `[name]: address`, by upper-case name."""

LONGEST = 5_000
"""Characters beyond which a text is taken as it is: no person marks up such a line, and
no parser is safe from one."""

MOST_SPECIAL = 800
"""Special characters beyond which a text is taken as it is, for the same reason."""

_SPECIAL = re.compile(r"[`*_~$\\<&\[]|==|://|www\.")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)$")
_SPACES = re.compile(r"[ \t\xa0\u2000-\u200a\u3000]+")


def read_inline(lines: Sequence[str], references: References | None = None) -> Inline:
    """Inline content of source lines that belong together.

    Args:
        lines: the source, block mark-up (bullets, `#`, `>`) removed.
        references: link definitions that stand elsewhere in the file.

    Example: `read_inline(["use **pytest**"])` is `use pytest` with a strong mark on 4-10.
    """
    source = _joined(lines)
    if not _SPECIAL.search(source) or _is_too_much(source):
        return Inline(_plain_spaces(source))
    if (simple := _simple(source)) is not None:
        return simple
    tokens = _parser().parseInline(_repaired(source), {"references": dict(references or {})})
    builder = _Builder()
    builder.read(tokens[0].children or [])
    return _with_leftover_bold(builder.result())


def _plain_spaces(source: str) -> str:
    if "\n" in source:
        return _SPACES.sub(" ", source).strip()
    return " ".join(source.split())


_SIMPLE = re.compile(
    r"(?<!`)`(?P<code>[^`\s](?:[^`\n]*[^`\s])?)`(?!`)|"
    r"(?<![\w*])\*\*(?P<strong>[^\s*`](?:[^*`\n]*[^\s*`])?)\*\*(?![\w*])"
)


def _simple(source: str) -> Inline | None:
    """Text whose only mark-up is plain code and bold, where no rule of precedence matters;
    None where there is more to it. Two of three marked-up bullets are of this kind.
    """
    if "\n" in source:
        return None
    parts: list[str] = []
    marks: list[Mark] = []
    at = length = 0
    for found in _SIMPLE.finditer(source):
        kind: MarkKind = "code" if found["code"] else "strong"
        before, inner = source[at : found.start()], found[kind]
        if _SPECIAL.search(before) or (kind == "strong" and _SPECIAL.search(inner)):
            return None
        before = _SPACES.sub(" ", before if parts else before.lstrip())
        inner = inner if kind == "code" else _SPACES.sub(" ", inner)
        parts += [before, inner]
        length += len(before) + len(inner)
        marks.append(Mark(kind, length - len(inner), length))
        at = found.end()
    if not marks or _SPECIAL.search(source[at:]):
        return None
    parts.append(_SPACES.sub(" ", source[at:]).rstrip())
    return Inline("".join(parts), tuple(marks))


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


# --- what the parser is taught beyond CommonMark -------------------------------------------

_parsers: list[MarkdownIt] = []


def _parser() -> MarkdownIt:
    """The parser, made once: importing and building it costs more than most files."""
    if not _parsers:
        from markdown_it import MarkdownIt

        md = MarkdownIt("commonmark", {"breaks": True, "strikethrough_single_tilde": True})
        md.enable("strikethrough")
        md.inline.ruler.before("escape", "math", _math)
        md.inline.ruler.before("emphasis", "highlight", _highlight)
        md.inline.ruler.before("link", "wiki", _wiki)
        md.inline.ruler.before("text", "address", _address)
        _parsers.append(md)
    return _parsers[0]


_MATH_FORMS = (
    (re.compile(r"\$\$(?P<body>[^$]{1,2000}?)\$\$"), "display-math"),
    (re.compile(r"\\\[(?P<body>.{1,2000}?)\\\]", re.DOTALL), "display-math"),
    (re.compile(r"\\\((?P<body>.{1,1000}?)\\\)", re.DOTALL), "math"),
    (re.compile(r"\$(?P<body>(?:[^$\\]|\\.){1,500}?)\$(?![\w$])", re.DOTALL), "math"),
)
_FORMULA = re.compile(r"[\\^_={}<>+|∈≤≥≈∑∫√]|[-*/]\s*[A-Za-z(]|[A-Za-z]\s*[-*/(\[,]")
_WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}")


def _math(state, silent: bool) -> bool:  # type: ignore[no-untyped-def]
    """`$…$`, `$$…$$`, `\\(…\\)` and `\\[…\\]`; prices and shell variables are not math."""
    source, start = state.src, state.pos
    if source[start] not in "$\\":
        return False
    for form, kind in _MATH_FORMS:
        found = form.match(source, start, state.posMax)
        if found and (not source.startswith("$", start) or _is_formula(found, source, kind)):
            if not silent:
                token = state.push(kind, "", 0)
                token.content = found["body"].strip()
            state.pos = found.end()
            return True
    return False


def _is_formula(found: re.Match[str], source: str, kind: str) -> bool:
    """Whether what stands between dollars is meant as math, as `$5 to $10` is not."""
    if kind == "display-math":
        return bool(found["body"].strip())
    body, before = found["body"], source[found.start() - 1 : found.start()]
    if body != body.strip() or before.isalnum() or before == "$":
        return False
    if _FORMULA.search(body):
        plain = re.sub(r"\\[A-Za-z]+(\{[^}]*\})?", "", body)
        return not body[0].isdigit() or not _WORDS.search(plain)
    return re.fullmatch(r"[A-Za-z]{1,2}'?|\d+[A-Za-z]|[A-Za-z]\d+|[^\x00-\x7f]", body) is not None


_HIGHLIGHT = re.compile(r"==(?=[^\s=])(?P<body>[^\n]{0,999}?[^\s=])==(?![\w=])")


def _highlight(state, silent: bool) -> bool:  # type: ignore[no-untyped-def]
    """`==words==`, but not the comparison in `a==b`."""
    source, start = state.src, state.pos
    if source[start] != "=" or (
        start and (source[start - 1].isalnum() or source[start - 1] == "=")
    ):
        return False
    found = _HIGHLIGHT.match(source, start, state.posMax)
    if found is None:
        return False
    if not silent:
        end = state.posMax
        state.push("mark_open", "mark", 1)
        state.pos, state.posMax = found.start("body"), found.end("body")
        state.md.inline.tokenize(state)
        state.posMax = end
        state.push("mark_close", "mark", -1)
    state.pos = found.end()
    return True


_WIKI = re.compile(r"\[\[(?P<target>[^\[\]|\n]{1,300})(?:\|(?P<words>[^\[\]\n]{1,300}))?\]\]")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\]")


def _wiki(state, silent: bool) -> bool:  # type: ignore[no-untyped-def]
    """`[[Page]]` and `[[Page|words]]` are their words; `[^1]` is a footnote's mark."""
    if state.src[state.pos] != "[":
        return False
    if found := _FOOTNOTE.match(state.src, state.pos, state.posMax):
        state.pos = found.end()
        return True
    found = _WIKI.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("text", "", 0).content = (found["words"] or found["target"]).strip()
    state.pos = found.end()
    return True


_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"`\u3000-\u303f\uff00-\uffef]+", re.IGNORECASE)
_ADDRESS_START = re.compile(r"https?://|www\.", re.IGNORECASE)


def _address(state, silent: bool) -> bool:  # type: ignore[no-untyped-def]
    """A bare address becomes a link; where words run up to one, they stop before it."""
    source, start, limit = state.src, state.pos, state.posMax
    if state.linkLevel > 0 or not _has_address(state):
        return False
    here = _ADDRESS_START.match(source, start, limit)
    if here is None or (start and source[start - 1].isalnum()):
        following = _ADDRESS_START.search(source, start + 1, limit)
        return following is not None and _text_until(state, following.start(), silent)
    found = _ADDRESS.match(source, start, limit)
    if found is None:
        return False
    address = trimmed_address(found.group())
    if not silent:
        token = state.push("link_open", "a", 1)
        token.attrs = {"href": address if "://" in address else "https://" + address}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos = start + len(address)
    return True


def _has_address(state) -> bool:  # type: ignore[no-untyped-def]
    """Asked at every stop of the parser, answered once a text."""
    if "has_address" not in state.env:
        state.env["has_address"] = _ADDRESS_START.search(state.src) is not None
    return bool(state.env["has_address"])


def _text_until(state, stop: int, silent: bool) -> bool:  # type: ignore[no-untyped-def]
    """Takes plain words before an address, which the parser's own text rule would run over."""
    end = state.pos
    while end < stop and (state.src[end].isalnum() or state.src[end] in " ,.;/()"):
        end += 1
    if end == state.pos or end < stop:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def trimmed_address(address: str) -> str:
    """An address without the punctuation of the sentence around it.

    Example: `trimmed_address("https://a.org/x).")` is `https://a.org/x`.
    """
    while address:
        last = address[-1]
        if last in ".,;:!?'*_~\"”’" or (
            last in ")]}" and address.count(last) > address.count("([{"[")]}".index(last)])
        ):
            address = address[:-1]
        else:
            break
    return address


# --- repairs of the source -----------------------------------------------------------------

_SWAPPED_LINK = re.compile(r"(?<!!)\[(https?://[^\]\s]+)\]\(([^()\n]*)\)")
_LOOSE_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\(([^()<>\n]*[^()<>\s]\s[^()<>\n]*\.\w{3,4})\)")
_DUNDER = re.compile(
    r"(?<![\w`])__(?:init|call|new|del|main|name|file|str|repr|enter|exit|iter|next|get|set|"
    r"getattr|setattr|getitem|setitem|len|eq|hash|slots|dict|all|doc|module|class|bases|version|"
    r"import|future|add|contains|annotations|post_init|aenter|aexit|await)__(?![\w`])"
)
_CODE_SPAN = re.compile(r"`+[^`]*`+")


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
_TAG = re.compile(r"<\s*(?P<close>/?)\s*(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<rest>[^>]*)>")
_ATTRIBUTE = re.compile(r"([A-Za-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


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
        marks = tuple(sorted(self.marks, key=lambda m: (m.start, -m.end)))
        return _tidied(_merged(Inline("".join(self.parts), marks)))

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
        target = source if "://" in source else unquote(source)
        self.marks.append(Mark("image", self.length, self.length + 1, target, words))
        self._add(PICTURE)

    def _close(self, kind: MarkKind) -> None:
        """Ends the innermost open mark of a kind, and with it those opened inside."""
        at = next((n for n in range(len(self.open) - 1, -1, -1) if self.open[n][0] == kind), None)
        if at is None:
            return
        for opened, start, target in reversed(self.open[at:]):
            if opened == "link" and start == self.length:
                self._add(target)  # `[](address)`: the address is all there is to read
            if start < self.length and (target or opened != "link"):
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


# --- tidying the result --------------------------------------------------------------------

_JOINABLE = frozenset({"strong", "emphasis", "strike", "highlight", "link", "code"})
_LEFTOVER_BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,300}?)\*\*|^\*\*\s*([^*\n]{1,300}?)\s*\*\*$")
_UNTIDY = re.compile(r"[ \t\xa0\u2000-\u200a\u3000]{2,}|[\t\xa0\u2000-\u200a\u3000]| ?\n[ \n]*")


def _tidied(inline: Inline) -> Inline:
    """Runs of blanks as one space, line breaks without blanks around; code and math stay."""
    inline = inline.strip()
    protected = [
        (m.start, m.end) for m in inline.marks if m.kind in ("code", "math", "display-math")
    ]

    def wanted(found: re.Match[str]) -> bool:
        return not any(start < found.end() and found.start() < end for start, end in protected)

    return _replaced(inline, _UNTIDY, lambda m: "\n" if "\n" in m.group() else " ", wanted)


def _replaced(
    inline: Inline,
    pattern: re.Pattern[str],
    by: Callable[[re.Match[str]], str],
    wanted: Callable[[re.Match[str]], bool],
) -> Inline:
    """Replaces matches in a text with marks; marks keep what they stood on."""
    result, at, changed = Inline(), 0, False
    for found in pattern.finditer(inline.text):
        new = by(found)
        if new == found.group() or not wanted(found):
            continue
        changed = True
        kept = inline[found.start() : found.start() + len(new)]
        result = result + inline[at : found.start()] + Inline(new, kept.marks)
        at = found.end()
    return _merged(result + inline[at:]) if changed else inline


def _merged(inline: Inline) -> Inline:
    """Joins marks of one kind that touch, e.g. those a replacement cut in two."""
    if len(inline.marks) < 2:
        return inline
    marks: list[Mark] = []
    for mark in sorted(inline.marks, key=lambda m: (m.kind, m.target, m.label, m.start)):
        last = marks[-1] if marks else None
        if (
            last
            and (last.kind, last.target, last.label) == (mark.kind, mark.target, mark.label)
            and last.end == mark.start
            and mark.kind in _JOINABLE
        ):
            marks[-1] = Mark(last.kind, last.start, mark.end, last.target, last.label)
        else:
            marks.append(mark)
    return Inline(inline.text, tuple(sorted(marks, key=lambda m: (m.start, -m.end))))


def _with_leftover_bold(inline: Inline) -> Inline:
    """Bold that CommonMark left standing as asterisks, e.g. `**重要：**内容`."""
    if "**" not in inline.text:
        return inline
    mask = inline.mask
    result, at = Inline(), 0
    for found in _LEFTOVER_BOLD.finditer(mask):
        group = 1 if found[1] is not None else 2
        inner = inline[found.start(group) : found.end(group)]
        if not inner:
            continue
        bold = Inline(inner.text, (Mark("strong", 0, len(inner.text)), *inner.marks))
        result = result + inline[at : found.start()] + bold
        at = found.end()
    return _merged(result + inline[at:]).strip() if at else inline
