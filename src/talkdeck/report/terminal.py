"""What a person sees in the terminal: problems, and what a build did.

Everything here returns text; printing it, with or without colour, is the commands' business.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

from talkdeck.problems import Problem, Severity
from talkdeck.values import dataclass

Paint = Callable[[str, str], str]
"""Text and role (`error`, `warning`, `info`, `good`, `title`, `dim`) to text with colour."""

WIDEST_EXCERPT = 96
"""Most columns of a quoted line; longer ones are cut round the place that is meant."""


def plain(text: str, _role: str) -> str:
    """No colour."""
    return text


def width(text: str) -> int:
    """Columns a text takes on a terminal: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_columns(c) for c in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shorten(text: str, most: int) -> str:
    """A text cut to at most so many columns, with `…` where something is missing."""
    if width(text) <= most:
        return text
    taken, columns = [], 0
    for character in text:
        columns += _columns(character)
        if columns > most - 1:
            break
        taken.append(character)
    return "".join(taken).rstrip() + "…"


def pad(text: str, columns: int) -> str:
    """A text filled up with spaces to so many columns."""
    return text + " " * max(0, columns - width(text))


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 card`, `1,200 cards`, `no cards`."""
    noun = one if number == 1 else many or one + "s"
    return f"{number:,} {noun}" if number else f"no {noun}"


WORDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
"""What severities are called where people read them."""


def render_problems(
    problems: Sequence[Problem], paint: Paint = plain, most: int | None = None
) -> str:
    """All problems, by file and line, each with place, excerpt, caret and advice.

    Args:
        problems: in any order; the same one twice is shown once.
        paint: how to colour.
        most: of each severity below error, how many to show before `and 12 more`.

    Returns:
        Lines of text, each ending in a line feed; "" if there is none.
    """
    shown: list[str] = []
    left: dict[Severity, int] = {}
    seen: dict[Severity, int] = {}
    for problem in sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.code)):
        number = seen[problem.severity] = seen.get(problem.severity, 0) + 1
        if most is not None and problem.severity != "error" and number > most:
            left[problem.severity] = left.get(problem.severity, 0) + 1
        else:
            shown += _problem(problem, paint)
    for severity, number in left.items():
        shown.append(paint(f"… and {count(number, f'more {WORDS[severity]}')}", "dim"))
    return "".join(line + "\n" for line in shown)


def _problem(problem: Problem, paint: Paint) -> list[str]:
    head = (
        f"{problem.place}: {paint(WORDS[problem.severity], problem.severity)}: {problem.message}"
        f" {paint(f'[{problem.code}]', 'dim')}"
    )
    lines = [head]
    if problem.excerpt.strip():
        lines += _excerpt(problem, paint)
    if problem.advice:
        lines += [f"  {paint('help', 'good')}: {line}" for line in problem.advice.splitlines()]
    return lines


def _excerpt(problem: Problem, paint: Paint) -> list[str]:
    """The quoted line and, under the part that is meant, carets."""
    number, place = str(problem.place.line), problem.place
    line = problem.excerpt.rstrip("\r\n")
    start = max(0, place.column - 1)
    end = place.end_column - 1 if place.end_column > place.column else start + 1
    end = max(min(end, len(line)), start + 1)
    before = max(0, start - WIDEST_EXCERPT // 2) if len(line) > WIDEST_EXCERPT else 0
    part = line[before : before + WIDEST_EXCERPT]
    text = ("…" if before else "") + part + ("…" if before + len(part) < len(line) else "")
    quoted = [f"  {paint(number + ' │', 'dim')} {_flat(text)}"]
    if place.column:
        offset = width(_flat(("…" if before else "") + line[before:start]))
        carets = "^" * max(1, width(_flat(line[start : min(end, before + WIDEST_EXCERPT)])))
        margin = f"  {' ' * len(number)} {paint('│', 'dim')} "
        quoted.append(f"{margin}{' ' * offset}{paint(carets, problem.severity)}")
    return quoted


def _flat(text: str) -> str:
    """One printable line: tabs as spaces, control characters made visible."""
    text = text.replace("\t", "    ")
    return "".join(c if c.isprintable() else "·" for c in text)


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One talk in the summary of a build.

    Attributes:
        title: its name, e.g. `Next Level Testing`.
        cards: number of its cards.
        why_none: if there are none, why, e.g. `the talk has no notes`.
    """

    title: str
    cards: int
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class PackageLine:
    """One package in the summary of a build.

    Attributes:
        title: e.g. `PyCon 2017`.
        talks: its talks in the order of the notes.
        file: where it was written, e.g. `decks/PyCon 2017.apkg`; "" if it was not.
        changes: what happened to its cards, in words, e.g. `231 new`; "" if nothing did.
        same: whether the file was there already as it should be, and was left alone.
    """

    title: str
    talks: tuple[TalkLine, ...]
    file: str = ""
    changes: str = ""
    same: bool = False

    @property
    def cards(self) -> int:
        """Number of cards of all talks."""
        return sum(t.cards for t in self.talks)

    @property
    def decks(self) -> int:
        """Number of talks that have cards."""
        return sum(1 for t in self.talks if t.cards)


MOST_TALKS = 40
"""Talks of one package that a summary names before it only counts them."""


def render_packages(
    packages: Iterable[PackageLine],
    paint: Paint = plain,
    columns: int = 80,
    most_talks: int | None = None,
) -> str:
    """The talks of each package and how many cards each has."""
    lines = []
    packages = list(packages)
    most = max(20, columns - 16)
    shown = [t for package in packages for t in package.talks[:most_talks]]
    wide = max((min(most, width(t.title)) for t in shown), default=0)
    for package in packages:
        lines.append(paint(package.title, "title"))
        talks = package.talks[:most_talks]
        for talk in talks:
            name = pad(shorten(talk.title, most), wide)
            if talk.cards:
                number = f"{talk.cards:,}".rjust(5)
                lines.append(f"  {name} {number} {'card' if talk.cards == 1 else 'cards'}")
            else:
                why = "no cards: " + talk.why_none
                if width(name) + width(why) + 6 > columns:
                    name = name.rstrip()
                lines.append(f"  {name}    {paint(why, 'dim')}")
        if len(talks) < len(package.talks):
            rest = count(len(package.talks) - len(talks), "more talk")
            lines.append(paint(f"  … and {rest} (-v names them all)", "dim"))
    return "".join(line + "\n" for line in lines)


def render_written(packages: Sequence[PackageLine], paint: Paint = plain) -> str:
    """What was written where, or was there already as it should be."""
    lines = []
    for package in packages:
        changes = f" ({package.changes})" if package.changes else ""
        lines.append(
            f"{paint('Kept' if package.same else 'Wrote', 'good')} {package.file}:"
            f" {count(package.decks, 'deck')},"
            f" {count(package.cards, 'card')}{changes}"
        )
    return "".join(line + "\n" for line in lines)
