"""Lines that are about a talk rather than of it: speakers, links, dates, repeated titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from talkdeck.outline.inline import PICTURE, Inline
from talkdeck.outline.labels import unbolded
from talkdeck.outline.names import is_loose_name, is_name
from talkdeck.outline.node import Link, MetaLine
from talkdeck.outline.scan import Block

LinkKind = Literal["slides", "video", "code", "other"]


@dataclass(slots=True)
class Found:
    """Metadata of one talk, and what is left to be planted."""

    speakers: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    lines: list[MetaLine] = field(default_factory=list)
    rest: list[Block] = field(default_factory=list)

    def note(self, block: Block, what: str) -> None:
        self.lines += [MetaLine(n, what) for n in range(block.start, block.end + 1)]


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


LONGEST = 400
"""Characters beyond which a line is content, not metadata."""

_ROLE = re.compile(
    r"\b(?:developers?|engineer\w*|professor|director|manager|lead\w*|founder|co-?founder|architect|"
    r"scientist|head|cto|ceo|vp|president|advocate|researcher|author|consultant|student|fellow|"
    r"maintainer|designer|analyst|evangelist|lecturer|phd|core|member|chief|senior|staff|principal|"
    r"at|@|from|of)\b|@",
    re.IGNORECASE,
)
_EXPLICIT = re.compile(
    r"^(?:(?:main |invited |keynote )?(?:speakers?|presenters?|presented by|talk by|given by|"
    r"instructors?|lecturers?|authors?|hosts?|panelists?|who)\s*[:\-–—]\s*|by:?\s+|with:\s+|"
    r"presented by\s+|(?:a )?talk by\s+|speakers?\s+)(?P<names>\S.*)$",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"^(?:dates?|times?|when|where|rooms?|venue|location|city|track|event|conference|url|website|"
    r"level|duration|length|tags?|categor(?:y|ies)|status|created|updated|type)\s*:\s*\S",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_DATE_PART = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|"
    rf"\b{_MONTH}\b\.?|\b{_WEEKDAY}\b\.?,?|\b\d{{1,2}}(?:st|nd|rd|th)?\b|\b(?:19|20)\d\d\b|"
    rf"\d{{1,2}}[:h.]\d{{2}}|\b\d{{1,2}}\s?[ap]\.?m\.?\b|\b[ap]\.?m\b|\broom\s+\S+|\bhall\s+\S+|"
    rf"\btrack\s+\S+|\bday\s+\d|\bto\b|\bat\b|\bfrom\b|[-–—,/|()@:·•~]|\b[A-Z]{{2,4}}T\b|\bUTC\b",
    re.IGNORECASE,
)
_HAS_DATE = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|\d{{1,2}}:\d{{2}}|"
    rf"\b{_MONTH}\b.*\d|\d.*\b{_MONTH}\b|^\W*{_WEEKDAY}\W*$|\b(?:room|hall|track)\s+\S+|^\d{{4}}$",
    re.IGNORECASE,
)
_BARE_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>]+|(?<![\w@.])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|edu|gov|de|fr|co|us|"
    r"me|ly|info|ch|uk|eu|ai|app|sh|tv|be)(?:/[^\s,)<>]*)?(?!\w)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?")
_HANDLE = re.compile(r"(?<![\w@])@\w{2,30}\b")
_LINK_WORDS = re.compile(
    r"\b(?:slides?|slide ?deck|deck|slideshow|presentation|videos?|recording|watch|youtube|vimeo|links?|"
    r"url|website|web ?site|homepage|web|page|repo(?:sitory)?|github|gitlab|code|source|notebooks?|ref|"
    r"references?|paper|blog|post|article|talk|abstract|session|schedule|twitter|mastodon|linkedin|email|"
    r"e-mail|mail|contact|contact me|here|older|newer|version|full|original|more|materials?|resources?|"
    r"demo|and|or|on|at|the|also|see|info|for|is|are|can be found|available|docs?|documentation|handout|pdf)\b",
    re.IGNORECASE,
)  # fmt: skip
_KINDS: tuple[tuple[LinkKind, re.Pattern[str]], ...] = (
    ("slides", re.compile(r"\bslide|\bdeck\b|speakerdeck|slideshare|slides\.|/slides|\.pptx?\b|"
                          r"\.key\b|docs\.google\.com/presentation|notist|\bpresentation\b(?! repo)")),
    ("video", re.compile(r"\bvideo|youtu\.?be|vimeo|\brecording|\bwatch\b|\.mp4\b")),
    ("code", re.compile(r"github\.com|gitlab|bitbucket|codeberg|\brepo|\bcode\b|\bsource\b|notebook")),
)  # fmt: skip
_SEPARATORS = re.compile(r"\s*(?:,|;|/|&|\+|\band\b|\bund\b|\bet\b|\by\b|\be\b|、|，)\s*")


def link_kind(address: str, title: str) -> LinkKind:
    """What stands behind a link, judged by the author's words first, then its address."""
    for text in (title.lower(), address.lower()):
        for kind, pattern in _KINDS:
            if pattern.search(text):
                return kind
    return "other"


