"""`talkdeck preview`, run as people run it, and the page that follows their edits."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from example import DOT
from opened import SECONDS, Opened

NOTES = """\
# Trees

## Oaks

* Acorn: the nut of an oak
* Pros of oaks:
  * strong wood
  * long life
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "trees.md").write_text(NOTES)
    return tmp_path


def talkdeck(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "talkdeck", "preview", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


def test_a_page_is_written(folder: Path) -> None:
    done = talkdeck(folder)
    assert done.returncode == 0
    assert re.match(r"Wrote preview\.html: \d+ cards?, 0\.\d MB\. Open it", done.stderr)
    text = (folder / "preview.html").read_text("utf-8")
    assert "the nut of an oak" in text
    assert talkdeck(folder, "-o", "-").stdout == text


def test_pictures_travel_with_the_page(folder: Path) -> None:
    (folder / "notes" / "acorn nut.gif").write_bytes(b64decode(DOT.partition(",")[2]))
    with (folder / "notes" / "trees.md").open("a") as file:
        file.write("* Leaf: what falls in autumn\n\n  ![an acorn](acorn%20nut.gif)\n")
    assert talkdeck(folder).returncode == 0
    assert re.search(
        r'"acorn-nut-[0-9a-f]+\.gif":"data:image/gif;base64,R0lGOD',
        (folder / "preview.html").read_text("utf-8"),
    )


def test_a_wrong_path_is_said_and_nothing_written(folder: Path) -> None:
    done = talkdeck(folder, "note")
    assert done.returncode == 2
    assert "did you mean `notes`?" in done.stderr
    assert not (folder / "preview.html").exists()


def test_a_folder_that_is_not_writable_is_said(folder: Path) -> None:
    (folder / "file").write_text("")
    done = talkdeck(folder, "-o", "file/page.html")
    assert done.returncode == 2
    assert "can't be written" in done.stderr


class Server(str):
    """The address of a preview that is served; and what the program has said."""

    lines: list[str]

    def wait_for(self, what: str) -> None:
        """Waits until something is said."""
        until = monotonic() + SECONDS
        while not any(what in line for line in self.lines):
            assert monotonic() < until, f"“{what}” was not said: {self.lines}"
            sleep(0.02)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    """A preview that is served."""
    process = subprocess.Popen(
        [sys.executable, "-m", "talkdeck", "preview", "--serve", "--port", "0"],
        cwd=folder, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stderr
    line = process.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/", line)
    assert found, line
    this = Server(found[0])
    this.lines = []
    listening = threading.Thread(target=this.lines.extend, args=(process.stderr,), daemon=True)
    listening.start()
    yield this
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=SECONDS) == 0
    listening.join()
    assert not any("Traceback" in line for line in this.lines)
    process.stderr.close()


def replace(file: Path, text: str) -> None:
    """Saves as careful editors do: a new file, renamed over the old one."""
    beside = file.with_name(f".{file.name}.tmp")
    beside.write_text(text)
    os.replace(beside, file)


def test_the_page_follows_edits_and_stays_where_it_was(
    show: Callable[..., Opened], server: str, folder: Path
) -> None:
    seen = show(server)
    seen["#kind"].select_option("basic")
    notes = folder / "notes" / "trees.md"
    replace(notes, NOTES.replace("the nut of an oak", "the food of a squirrel"))
    seen["#rows"].get_by_text("the food of a squirrel").first.wait_for()
    seen.ready()
    assert seen["#kind"].input_value() == "basic"
    notes.write_text("")  # half saved
    notes.write_text(NOTES + "* Bark: the skin of a tree\n")
    seen["#rows"].get_by_text("the skin of a tree").first.wait_for()
    (folder / "card_rules").mkdir()
    (folder / "card_rules" / "own.yaml").write_text(
        "version: 1\nrules:\n- id: barks\n  about: asks what bark is\n  priority: 99\n"
        "  match: {text: 'Bark: {what}'}\n  cards: [{ask: 'Whose bark?', answer: '{what}'}]\n"
        "  examples:\n  - note: '- Bark: a'\n    cards: [{ask: 'Whose bark?', answer: a}]\n"
    )
    seen["#rows"].get_by_text("Whose bark?").wait_for()


def test_a_picture_that_comes_later_is_shown(
    show: Callable[..., Opened], server: Server, folder: Path
) -> None:
    seen = show(server)
    seen.press("Enter")  # and is remembered: a key that meets a page just going would be lost
    seen.card("the nut of an oak")
    notes = folder / "notes" / "trees.md"
    replace(notes, NOTES.replace("the nut of an oak", "the nut ![of an oak](oak.gif)"))
    server.wait_for("trees.md: made again")
    (folder / "notes" / "oak.gif").write_bytes(b64decode(DOT.partition(",")[2]))
    picture = seen.page.frame_locator("#frame").locator("#qa img[src^=data]")
    picture.wait_for(state="attached")  # in the frame of whichever page is there by then


def test_settings_that_cannot_be_read_leave_the_page_as_it_was(
    show: Callable[..., Opened], server: Server, folder: Path
) -> None:
    seen = show(server)
    (folder / "talkdeck.yaml").write_text("talks: everything\n")
    server.wait_for("`talks` can't be `everything`")
    assert seen["#rows"].get_by_text("the nut of an oak").count() == 1
    (folder / "talkdeck.yaml").write_text("title: My trees\n")
    seen["h1"].get_by_text("My trees").wait_for()


def ask(request: str | urllib.request.Request) -> Any:
    return urllib.request.urlopen(request)  # noqa: S310  (an address of this machine)


def test_only_this_machine_is_answered(server: str) -> None:
    with ask(server) as answer:
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    stranger = urllib.request.Request(server)  # noqa: S310
    stranger.add_header("Host", "evil.example:80")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        ask(stranger)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        ask(server + "etc/passwd")


def test_a_port_in_use_is_said(server: str, folder: Path) -> None:
    port = server.rstrip("/").rpartition(":")[2]
    done = talkdeck(folder, "--serve", "--port", port)
    assert done.returncode == 2
    assert "take another: `--port 0`" in done.stderr
