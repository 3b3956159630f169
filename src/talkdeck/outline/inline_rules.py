"""What markdown-it-py is taught beyond CommonMark: math, highlights, bare addresses, wiki links.

Each rule is a function `(state, silent)` as markdown-it-py wants it: it looks at the text
from `state.pos` on, and on a match pushes tokens and moves on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from talkdeck.regex import regex

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_parsers: list[MarkdownIt] = []


def parser() -> MarkdownIt:
    """The parser, made once: importing and building it costs more than most files."""
    if not _parsers:
        from markdown_it import MarkdownIt

        md = MarkdownIt("commonmark", {"breaks": True, "strikethrough_single_tilde": True})
        md.enable("strikethrough")
        # Addresses stay as they are written; what is unsafe to open, marks leave out. The library
        # has these methods replaced, as its documentation says; mypy takes that for a mistake.
        md.normalizeLink = _as_written  # type: ignore[method-assign,assignment]
        md.validateLink = bool  # type: ignore[method-assign,assignment]
        md.inline.ruler.before("escape", "math", _math)
        md.inline.ruler.before("emphasis", "highlight", _highlight)
        md.inline.ruler.before("link", "wiki", _wiki)
        md.inline.ruler.before("image", "embedded", _embedded)
        md.inline.ruler.after("link", "open_link", _open_link)
        md.inline.ruler.before("text", "address", _address)
        _parsers.append(md)
    return _parsers[0]


def _as_written(address: str) -> str:
    return address


_MATH_FORMS = (
    (regex(r"\$\$(?P<body>[^$]{1,2000}?)\$\$"), "display-math"),
    (regex(r"\\\[(?P<body>.{1,2000}?)\\\]", re.DOTALL), "display-math"),
    (regex(r"\\\((?P<body>.{1,1000}?)\\\)", re.DOTALL), "math"),
    (regex(r"\$(?P<body>(?:[^$\\]|\\.){1,500}?)\$(?![\w$])", re.DOTALL), "math"),
)
_FORMULA = regex(r"[\\^_={}<>+|∈≤≥≈∑∫√]|[-*/]\s*[A-Za-z(]|[A-Za-z]\s*[-*/(\[,]")
_WORDS = regex(r"(?<![\\A-Za-z])[A-Za-z]{3,}")


def _math(state: StateInline, silent: bool) -> bool:
    r"""`$…$`, `$$…$$`, `\(…\)` and `\[…\]`; prices and shell variables are not math."""
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


_HIGHLIGHT = regex(r"==(?=[^\s=])(?P<body>[^\n]{0,999}?[^\s=])==(?![\w=])")


def _highlight(state: StateInline, silent: bool) -> bool:
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


_WIKI = regex(r"\[\[(?P<target>[^\[\]|\n]{1,300})(?:\|(?P<words>[^\[\]\n]{1,300}))?\]\]")
_FOOTNOTE = regex(r"\[\^[^\]\s]{1,60}\]")


def _wiki(state: StateInline, silent: bool) -> bool:
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


_EMBEDDED = regex(r"!\[\[(?P<target>[^\[\]|#\n]{1,300})[^\[\]\n]{0,300}\]\]")
"""What Obsidian shows in place; after `#` and `|` stand a part of it and its size."""
_SHOWN = regex(
    r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|ico|tiff?|mp3|ogg|oga|opus|wav|m4a|aac|flac|mp4|webm|mov)$",
    re.IGNORECASE,
)


def _embedded(state, silent: bool) -> bool:  # type: ignore[no-untyped-def]
    """`![[cat.png]]`, with or without a size, is a picture; another note put in here is not in
    this one, so nothing stands for it.
    """
    found = _EMBEDDED.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    target = found["target"].strip()
    if not silent and _SHOWN.search(target):
        token = state.push("image", "img", 0)
        token.attrs = {"src": target}
        token.children = []
    state.pos = found.end()
    return True


_OPEN_LINK = regex(
    r"\[(?P<words>[^\[\]\n]{1,300})\]\(\s?(?P<address>(?:https?://|www\.)[^\s<>]+)(?=\s|$)"
)


def _open_link(state: StateInline, silent: bool) -> bool:
    """`[words](https://…` whose closing parenthesis was forgotten is the link it was meant as."""
    source, start = state.src, state.pos
    if source[start] != "[" or state.linkLevel > 0:
        return False
    found = _OPEN_LINK.match(source, start, state.posMax)
    if found is None:
        return False
    address = trimmed_address(found["address"])
    if not silent:
        end = state.posMax
        token = state.push("link_open", "a", 1)
        token.attrs = {"href": address if "://" in address else "https://" + address}
        state.linkLevel += 1
        state.pos, state.posMax = found.start("words"), found.end("words")
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.posMax = end
        state.push("link_close", "a", -1)
    state.pos = found.start("address") + len(address)
    return True


_ADDRESS = regex(r"(?:https?://|www\.)[^\s<>\"`\u3000-\u303f\uff00-\uffef]+", re.IGNORECASE)
_ADDRESS_START = regex(r"https?://|www\.", re.IGNORECASE)


def _address(state: StateInline, silent: bool) -> bool:
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


def _has_address(state: StateInline) -> bool:
    """Asked at every stop of the parser, answered once a text."""
    if "has_address" not in state.env:
        state.env["has_address"] = _ADDRESS_START.search(state.src) is not None
    return bool(state.env["has_address"])


def _text_until(state: StateInline, stop: int, silent: bool) -> bool:
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
