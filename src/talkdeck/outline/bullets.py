"""Bullets of all kinds, and the lines that look like one and are none."""

from __future__ import annotations

import re

from talkdeck.outline import verbatim
from talkdeck.outline.blocks import Scanner
from talkdeck.regex import regex

BULLET = regex(
    r"(?:(?P<mark>[-*+•‣◦●○▪■–—·])|(?P<number>\d{1,3})[.)]|\((?P<round>\d{1,2})\)|"
    r"(?P<letter>[a-z]|[ivx]{2,5})(?P<after>[.)])|(?P<definition>:))(?P<space>\s+|$)"
)
_TIGHT = regex(  # a marker that lost its space
    r"(?:(?P<mark>-)(?=[^\W\d_]|\*\*|[`\[\"“(_])|(?P<mark2>[*+])(?=[^\W\d_])(?!.*[*+])|"
    r"(?P<mark3>[•‣◦●▪■])(?=\S)|(?P<number>\d{1,2})[.)](?=[^\W\d_a-z]|\*\*))"
)
_STACKED = regex(r"(?P<marks>\*{2,5})\s+(?=\S)(?!.*\*\*)")
"""The mark of wikis for what stands deeper: `** point` under `* point`."""
_NESTED_MARK = regex(r"(?:[-*+]|(?P<number>\d{1,3})[.)])\s+")
_NESTED_FIRST = frozenset("-*+0123456789")
_TASK = regex(r"\[([ xX✓✗-])\]\s+")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def bullet(scanner: Scanner, indent: int, text: str) -> bool:
    """Takes a line that begins with a marker and is meant as a bullet."""
    found = BULLET.match(text)
    if found is None and text[:1].isalpha():
        return False  # as most lines that are no bullets
    if found is None:
        return _stacked(scanner, indent, text) or _tight(scanner, indent, text)
    number = _number_of(found)
    if found["letter"] and not _is_lettered(scanner, indent, found["letter"], found["after"]):
        return False
    if found["definition"] and not _defines(scanner):
        return False
    if number is not None and not _may_start(scanner, indent, number):
        return False
    if found["mark"] in ("–", "—", "·") and scanner.open and scanner.open.kind == "bullet":
        return False
    add_bullet(scanner, indent, found.end() or 2, text[found.end() :], 1, number)
    return True


def _stacked(scanner: Scanner, indent: int, text: str) -> bool:
    """`** point` under `* point`."""
    found = _STACKED.match(text)
    if found is None or not scanner.bullets or not _is_below_star(scanner):
        return False
    depth = len(found["marks"]) - 1
    add_bullet(scanner, indent + 2 * depth, found.end(), text[found.end() :], 1)
    return True


def may_be(scanner: Scanner, text: str) -> bool:
    """Whether a line that stands as deep as code may be a bullet: not `- - x`, not `---`."""
    code = text.startswith(("- - ", "+++", "---")) and not scanner.bullets
    return not code and BULLET.match(text) is not None


def _is_below_star(scanner: Scanner) -> bool:
    """Whether the line above is a bullet with a star, or goes on with one."""
    above = scanner.blocks[-1] if scanner.blocks else None
    return (
        above is not None
        and above.kind == "bullet"
        and above.end >= scanner.at
        and scanner.lines[above.start - 1].lstrip().startswith("*")
    )


def _tight(scanner: Scanner, indent: int, text: str) -> bool:
    """`-point`, whose marker lost its space."""
    found = _TIGHT.match(text)
    if found is None or text.startswith(("->", "-->")):
        return False
    number = int(found["number"]) if found["number"] else None
    if number is not None and not _may_start(scanner, indent, number):
        return False
    if found["mark2"] and not scanner.bullets and text.count(" ") < 1:
        return False
    add_bullet(scanner, indent, found.end() + 1, text[found.end() :], 1, number)
    return True


def _may_start(scanner: Scanner, indent: int, number: int) -> bool:
    """A number in the middle of a wrapped sentence starts no list."""
    if scanner.open is None or number <= 1 or (not indent and scanner.open.kind == "bullet"):
        return True
    ordered = [b for b in scanner.blocks[-60:] if b.kind == "bullet" and b.number is not None]
    return any(abs(b.indent - indent) <= 1 for b in ordered)


def _is_lettered(scanner: Scanner, indent: int, letter: str, after: str) -> bool:
    """`a.` begins a list where a `b.` follows, as `i.` does where `ii.` follows; any
    other letter goes on with one.
    """
    if letter in ("a", "i"):
        second = {"a": "b", "i": "ii"}[letter] + after + " "
        ahead = scanner.lines[scanner.at + 1 : scanner.at + 20]
        if any(line.lstrip().startswith(second) for line in ahead):
            return True
    last = next((b for b in reversed(scanner.blocks) if b.indent <= indent), None)
    return last is not None and last.kind == "bullet" and last.number == _count_of(letter) - 1


def _defines(scanner: Scanner) -> bool:
    """`: meaning` under a line that holds the term."""
    above = scanner.blocks[-1] if scanner.blocks else None
    if above is None or above.end < scanner.at - 1:
        return False
    if above.kind == "paragraph":
        return len(above.lines) == 1 and len(above.lines[0].split()) <= 8
    return above.kind == "bullet" and scanner.lines[above.start - 1].lstrip().startswith(": ")


def add_bullet(
    scanner: Scanner, indent: int, width: int, text: str, taken: int, number: int | None = None
) -> None:
    """Appends a bullet, and what its text begins with: a second marker, a task box, a fence.

    Args:
        scanner: stands on the bullet's line.
        indent: columns before its marker.
        width: columns of the marker, with the space after it.
        text: what stands behind the marker.
        taken: number of lines that it stands on.
        number: the one that it has in its list, if any.
    """
    if text[:1] in _NESTED_FIRST and (nested := _NESTED_MARK.match(text)):
        number = int(nested["number"]) if nested["number"] else number
        text = text[nested.end() :]
    checked: bool | None = None
    if text.startswith("[") and (task := _TASK.match(text + " ")):
        checked = task[1] != " "
        text = text[task.end() :]
    if scanner.lines[scanner.at].endswith("  ") and taken == 1:
        text += "  "  # a forced line break, should the bullet go on
    if text.startswith(("#", ">")):
        text = re.sub(r"^(?:#{1,6}(?! of\b)|>)\s+", "", text)  # `# of users`: their number
    while scanner.bullets and scanner.bullets[-1][0] >= indent:
        scanner.bullets.pop()
    scanner.bullets.append((indent, indent + width))
    fenced = verbatim.opens_fence(text.strip())
    block = scanner.add("bullet", indent, [] if fenced else [text], taken)
    block.number, block.checked = number, checked
    if fenced:
        scanner.at -= 1
        verbatim.fence(scanner, indent + width, text.strip())


def _number_of(found: re.Match[str]) -> int | None:
    """The number that a match of `BULLET` counts as; None where it is not ordered."""
    if found["letter"]:
        return _count_of(found["letter"])
    digits = found["number"] or found["round"]
    return int(digits) if digits else None


def _count_of(letter: str) -> int:
    """The number a letter or small Roman numeral counts as; e.g. `b` and `ii` are 2."""
    if letter in _ROMAN:
        return _ROMAN.index(letter) + 1
    return ord(letter[0]) - ord("a") + 1
