"""Mistakes in patterns and templates, told at their place: flaws.txt has the cases."""

from __future__ import annotations

import pytest
from kit import Case, cases

from talkdeck.rules.pattern import parse_pattern
from talkdeck.rules.template import parse_template

CASES = cases("flaws.txt")


def source_of(case: Case) -> tuple[str, str]:
    """What the case is about, without marks, and what it is."""
    return case.title, case.given.replace("‹", "").replace("›", "")


def told(what: str, source: str) -> list[tuple[str, ...]]:
    """Each flaw: the source with the flaw marked, what is told, and the advice."""
    read = parse_pattern if what == "pattern" else parse_template
    return [
        (
            f"{source[: flaw.start]}‹{source[flaw.start : flaw.end]}›{source[flaw.end :]}",
            flaw.message,
            flaw.advice,
        )
        for flaw in read(source)[1]
    ]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    wanted = [(one.given, *one.expected) for one in CASES if source_of(one) == source_of(case)]
    assert told(*source_of(case)) == wanted
