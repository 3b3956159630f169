"""The same notes give the same bytes wherever and however the program is started."""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from starting import start
from transcripts import talkdeck

BARE = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "LANG": "C"}
MOST = shutil.ignore_patterns("pycon*", "the-*")  # one file, with pictures, says it all
PLACES = {
    "another locale": ("x", BARE | {"PYTHONIOENCODING": ""}),
    "another time zone": ("x", {"TZ": "Pacific/Kiritimati"}),
    "a path with spaces and umlauts": ("Für Ältere (2024) & más 日本/a b", {}),
    "such a path in another locale": ("Für Ältere/a b", BARE | {"TZ": "America/St_Johns"}),
    "another order of hashes": ("x", {"PYTHONHASHSEED": "12345"}),
    "a narrow console": ("x", {"COLUMNS": "1", "TERM": "dumb", "NO_COLOR": "1"}),
    "no home": ("x", {"HOME": "/nonexistent/home", "TALKDECK_CACHE": "/nonexistent/cache"}),
}


@pytest.fixture(scope="module")
def usual(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build of the sample notes gives here."""
    return built(project, tmp_path_factory.mktemp("usual"), {})


def built(project: Path, folder: Path, environment: dict[str, str]) -> dict[str, bytes]:
    """The packages and ledger of the sample notes, built in a folder: by name, the content."""
    try:
        shutil.copytree(project / "notes", folder / "notes", ignore=MOST)
    except (OSError, UnicodeError) as error:
        pytest.skip(f"this file system can't have {folder.name}: {error}")
    (folder / "talkdeck.yaml").write_text("title: Beispiele für alle\n", "utf-8")
    fixed = {"SOURCE_DATE_EPOCH": "1700000000", "TALKDECK_CACHE": "off"}
    done = talkdeck(["build"], folder, **fixed | environment)
    assert done.returncode == 0, done.stdout
    content = {"ledger": (folder / "talkdeck.ledger").read_bytes()}
    for package in sorted((folder / "decks").iterdir()):
        with zipfile.ZipFile(package) as archive:
            content |= {f"{package.name}/{n}": archive.read(n) for n in archive.namelist()}
    return content


@pytest.mark.parametrize("place", PLACES)
def test_the_same_bytes(place: str, project: Path, tmp_path: Path, usual: dict[str, bytes]) -> None:
    name, environment = PLACES[place]
    found = built(project, tmp_path / name, environment)
    assert found.keys() == usual.keys()
    for part, content in usual.items():
        assert found[part] == content, part


@pytest.mark.skipif(sys.platform == "win32", reason="paths are texts there")
def test_a_path_that_is_no_text(project: Path, tmp_path: Path) -> None:
    folder = Path(str(tmp_path) + "/\udcff")
    try:
        folder.mkdir()
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such name")
    assert built(project, folder, {})


def test_what_tests_fork_is_what_a_person_starts(project: Path, tmp_path: Path) -> None:
    """Most tests run the program forked from a process that has it loaded (starting.py)."""
    commands = ("build", "build -o decks/x/y", "biuld", "cards nowhere", "check", "--help")
    for place in ("forked", "anew"):
        shutil.copytree(project / "notes", tmp_path / place / "notes", ignore=MOST)
        (tmp_path / place / "notes" / "nothing.md").write_text("# Nothing\n\n- für\n", "utf-8")
    for n, command in enumerate(commands):
        ended = []
        for place in ("forked", "anew"):
            cache = str(tmp_path / f"{place} cache")
            environment = {"SOURCE_DATE_EPOCH": "1700000000", "TALKDECK_CACHE": cache}
            ended.append(
                start(
                    command.split(), tmp_path / place, environment | {"COLUMNS": "60"},
                    apart=n % 2 > 0, anew=place == "anew",
                )
            )  # fmt: skip
        forked, anew = ended
        assert (forked.stdout, forked.stderr) == (anew.stdout, anew.stderr), command
        assert forked.returncode == anew.returncode, command
    assert written(tmp_path / "forked") == written(tmp_path / "anew")


def written(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
