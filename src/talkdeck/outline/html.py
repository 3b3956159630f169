"""Raw HTML in notes: comments leave, tags become what they mean, and nothing is passed on.

Tables are cleaned by nh3 (the ammonia sanitizer) before they are read, so that unclosed
and nested tags come out as a browser would see them. Tags in running text are the
business of `inline_markdown`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal

from talkdeck.regex import regex
from talkdeck.values import dataclass

COMMENT_LINE = "\x00"
"""Stands for a line that held nothing but a comment: neither text nor a blank line."""

_FENCE = regex(r"\s*(?:[-*+]\s+)?(`{3,}|~{3,})")
_DIRECTIVE = regex(
    r"^\s*talkdeck:\s*(?P<what>ignore|without)\b(?P<names>.*)$", re.IGNORECASE | re.DOTALL
)
_SPOKEN_TO = regex(r"\s*talkdeck:", re.IGNORECASE)
_NAME = regex(r"[a-z][a-z0-9_/-]*", re.IGNORECASE)
_OPENING = regex(r"<(?P<close>/?)(?P<name>[a-z][a-z0-9]*)(?=[\s/>]|$)", re.IGNORECASE)
_STRUCTURE = frozenset(
    "div p center section article main header footer nav aside details summary figure figcaption "
    "ul ol li dl dt dd br hr h1 h2 h3 h4 h5 h6 blockquote span font a picture source img "
    "fieldset legend address hgroup tbody thead tfoot tr td th caption col colgroup table".split()
)
_HIDDEN = frozenset("script style svg iframe video audio object canvas noscript form".split())
# Expressions for tags stop at the next `<`: thousands of tags that never end are read once each.
_BLOCK_TAG = regex(
    r"</?(?:div|p|center|section|article|main|header|footer|nav|aside|details|summary|figure|"
    r"figcaption|ul|ol|li|dl|dt|dd|blockquote|picture|fieldset|legend|address|h[1-6]|tbody|"
    r"thead|tfoot|tr|td|th|caption|col|colgroup|table)\b[^<>]*+>",
    re.IGNORECASE,
)
_BARE_TAGS = regex(r"(?:</?(?:span|font|a|source|br|hr)\b[^<>]*+>\s*)+$", re.IGNORECASE)
_CAPTION = regex(r"<figcaption[^<>]*+>", re.IGNORECASE)
_CAPTION_END = regex(r"</figcaption>", re.IGNORECASE)
_HEADING = regex(r"<h([1-6])\b", re.IGNORECASE)
_LONGEST_TAG = 12


@dataclass(slots=True)
class Found:
    """What HTML at the start of a line turned out to be.

    Attributes:
        kind: `text` and `block` are to be read as Markdown, `block` on its own.
        taken: number of source lines.
        lines: text or code left without the tags.
        rows: a table's cells, as Markdown source.
        level: of an HTML heading, else 0.
        item: whether it is a list item.
        lists: lists opened less lists closed on it.
    """

    kind: Literal["text", "block", "table", "code", "hidden"]
    taken: int
    lines: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    level: int = 0
    item: bool = False
    lists: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What comments in the notes say to talkdeck.

    Attributes:
        silenced: `<!-- talkdeck: ignore CODE -->`: 1-based line to problem codes, `*` for all.
        without: `<!-- talkdeck: without RULE -->`: 1-based line of the comment to rules or
            packs.
        strange: 1-based line to what is said there to talkdeck and is neither of these.
    """

    silenced: Mapping[int, frozenset[str]] = field(default_factory=dict)
    without: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    strange: Mapping[int, str] = field(default_factory=dict)


def without_comments(lines: Sequence[str]) -> tuple[list[str], Said]:
    """The lines with HTML comments taken out (not those in fenced or inline code).

    Returns:
        The lines, as many as before, and what the comments say to talkdeck.
    """
    if not any("<!--" in line for line in lines):
        return list(lines), Said()
    result: list[str] = []
    directives: list[tuple[int, str, tuple[str, ...]]] = []
    strange: dict[int, str] = {}
    fence = ""
    comment: list[str] | None = None
    last_close = max((n for n, line in enumerate(lines) if "-->" in line), default=-1)
    for n, line in enumerate(lines):
        if comment is None:
            found = _FENCE.match(line)
            if found and not fence:
                fence = found[1]
            elif found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        if fence or (comment is None and "<!--" not in line):
            result.append(line)
            continue
        kept, comment, closed = _cut_comments(line, comment, n < last_close)
        for text in closed:
            if (said := _directive(text)) is not None:
                directives.append((n, *said))
            elif _SPOKEN_TO.match(text):
                strange[n + 1] = " ".join(text.partition(":")[2].split())
        result.append(kept if kept.strip() or not line.strip() else COMMENT_LINE)
    codes = [(n, frozenset(names or "*")) for n, what, names in directives if what == "ignore"]
    rules: dict[int, tuple[str, ...]] = {}
    for n, what, names in directives:
        if what == "without" and names:
            rules[n + 1] = (*rules.get(n + 1, ()), *names)
    return result, Said(_silenced_lines(codes, result), rules, strange)


