"""Whether a card's HTML can do nothing but show: the tags and attributes that we write, no more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "span": {"class"},
    "pre": {"class"},
    "div": {"class"},
}
_TAGS = set(_ATTRIBUTES) | set(
    "ul ol li br code strong em del mark sub sup p blockquote table thead tbody tr th td".split()
)


class Harmless(HTMLParser):
    """Reads a field as a browser would; fails on a tag, attribute or address that the writer
    never makes, and on tags that are left open. Collects the text.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, f"left open: {self.open} in {html!r}"

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        assert tag in _TAGS, tag
        for name, value in attrs:
            assert name in _ATTRIBUTES.get(tag, set()), (tag, name)
            if name == "href":
                assert re.match(r"(https?://|mailto:)", value or "", re.IGNORECASE), value
        if tag == "br":
            self.text += "\n"
        elif tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data!r}")
