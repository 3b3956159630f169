"""Templates and their filters: the case table beside this file, and that they can't execute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import Case, cases, line_of

from talkdeck.outline.inline import Inline
from talkdeck.rules.examples import plain
from talkdeck.rules.filters import FILTERS
from talkdeck.rules.render import Missing, render_items, tidy
from talkdeck.rules.template import Hole, parse_template


@pytest.mark.parametrize("case", cases("templates.txt"), ids=str)
def test_case(case: Case) -> None:
    template, flaws = parse_template(case.title)
    assert not flaws
    values = dict(pair.split(" = ", 1) for pair in case.given.split(" | "))
    captured = {name: line_of(value) for name, value in values.items()}
    try:
        made = " · ".join(plain(tidy(i.text)) for i in render_items(template, captured.get))
    except Missing:
        made = "missing"
    assert (made,) == case.expected


def test_marks_stay_on_what_a_filter_leaves() -> None:
    template, _ = parse_template("{a|plural}")
    (item,) = render_items(template, {"a": line_of("a **fast cache**")}.get)
    assert item.text.text == "a fast caches"
    assert [item.text.text[m.start : m.end] for m in item.text.marks] == ["fast cache"]


@given(st.text("{}[]|:.!ab_-() \n", max_size=40))
def test_reading_a_template_never_fails(source: str) -> None:
    template, flaws = parse_template(source)
    for flaw in flaws:
        assert 0 <= flaw.start <= flaw.end <= len(source)
    for hole in template.holes():
        assert isinstance(hole, Hole)
        assert hole.name.replace("_", "a").replace("-", "a").isalnum()


@given(st.text(max_size=30), st.sampled_from(sorted(FILTERS)))
def test_filters_take_any_text(text: str, name: str) -> None:
    change = FILTERS[name][0]
    assert isinstance(change(Inline(text)), Inline)


@given(st.text(max_size=40))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = tidy(Inline(text))
    assert tidy(once) == once
