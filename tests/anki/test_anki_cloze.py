"""Gaps: cut where they belong, and never opened or closed by what a person wrote."""

from __future__ import annotations

import pytest
from anki_kit import card, inline
from hypothesis import given
from hypothesis import strategies as st

from talkdeck.anki.cloze import defuse, gap_pieces, ordinals
from talkdeck.anki.html import fields
from talkdeck.cards.card import Gap
from talkdeck.outline.inline import Inline

FIELDS = [
    ("std::vector grows", (0, 11), "", "{{c1::std&#58;&#58;vector}} grows"),
    ("end }} here", (4, 6), "", "end {{c1::&#125;&#125;}} here"),
    ("f{x} is", (0, 4), "", "{{c1::f{x&#125;}} is"),
    ("{{c1::no}} yes", (11, 14), "", "&#123;&#123;c1&#58;&#58;no&#125;&#125; {{c1::yes}}"),
    ("a ratio a: b", (8, 10), "", "a ratio {{c1::a&#58;}} b"),
    ("x is y", (5, 6), "like a::b }}", "x is {{c1::y::like a&#58;&#58;b &#125;&#125;}}"),
    ("set $x^{a_{b}}$ now", (4, 13), "", r"set {{c1::\(x^{a_{b} }\)}} now"),
    ("`f({{a}})` x", (9, 10), "", "<code>f(&#123;&#123;a&#125;&#125;)</code> {{c1::x}}"),
    ("call `dict()` now", (5, 9), "", "call {{c1::<code>dict()</code>}} now"),
    ("**all bold** text", (4, 10), "", None),
]


@pytest.mark.parametrize(("text", "cut", "hint", "field"), FIELDS)
def test_fields(text: str, cut: tuple[int, int], hint: str, field: str | None) -> None:
    made = fields(card("cloze", text, "x", gaps=(Gap(*cut, 1, hint),))).front
    expected = "<strong>all </strong>{{c1::<strong>bold</strong> t}}ext"
    assert made == (field or expected)


def test_gaps_that_meet_are_not_nested() -> None:
    pieces = gap_pieces(
        inline("one two three"), (Gap(4, 7, 2), Gap(0, 5), Gap(3, 3), Gap(8, 99, 0))
    )
    assert [(p.text.text, p.number) for p in pieces] == [("one t", 1), ("wo three", 0)]


def test_ordinals() -> None:
    assert ordinals("{{c2::a}} {{c1::b}} {{c2::c}} {{c0::d}} {{c500::e}} {{c3:f}}") == (0, 1)


@given(st.text(alphabet="{}:c1 <a", max_size=30))
def test_no_text_opens_or_closes_a_gap(text: str) -> None:
    html = defuse(text)
    assert "{{" not in html
    assert "}}" not in html
    assert "::" not in html
    assert not html.startswith(("{", "}", ":"))
    assert not html.endswith(("{", "}", ":"))


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_pieces_are_the_whole_text(text: str, start: int, end: int) -> None:
    pieces = gap_pieces(Inline(text), (Gap(start, end),))
    assert "".join(p.text.text for p in pieces) == text
