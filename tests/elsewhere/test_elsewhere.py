"""The same notes give the same bytes wherever and however the program is started."""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

import pytest

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
