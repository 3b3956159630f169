"""Which rules are in force: settings, the command line, and comments for one talk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from transcripts import talkdeck

NOTES = """\
---
talks: h2
---

# Tools

## Stores
{comment}
- Redis
  - Pros:
    - fast
    - small

## Editors

- Vim
  - Pros:
    - everywhere
    - modal
"""

COMMENT = "<!-- talkdeck: without english/pros-and-cons -->"


def write(folder: Path, comment: str = "", settings: str = "") -> Path:
    (folder / "notes").mkdir(exist_ok=True)
    (folder / "notes" / "tools.md").write_text(NOTES.format(comment=comment))
    (folder / "talkdeck.yaml").write_text(settings)
    return folder


def asked(folder: Path, *options: str) -> list[str]:
    """Topics that the rule in question asks about."""
    done = talkdeck(["cards", "--format", "jsonl", *options], folder, apart=True)
    assert done.returncode == 0, done.stderr.decode()
    cards = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return [c["front"].split()[-1] for c in cards if c["rule"] == "pros-and-cons"]


def test_a_comment_switches_a_rule_off_in_its_talk_only(tmp_path: Path) -> None:
    assert asked(write(tmp_path)) == ["Redis?", "Vim?"]
    assert asked(write(tmp_path, COMMENT)) == ["Vim?"]
    assert asked(write(tmp_path, "<!-- talkdeck: without pros-and-cons, english -->")) == ["Vim?"]


def test_a_comment_outside_of_all_talks_is_for_the_file(tmp_path: Path) -> None:
    file = write(tmp_path) / "notes" / "tools.md"
    file.write_text(file.read_text().replace("# Tools\n", f"# Tools\n\n{COMMENT}\n"))
    assert asked(tmp_path) == []


def test_a_rule_that_does_not_exist_is_told_where_it_stands(tmp_path: Path) -> None:
    done = talkdeck(["check"], write(tmp_path, "<!-- talkdeck: without prosandcons -->"))
    assert done.returncode == 1
    said = done.stdout.decode()
    assert "notes/tools.md:8: error: there is no rule or pack 'prosandcons'" in said
    assert "did you mean 'english/pros-and-cons'?" in said


@pytest.mark.parametrize("set_", ["english/pros-and-cons", "pros-and-cons"])
@pytest.mark.parametrize("asked_for", ["english/pros-and-cons", "pros-and-cons"])
def test_the_command_line_goes_before_the_settings(
    tmp_path: Path, set_: str, asked_for: str
) -> None:
    folder = write(tmp_path, settings=f"ignore: [{set_}]\n")
    assert asked(folder) == []
    assert asked(folder, "--select", asked_for) == ["Redis?", "Vim?"]
    folder = write(tmp_path, settings=f"ignore: [english]\nselect: [{set_}]\n")
    assert asked(folder) == ["Redis?", "Vim?"]
    assert asked(folder, "--ignore", asked_for) == []
    assert asked(folder, "--select", "english", "--ignore", asked_for) == []


def test_an_empty_folder_of_rules_is_no_mistake(tmp_path: Path) -> None:
    (write(tmp_path) / "card_rules").mkdir()
    assert asked(tmp_path) == ["Redis?", "Vim?"]
    (tmp_path / "card_rules" / "README.md").write_text("Rules will stand here.\n")
    assert asked(tmp_path) == ["Redis?", "Vim?"]
    (tmp_path / "card_rules" / "mine.txt").write_text("version: 1\n")
    done = talkdeck(["cards"], tmp_path)
    assert done.returncode == 1
    assert b"give rule files the ending .yaml" in done.stdout


def test_rule_files_begun_one_after_the_other_get_along(tmp_path: Path) -> None:
    for name in ("my_rules", "Key people", "2nd", "more_rules"):
        done = talkdeck(["rules", "new", f"card_rules/{name}.yaml"], tmp_path)
        assert done.returncode == 0, done.stdout.decode()
    again = talkdeck(["rules", "new"], tmp_path)
    assert again.returncode == 2
    assert b"`talkdeck rules new card_rules/more_rules.yaml`" in again.stdout
    tested = talkdeck(["rules", "test", "card_rules"], tmp_path)
    assert tested.returncode == 0, tested.stdout.decode()
    assert b"of 4 rules: all as they say" in tested.stdout


def test_a_slip_in_a_key_is_one_mistake(tmp_path: Path) -> None:
    assert talkdeck(["rules", "new"], tmp_path).returncode == 0
    file = tmp_path / "card_rules" / "my_rules.yaml"
    file.write_text(file.read_text().replace("  match:", "  mach:"))
    said = talkdeck(["rules", "test", "card_rules"], tmp_path).stdout.decode()
    assert said.count("error:") == 1
    assert "did you mean 'match'?" in said
