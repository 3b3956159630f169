"""Problems for other programs: JSON, and what the formats for code hosts share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from talkdeck.problems import CATALOGUE, Problem, Severity

Locate = Callable[[str], str | None]
"""A path as problems show it to one from the top of the repository, forward slashes; None for
what is no file, such as `--ignore`."""

RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
"""Severities, the gravest first."""


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file and line; the same one twice is told once."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.code))


def why(code: str) -> str:
    """Why a problem matters; "" if the catalogue does not say."""
    entry = CATALOGUE.get(code)
    return entry.why if entry else ""


def json_text(problems: Iterable[Problem]) -> str:
    """One JSON object: the problems by file and line, and how many of each severity.

    `line`, `column` and `end_column` are 1-based and count characters; null where the whole
    file, or the whole line, is meant. Further keys may come; these stay.
    """
    found = in_order(problems)
    document = {
        "problems": [_record(p) for p in found],
        "count": {s: sum(p.severity == s for p in found) for s in RANK},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _record(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": place.file,
        "line": place.line or None,
        "column": place.column or None,
        "end_column": place.end_column or None,
        "message": problem.message,
        "why": why(problem.code),
        "advice": problem.advice,
        "excerpt": problem.excerpt,
    }
