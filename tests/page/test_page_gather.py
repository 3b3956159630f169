"""From notes to what the page shows of them, with the real rules."""

from __future__ import annotations

import re
from html import escape

from hypothesis import example, given
from hypothesis import strategies as st

from loaded import built_in
from talkdeck.config import Settings
from talkdeck.pipeline import cards_of, read_text
from talkdeck.report.page import gather
from talkdeck.report.page.data import Line, Preview

NOTES = """\
# Kitchen notes

## Gas stoves

Maria Lopez

* Pros:
  * fast to heat
  * cheap to run
* Gas stoves have an open flame, which is why a gas stove has an open flame
* :-)

```sh
boil water
```

## Nothing here
"""


PIECES = [
    *(r"\text{", "}", "<", ">", "&lt;", "&#60;", "script", " onerror=x", "/", '"', "^", "_", "{"),
    *(r"\href{", r"\frac{", r"\color{", r"\mathrm{", r"\style{", "x", "1", "=", "<img src=x>", "&"),
]


def made(text: str = NOTES) -> Preview:
    notes, _ = read_text(text, "notes/kitchen.md", Settings())
    cards, _ = cards_of(notes, built_in(), Settings())
    return gather.preview([gather.part(cards, text)], built_in())


def test_lines_stand_where_they_stand_in_the_file() -> None:
    seen = made()
    (sheet,) = seen.sheets
    assert [line.text for line in sheet.lines] == NOTES.rstrip("\n").split("\n")
    assert sheet.lines[0] == Line("# Kitchen notes", "plain")
    assert sheet.lines[7].fate == "covered"
    assert sheet.lines[7].counts
    assert sheet.lines[4] == Line("Maria Lopez", "metadata", sheet.lines[4].why)
    assert sheet.lines[10].fate == "none"
    assert sheet.lines[10].why
    assert not any(
        line.counts for n, line in enumerate(sheet.lines, 1) if n in (1, 3, 5, 13, 14, 17)
    )


def test_cards_come_with_fields_talk_rule_and_lines() -> None:
    seen = made()
    pros = next(c for c in seen.cards if c.rule == "english/pros-and-cons")
    assert (pros.question, pros.answer) == (
        "pros of gas stoves?",
        "fast to heat · cheap to run",
    ) or (pros.question.lower() == "pros of gas stoves?")
    assert pros.kind == pros.type == "list"
    assert pros.fields[seen.look.fields.index("Back")] == (
        "<ul><li>fast to heat</li><li>cheap to run</li></ul>"
    )
    assert pros.words == 6
    assert {7, 8, 9} <= set(pros.lines)
    assert seen.rules[pros.rule]
    assert seen.title == "Kitchen notes"


def test_a_talk_without_cards_says_why() -> None:
    (sheet,) = made().sheets
    assert [t.title for t in sheet.talks] == ["Gas stoves", "Nothing here"]
    assert sheet.talks[0].why_none == ""
    assert sheet.talks[1].why_none == "the talk has no notes"


def test_mathematics_becomes_mathml() -> None:
    assert gather.typeset("no mathematics") == "no mathematics"
    html = gather.typeset(r"area \(\pi r^2\) and \[a &lt; b\]")
    assert html.startswith("area <math")
    assert html.count("<math") == 2
    assert "\\(" not in html
    broken = r"\(\frac{\left( \)"
    assert gather.typeset(broken) == broken


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
@example(r"\text{<img src=x onerror=alert(1)>}")
@example(r"\text{&lt;script&gt;}")
@example(r"\text{&amp;lt;script&amp;gt;}")
@example(r"\href{javascript:alert(1)}{x}")
def test_mathematics_can_bring_nothing_else_along(tex: str) -> None:
    html = gather.typeset(f"\\({escape(tex)}\\)")
    if html.startswith("<math"):
        tags = set(re.findall(r"<(?!/)([^\s>]*)", html))
        assert tags <= gather.MATHML
        assert not re.search(r"\s(on\w+|href|src)=", html)
    else:
        assert html == f"\\({escape(tex)}\\)"
