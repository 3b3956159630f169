"""Inline content made tidy: white space, touching marks, and bold that CommonMark left over."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from talkdeck.outline.inline import Inline, Mark
from talkdeck.regex import regex

_JOINABLE = frozenset({"strong", "emphasis", "strike", "highlight", "link", "code"})
_LEFTOVER_BOLD = regex(r"\*\*(?=\S)([^*\n]{1,300}?)\*\*|^\*\*\s*([^*\n]{1,300}?)\s*\*\*$")
_UNTIDY = regex(r"[ \t\xa0\u2000-\u200a\u3000]{2,}|[\t\xa0\u2000-\u200a\u3000]| ?\n[ \n]*")

_TWO_COLONS = regex(r"(?<=[\w)*\"'”’`])\s*::\s+(?=\S)")
_DRAWN = (
    r"\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u2600-\u2668\u267b-\u2793\u2b50\u2b55"
    r"\U0001f000-\U0001faff"
)
_JOINERS = r"\ufe0f\u200d\u20e3"
_PICTURE = rf"(?:[{_DRAWN}]|[\d#*]\ufe0f?\u20e3)[{_JOINERS}]*"
_PICTURES = regex(rf"(?:{_PICTURE}\s*)+(?=[\w\"'“‘`(*])")
# It begins where a row of pictures does and nowhere inside: else a long one takes minutes.
_PICTURES_LAST = regex(rf"(?<=[^\s{_DRAWN}{_JOINERS}])\s*(?:{_PICTURE}\s*)+$")
_VERDICT = regex(r"[\u2610-\u2612\u26d4\u2705\u2713-\u2718\u274c\u274e\u2795\u2796]")


def unpictured(line: Inline, kind: Literal["heading", "paragraph", "bullet"]) -> Inline:
    """A line without the pictures drawn before its words, a heading also without those behind.

    `🚀 Getting started` is `Getting started`; nothing but pictures stays, and so does the tick or
    cross of a bullet, which says of its words what they don't.
    """
    if line.text.isascii():
        return line
    before = _PICTURES.match(line.text)
    if before and not (kind == "bullet" and _VERDICT.match(line.text)):
        line = line[before.end() :]
    behind = _PICTURES_LAST.search(line.text) if kind == "heading" else None
    return line[: behind.start()] if behind else line


def with_one_colon(line: Inline) -> Inline:
    """A line in which `term :: meaning`, as flashcard programs want it, is `term: meaning`."""
    if "::" not in line.text:
        return line
    return _replaced(line, _TWO_COLONS, lambda _: ": ", _outside_code(line))


def tidied(inline: Inline) -> Inline:
    """Runs of blanks as one space, line breaks without blanks around; code and math stay."""
    inline = inline.strip()
    wanted = _outside_code(inline)
    return _replaced(inline, _UNTIDY, lambda m: "\n" if "\n" in m.group() else " ", wanted)


def _outside_code(inline: Inline) -> Callable[[re.Match[str]], bool]:
    """Says of what was found in a text whether it stands outside code and math."""
    protected = [
        (m.start, m.end) for m in inline.marks if m.kind in ("code", "math", "display-math")
    ]

    def outside(found: re.Match[str]) -> bool:
        return not any(start < found.end() and found.start() < end for start, end in protected)

    return outside


def _replaced(
    inline: Inline,
    pattern: re.Pattern[str],
    by: Callable[[re.Match[str]], str],
    wanted: Callable[[re.Match[str]], bool],
) -> Inline:
    """Replaces matches in a text with marks; marks keep what they stood on."""
    result, at, changed = Inline(), 0, False
    for found in pattern.finditer(inline.text):
        new = by(found)
        if new == found.group() or not wanted(found):
            continue
        changed = True
        kept = inline[found.start() : found.start() + len(new)]
        result = result + inline[at : found.start()] + Inline(new, kept.marks)
        at = found.end()
    return merged(result + inline[at:]) if changed else inline


def merged(inline: Inline) -> Inline:
    """Joins marks of one kind that touch, e.g. those a replacement cut in two."""
    if len(inline.marks) < 2:
        return inline
    marks: list[Mark] = []
    for mark in sorted(inline.marks, key=lambda m: (m.kind, m.target, m.label, m.start)):
        last = marks[-1] if marks else None
        if (
            last
            and (last.kind, last.target, last.label) == (mark.kind, mark.target, mark.label)
            and last.end == mark.start
            and mark.kind in _JOINABLE
            and not any(_cross(m, last.start, mark.end) for m in inline.marks)
        ):
            marks[-1] = Mark(last.kind, last.start, mark.end, last.target, last.label)
        else:
            marks.append(mark)
    return Inline(inline.text, tuple(sorted(marks, key=lambda m: (m.start, -m.end))))


_EMPHATIC = frozenset({"strong", "emphasis", "highlight"})


def with_colons_outside(inline: Inline) -> Inline:
    """`**Term:** meaning` as `**Term**: meaning`: the colon belongs to neither side."""
    shorter = {
        m.end
        for m in inline.marks
        if m.kind in _EMPHATIC
        and m.end - m.start > 1
        and inline.text[m.end - 1 : m.end + 1] == ": "
        and all(n.kind in _EMPHATIC for n in inline.marks if n.start < m.end == n.end)
    }
    if not shorter:
        return inline
    marks = (
        Mark(m.kind, m.start, m.end - (m.end in shorter), m.target, m.label) for m in inline.marks
    )
    kept = [m for m in marks if m.end > m.start]
    return Inline(inline.text, tuple(sorted(kept, key=lambda m: (m.start, -m.end))))


def with_leftover_bold(inline: Inline) -> Inline:
    """Bold that CommonMark left standing as asterisks, e.g. `**重要：**内容`."""
    if "**" not in inline.text:
        return inline
    mask = inline.mask
    result, at = Inline(), 0
    for found in _LEFTOVER_BOLD.finditer(mask):
        group = 1 if found[1] is not None else 2
        inner = inline[found.start(group) : found.end(group)]
        if not inner or any(_cross(m, found.start(), found.end()) for m in inline.marks):
            continue
        bold = Inline(inner.text, (Mark("strong", 0, len(inner.text)), *inner.marks))
        result = result + inline[at : found.start()] + bold
        at = found.end()
    return merged(result + inline[at:]).strip() if at else inline


def _cross(mark: Mark, start: int, end: int) -> bool:
    """Whether a mark begins or ends inside a stretch without lying in it or around it."""
    return mark.start < start < mark.end < end or start < mark.start < end < mark.end
