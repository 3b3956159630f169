"""Speaker lines: names, and what is said beside them."""

from __future__ import annotations

import re

from talkdeck.outline.inline import Inline
from talkdeck.outline.links import EMAIL, HANDLE, Reading, links_of
from talkdeck.outline.names import is_loose_name, is_name
from talkdeck.outline.node import Link
from talkdeck.regex import regex

_SAYING_SO = (
    "main ", "invited ", "keynote ", "speaker", "present", "talk by", "a talk by", "given by",
    "instructor", "lecturer", "author", "panelist", "by", "with",
)  # fmt: skip
"""What a line begins with that says itself that a name follows."""

_EXPLICIT = regex(  # in lower case
    r"^(?:(?:main |invited |keynote )?(?:speakers?|presenters?|presented by|talk by|given by|"
    r"instructors?|lecturers?|authors?|panelists?)\s*[:\-–—]\s*|by:?\s+|with:\s+|"
    r"presented by\s+|(?:a )?talk by\s+|speakers?\s+)(?P<names>\S.*)$"
)
_SEPARATORS = regex(r"\s*(?:,|;|/|&|\+|\band\b|\bund\b|\bet\b|\by\b|\be\b|、|，)\s*")
_PERSONS_PAGE = regex(r"[A-Za-z]+://(?:(?:www\.)?twitter|x)\.com(?:[/?#]|$)")
_LINKED = regex(r"\[([^\]]+)\]\([^()\s]*\)")
_BETWEEN = regex(r"(\s+(?:[-–—|@•·]|and|&)\s+|\s*[,;/&]\s*|:\s)")


def explicit_speaker(text: Inline) -> Reading | None:
    """A line that says itself that a name follows: `speaker: …`, `by …`."""
    plain = text.text.strip()
    low = plain.lower()
    found = _EXPLICIT.match(low) if low.startswith(_SAYING_SO) else None
    if found is None:
        return None
    names = names_said(plain[found.start("names") :])
    if text.text.lower().startswith(("by ", "speaker ", "speakers ")) and not all(
        is_name(n) or n.startswith("@") or _is_linked(text, n) for n in names[:1]
    ):
        return None
    return Reading("speaker", names) if names or ":" in text.text[:20] else None


def _is_linked(text: Inline, name: str) -> bool:
    return any(m.kind == "link" and text.text[m.start : m.end] == name for m in text.marks)


def names_said(said: str) -> tuple[str, ...]:
    """Names after `speaker:`, without links and what is said about them."""
    said = _LINKED.sub(r"\1", said)
    said = EMAIL.sub(" ", re.sub(r"\([^()]*\)", " ", said))
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
    plain = without_other_links(text).strip(" ,;|-–—([")
    if not plain or len(plain) > 150:
        return None
    if plain.endswith((":", "?", ".", "!")) and not is_name(plain):
        return None
    links = tuple(link for link in links_of(text) if not is_name_link(link))
    names = names_in(plain)
    return Reading("speaker", names, links) if names else None


def is_name_link(link: Link) -> bool:
    """Whether a link leads to a person rather than to slides and the like."""
    return (
        is_name(link.title)
        or link.title.startswith("@")
        or _PERSONS_PAGE.match(link.address) is not None
    )


def without_other_links(text: Inline) -> str:
    """The text without links that are no names, e.g. without `([video](…))`."""
    characters = list(text.text)
    for mark in text.marks:
        if mark.kind == "link" and not is_name(text.text[mark.start : mark.end]):
            characters[mark.start : mark.end] = " " * (mark.end - mark.start)
    rest = "".join(characters)
    if "@" in rest:
        rest = HANDLE.sub(" ", EMAIL.sub(" ", rest))
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
    for piece in _BETWEEN.split(bare):
        if _BETWEEN.fullmatch(piece):
            sign = piece.strip()
            separator = "and" if sign in ("and", "&", "/") else sign.replace(";", ",")
        elif piece.strip():
            result.append((" ".join(piece.split()).strip("*_ "), separator))
    return result
