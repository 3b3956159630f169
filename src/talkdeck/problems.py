"""Problems: everything worth telling the person, as values.

A pass never raises for what a person wrote; it returns problems beside its result.
Why a problem matters and what to do about it stands in `CATALOGUE`, one entry per code, so that
a message, a page of documentation and an editor's hover all say the same.
"""

from __future__ import annotations

from typing import Literal

from talkdeck.values import dataclass

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a person's file.

    Attributes:
        file: path as the person gave it, with forward slashes, e.g. `notes/pycon-2017.md`.
        line: 1-based line; 0 when the whole file is meant.
        column: 1-based column in characters; 0 when the whole line is meant.
        end_column: 1-based column after the last character; 0 when unknown.
    """

    file: str
    line: int = 0
    column: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to tell: where, what was found, what was expected, what to do next.

    Attributes:
        code: catalogue code, lower-case with hyphens, e.g. `unknown-word-list`.
        place: where it was found.
        message: one sentence: what was found and what was expected, e.g.
            `unknown shape 'shrt'; the shapes are caps, number, short, …`.
        advice: what to do next, an imperative sentence, e.g. `did you mean 'short'?`.
        severity: `error` stops the command's result, `warning` and `info` do not.
        excerpt: the offending source line, without its line break; "" when there is none.
    """

    code: str
    place: Place
    message: str
    advice: str = ""
    severity: Severity = "error"
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One catalogue entry: what a code means, for `check --explain CODE` and the docs.

    Attributes:
        code: as in `Problem.code`.
        title: a short noun phrase, e.g. `picture not found`.
        severity: how the problem is reported by default.
        why: why it matters to someone who studies the cards, one or two sentences.
        fix: what to do about it, one or two sentences.
        stops: whether it is no mistake in notes, rules or settings, but the machine that keeps
            a command from being carried out; then the exit code is 2 in place of 1.
    """

    code: str
    title: str
    severity: Severity
    why: str
    fix: str
    stops: bool = False


CATALOGUE: dict[str, Entry] = {}
"""All codes; filled by `register`, one call per room, at import."""


def register(*entries: Entry) -> None:
    """Adds a room's entries to the catalogue; a code may be registered once only."""
    for entry in entries:
        if entry.code in CATALOGUE:
            raise ValueError(f"problem code {entry.code!r} is registered twice")
        CATALOGUE[entry.code] = entry
