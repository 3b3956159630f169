"""Names of decks, tags and packages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkdeck.anki.names import deck_names, deck_part, file_name, file_names, same, tag

PARTS = [
    ("Next Level Testing", "Next Level Testing"),
    ("C++::vector", "C++∷vector"),
    ("a:::b", "a∷b"),
    ("Go: fast", "Go: fast"),
    ("What now:", "What now"),
    ("  two\n lines\x07 ", "two lines"),
    ("::", "∷"),
    (" : ", "Untitled"),
    ("", "Untitled"),
    ("e\u0301", "é"),
    ("<b>", "<b>"),
    ("x" * 300, "x" * 300),
    ("x" * 1000, "x" * 499 + "…"),
]


@pytest.mark.parametrize(("title", "part"), PARTS)
def test_one_level_of_a_deck(title: str, part: str) -> None:
    assert deck_part(title) == part


def test_decks_of_a_package_differ_for_anki() -> None:
    talks = ["Intro", "intro", "Intro (2)", "Caf\u00e9", "Cafe\u0301"]
    assert deck_names("PyCon", talks) == (
        "PyCon::Intro",
        "PyCon::intro (2)",
        "PyCon::Intro (2) (2)",
        "PyCon::Café",
        "PyCon::Café (2)",
    )


@pytest.mark.parametrize("title", ["Default", "default", " DEFAULT "])
def test_nothing_goes_into_ankis_own_deck(title: str) -> None:
    assert deck_names(title, ["x"])[0].endswith(" (notes)::x")


FILES = [
    ("PyCon 2017", "PyCon 2017.apkg"),
    ("collection", "collection (notes).apkg"),
    ("Collection", "Collection (notes).apkg"),
    ("backup-2017", "notes backup-2017.apkg"),
    ("Backup: 2017", "notes Backup- 2017.apkg"),
    ("Backup strategies", "Backup strategies.apkg"),
    ("CON", "CON (notes).apkg"),
    ("con.x", "notes con.x.apkg"),
    ("CONIN$", "CONIN$ (notes).apkg"),
    ("aux.txt", "notes aux.txt.apkg"),
    ("a/b\\c", "a-b-c.apkg"),
    ("../..", "Untitled.apkg"),
    ("-rf", "rf.apkg"),
    ("what? <now>.", "what- -now.apkg"),
    ("ü" * 300, "ü" * 60 + ".apkg"),
]


@pytest.mark.parametrize(("title", "file"), FILES)
def test_files_of_packages(title: str, file: str) -> None:
    assert file_name(title) == file


def test_files_differ_where_case_does_not_count() -> None:
    assert file_names(["Notes", "notes", "a/b", "a-b"]) == (
        "Notes.apkg",
        "notes (2).apkg",
        "a-b.apkg",
        "a-b (2).apkg",
    )


TAGS = [
    ("talkdeck::pros-and-cons", "talkdeck::pros-and-cons"),
    ("two words", "two-words"),
    ("wide\u3000space\tand tab", "wide-space-and-tab"),
    ("a::::b", "a::b"),
    ("::", ""),
    ("a::\x07::b", "a::b"),
]


@pytest.mark.parametrize(("text", "kept"), TAGS)
def test_tags(text: str, kept: str) -> None:
    assert tag(text) == kept


@given(st.text(), st.lists(st.text(), max_size=5))
def test_any_title_gives_decks_of_two_levels(title: str, talks: list[str]) -> None:
    names = deck_names(title, talks)
    assert len({same(name) for name in names}) == len(talks)
    for name in names:
        assert len([part for part in name.split("::") if part.strip()]) == 2


@given(st.lists(st.text(), max_size=5))
def test_any_title_gives_a_file_every_system_takes(titles: list[str]) -> None:
    names = file_names(titles)
    assert len({name.casefold() for name in names}) == len(titles)
    for name in names:
        assert name.endswith(".apkg")
        assert not set(name) & set('<>:"/\\|?*\x00')
        assert name[0] not in " .-"
        assert len(name.encode()) < 200
        assert not name.casefold().startswith(("backup-", "collection.apkg"))
