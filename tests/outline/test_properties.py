"""What holds of every outline, whatever a person writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases import stands_in
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from talkdeck.outline.decode import decode
from talkdeck.outline.inline import FILLER
from talkdeck.outline.inline_markdown import parsed, read_inline
from talkdeck.outline.markdown import read
from talkdeck.outline.node import Node, Notes
from talkdeck.outline.show import show

MARKS = (
    "|  |    |\t|- |* |1. |2) |a. |# |## |##|> |```|~~~|---|===|**|*|_|`|$|$$|\\(|\\)|[|](u)|<|"
    ">|<b>|</b>|<!--|-->|<table>|</table>|<td>|<li>|==|~|:|?|.|&amp;|\\|[x] |: |[^1]: |[r]: u"
)
WORDS = "word|Pros|Ada Jones|https://x.org/y|by |title: x|+++|é|日本|2017|![p](q.png)"
PIECES = st.sampled_from([*MARKS.split("|"), *WORDS.split("|"), "| ", "| a | b |", "|---|---|"])
LINES = st.lists(PIECES, max_size=7).map("".join)
NOTES = st.lists(LINES, max_size=25).map("\n".join)
COMMON = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def all_nodes(notes: Notes) -> Iterator[Node]:
    for talk in notes.talks:
        yield from talk.root.walk()


@COMMON
@given(st.one_of(NOTES, st.text(max_size=400)))
@example("\ud800 lone")
@example("\x1f\x00")
def test_any_text_is_read_and_can_be_drawn(text: str) -> None:
    notes, problems = read(text, "n.md")
    show(notes)
    assert all(problem.code for problem in problems)


@COMMON
@given(NOTES, st.sampled_from(["auto", "h1", "h2", "file"]))
@example("- a\n\n```\nx\n```\n\n  > q\n- b", "auto")
def test_lines_are_inside_the_file_and_in_order(text: str, talks: str) -> None:
    notes, _ = read(text, "n.md", talks=talks)  # type: ignore[arg-type]
    count = max(notes.line_count, 1)
    for talk in notes.talks:
        starts = [node.start for node in talk.root.walk() if node is not talk.root]
        assert starts == sorted(starts)
        assert 1 <= talk.start <= talk.end <= count
        for line in talk.metadata:
            assert 1 <= line.line <= count
    for node in all_nodes(notes):
        assert 1 <= node.start <= node.end <= count
        assert [child.parent for child in node.children] == [node] * len(node.children)


@COMMON
@given(NOTES)
def test_words_of_a_node_stand_on_its_lines(text: str) -> None:
    notes, _ = read(text, "n.md")
    lines = text.split("\n")
    for node in all_nodes(notes):
        if node.kind == "talk":
            continue
        source = "\n".join(lines[node.start - 1 : node.end])
        texts = [node.text.text, *(cell.text for row in node.rows for cell in row)]
        for word in re.findall(r"[^\W_]+", " ".join(texts)):
            assert stands_in(word, source), (node.kind, node.start, node.end)


@COMMON
@given(NOTES)
def test_no_bullet_is_lost(text: str) -> None:
    """A line with a marker and a word of its own is in the outline or read as metadata."""
    lines = text.split("\n")
    plain = [n for n, line in enumerate(lines) if re.fullmatch(r"- (?:word|Pros|é|日本)+", line)]
    if any(re.search(r"[`~<$\\|]|\+\+\+|---", line) for line in lines):
        return  # code, HTML and front matter may hold it
    notes, _ = read(text, "n.md")
    seen = {line for node in all_nodes(notes) for line in node.lines}
    seen |= {line.line for talk in notes.talks for line in talk.metadata}
    assert {n + 1 for n in plain} <= seen


@COMMON
@given(st.lists(PIECES, max_size=12).map("".join))
@example("u**- *##**##*")
@example("**- *-   ##**")
@example("**- *##****##*")
@example("**[a:](u)** b _**c:** d_ ***e:*** f")
def test_marks_lie_inside_their_text_and_never_cross(text: str) -> None:
    inline = read_inline([text])
    marks = inline.marks
    assert list(marks) == sorted(marks, key=lambda m: (m.start, -m.end))
    for n, mark in enumerate(marks):
        assert 0 <= mark.start < mark.end <= len(inline.text)
        for other in marks[n + 1 :]:
            assert other.start >= mark.end or other.end <= mark.end
    assert FILLER not in inline.text


MARKED = st.sampled_from(
    "a|Word|b |_|*|**|`|<|</|<a|&|&lt;|&#3;|[|](|]|)|![|==|~|$|\\|: |. |é|日本|\xa0|[w](https://a.org)|"
    "[w y](http://a.org/?a=1&b=2)|[**w**](https://a.org)|https://a.org|`c` | **b** ".split("|")
)


@COMMON
@given(st.lists(MARKED, max_size=9).map("".join))
@example("[w](https://a.org)[w](https://a.org)")
@example("a_b, Q&A, 1 < 2, `c`: **b:** d")
def test_mark_up_read_without_the_parser_is_what_the_parser_reads(text: str) -> None:
    text = text.strip()
    assert read_inline([text]) == parsed(text) or text.endswith("\\")


@COMMON
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_problem(data: bytes) -> None:
    text, problems = decode(data, "n.md")
    if text is None:
        assert [p.severity for p in problems] == ["error"]
        assert problems[0].place.file == "n.md"
    else:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u2028]", text)


@COMMON
@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn")), max_size=80))
def test_text_survives_every_encoding_with_a_mark(text: str) -> None:
    text = text.replace("\ufffc", "").replace("\ufeff", "")
    expected = re.sub("[\u2028\u2029\x85]", " ", text)
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert decode(text.encode(encoding), "n.md")[0] == expected