def take(title: Inline, blocks: Sequence[Block], expected: bool = False) -> Found:
    """Takes metadata out of a talk's blocks.

    Args:
        title: the talk's title, with what `from_title` has left of it.
        blocks: what stands under it, in order.
        expected: whether the file's other talks name their speakers, so that a first
            bullet which may be a name is one.
    """
    found = Found()
    said: Block | None = None  # the last speaker line: lines right below may say who that is
    top, ordinary = True, False
    for n, block in enumerate(blocks):
        reading: Reading | None = None
        if top and block.kind == "bullet":
            reading = _of_bullet(block, _after(blocks, n), found, expected)
            top = reading is not None
        elif block.kind == "paragraph":
            if top:
                reading = _of_line(block.text, title, ordinary, bool(found.speakers))
                if reading is None and said and not block.gap and said.end + 1 == block.start:
                    reading = Reading("about the speaker")
            else:
                reading = _links_only(block.text)
        elif block.kind == "heading" and top and not ordinary and n == 0:
            reading = _speaker_heading(block)
            top = reading is not None
        elif block.kind not in ("quote", "rule"):
            top = False if block.kind in ("heading", "code", "table") else top
        if reading is None:
            ordinary = ordinary or (block.kind == "paragraph" and PICTURE not in block.text.text)
            found.rest.append(block)
            said = None
            continue
        found.note(block, reading.what)
        _add(found, reading)
        said = block if reading.speakers or reading.what == "about the speaker" or said else None
    return found


def _add(found: Found, reading: Reading) -> None:
    found.speakers += [s for s in reading.speakers if s not in found.speakers]
    found.links += [link for link in reading.links if link not in found.links]


def bears(blocks: Sequence[Block]) -> bool:
    """Whether speaker or link lines stand right below a heading: then it heads a talk."""
    return bool(_speaking(blocks))


def _speaking(blocks: Sequence[Block]) -> Reading | None:
    for n, block in enumerate(blocks[:4]):
        if block.kind == "paragraph":
            reading = _of_line(block.text, Inline("\x00"), False, False)
        elif block.kind == "bullet" and n == 0:
            reading = _of_bullet(block, _after(blocks, n), Found(), False)
        else:
            return None
        if reading and (reading.speakers or reading.links):
            return reading
        if reading is None and any(c.isalnum() for c in block.text.text):
            return None
    return None


# --- lines ---------------------------------------------------------------------------------


def _of_line(text: Inline, title: Inline, ordinary: bool, known: bool) -> Reading | None:
    """What a line under the title says about the talk; None for content."""
    plain = text.text.strip()
    if _is_title_again(plain, title.text):
        return Reading("the title, repeated")
    if PICTURE in plain or len(plain) > LONGEST:
        return None
    if not any(c.isalnum() for c in plain):
        return Reading("a line without words")
    if links := _links_only(text):
        return links
    if explicit := _explicit_speaker(text):
        return explicit
    if _is_date(plain) or _FACT.match(plain):
        return Reading("date, time or place")
    return None if ordinary else speaker_line(text)


def _after(blocks: Sequence[Block], n: int) -> Block | None:
    return blocks[n + 1] if n + 1 < len(blocks) else None


