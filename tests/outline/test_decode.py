"""Bytes to text: every encoding that can be told for certain, and none that cannot."""

from __future__ import annotations

import pytest

from talkdeck.outline.decode import decode
from talkdeck.problems import CATALOGUE

TEXT = "# Überblick\n\n- naïve café – “quoted”\n- x\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_without_a_word(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "n.md") == (TEXT, [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp1252"])
def test_other_encodings_are_detected_and_named(encoding: str) -> None:
    text, problems = decode(TEXT.encode(encoding), "n.md")
    assert text == TEXT
    assert [p.code for p in problems] == ["encoding-guessed"]
    assert problems[0].severity == "info"


def test_latin_1_is_read() -> None:
    assert decode("señor, mañana\n".encode("latin-1"), "n.md")[0] == "señor, mañana\n"


def test_utf_16_of_chinese_without_a_mark_is_read() -> None:
    text = "# 标题\n\n- 第一点\n- second\n"
    assert decode(text.encode("utf-16-le"), "n.md")[0] == text


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_endings_become_newlines(ending: str) -> None:
    assert decode(f"a{ending}b{ending}".encode(), "n.md")[0] == "a\nb\n"


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"- fine\n- caf\xc3\xa9 \xff broken\n", 2, 8),  # UTF-8 with one bad byte
        ("- тест\n".encode("koi8-r"), 1, 3),
        ("- 日本語のノート\n".encode("shift-jis"), 1, 3),
        ("- 中文笔记内容\n".encode("gbk"), 1, 3),
        (b"cut \xe2\x82", 1, 5),
    ],
)
def test_what_is_not_certain_is_a_problem_with_its_place(
    data: bytes, line: int, column: int
) -> None:
    text, (problem,) = decode(data, "n.md")
    assert text is None
    assert (problem.code, problem.place.line, problem.place.column) == (
        "unreadable-encoding",
        line,
        column,
    )


def test_a_file_in_two_encodings_is_not_guessed() -> None:
    lines = ["- le café où on a déjà été", "- la mère de l’élève a rêvé"]
    text, (problem,) = decode("\n".join(lines).encode() + "\n- façade".encode("latin-1"), "n.md")
    assert (text, problem.code, problem.place.line) == (None, "unreadable-encoding", 3)
    plain = b"- and as many words again that are written with plain letters, as most are"
    halves = [lines[0].encode(), lines[0].encode("latin-1"), plain]
    assert decode(b"\n".join(halves), "n.md")[0] is None


def test_a_capital_before_a_quotation_mark_is_no_sign_of_utf_8() -> None:
    text = "- über das »MENÜ« fällt für Größen, Höhen, Längen, Gefühle, Träume, Hörer, Wölfe\n" * 2
    assert decode(text.encode("latin-1"), "n.md")[0] == text


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"PK\x03\x04\x00\x00\x08", b"\x01\x02" * 40]
)
def test_binary_files_are_told_apart(data: bytes) -> None:
    text, (problem,) = decode(data, "n.md")
    assert text is None
    assert problem.code in ("binary-file", "unreadable-encoding")


def test_a_control_character_is_read_as_a_space_and_said() -> None:
    text, (problem,) = decode(b"one\n- a\x1fb\n", "n.md")
    assert text == "one\n- a b\n"
    assert (problem.code, problem.place.line, problem.place.column) == ("control-characters", 2, 4)


def test_a_few_control_characters_in_a_long_text_leave_it_text() -> None:
    """As in what was copied from a terminal."""
    line = "- \x1b[32mpassed\x1b[0m in all of the tests that were run on that day, in no other\n"
    text, (problem,) = decode(line.encode() * 10, "n.md")
    assert text is not None
    assert text.count("passed") == 10
    assert (problem.code, problem.place.line, problem.place.column) == ("control-characters", 1, 3)
    text, (problem,) = decode(b"\x1b[1m\x1b[0m" * 10, "n.md")
    assert (text, problem.code) == (None, "binary-file")


def test_a_truncated_utf_16_file_is_a_problem() -> None:
    text, problems = decode("ab".encode("utf-16") + b"\x00", "n.md")
    assert text is None
    assert problems


def test_an_empty_file_is_empty_text() -> None:
    assert decode(b"", "n.md") == ("", [])


def test_every_problem_is_in_the_catalogue() -> None:
    codes = {"unreadable-encoding", "binary-file", "encoding-guessed", "control-characters"}
    assert codes <= CATALOGUE.keys()
