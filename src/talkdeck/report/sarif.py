"""Problems in SARIF 2.1.0, the format that code hosts and editors take from checkers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from talkdeck.problems import CATALOGUE, Problem, Severity
from talkdeck.report.problems import Locate, in_order

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def sarif_text(problems: Iterable[Problem], locate: Locate, version: str) -> str:
    """A SARIF log with one run.

    Args:
        problems: in any order.
        locate: what a file is called from the top of the repository.
        version: of talkdeck.
    """
    found = in_order(problems)
    codes = sorted({p.code for p in found})
    run = {
        "tool": {
            "driver": {
                "name": "talkdeck",
                "semanticVersion": version,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(p, codes.index(p.code), locate) for p in found],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str) -> dict[str, Any]:
    entry = CATALOGUE.get(code)
    if entry is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": f"{entry.title[:1].upper()}{entry.title[1:]}."},
        "fullDescription": {"text": entry.why},
        "help": {"text": entry.fix},
        "defaultConfiguration": {"level": LEVELS[entry.severity]},
    }


def _result(problem: Problem, index: int, locate: Locate) -> dict[str, Any]:
    file = locate(problem.place.file)
    message = problem.message if file else f"{problem.place}: {problem.message}"
    text = f"{message}\n{problem.advice}" if problem.advice else message
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": LEVELS[problem.severity],
        "message": {"text": text},
    }
    if file:
        result["locations"] = [{"physicalLocation": _location(problem, file)}]
        result["partialFingerprints"] = {"talkdeck/v1": _fingerprint(problem, file)}
    return result


def _location(problem: Problem, file: str) -> dict[str, Any]:
    place = problem.place
    uri = {"uri": quote(file), "uriBaseId": "%SRCROOT%"}
    location: dict[str, Any] = {"artifactLocation": uri}
    if place.line:
        region: dict[str, Any] = {"startLine": place.line}
        if place.column:
            region["startColumn"] = place.column
            if place.end_column > place.column:
                region["endColumn"] = place.end_column
        if problem.excerpt:
            region["snippet"] = {"text": problem.excerpt}
        location["region"] = region
    return location


def _fingerprint(problem: Problem, file: str) -> str:
    """The same for a problem whose line has only moved, so that it is not told as a new one."""
    told = "\0".join((problem.code, file, problem.excerpt.strip() or problem.message))
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:32]