def _of_bullet(
    block: Block, following: Block | None, found: Found, expected: bool
) -> Reading | None:
    """What a first bullet says about the talk; one with bullets under it is content."""
    if following and following.kind == "bullet" and following.indent > block.indent + 1:
        return None
    text = block.text
    if len(text.text) > LONGEST:
        return None
    if explicit := _explicit_speaker(text):
        return explicit
    if links := _links_only(text):
        words = _without_links(text).strip(" :-–")
        named = any(link.title and not _LINK_WORDS.search(link.title) for link in links.links)
        return links if words or not named else None
    if _FACT.match(text.text) and _is_date(text.text.partition(":")[2]):
        return Reading("date, time or place")
    if found.speakers:
        return None
    reading = speaker_line(text)
    role = re.search(r"[,(–—-]", text.text) and _ROLE.search(text.text)
    return reading if reading and (role or expected) else None


def _speaker_heading(block: Block) -> Reading | None:
    reading = speaker_line(block.text)
    return reading if reading and len(block.text.text.split()) <= 6 else None


def _is_title_again(line: str, title: str) -> bool:
    folded, whole = line.casefold().strip(' .:!"“”'), title.casefold().strip(' .:!"“”')
    parts = re.split(r":\s|\s[-–—|]\s", whole)
    return bool(folded) and (folded == whole or (len(parts) > 1 and folded == parts[0].strip()))


def _is_date(plain: str) -> bool:
    if len(plain) > 80 or not _HAS_DATE.search(plain):
        return False
    return not re.search(r"[^\W\d_]{2,}", _DATE_PART.sub(" ", plain))


def _links_only(text: Inline) -> Reading | None:
    """A line of links, addresses, handles and e-mail addresses, and words for them."""
    plain = text.text
    if len(plain) > LONGEST or not ("." in plain or "@" in plain or text.marks) or PICTURE in plain:
        return None
    rest = _without_links(text)
    if rest == plain:
        return None
    rest = _LINK_WORDS.sub(" ", rest)
    if any(c.isalnum() for c in rest):
        return None
    links = links_of(text)
    if not links:
        if _HANDLE.search(plain) or _EMAIL.search(plain):
            return Reading("e-mail address" if _EMAIL.search(plain) else "handle")
        return None
    kinds = list(dict.fromkeys(link.kind for link in links))
    words = {"slides": "the slides", "video": "the video", "code": "the code", "other": "a page"}
    return Reading("link to " + " and ".join(words[kind] for kind in kinds), links=links)


def _without_links(text: Inline) -> str:
    characters = list(text.text)
    for mark in text.marks:
        if mark.kind == "link":
            characters[mark.start : mark.end] = " " * (mark.end - mark.start)
    rest = _EMAIL.sub(" ", "".join(characters))
    return _HANDLE.sub(" ", _BARE_ADDRESS.sub(" ", rest))


def links_of(text: Inline) -> tuple[Link, ...]:
    """Links of a line, bare addresses included, with the author's words for them."""
    plain = text.text
    found: list[tuple[int, Link]] = []
    characters = list(plain)
    for mark in text.marks:
        if mark.kind == "link" and mark.target and not mark.target.startswith("mailto:"):
            words = plain[mark.start : mark.end].strip()
            bare = words == mark.target or "://" in words
            title = _words_before(plain, mark.start) if bare else words
            found.append((mark.start, Link(link_kind(mark.target, title), mark.target, title)))
            characters[mark.start : mark.end] = " " * (mark.end - mark.start)
    rest = _EMAIL.sub(lambda m: " " * len(m.group()), "".join(characters))
    for bare_address in _BARE_ADDRESS.finditer(rest):
        address = bare_address.group().rstrip(".,;:)")
        title = _words_before(rest, bare_address.start())
        found.append((bare_address.start(), Link(link_kind(address, title), address, title)))
    return tuple(link for _, link in sorted(found, key=lambda pair: pair[0]))


def _words_before(plain: str, at: int) -> str:
    """The author's words for a bare address, e.g. `Slides` in `Slides: https://a.org/x`."""
    words = plain[:at].strip(" :-–—,(<").rsplit(",", 1)[-1].strip()
    return words if 0 < len(words.split()) <= 4 else ""


# --- speakers ------------------------------------------------------------------------------


def _explicit_speaker(text: Inline) -> Reading | None:
    found = _EXPLICIT.match(text.text.strip())
    if found is None:
        return None
    names = _names_said(found["names"])
    if text.text.lower().startswith(("by ", "speaker ", "speakers ")) and not all(
        is_name(n) or n.startswith("@") or _is_linked(text, n) for n in names[:1]
    ):
        return None
    return Reading("speaker", names) if names or ":" in text.text[:20] else None


