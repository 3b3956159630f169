"""From wherever notes are named, they belong to the same settings and the same ledger."""

from pathlib import Path

import pytest

from talkdeck.cli.home import find
from transcripts import talkdeck

NOTES = "# Tools\n\n- Dibber: a pointed stick for making holes in the ground\n"


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    """A folder with notes that were built there once."""
    (tmp_path / "garden" / "notes" / "2024").mkdir(parents=True)
    (tmp_path / "garden" / "notes" / "2024" / "tools.md").write_text(NOTES)
    assert talkdeck(["build", "--quiet"], tmp_path / "garden").returncode == 0
    return tmp_path / "garden"


@pytest.mark.parametrize(
    ("here", "named"),
    [(".", "notes"), ("notes", "."), ("notes/2024", "."), ("notes/2024", "tools.md"),
     ("notes", "2024/tools.md"), ("..", "garden/notes"), ("../..", None)],
)  # fmt: skip
@pytest.mark.parametrize("settings", [True, False])
def test_a_build_from_anywhere_is_the_same_build(
    garden: Path, here: str, named: str | None, settings: bool
) -> None:
    if settings:
        (garden / "talkdeck.yaml").write_text("title: All of it\n")
    done = talkdeck(["build", named or str(garden / "notes")], garden / here)
    assert done.returncode == 0
    assert b"1 card (1 " in done.stdout
    assert b"1 new" not in done.stdout, "a new card would have no history"
    assert [p.parent for p in garden.parent.rglob("talkdeck.ledger")] == [garden]


def test_a_ledger_knows_notes_that_no_settings_name(garden: Path) -> None:
    (garden / "more").mkdir()
    (garden / "more" / "beds.md").write_text(NOTES.replace("Dibber", "Mattock"))
    assert talkdeck(["build", "more", "--quiet"], garden).returncode == 0
    assert b"no changes, 1 card" in talkdeck(["build", ".", "--dry-run"], garden / "more").stdout


def test_what_a_folder_above_does_not_know_is_not_its_own(
    garden: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (garden / "other").mkdir()
    monkeypatch.chdir(garden / "other")
    assert find(["."]) == (None, Path())
    (garden / "talkdeck.yaml").write_text("notes: [notes, other]\n")
    assert find(["."]) == (garden / "talkdeck.yaml", garden)
    (garden / "other" / ".git").mkdir()
    assert find(["."]) == (None, Path()), "a file above the repository is somebody else's"


def test_settings_here_go_first_where_the_notes_are_here(
    garden: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (garden / "talkdeck.yaml").write_text("")
    (garden.parent / "talkdeck.yaml").write_text("")
    monkeypatch.chdir(garden.parent)
    assert find(["garden/notes"])[0] == (garden.parent / "talkdeck.yaml").resolve()
