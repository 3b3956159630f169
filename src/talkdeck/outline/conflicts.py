"""Two versions of the notes that a merge left in one file, between Git's marks.

Both would be read, and the marks as well: cards twice, and new identities for some of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.regex import regex

register(
    Entry(
        "merge-conflict",
        "merge conflict in the notes",
        "error",
        "Both versions would make cards, and some cards would lose their review history.",
        "Keep one version, or join them, and remove the lines of `<<<<<<<`, `=======` and"
        " `>>>>>>>`.",
    )
)

_BEGIN, _BETWEEN, _END = regex(r"<{7} \S"), regex(r"={7}\s*\Z"), regex(r">{7} \S")
_FENCE = regex(r"\s*(?:[-*+]\s+)?(`{3,}|~{3,})")


def conflicts(lines: Sequence[str], file: str) -> list[Problem]:
    """The merge conflicts of a file, each at its first line; what shows one in a code block is
    none.
    """
    found: list[Problem] = []
    fence = ""
    begun: int | None = None
    between = False
    for number, line in enumerate(lines, 1):
        if begun is None:
            if mark := _FENCE.match(line):
                if not fence:
                    fence = mark[1]
                elif mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                    fence = ""
            elif not fence and _BEGIN.match(line):
                begun, between = number, False
        elif _BETWEEN.match(line):
            between = True
        elif between and _END.match(line):
            found.append(_conflict(file, begun, number, lines[begun - 1]))
            begun = None
    return found


def _conflict(file: str, begun: int, end: int, line: str) -> Problem:
    message = f"a merge left two versions of the notes here, down to line {end}"
    advice = (
        "keep one version, or join them, and remove the lines of `<<<<<<<`, `=======`, `>>>>>>>`"
    )
    return Problem("merge-conflict", Place(file, begun), message, advice, excerpt=line)