def _is_linked(text: Inline, name: str) -> bool:
    return any(m.kind == "link" and text.text[m.start : m.end] == name for m in text.marks)


def _names_said(said: str) -> tuple[str, ...]:
    """Names after `speaker:`, without what is said about them."""
    said = _EMAIL.sub(" ", re.sub(r"\([^()]*\)", " ", said))
    said = re.split(r"\.\s|\s[-–—|@]\s|\s\|", said)[0]
    names: list[str] = []
    for part in _SEPARATORS.split(said):
        part = part.strip(" .,*_\"'")
        if not part or (names and not is_name(part)) or not is_loose_name(part):
            break
        names.append(part)
    return tuple(names)


def speaker_line(text: Inline) -> Reading | None:
    """A line of one to four names, with a role, company, links or e-mail behind them."""
    plain = _without_parenthesised_links(text).strip(" ,;|-–—([")
    if not plain or len(plain) > 150 or plain.endswith((":", "?", ".", "!")) and not is_name(plain):
        return None
    links = tuple(link for link in links_of(text) if not _is_name_link(link))
    names = names_in(plain)
    return Reading("speaker", names, links) if names else None


def _is_name_link(link: Link) -> bool:
    return is_name(link.title) or link.title.startswith("@") or urlsplit(link.address).netloc in (
        "twitter.com", "www.twitter.com", "x.com",
    )  # fmt: skip


def _without_parenthesised_links(text: Inline) -> str:
    """The text without links that are no names, e.g. without `([video](…))`."""
    characters = list(text.text)
    for mark in text.marks:
        if mark.kind == "link" and not is_name(text.text[mark.start : mark.end]):
            characters[mark.start : mark.end] = " " * (mark.end - mark.start)
    rest = _EMAIL.sub(" ", "".join(characters))
    rest = _HANDLE.sub(" ", rest)
    return re.sub(r"[(\[]\s*[)\]]", " ", rest)


def names_in(plain: str) -> tuple[str, ...]:
    """Names that a line consists of, roles and companies aside; () where it is no such line.

    Example: `names_in("Lisa Guo, Hui Ding")` has both; `names_in("Next Steps")` none.
    """
    pairs = re.split(r"\s+(?:and|&)\s+", plain)
    if len(pairs) > 1 and all(p.count(",") == 1 for p in pairs):
        firsts = [p.split(",")[0].strip() for p in pairs]
        return tuple(firsts) if all(is_name(p) for p in firsts) else ()
    parts = _parts(plain)
    if not parts or not is_name(parts[0][0]):
        return ()
    names = [parts[0][0]]
    for part, before in parts[1:]:
        if before in (",", "and") and is_name(part) and len(names) < 4:
            names.append(part)
        elif before == "and":
            return ()
        else:
            break
    return tuple(names)


def _parts(plain: str) -> list[tuple[str, str]]:
    """Pieces of a speaker line, each with what separates it from the one before."""
    bare = re.sub(r"\s*\((?![^()]*\)\s+[^\W\d_])[^()]*\)", " ", plain)
    result: list[tuple[str, str]] = []
    separator = ""
    for piece in re.split(r"(\s+(?:[-–—|@•·]|and|&)\s+|\s*[,;/&]\s*|:\s)", bare):
        if re.fullmatch(r"\s+(?:[-–—|@•·]|and|&)\s+|\s*[,;/&]\s*|:\s", piece):
            separator = (
                "and" if piece.strip() in ("and", "&", "/") else piece.strip().replace(";", ",")
            )
        elif piece.strip():
            result.append((" ".join(piece.split()).strip("*_ "), separator))
    return result


# --- titles --------------------------------------------------------------------------------

_GENERIC = re.compile(
    r"^(?:(?:opening|closing|morning|afternoon|evening)?\s*(?:keynote|remarks)|talk|panel|workshop|"
    r"tutorial|lightning talks?|session|welcome|day \d+)$",
    re.IGNORECASE,
)
_GENERIC_COLON = re.compile(
    r"^(?:keynote|opening|closing|panel|talk):\s+(?P<names>\S.*)$", re.IGNORECASE
)
_BY = re.compile(r"^(?P<title>.{3,}?)[\s,–—-]+\bby\s+(?P<names>\S.*)$", re.IGNORECASE)
_DASH = re.compile(r"^(?P<title>.{3,})\s+[-–—]+\s+(?P<names>\S.*?)$")
_AT_END = re.compile(r"^(?P<title>.{3,}?)\s+(?P<names>@\w{2,30})$")


