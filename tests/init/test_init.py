"""`talkdeck init`: what it writes works at once, and nothing that was there is touched."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from talkdeck import __version__
from talkdeck.cli.init import requirement_of
from talkdeck.config import Settings, parse
from transcripts import talkdeck

FILES = {
    "notes/two-talks.md",
    "talkdeck.yaml",
    "card_rules/my_rules.yaml",
    ".gitignore",
    ".github/workflows/decks.yml",
}


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    done = talkdeck(list(arguments), folder)
    text = done.stdout.decode()
    assert done.returncode == code, text
    return text


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@pytest.fixture
def started(tmp_path: Path) -> Path:
    run(tmp_path, "init", "talks")
    return tmp_path / "talks"


def test_all_files_are_written_and_named(tmp_path: Path) -> None:
    text = run(tmp_path, "init", "my talks")
    assert files(tmp_path / "my talks").keys() == FILES
    assert all(name in text for name in FILES)
    assert "cd my talks" in text
    assert list(tmp_path.iterdir()) == [tmp_path / "my talks"]


def test_everything_works_at_once(started: Path) -> None:
    checked = run(started, "check")
    assert "warning" not in checked
    assert "all as they say" in run(started, "rules", "test", "card_rules")
    cards = run(started, "cards")
    assert "red flags of Backup plans?" in cards, "the rule of one's own is at work"
    assert "pros of Napping?" in cards
    built = run(started, "build")
    assert "2 decks" in built
    assert "no review lost" in run(started, "build", "--dry-run")


def test_the_decks_arrive_in_anki(started: Path, tmp_path: Path) -> None:
    run(started, "build")
    collection = Collection(str(tmp_path / "collection.anki2"))
    try:
        request = ImportAnkiPackageRequest(
            package_path=str(started / "decks" / "Two talks.apkg"),
            options=ImportAnkiPackageOptions(),
        )
        log: Any = collection.import_anki_package(request).log
        assert len(log.new) >= 10
        decks = {d.name for d in collection.decks.all_names_and_ids()}
        assert {"Two talks::Sleep and memory", "Two talks::Backups that work"} <= decks
        assert collection.find_notes('"red flags of Backup plans?"')
        assert collection.fix_integrity()[1]
    finally:
        collection.close()


def test_what_is_there_is_never_touched(started: Path) -> None:
    for name in FILES:
        (started / name).write_text("mine\n")
    before = files(started)
    text = run(started, "init")
    assert files(started) == before
    assert text.count("there already") == len(FILES)


def test_notes_and_rules_of_one_s_own_get_no_samples_beside_them(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.md").write_text("# Mine\n")
    (tmp_path / "card_rules" / "english").mkdir(parents=True)
    text = run(tmp_path, "init")
    assert "notes is left as it is" in text
    assert "card_rules is left as it is" in text
    assert FILES - files(tmp_path).keys() == {"notes/two-talks.md", "card_rules/my_rules.yaml"}


def test_empty_folders_are_filled(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "card_rules").mkdir()
    run(tmp_path, "init")
    assert files(tmp_path).keys() == FILES


def test_a_file_in_the_way_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "talks").write_text("a file")
    text = run(tmp_path, "init", "talks", code=2)
    assert "can't be written" in text
    assert "Traceback" not in text
    assert files(tmp_path) == {"talks": b"a file"}


def test_the_settings_file_explains_all_settings_and_changes_none(started: Path) -> None:
    text = (started / "talkdeck.yaml").read_text()
    assert parse(text, "talkdeck.yaml") == (Settings(), {}, [])
    assert all(f"\n# {f.name}: " in text for f in fields(Settings))


def steps(started: Path) -> list[Mapping[str, str]]:
    workflow = yaml.safe_load((started / ".github" / "workflows" / "decks.yml").read_text())
    assert workflow["permissions"] == {"contents": "read"}
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def run_steps(started: Path) -> str:
    """Runs the steps of the workflow as GitHub does, those that install left out."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    printed = ""
    for step in steps(started):
        if "run" in step and not step["run"].startswith("pip install"):
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", step["run"]],
                cwd=started,
                env=os.environ | {"PATH": path, "GITHUB_WORKSPACE": str(started)},
                capture_output=True,
                text=True,
                check=False,
            )
            printed += done.stdout
            assert done.returncode == 0, done.stdout + done.stderr
    return printed


def git(folder: Path, *arguments: str) -> str:
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    return subprocess.run(
        ["git", *author, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def test_the_steps_of_the_workflow_run(started: Path) -> None:
    git(started, "init", "-q")
    git(started, "add", ".")
    git(started, "commit", "-qm", "begun")
    printed = run_steps(started)
    assert "::notice file=notes/two-talks.md,line=" in printed
    assert "::warning file=talkdeck.ledger" in printed, "nobody has committed the ledger yet"
    git(started, "add", ".")
    assert git(started, "diff", "--cached", "--name-only").split() == ["talkdeck.ledger"]
    git(started, "commit", "-qm", "the ledger")
    assert "::warning" not in run_steps(started)


CLONED = '{"url": "https://example.org/talkdeck", "vcs_info": {"vcs": "git", "commit_id": "1a2b"}}'
LOCAL = '{"url": "file:///home/ida/talkdeck", "vcs_info": {"vcs": "git", "commit_id": "1a2b"}}'


@pytest.mark.parametrize(
    ("came_from", "expected"),
    [
        (None, "talkdeck==1.2"),
        (CLONED, "talkdeck @ git+https://example.org/talkdeck@1a2b"),
        (LOCAL, "talkdeck==1.2"),
        ('{"url": "file:///home/ida/talkdeck", "dir_info": {}}', "talkdeck==1.2"),
    ],
)
def test_the_workflow_installs_the_talkdeck_that_wrote_it(
    came_from: str | None, expected: str
) -> None:
    assert requirement_of(came_from, "1.2") == expected


def test_the_workflow_pins_what_it_installs(started: Path) -> None:
    workflow = yaml.safe_load((started / ".github" / "workflows" / "decks.yml").read_text())
    assert workflow["env"]["TALKDECK"] == f"talkdeck=={__version__}"
    steps = [step.get("run") for step in workflow["jobs"]["decks"]["steps"]]
    assert 'pip install "$TALKDECK"' in steps
