"""What a line says about a talk; its links, and lines that are nothing but links."""

from __future__ import annotations

import re
from typing import Literal

from talkdeck.outline.inline import PICTURE, Inline
from talkdeck.outline.node import Link
from talkdeck.regex import regex
from talkdeck.values import dataclass

LONGEST = 400
"""Characters beyond which a line is content, not metadata."""

LinkKind = Literal["slides", "video", "code", "other"]

EMAIL = regex(r"<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?")
HANDLE = regex(r"(?<![\w@])@\w{2,30}\b")
LINK_WORDS = regex(
    r"\b(?:slides?|slide ?deck|deck|slideshow|presentation|videos?|recording|watch|youtube|vimeo|"
    r"links?|url|website|web ?site|homepage|web|page|repo(?:sitory)?|github|gitlab|code|source|"
    r"notebooks?|ref|references?|paper|blog|post|article|talk|abstract|session|schedule|twitter|"
    r"mastodon|linkedin|email|e-mail|mail|contact|contact me|here|older|newer|version|full|"
    r"original|more|materials?|resources?|demo|and|or|on|at|the|also|see|info|for|is|are|"
    r"can be found|available|docs?|documentation|handout|pdf)\b"
)
"""Words that say what a link is, and nothing about the talk; for texts in lower case."""

_BARE_ADDRESS = regex(
    r"(?:https?://|www\.)[^\s<>]+|(?<![\w@.])[\w-]+(?:\.[\w-]+)*\."
    r"(?:com|org|net|io|dev|edu|gov|de|fr|co|us|me|ly|info|ch|uk|eu|ai|app|sh|tv|be)"
    r"(?:/[^\s,)<>]*)?(?!\w)",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[LinkKind, re.Pattern[str]], ...] = (
    (
        "slides",
        regex(
            r"\bslide|\bdeck\b|speakerdeck|slideshare|slides\.|/slides|\.pptx?\b|\.key\b|"
            r"docs\.google\.com/presentation|notist|\bpresentation\b(?! repo)"
        ),
    ),
    ("video", regex(r"\bvideo|youtu\.?be|vimeo|\brecording|\bwatch\b|\.mp4\b")),
    (
        "code",
        regex(r"github\.com|gitlab|bitbucket|codeberg|\brepo|\bcode\b|\bsource\b|notebook"),
    ),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one line says about the talk.

    Attributes:
        what: in words, e.g. `speaker`.
        speakers: names on the line.
        links: links on the line.
    """

    what: str
    speakers: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


def link_kind(address: str, title: str) -> LinkKind:
    """What stands behind a link, judged by the author's words first, then its address."""
    for text in (title.lower(), address.lower()):
        for kind, pattern in _KINDS:
            if pattern.search(text):
                return kind
    return "other"


def links_only(text: Inline) -> Reading | None:
    """A line of links, addresses, handles and e-mail addresses, and words for them."""
    plain = text.text
    if len(plain) > LONGEST or not ("." in plain or "@" in plain or text.marks) or PICTURE in plain:
        return None
    rest = without_links(text)
    if rest == plain:
        return None
    rest = LINK_WORDS.sub(" ", rest.lower())
    if any(c.isalnum() for c in rest):
        return None
    links = links_of(text)
    if not links:
        if HANDLE.search(plain) or EMAIL.search(plain):
            return Reading("e-mail address" if EMAIL.search(plain) else "handle")
        return None
    kinds = list(dict.fromkeys(link.kind for link in links))
    words = {"slides": "the slides", "video": "the video", "code": "the code", "other": "a page"}
    return Reading("link to " + " and ".join(words[kind] for kind in kinds), links=links)


def without_links(text: Inline) -> str:
    """The text with links, addresses, handles and e-mail addresses as spaces."""
    characters = list(text.text)
    for mark in text.marks:
        if mark.kind == "link":
            characters[mark.start : mark.end] = " " * (mark.end - mark.start)
    rest = EMAIL.sub(" ", "".join(characters))
    return HANDLE.sub(" ", _BARE_ADDRESS.sub(" ", rest))


def links_of(text: Inline) -> tuple[Link, ...]:
    """Links of a line, bare addresses included, with the author's words for them."""
    plain = text.text
    if not text.marks and "." not in plain and "://" not in plain:
        return ()
    found: list[tuple[int, Link]] = []
    characters = list(plain)
    for mark in text.marks:
        if mark.kind == "link" and mark.target and not mark.target.startswith("mailto:"):
            words = plain[mark.start : mark.end].strip()
            bare = words == mark.target or "://" in words
            title = _words_before(plain, mark.start) if bare else words
            found.append((mark.start, Link(link_kind(mark.target, title), mark.target, title)))
            characters[mark.start : mark.end] = " " * (mark.end - mark.start)
    rest = EMAIL.sub(lambda m: " " * len(m.group()), "".join(characters))
    for bare_address in _BARE_ADDRESS.finditer(rest):
        address = bare_address.group().rstrip(".,;:)")
        title = _words_before(rest, bare_address.start())
        found.append((bare_address.start(), Link(link_kind(address, title), address, title)))
    return tuple(link for _, link in sorted(found, key=lambda pair: pair[0]))


def _words_before(plain: str, at: int) -> str:
    """The author's words for a bare address, e.g. `Slides` in `Slides: https://a.org/x`."""
    words = plain[:at].strip(" :-–—,(<").rsplit(",", 1)[-1].strip()
    return words if 0 < len(words.split()) <= 4 else ""
