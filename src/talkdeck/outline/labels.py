"""Which short lines name what follows them."""

from __future__ import annotations

from talkdeck.outline.inline import Inline, unspaced
from talkdeck.regex import regex

LABEL_WORDS = 8
"""Words that a label has at most; longer lead-ins are paragraphs that own their list."""

_SENTENCE_INSIDE = regex(r"[.!?]\s+\S|[。！？]\S")
_COLONS = (":", "：")
_ASIDE = regex(r"\s*\([^()]*\)$")
_QUESTION = regex(r"[?？][\"'”’*)]*(?:\s*\([^()]*\))?$")
_NUMBERED = regex(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)(?:[.)]\s+|\s+[-–—]\s+)(?=[^\W\d_])")
_FRAMED = regex(r"(?P<frame>[=~*#-])(?P=frame)+\s+(?P<inner>[^\W_].*\S)\s+(?P=frame){2,}")
_LETTERED = regex(r"(?P<letter>[A-Z])[.)]\s+(?=[^\W\d_]\w)")
_ENDS = (".", ",", ";", "!", "。", "，", "；", "！", "…")


def split_colon(text: Inline) -> tuple[Inline, bool]:
    """A text without its final colon, and whether it had one.

    Example: `Pros:` is (`Pros`, True); a colon inside code stays.
    """
    plain = text.text.rstrip()
    if plain.endswith(_COLONS) and text.mask.rstrip().endswith(_COLONS):
        cut = text[: len(plain) - 1].strip()
        return (cut, True) if cut else (text, False)
    return text, False


def is_bold_line(text: Inline) -> bool:
    """Whether a whole line is bold, its colon aside: a heading in all but name."""
    bare, _ = split_colon(text)
    return bare.covered_by("strong") and len(bare.text) <= 120


def unbolded(text: Inline) -> Inline:
    """Without a bold mark on the whole text: on a heading or label it is form, not emphasis."""
    size = len(text.text)
    kept = tuple(m for m in text.marks if (m.kind, m.start, m.end) != ("strong", 0, size))
    return text if len(kept) == len(text.marks) else Inline(text.text, kept)


def bare(text: Inline) -> Inline:
    """A heading or label without bold on the whole of it, and without signs drawn around it."""
    return unframed(unbolded(text))


def unframed(text: Inline) -> Inline:
    """A heading without the signs drawn on both its sides. `== Tides ==` is `Tides`."""
    found = _FRAMED.fullmatch(text.mask)
    return text[found.start("inner") : found.end("inner")] if found else text


def unnumbered(text: Inline) -> tuple[Inline, int | None]:
    """A heading without the number before it, and that number if it is one of a row.

    Example: `3. Reading` is (`Reading`, 3), `2.1 - Tides` is (`Tides`, None); `3 tides` and
    `2.0 is out` stay.
    """
    found = _NUMBERED.match(text.mask)
    if not found:
        return text, None
    return text[found.end() :], int(found["number"]) if found["number"].isdecimal() else None


def unlettered(text: Inline, before: int | None) -> tuple[Inline, int | None]:
    """A heading without the capital that counts it, and the capital's place in the alphabet.

    Args:
        text: the heading. `B. Tides` is (`Tides`, 2) behind the first of a row; `C. elegans`,
            where nothing was counted before it, stays.
        before: the number of the heading before it on its level, None if it has none.
    """
    found = _LETTERED.match(text.mask)
    place = ord(found["letter"]) - ord("A") + 1 if found else None
    if found is None or place != (before or 0) + 1:
        return text, None
    return text[found.end() :], place


def leads_in(text: Inline, colon: bool, gap: bool) -> bool:
    """Whether a line right before a list is what the list belongs to.

    Args:
        text: the line without its colon.
        colon: whether it had one.
        gap: whether a blank line stands between it and the list.
    """
    if colon or _QUESTION.search(text.text):
        return True
    return is_short(text, 6 if gap else LABEL_WORDS)


def is_short(text: Inline, words: int = LABEL_WORDS) -> bool:
    """Whether a text is a phrase short enough to name something, and not a sentence."""
    plain = _ASIDE.sub("", text.text)
    if not plain or plain.endswith(_ENDS) or _SENTENCE_INSIDE.search(plain) or "\n" in plain:
        return False
    return word_count(plain) <= words and len(text.text) <= 100


def word_count(text: str) -> int:
    """Words of a text; in scripts without spaces between words, two characters count as one.

    Example: `word_count("Services and API design")` is 4.
    """
    return len(text.split()) + unspaced(text) // 2
