"""The hooks for pre-commit: run on a fresh folder, as pre-commit runs them."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from transcripts import talkdeck

TOP = Path(__file__).resolve().parents[2]
HOOKS: list[dict[str, Any]] = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text("utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert talkdeck(["init"], tmp_path).returncode == 0
    return tmp_path


def run(hook: dict[str, Any], folder: Path) -> tuple[int, str]:
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    wanted = [f for f in files if re.search(hook["files"], f)]
    assert wanted, "it runs at all"
    program, *arguments = shlex.split(hook["entry"])
    assert program == "talkdeck"
    done = talkdeck(arguments + (wanted if hook.get("pass_filenames", True) else []), folder)
    return done.returncode, done.stdout.decode()


@pytest.mark.parametrize("hook", HOOKS, ids=lambda h: h["id"])
def test_a_fresh_folder_passes(hook: dict[str, Any], folder: Path) -> None:
    assert hook.keys() >= {"id", "name", "entry", "language", "files"}
    assert run(hook, folder)[0] == 0


def test_bullets_without_a_card_do_not_stop_a_commit(folder: Path) -> None:
    (folder / "notes" / "more.md").write_text("# More\n\n* a thought without any form\n")
    code, text = run(HOOKS[0], folder)
    assert (code, "uncovered" in text) == (0, False)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda h: h["id"])
def test_a_mistake_in_a_rule_stops_it(hook: dict[str, Any], folder: Path) -> None:
    rule = folder / "card_rules" / "my_rules.yaml"
    rule.write_text(rule.read_text().replace("{word} of {topic}", "{wrod} of {topic}"))
    code, text = run(hook, folder)
    assert code == 1
    assert "[unknown-capture]" in text


def test_an_example_that_fails_stops_it(folder: Path) -> None:
    rule = folder / "card_rules" / "my_rules.yaml"
    rule.write_text(rule.read_text().replace("ask: 'red flags of", "ask: 'dangers of"))
    assert run(HOOKS[0], folder)[0] == 0
    assert run(HOOKS[1], folder)[0] == 1
