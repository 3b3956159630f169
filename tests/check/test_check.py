"""`talkdeck check`: what it finds, in which order, what silences it, and how it exits."""

import json
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from transcripts import talkdeck

FILE = "notes/a, day.md"


def check(folder: Path, *arguments: str, code: int = 0) -> str:
    done = talkdeck(["check", *arguments], folder, apart=True)
    assert done.returncode == code, (done.stdout + done.stderr).decode()
    return done.stdout.decode()


def found(folder: Path, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    text = check(folder, "--format", "json", *arguments, code=code)
    problems: list[dict[str, Any]] = json.loads(text)["problems"]
    return problems


def codes(folder: Path, *arguments: str, code: int = 0) -> list[tuple[str, int | None]]:
    return [(p["code"], p["line"]) for p in found(folder, *arguments, code=code)]


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / FILE
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


ALL = [("picture-not-found", 8), ("uncovered", 9), ("same-talk", 11)]


def test_everything_is_found_in_the_order_of_the_notes(folder: Path) -> None:
    assert codes(folder) == ALL
    assert not (folder / "decks").exists()
    assert not (folder / "talkdeck.ledger").exists()


def test_each_says_where_what_why_and_what_to_do(folder: Path) -> None:
    for problem in found(folder):
        assert problem["file"] == FILE
        assert problem["message"]
        assert problem["why"]
        assert problem["advice"]
        assert problem["excerpt"] == (folder / FILE).read_text().split("\n")[problem["line"] - 1]
    counted = json.loads(check(folder, "--format", "json"))["count"]
    assert counted == {"error": 0, "warning": 2, "info": 1}


def test_text_for_people(folder: Path) -> None:
    text = check(folder)
    assert "a, day.md:8: warning: " in text
    assert "[picture-not-found]" in text
    assert "      9  a thought without any form" in text
    assert "└ no rule fits it [uncovered]" in text
    assert "by 2 cards; 1 without a card" in text


def test_select_and_ignore(folder: Path) -> None:
    assert codes(folder, "--select", "same-talk") == [("same-talk", 11)]
    assert codes(folder, "--ignore", "same-talk", "--ignore", "uncovered") == ALL[:1]
    assert "without any form" not in check(folder, "--ignore", "uncovered")
    assert "1 without a card" in check(folder, "--ignore", "uncovered"), "it is still counted"


def test_a_comment_silences_its_line_and_the_next(folder: Path) -> None:
    edit(folder, "* a thought", "<!-- talkdeck: ignore uncovered -->\n* a thought")
    assert codes(folder) == [("picture-not-found", 8), ("same-talk", 12)]
    edit(folder, "ignore uncovered", "ignore vague")
    assert [c for c, _ in codes(folder)] == [c for c, _ in ALL]
    edit(folder, "ignore vague", "ignore")
    assert ("uncovered", 10) not in codes(folder)


def test_a_comment_silences_builds_as_well(folder: Path) -> None:
    edit(folder, ".png>)", ".png>) <!-- talkdeck: ignore picture-not-found -->")
    done = talkdeck(["build"], folder)
    assert done.returncode == 0
    assert "same-talk" in done.stdout.decode()
    assert "picture-not-found" not in done.stdout.decode()


def test_settings_silence_everywhere_but_never_errors(broken: Path) -> None:
    (broken / "talkdeck.yaml").write_text("silence: [uncovered, unknown-shape]\n")
    assert ("unknown-shape", 5) in codes(broken, code=1)
    rmtree(broken / "card_rules")
    assert codes(broken) == [ALL[0], ALL[2]]


def test_a_code_that_does_not_exist_is_said(folder: Path) -> None:
    (folder / "talkdeck.yaml").write_text("# mine\nsilence: [uncoverd]\n")
    (first, *_) = (p for p in found(folder) if p["code"] == "unknown-code")
    assert (first["file"], first["line"]) == ("talkdeck.yaml", 2)
    assert first["advice"] == "did you mean 'uncovered'?"
    done = talkdeck(["check", "--ignore", "uncoverd"], folder)
    assert done.returncode == 2
    assert "did you mean 'uncovered'?" in done.stdout.decode()


def test_mistakes_in_rules_are_told_with_those_of_the_notes(broken: Path) -> None:
    (broken / "notes" / "empty.md").write_text("")
    (broken / "notes" / "binary.md").write_bytes(bytes(range(256)) * 4)
    told = [c for c, _ in codes(broken, code=1)]
    assert "unknown-shape" in told
    assert "empty-notes" in told
    assert "No cards were made" in check(broken, code=1)


def test_what_stops_the_check_is_told_whatever_is_selected(broken: Path) -> None:
    assert codes(broken, "--select", "uncovered", code=1) == [("unknown-shape", 5)]


def test_settings_that_cannot_be_read_come_in_the_format_that_was_asked_for(folder: Path) -> None:
    (folder / "talkdeck.yaml").write_text("tlks: h2\n")
    (problem,) = found(folder, code=1)
    assert (problem["code"], problem["advice"]) == ("bad-settings", "did you mean `talks`?")


def test_notes_that_are_not_there(tmp_path: Path) -> None:
    assert codes(tmp_path, code=2) == [("path-not-found", None)]


RULE = """\
version: 1
rules:
- id: pros
  about: asks for the pros
  match: {text: pros, children: some, parent: '{thing}'}
  cards: [{kind: list, ask: 'pros of {thing}?', answer: '{children}'}]
  examples: [{note: "- Redis\\n  - pros\\n    - fast", cards: some}]
"""


def test_one_dropped_card_is_told_once(folder: Path) -> None:
    (folder / "card_rules").mkdir()
    (folder / "card_rules" / "own.yaml").write_text(RULE)
    (folder / "talkdeck.yaml").write_text("ignore: [english]\n")
    items = "".join(f"    * reason {n}\n" for n in range(40))
    edit(folder, "    * simple to run\n", items)
    many = [p for p in found(folder) if p["code"] == "too-many-items"]
    assert [p["line"] for p in many] == [6]
    assert many[0]["message"].startswith("“pros of Redis?” was left out: ")
    assert "└ the list is too long" in check(folder)
    edit(folder, "  * Pros", "  <!-- talkdeck: ignore too-many-items -->\n  * Pros")
    assert "too long" not in check(folder)


def test_a_damaged_ledger_is_found(folder: Path) -> None:
    talkdeck(["build"], folder)
    ledger = folder / "talkdeck.ledger"
    ledger.write_text(ledger.read_text()[:-40])
    assert any(code.startswith("ledger-") for code, _ in codes(folder, code=2))


@pytest.mark.parametrize("code", ["too-long", "ledger-missing", "anki-open"])
def test_explain(folder: Path, code: str) -> None:
    text = check(folder, "--explain", code)
    assert text.startswith(f"{code}: ")
    assert "why it matters: " in text
    assert "what to do: " in text


def test_explain_of_what_does_not_exist(folder: Path) -> None:
    done = talkdeck(["check", "--explain", "to-long"], folder)
    assert done.returncode == 2
    assert "did you mean 'too-long'?" in done.stdout.decode()


def test_a_line_whose_term_alone_is_asked_for_is_not_covered(folder: Path) -> None:
    (folder / "notes" / "loom.md").write_text(
        "## Weaving\n\nThreads of a loom:\n\n"
        "- warp: the threads stretched on it\n- weft: you can see it\n"
    )
    bare = [p for p in found(folder, "notes/loom.md") if p["code"] == "uncovered"]
    assert [(p["line"], p["message"]) for p in bare] == [
        (6, "no card: a list asks for its term only, and nothing for its meaning")
    ]
