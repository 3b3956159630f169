"""Every mistake a person makes in a rule file, with the exact words that help them out of it.

Beside each file in tests/broken/rules stands a `.txt` with the message. After a change that is
meant, `pytest tests/rules/test_broken.py --update-sessions` writes them anew; read the diff.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from talkdeck import yaml_catalogue
from talkdeck.problems import CATALOGUE, Problem
from talkdeck.report.terminal import render_problems
from talkdeck.rules import catalogue
from talkdeck.rules.engine import with_demands
from talkdeck.rules.packs import load_rules

HERE = Path(__file__).resolve().parents[1] / "broken" / "rules"
CASES = sorted([*HERE.glob("*.yaml"), *(p for p in HERE.iterdir() if p.is_dir()), HERE / "no-such"])


def problems_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Problem]:
    monkeypatch.chdir(path.parent)
    ruleset, problems = load_rules([path.name], built_in=False)
    assert not ruleset.rules, "no cards may be made from half the rules"
    return problems


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_the_message(
    path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    found = render_problems(problems_of(path, monkeypatch))
    expected = path.with_suffix(".txt")
    if request.config.getoption("--update-sessions"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_every_message_has_a_place_and_says_what_to_do(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = problems_of(path, monkeypatch)
    assert problems
    for problem in problems:
        assert problem.code in CATALOGUE
        assert problem.advice
        assert problem.place.file.startswith(path.name)
        if problem.place.column:
            assert problem.excerpt
            assert problem.place.column <= len(problem.excerpt) + 1
        if problem.place.end_column:
            assert problem.place.end_column >= problem.place.column


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_what_is_left_can_be_kept_for_the_next_run(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build compiles and keeps the rules before it says what is wrong with them."""
    monkeypatch.chdir(path.parent)
    ruleset, _ = load_rules([path.name], built_in=False)
    assert not with_demands(ruleset).rules


def test_all_files_are_told_about_at_once() -> None:
    _, problems = load_rules([HERE / "unknown-filter.yaml", HERE / "tag.yaml"], built_in=False)
    assert {Path(p.place.file).name for p in problems} == {"unknown-filter.yaml", "tag.yaml"}


def test_every_code_of_the_rules_can_be_provoked() -> None:
    told = "".join(p.read_text("utf-8") for p in HERE.glob("*.txt"))
    codes = catalogue.ENTRIES + yaml_catalogue.ENTRIES
    silent = {code for code, *_ in codes if f"[{code}]" not in told}
    assert silent <= {"rules-unreadable", "yaml-size"}  # the latter: tests/hostile
