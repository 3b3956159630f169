"""What can be told from the looks of source lines: does one read on from another?"""

from __future__ import annotations

from talkdeck.regex import regex

WRAPPED = 55
"""Characters from which a line may have been broken for width rather than for meaning."""

LONGEST = 1_000
"""Characters beyond which a line is not looked at closely: it stands for itself."""

WIDTH = 72
"""Columns that authors who wrap by hand keep to, at least."""

_SENTENCE_END = regex(r"[.!?。！？…][\"'”’)\]*_]*$")
_LONE = regex(  # an address, handle, picture or link that has the line to itself
    r"(?:!?\[[^\]]*\]\([^)]*\)[,|;·\s]*)+$|<?(?:https?://|www\.)\S+>?$|@\w+$|\S+@\S+\.\w+$|"
    r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|edu|de|fr|co|us|me|ly|info)(?:/\S*)?$|<img\b[^>]*>$"
)
_BOLD_ONLY = regex(r"(?:\*\*(?!\*)[^*]+\*\*|__[^_]+__):?$|\*\*[^*]+:\*\*$")
_NAMED = regex(r"[A-Z][\w' -]{0,30}: \S")
_TERM = regex(r"(?:[\w/+.#'’-]+ ){0,2}[\w/+.#'’]+ [-–—] \S")  # `warp - the threads`
_LIST_START = regex(r"(?:[-*+•]|\d{1,3}[.)])\s")
_CODE_SIGNS = regex(r"[{};=<>|$\\`]|\w\(|\)\s*$|^\s*[$#>%]")


def ends_sentence(line: str) -> bool:
    """Whether a line ends as sentences do; e.g. `It works.` does."""
    return bool(_SENTENCE_END.search(line.rstrip()))


def is_full(width: int, following: str) -> bool:
    """Whether a line of a width in columns is so long that the next word did not fit on it."""
    first = following.split(maxsplit=1)[0] if following else ""
    return width >= WRAPPED or width + 1 + min(len(first), 30) > WIDTH


def looks_like_label(line: str, following: str) -> bool:
    """Whether a line without a blank around it still names the list that follows."""
    if _BOLD_ONLY.match(line):
        return True
    if not _LIST_START.match(following):
        return False
    words = line.split()
    if line.endswith((":", "：")):
        return len(words) <= 8
    return (
        len(words) <= 4 and not line[0].islower() and not line.endswith((".", ",", ";", "!", ")"))
    )


def continues(
    last: str,
    line: str,
    *,
    bullet: bool = False,
    inside: bool = False,
    outside: bool = False,
    indent: int = 0,
    following: str = "",
) -> bool:
    """Whether a line reads on from the line right above it.

    Args:
        last: the line above, as it stands (two spaces at its end force a line break).
        line: the line in question, stripped.
        bullet: whether the line above belongs to a bullet.
        inside: whether the line is indented under that bullet.
        outside: whether it stands left of that bullet's own marker.
        indent: columns before the text of the line above, its marker included.
        following: the next line with words.
    """
    forced = last.endswith(("  ", "\\"))
    last, line = last.strip(), line.strip()
    if not last or not line or max(len(last), len(line)) > LONGEST:
        return False
    if _LONE.match(line) or _LONE.match(last):
        return False
    width = indent + len(last)
    full = is_full(width, line)
    begins_low = line[0].islower() or line.startswith(("->", "=>", ",", ")", "("))
    if bullet and looks_like_label(line, following):
        reads_on = full or last.endswith(",") or (inside and begins_low)
        return not outside and reads_on and (inside or begins_low)
    if not bullet and (_BOLD_ONLY.match(line) or _BOLD_ONLY.match(last)):
        return False
    if not bullet and _TERM.match(line) and _TERM.match(last):
        return False
    if begins_low or (forced and (inside or not bullet) and not last.endswith((":", "：", ":**"))):
        return True
    if last.endswith((":", "：")) or (not inside and _NAMED.match(line)):
        return False
    ended = ends_sentence(last)
    if bullet and not ended and line[0].isascii() and not line[0].isalpha() and not outside:
        return inside or width >= 50
    if outside or not full:
        return False
    if ended and not inside:
        first = line.split(maxsplit=1)[0]
        return not first.startswith("**") and WIDTH < width + 1 + len(first) <= 125
    return width <= 125 or inside


def is_prose(line: str) -> bool:
    """Whether an indented line is a sentence rather than code."""
    text = line.strip()
    return len(text.split()) >= 4 and not _CODE_SIGNS.search(text) and text[-1] in ".!?:,…"
