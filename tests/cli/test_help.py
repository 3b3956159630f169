"""Every command explains itself, and the examples it gives can be run."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from talkdeck import __version__
from talkdeck.cli import COMMANDS, cli
from transcripts import talkdeck

TOP = Path(__file__).resolve().parents[2]


def commands() -> Iterator[tuple[str, click.Command]]:
    """All commands with their full names, e.g. `rules show`."""
    context = click.Context(cli)
    yield "", cli
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                inner = command.get_command(context, below)
                assert inner is not None
                yield f"{name} {below}", inner


ALL = dict(commands())

ELSEWHERE = ("push", "pull", "--serve", "--watch")
"""Examples that need an Anki or run until they are stopped: tried by tests of their own."""

IN_DOCS = "talkdeck rules test"
"""The example that takes long, as all rules are tried; with all commands of the pages it is run."""


def examples(command: click.Command) -> list[str]:
    """Example commands of a help text, without what they are said to do and redirections."""
    lines = re.findall(r"^  (talkdeck .*)$", command.epilog or "", re.MULTILINE)
    return [re.split(r"\s{2,}| > ", line)[0] for line in lines]


@pytest.mark.parametrize("name", ALL)
def test_help_fits_the_screen_and_ends_in_examples(name: str, tmp_path: Path) -> None:
    done = talkdeck([*name.split(), "--help"], tmp_path)
    text = done.stdout.decode()
    assert done.returncode == 0
    assert [line for line in text.splitlines() if len(line) > 84] == []
    assert "Examples:" in text
    assert "\\b" not in text, "that is a sign for click"
    assert examples(ALL[name]), "an example is worth a page"


EXAMPLES = sorted({example for command in ALL.values() for example in examples(command)})


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the first page of each of the sample notes."""
    folder = tmp_path_factory.mktemp("sample") / "notes"
    folder.mkdir()
    for file in (TOP / "notes").glob("*.md"):
        lines = file.read_text("utf-8").splitlines(keepends=True)
        (folder / file.name).write_text("".join(lines[:60]), "utf-8")
    return folder


@pytest.mark.parametrize(
    "example",
    [e for e in EXAMPLES if not any(word in e.split() for word in ELSEWHERE) and e != IN_DOCS],
)
def test_examples_of_the_help_run(example: str, notes: Path, tmp_path: Path) -> None:
    shutil.copytree(notes, tmp_path / "notes")
    if "talks/" in example:
        shutil.copytree(notes, tmp_path / "talks")
    if "a.md" in example:
        shutil.copy(notes / "pycon-2017.md", tmp_path / "notes" / "a.md")
    if "my_rules.yaml" in example:
        talkdeck(["rules", "new"], tmp_path)
    if "ledger" in example:
        talkdeck(["build"], tmp_path)
    if "ledger rebuild" in example:
        (tmp_path / "talkdeck.ledger").unlink()
    done = talkdeck(example.split()[1:], tmp_path)
    assert done.returncode == 0, done.stdout.decode()


def test_what_takes_long_is_run_with_the_docs() -> None:
    assert IN_DOCS in EXAMPLES
    assert re.search(rf"^\$ {IN_DOCS}  ", (TOP / "docs/rules.md").read_text("utf-8"), re.MULTILINE)


def test_short_help_is_the_command_s_own(tmp_path: Path) -> None:
    for name, (_, about) in COMMANDS.items():
        assert about.endswith(".")
        assert len(about) <= 60, f"{name}: {about}"


def test_the_version(tmp_path: Path) -> None:
    done = talkdeck(["--version"], tmp_path)
    assert done.stdout.decode().split() == ["talkdeck", __version__]


def test_a_misspelt_command_has_the_right_one_named(tmp_path: Path) -> None:
    done = talkdeck(["biuld"], tmp_path)
    assert done.returncode == 2
    assert "Did you mean 'build'?" in done.stdout.decode()


def test_a_misspelt_option_has_the_right_one_named(tmp_path: Path) -> None:
    done = talkdeck(["build", "--outptu", "x"], tmp_path)
    assert done.returncode == 2
    *usage, error = done.stdout.decode().splitlines()
    assert usage == [
        "Usage: talkdeck build [OPTIONS] [NOTES]...",
        "Try 'talkdeck build --help' for help.",
        "",
    ]
    assert error in (  # click's own words; the second are those of its older versions
        "Error: No such option '--outptu'. Did you mean '--output'?",
        "Error: No such option: --outptu Did you mean --output?",
    )