def _cut_comments(
    line: str, comment: list[str] | None, may_go_on: bool
) -> tuple[str, list[str] | None, list[str]]:
    """One line without comments, the comment still open after it, and those closed on it."""
    kept: list[str] = []
    closed: list[str] = []
    at, in_code = 0, False
    while True:
        if comment is not None:
            end = line.find("-->", at)
            if end < 0:
                comment.append(line[at:])
                return "".join(kept), comment, closed
            closed.append("\n".join([*comment, line[at:end]]))
            comment, at = None, end + 3
        start = line.find("<!--", at)
        in_code ^= line.count("`", at, max(start, at)) % 2 == 1
        if start < 0 or in_code:
            return "".join([*kept, line[at:]]), None, closed
        if not may_go_on and line.find("-->", start + 4) < 0:
            return "".join([*kept, line[at:]]), None, closed  # never closed: the author's text
        kept.append(line[at:start])
        comment, at = [], start + 4


def _directive(comment: str) -> tuple[str, tuple[str, ...]] | None:
    found = _DIRECTIVE.match(comment)
    if found is None:
        return None
    what, names = found["what"].lower(), _NAME.findall(found["names"])
    return (what, tuple(map(str.lower, names))) if names or what == "ignore" else None


def _silenced_lines(
    directives: Sequence[tuple[int, frozenset[str]]], lines: Sequence[str]
) -> dict[int, frozenset[str]]:
    """A comment speaks of its own line and of the next one with words."""
    result: dict[int, frozenset[str]] = {}
    for n, codes in directives:
        following = next((m for m in range(n + 1, len(lines)) if lines[m].strip(" \t\x00")), None)
        for m in (n, following):
            if m is not None:
                result[m + 1] = result.get(m + 1, frozenset()) | codes
    return result


def block_at(lines: Sequence[str], at: int, unclosed: set[str]) -> Found | None:
    """What HTML begins at the start of a line; None where it is no HTML that we know.

    Args:
        lines: the file's lines, comments removed.
        at: 0-based index of the line.
        unclosed: names of elements known not to be closed any more; added to.
    """
    first = lines[at].strip()
    opening = _OPENING.match(first)
    if opening is None:
        return None
    name = opening["name"].lower()
    if not opening["close"] and name in _HIDDEN | {"pre", "table"}:
        return _region(lines, at, name, unclosed)
    if name not in _STRUCTURE and name not in _HIDDEN and name != "pre":
        return None
    taken, source = 1, first
    while (
        source.rfind("<") > source.rfind(">") and taken < _LONGEST_TAG and at + taken < len(lines)
    ):
        source += " " + lines[at + taken].strip()
        taken += 1
    return _text_line(source, taken)


def _text_line(source: str, taken: int) -> Found:
    heading = _HEADING.search(source)
    item = re.search(r"<(?:li|dt|dd)\b", source, re.IGNORECASE) is not None
    lists = len(re.findall(r"<[uod]l\b", source, re.IGNORECASE))
    lists -= len(re.findall(r"</[uod]l>", source, re.IGNORECASE))
    text = _BLOCK_TAG.sub(" ", _captioned(source)).strip()
    if _BARE_TAGS.match(text) and "href" not in text:
        text = ""
    block = text != source
    return Found(
        "block" if block else "text",
        taken,
        [text] if text else [],
        level=int(heading[1]) if heading else 0,
        item=item,
        lists=lists,
    )


def _captioned(source: str) -> str:
    """A figure's caption as its picture's alternative text, where that has none."""
    begin = _CAPTION.search(source)
    end = _CAPTION_END.search(source, begin.end()) if begin else None
    if begin is None or end is None or source.lower().count("<img") != 1:
        return source
    words = source[begin.end() : end.start()]
    words = re.sub(r"<[^<>]*+>", "", words).replace('"', "&quot;").strip()
    source = source.replace(source[begin.start() : end.end()], "")
    if not words or re.search(r"\balt\s*=\s*(?:\"[^\"]|'[^']|[^\s\"'>])", source):
        return source
    source = re.sub(r"\balt\s*=\s*(?:\"\"|'')", "", source)
    return re.sub(r"<img\b", lambda _: f'<img alt="{words}"', source, flags=re.IGNORECASE)


def _region(lines: Sequence[str], at: int, name: str, unclosed: set[str]) -> Found | None:
    """An element read as a whole, from its opening to its closing tag."""
    close = re.compile(rf"</{name}\s*>", re.IGNORECASE)
    places = range(at, len(lines) if name not in unclosed else at + 1)
    end = next((n for n in places if close.search(lines[n])), None)
    if end is None:
        unclosed.add(name)
        return Found("hidden", 1) if name in _HIDDEN else None
    taken = end + 1 - at
    source = "\n".join("" if line == COMMENT_LINE else line for line in lines[at : end + 1])
    if name == "table":
        from talkdeck.outline.html_table import table_rows  # here: few notes have one

        rows = table_rows(source)
        return Found("table", taken, rows=rows) if rows else Found("hidden", taken)
    if name == "pre":
        import html

        body = re.sub(r"</?(?:pre|code)\b[^<>]*+>", "", source, flags=re.IGNORECASE)
        return Found("code", taken, html.unescape(body).strip("\n").split("\n"))
    return Found("hidden", taken)
