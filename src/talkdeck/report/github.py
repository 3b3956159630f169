"""Problems as workflow commands: GitHub shows each beside its line in a pull request.

::warning file=notes/a.md,line=3,title=picture-not-found::there is no file 'x.png'%0A…
"""

from __future__ import annotations

from collections.abc import Iterable

from talkdeck.problems import Problem, Severity
from talkdeck.report.problems import RANK, Locate, in_order

COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def github_text(problems: Iterable[Problem], locate: Locate) -> str:
    """One command a line, the gravest problems first: GitHub shows ten of each sort.

    Args:
        problems: in any order.
        locate: what a file is called from the top of the repository.
    """
    found = sorted(in_order(problems), key=lambda p: RANK[p.severity])
    return "".join(_command(problem, locate) + "\n" for problem in found)


def _command(problem: Problem, locate: Locate) -> str:
    place = problem.place
    file = locate(place.file)
    values: dict[str, str | int] = {}
    message = problem.message
    if file is None:
        message = f"{place}: {message}"
    else:
        values["file"] = file
        if place.line:
            values["line"] = place.line
        if place.line and place.column:
            values["col"] = place.column
            if place.end_column > place.column:
                values["endColumn"] = place.end_column
    values["title"] = problem.code
    written = ",".join(f"{name}={_value(str(value))}" for name, value in values.items())
    text = "\n".join(part for part in (message, problem.advice) if part)
    return f"::{COMMANDS[problem.severity]} {written}::{_text(text)}"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
