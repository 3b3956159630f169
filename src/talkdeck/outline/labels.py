"""Which short lines name what follows them."""

from __future__ import annotations

import re

from talkdeck.outline.inline import Inline

LABEL_WORDS = 8
"""Words that a label has at most; longer lead-ins are paragraphs that own their list."""

_SENTENCE_INSIDE = re.compile(r"[.!?]\s+\S|[。！？]\S")
_ASIDE = re.compile(r"\s*\([^()]*\)$")
_QUESTION = re.compile(r"[?？][\"'”’*)]*(?:\s*\([^()]*\))?$")
_ENDS = (".", ",", ";", "!", "。", "，", "；", "！", "…")


def split_colon(text: Inline) -> tuple[Inline, bool]:
    """A text without its final colon, and whether it had one.

    Example: `Pros:` is (`Pros`, True); a colon inside code stays.
    """
    plain = text.text.rstrip()
    if plain.endswith((":", "：")) and text.mask.rstrip().endswith((":", "：")):
        cut = text[: len(plain) - 1].strip()
        return (cut, True) if cut else (text, False)
    return text, False


def is_bold_line(text: Inline) -> bool:
    """Whether a whole line is bold, its colon aside: a heading in all but name."""
    bare, _ = split_colon(text)
    return bare.covered_by("strong") and len(bare.text) <= 120


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
    plain = text.text
    if not plain or plain.endswith(_ENDS) or _SENTENCE_INSIDE.search(plain) or "\n" in plain:
        return False
    bare = _ASIDE.sub("", plain)
    return len(bare.split()) <= words and len(plain) <= 100
