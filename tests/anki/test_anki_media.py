"""Pictures: found, refused, named."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from anki_kit import card, inline

from talkdeck.anki.media import gather, places, shown_on
from talkdeck.cards.card import Item
from talkdeck.outline.inline import EMPTY, PICTURE, Inline, Mark
from talkdeck.outline.node import Node

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    for name, content in {
        "notes/img/a b.png": PNG,
        "notes/img/umlaut \u00fc.gif": b"GIF89a1",
        "notes/talks/img/a b.png": PNG + b"other",
        "notes/talks/same.png": PNG,
        "notes/plot.svg": b"<svg/>",
        "notes/hi.mp3": b"ID3",
        "notes/empty.png": b"",
        "notes/big.png": b"x" * 500,
        "notes/page.html": b"<p>",
        "notes/100%.png": PNG + b"%",
        "secret.png": b"secret",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "notes/dir.png").mkdir()
    return tmp_path / "notes"


def picture(target: str) -> Inline:
    return Inline(PICTURE, (Mark("image", 0, 1, target, "alt"),))


FOUND = [
    ("img/a b.png", "a-b-"),
    ("img/a%20b.png", "a-b-"),
    ("./img/../img/a b.png", "a-b-"),
    ("img\\a b.png", "a-b-"),
    ("plot.svg?raw=true", "plot-"),
    ("plot.svg#part", "plot-"),
    ("/plot.svg", "plot-"),
    ("img/umlaut \u00fc.gif", "umlaut-u-"),
    ("img/umlaut u\u0308.gif", "umlaut-u-"),
    ("img/umlaut%20%C3%BC.gif", "umlaut-u-"),
    ("100%.png", "100-"),
]


@pytest.mark.parametrize(("target", "begins"), FOUND)
def test_found(notes: Path, target: str, begins: str) -> None:
    made = card("basic", picture(target), "x", file=str(notes / "a.md"))
    media, problems = gather([made], notes)
    assert problems == []
    (name,) = media.names.values()
    assert name.startswith(begins)
    assert name.isascii()
    assert [f.name for f in media.files] == [name]


@pytest.mark.parametrize(("target", "begins"), FOUND)
def test_where_it_is_found_is_watched(notes: Path, target: str, begins: str) -> None:
    made = card("basic", picture(target), "x", file=str(notes / "a.md"))
    (file,) = gather([made], notes)[0].files
    assert file.path in places(shown_on([made]), notes)


REFUSED = [
    ("nowhere.png", "picture-not-found"),
    ("dir.png", "picture-not-found"),
    ("a\x00b.png", "picture-not-found"),
    ("x" * 5000 + ".png", "picture-unreadable"),
    ("../secret.png", "picture-outside"),
    ("%2e%2e/secret.png", "picture-outside"),
    ("file:///etc/passwd", "picture-outside"),
    ("data:image/png;base64,AAAA", "picture-outside"),
    ("https://a.example/p.png", "picture-remote"),
    ("//a.example/p.png", "picture-remote"),
    ("empty.png", "picture-unsupported"),
    ("page.html", "picture-unsupported"),
    ("big.png", "picture-too-large"),
]


@pytest.mark.parametrize(("target", "code"), REFUSED)
def test_refused_with_its_line(notes: Path, target: str, code: str) -> None:
    node = Node("bullet", picture(target), 12, 12)
    made = card("basic", "Q?", Item(picture(target), node=node), file=str(notes / "a.md"))
    media, problems = gather([made], notes, largest=400)
    assert media.files == ()
    assert [(p.code, p.place.line) for p in problems] == [(code, 12)]
    assert len(problems[0].message) < 300


def test_a_link_out_of_the_folder_is_refused(notes: Path) -> None:
    try:
        os.symlink(notes.parent / "secret.png", notes / "inside.png")
    except OSError:
        pytest.skip("this system makes no symbolic links")
    _, problems = gather(
        [card("basic", picture("inside.png"), "x", file=str(notes / "a.md"))], notes
    )
    assert [p.code for p in problems] == ["picture-outside"]


def test_one_name_in_two_folders_stays_two_pictures(notes: Path) -> None:
    above = card("basic", picture("img/a b.png"), "x", file=str(notes / "a.md"))
    below = card("basic", picture("img/a b.png"), "x", file=str(notes / "talks/b.md"))
    media, problems = gather([above, below], notes)
    assert problems == []
    assert len(set(media.names.values())) == len(media.files) == 2
    assert all(f.name.startswith("a-b-") for f in media.files)


def test_a_changed_picture_has_a_new_name(notes: Path) -> None:
    made = [card("basic", picture("plot.svg"), "x", file=str(notes / "a.md"))]
    before, _ = gather(made, notes)
    (notes / "plot.svg").write_bytes(b"<svg></svg>")
    after, _ = gather(made, notes)
    assert before.files[0].name != after.files[0].name


def test_pictures_are_looked_for_everywhere_on_a_card(notes: Path) -> None:
    nested = Item(inline("x"), (Item(picture("img/a b.png")),))
    table = Node("table", EMPTY, 3, 4, rows=((picture("plot.svg"),),))
    quote = Node("quote", picture("100%.png"), 5, 5)
    made = card(
        "list", "[hear](hi.mp3)", nested, file=str(notes / "a.md"), extra=(table, quote),
        hint=picture("talks/same.png"),
    )  # fmt: skip
    media, problems = gather([made], notes)
    assert problems == []
    assert len(media.files) == 5


def test_a_mac_stores_names_in_another_form(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Grün.png")
    (tmp_path / name).write_bytes(PNG)
    made = card("basic", picture("Grün.png"), "x", file=str(tmp_path / "a.md"))
    media, problems = gather([made], tmp_path)
    assert problems == []
    assert len(media.files) == 1
