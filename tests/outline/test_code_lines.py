"""What holds of every line of code that is found to carry a comment."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from talkdeck.outline.code_lines import LONGEST_CODE, commented

PIECES = st.sampled_from(
    "# |#|  # |// |  // |-- |  ; |/* | */|<!-- | -->|\"|'|`|\\|{|}|(|)|$ |>>> |=> |#!|    |=|"
    "make all|sorts it|runs the tests|word|x = 1|a.b()|SELECT 1;|TODO|├──|1. |- ".split("|")
)
LINES = st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=12)
LANGUAGES = st.sampled_from(["", "sh", "python", "sql", "ini", "js", "css", "html", "yaml", "text"])


@given(LINES, LANGUAGES)
def test_what_is_found_stands_on_its_lines(lines: list[str], language: str) -> None:
    last = -1
    for found in commented(lines, language):
        assert last < found.first <= found.last < len(lines)
        last = found.last
        above = found.text.text.startswith("# ")
        mark = found.text.marks[-1 if above else 0]
        code = found.text.text[mark.start : mark.end]
        assert 0 < len(code) <= LONGEST_CODE
        source = "".join("".join(lines[found.first : found.last + 1]).split())
        assert "".join(code.split()) in source
        words = found.text.text.replace(code, "").replace("#", " ").replace("->", " ").split()
        assert all(word in source for word in words if word.isalpha())


@given(LINES, LANGUAGES)
def test_lines_without_a_comment_mark_carry_none(lines: list[str], language: str) -> None:
    bare = [line for line in lines if not any(c in line for c in "#/-;%<")]
    assert commented(bare, language) == []


def test_lines_that_never_end_hide_no_other() -> None:
    """Quotes that never close, and lines of any length, are read past."""
    for line in ["'\\x" * 70_000, '"' * 99_999, "`x" * 50_000, "a  " * 100_000]:
        lines = [line, "make   # runs all of it", *[line[:290]] * 200]
        assert [found.first for found in commented(lines, "sh")] == [1]
