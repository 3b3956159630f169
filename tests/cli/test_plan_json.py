"""`build --dry-run --format json`: every kind of change, in the form that its schema describes."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from own_rule import RULES
from transcripts import talkdeck

TOP = Path(__file__).resolve().parents[2]

CACHES = """\
## Caches

* Redis
  * Pros:
    * fast
    * simple to run
  * Cons:
    * all in memory
"""
VIM = """\
* Vim
  * Pros:
    * quick to start
"""
EDITORS = """\
## Editors

* Emacs
  * Cons:
    * slow to start
* Nano
  * Cons:
    * no windows
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A notes file; the folder above its own has settings and one rule."""
    (tmp_path / "talkdeck.yaml").write_text("ignore: [english]\n")
    for file, text in {"card_rules/mine.yaml": RULES, "notes/day.md": ""}.items():
        (tmp_path / file).parent.mkdir()
        (tmp_path / file).write_text(text)
    return tmp_path / "notes" / "day.md"


def build(notes: Path, text: str, *arguments: str) -> bytes:
    notes.write_text(f"# A day of talks\n\n{text}")
    done = talkdeck(["build", *arguments], notes.parents[1], apart=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def plan(notes: Path, text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(build(notes, text, "--dry-run", "--format", "json"))
    schema = json.loads((TOP / "docs" / "plan.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    return data


def test_every_kind_of_change(notes: Path) -> None:
    first = plan(notes, CACHES + VIM + EDITORS)
    assert first["counts"]["new"] == len(first["new"]) == 5
    assert [(p["title"], p["cards"]) for p in first["packages"]] == [("A day of talks", 5)]
    assert not (notes.parents[1] / "decks").exists()
    assert not (notes.parents[1] / "talkdeck.ledger").exists()

    build(notes, CACHES + VIM + EDITORS, "--quiet")
    build(notes, CACHES.replace("    * all in memory\n", "") + VIM + EDITORS, "--quiet")
    edited = EDITORS.replace("## Editors", "## Text editors").replace("Nano", "ed")
    data = plan(
        notes,
        CACHES.replace("fast", "very fast")
        + edited[: edited.index("* ed")].replace(
            "  * Cons", "  * Pros:\n    * it does all\n  * Cons"
        )
        + VIM,
    )
    kinds = ("new", "changed", "moved", "retired", "returned")
    assert {kind: [c["question"] for c in data[kind]] for kind in kinds} == {
        "new": ["pros of Emacs?"],
        "changed": ["pros of Redis?", "cons of Emacs?", "pros of Vim?"],
        "moved": ["pros of Vim?"],
        "retired": ["cons of Nano?"],
        "returned": ["cons of Redis?"],
    }
    assert data["renamed"] == [
        {"what": "talk", "before": "Editors", "after": "Text editors", "cards": 1}
    ]
    assert [c["from"]["talk"] for c in data["moved"]] == ["Caches"]
    redis, _, vim = data["changed"]
    assert (redis["what"], redis["line"]) == (["answer"], 6)
    assert redis["deck"] == "A day of talks::Caches"
    assert redis["words"]["answer"] == [
        [{"kind": "new", "text": "very "}, {"kind": "same", "text": "fast"}]
    ]
    assert vim["what"] == ["other"], "its context names another talk"
    assert not data["asks"]
    counts = {kind: len(data[kind]) for kind in (*kinds, "renamed")} | {"untouched": 0}
    assert data["counts"] == counts
    (package,) = data["packages"]
    assert {k: package[k] for k in counts if k != "renamed"} == {
        k: counts[k] for k in counts if k != "renamed"
    }
    assert plan(notes, CACHES)["asks"], "three of four cards would be retired"


def test_it_is_for_dry_runs(notes: Path) -> None:
    done = talkdeck(["build", "--format", "json"], notes.parents[1])
    assert done.returncode == 2
    assert b"together with --dry-run" in done.stdout
