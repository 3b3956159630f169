"""A lost ledger comes back from the packages; a merge conflict in it is resolved."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

NOTES = "# Ships\n\n## Rigs\n\n### Sloop\n\n- Pros:\n  - handy\n  - one mast\n- Cons:\n  - small\n"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "talkdeck", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def start(folder: Path) -> dict[str, str]:
    """A folder with notes that were built once; question -> guid."""
    (folder / "notes").mkdir()
    (folder / "notes" / "ships.md").write_text(NOTES, "utf-8")
    assert run(folder, "build").returncode == 0
    return guids(folder)


def guids(folder: Path) -> dict[str, str]:
    lines = run(folder, "cards", "notes", "--format", "jsonl").stdout.splitlines()
    return {card["front"]: card["guid"] for card in map(json.loads, lines)}


def test_a_lost_ledger_comes_back_from_the_packages(tmp_path: Path) -> None:
    before = start(tmp_path)
    ledger = tmp_path / "talkdeck.ledger"
    ledger.unlink()
    refused = run(tmp_path, "build")
    assert refused.returncode != 0
    assert "talkdeck ledger rebuild" in refused.stderr

    rebuilt = run(tmp_path, "ledger", "rebuild", "decks")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert f"{len(before)} cards" in rebuilt.stdout
    changed = NOTES.replace("- small", "- rather small").replace("handy", "handy in harbour")
    (tmp_path / "notes" / "ships.md").write_text(changed, "utf-8")
    assert run(tmp_path, "build").returncode == 0
    assert guids(tmp_path) == before


MARKED = """\
# Ships

## Rigs

### `sloop`

- Pros:
  - **handy**, says the `pilot`
  - sails at $h = \\frac{a}{b}$ of the wind
- Cons:
  - *small*; a < b
"""


def test_code_bold_and_mathematics_are_no_change_to_a_rebuilt_ledger(tmp_path: Path) -> None:
    start(tmp_path)
    (tmp_path / "notes" / "ships.md").write_text(MARKED, "utf-8")
    assert run(tmp_path, "build").returncode == 0
    (tmp_path / "talkdeck.ledger").unlink()
    assert run(tmp_path, "ledger", "rebuild", "decks").returncode == 0
    planned = run(tmp_path, "build", "--dry-run").stdout
    assert planned == "no changes, 2 cards untouched, no review lost\n"


def test_a_ledger_that_is_there_is_not_rebuilt_over(tmp_path: Path) -> None:
    start(tmp_path)
    before = (tmp_path / "talkdeck.ledger").read_bytes()
    refused = run(tmp_path, "ledger", "rebuild", "decks")
    assert refused.returncode != 0
    assert "there is a ledger already" in refused.stderr
    assert (tmp_path / "talkdeck.ledger").read_bytes() == before


def test_what_is_no_package_is_said(tmp_path: Path) -> None:
    (tmp_path / "letter.apkg").write_text("dear Anki", "utf-8")
    refused = run(tmp_path, "ledger", "rebuild", "letter.apkg")
    assert refused.returncode != 0
    assert "letter.apkg: error: it can't be read" in refused.stderr
    assert not (tmp_path / "talkdeck.ledger").exists()


def test_a_merge_conflict_is_resolved_and_no_card_is_lost(tmp_path: Path) -> None:
    before = start(tmp_path)
    ledger = tmp_path / "talkdeck.ledger"
    lines = ledger.read_text("utf-8").splitlines(keepends=True)
    cut = len(lines) // 2
    ours, theirs = "".join(lines[cut:]), "".join(lines[cut:])
    conflict = f"<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n"
    ledger.write_text("".join(lines[:cut]) + conflict, "utf-8")
    assert run(tmp_path, "build").returncode != 0

    resolved = run(tmp_path, "ledger", "resolve")
    assert resolved.returncode == 0, resolved.stderr
    assert run(tmp_path, "build").returncode == 0
    assert guids(tmp_path) == before