def from_title(text: Inline) -> tuple[Inline, Reading]:
    """A heading without the speakers and links that stand in it, and these.

    Example: `Rust at scale - Ada Jones ([link](https://x))` is `Rust at scale`, Ada Jones
    and a link.
    """
    links = tuple(link for link in links_of(text) if not _is_name_link(link))
    title = _without_link_notes(_unbolded(text))
    speakers: tuple[str, ...] = ()
    if " | " in title.text:
        title, speakers = _from_bars(title)
    elif (found := _BY.match(title.text)) and (names := _names_at_end(title, found)):
        title, speakers = title[: found.end("title")], names
    elif (found := _DASH.match(title.text)) and (names := names_in(found["names"])):
        speakers = names
        if not _GENERIC.match(found["title"].strip()):
            title = title[: found.end("title")]
    elif (found := _GENERIC_COLON.match(title.text)) and (names := names_in(found["names"])):
        speakers = names
    elif (found := _AT_END.match(title.text)) and title.text.count("@") == 1:
        title, speakers = title[: found.end("title")], (found["names"],)
    return _without_quotes(_unlinked(title.strip(" ,;|"))), Reading("heading", speakers, links)


def _names_at_end(title: Inline, found: re.Match[str]) -> tuple[str, ...]:
    return names_in(_without_parenthesised_links(Inline(found["names"])).strip())


def _without_link_notes(text: Inline) -> Inline:
    """Without links that are notes to the title, such as `([link](…))` at its end."""
    result, at = Inline(), 0
    for mark in text.marks:
        if mark.kind != "link":
            continue
        words = text.text[mark.start : mark.end]
        before, after = text.text[: mark.start].rstrip(), text.text[mark.end :].lstrip()
        noted = before.endswith(("(", "[")) and after.startswith((")", "]"))
        bare = not any(
            c.isalnum() for c in _LINK_WORDS.sub("", _without_links(text[mark.start : mark.end]))
        ) and ("://" in words or _LINK_WORDS.fullmatch(words.strip()))
        if (noted and not is_name(words)) or (bare and before):
            stop = mark.end + (text.text[mark.end :].index(after[0]) + 1 if noted else 0)
            start = len(before) - (1 if noted else 0)
            result = result + text[at:start]
            at = stop
    return (result + text[at:]).strip() if at else text


def _from_bars(title: Inline) -> tuple[Inline, tuple[str, ...]]:
    """`Title | Speaker` and `Speaker | handle | company | Title`."""
    pieces: list[Inline] = []
    at = 0
    for bar in re.finditer(r"\s+\|\s+", title.text):
        pieces.append(title[at : bar.start()])
        at = bar.end()
    pieces.append(title[at:])
    first = names_in(pieces[0].text)
    names = first or [name for piece in pieces for name in names_in(piece.text)]
    if not names:
        return title, ()
    quoted = next((p for p in pieces if re.fullmatch(r"[\"“].+[\"”]", p.text.strip())), None)
    if quoted is not None:
        return quoted, tuple(names)
    if first:
        return pieces[-1], tuple(names)
    return pieces[0], tuple(names)


def _without_quotes(title: Inline) -> Inline:
    plain = title.text
    if len(plain) > 2 and plain[0] + plain[-1] in ('""', "“”", "„“") and plain.count('"') in (0, 2):
        return title[1:-1].strip()
    return title


def _unbolded(title: Inline) -> Inline:
    """A title that is bold as a whole (`**A. Rust at scale**`) is not emphasized by it."""
    if not title.covered_by("strong"):
        return title
    plain = unbolded(title)
    letter = re.match(r"[A-Z]\.\s+(?=\S)", plain.text)
    return plain[letter.end() :] if letter else plain


def _unlinked(title: Inline) -> Inline:
    """Without link mark-up (the addresses went to the talk's links)."""
    if not any(m.kind == "link" for m in title.marks):
        return title
    return Inline(title.text, tuple(m for m in title.marks if m.kind != "link"))
