"""Seals: a comment at the end of a template or style sheet that says what it was when written.

A seal that fits shows that nobody changed the text since, so a newer one may replace it; one
that is broken shows that the person made it their own.
"""

from __future__ import annotations

from zlib import crc32

from talkdeck.regex import regex

_SEAL = regex(r"\s*(?:<!--|/\*) talkdeck ([0-9a-f]{8}) (?:-->|\*/)\s*\Z")


def sealed(text: str, *, css: bool = False) -> str:
    """The text with a seal, e.g. `…<!-- talkdeck 3f9a01c2 -->`.

    Args:
        text: a template, or a style sheet.
        css: which of them.
    """
    text = text.rstrip()
    comment = f"/* talkdeck {_digest(text)} */" if css else f"<!-- talkdeck {_digest(text)} -->"
    return f"{text}\n{comment}"


def intact(text: str) -> bool:
    """Whether a text is as talkdeck wrote it, this version or an older one."""
    found = _SEAL.search(text)
    return found is not None and found[1] == _digest(text[: found.start()])


def _digest(text: str) -> str:
    text = "\n".join(text.split("\r\n")).rstrip()
    return f"{crc32(text.encode('utf-8', 'replace')):08x}"
