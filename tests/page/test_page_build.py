"""The page as text: safe to embed, the same every time, with numbers that add up."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from hashlib import sha256

import pytest
from example import EXAMPLE, LOOK
from hypothesis import given
from hypothesis import strategies as st

from talkdeck.report.page.build import MARK, embed, page
from talkdeck.report.page.data import Preview
from talkdeck.report.page.numbers import numbers, share, summary

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(JSON)
def test_embedded_data_reads_back_and_ends_no_element(value: object) -> None:
    text = embed(value)
    assert json.loads(text) == value
    assert "<" not in text
    assert "\u2028" not in text


def test_a_page_says_at_its_beginning_who_wrote_it() -> None:
    head, _, rest = page(EXAMPLE).partition(MARK)
    assert len(head) < 8_000
    assert rest


def test_the_same_preview_gives_the_same_page() -> None:
    assert page(EXAMPLE) == page(EXAMPLE)


def test_nothing_is_referred_to_but_the_page_itself() -> None:
    text = page(EXAMPLE)
    assert re.findall(
        r"<(?:link|img|script|iframe|source)[^>]*\b(?:src|href)=\"?([^\" >]+)", text
    ) == ["data:,"]
    assert "@import" not in text
    assert "url(" not in text


def test_exactly_the_scripts_of_page_frame_and_templates_may_run() -> None:
    text = page(EXAMPLE).replace("&#x27;", "'")
    allowed = re.search(r"script-src ([^;]+);", text)
    assert allowed
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 1, "whatever else looks like a script is data"
    in_template = re.search(r"<script>(.*)</script>", LOOK.types["list"][0].answer)
    assert in_template
    for script in (scripts[0], in_template[1]):
        digest = base64.b64encode(sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed[1].split()
    assert len(allowed[1].split()) == 3


def test_only_a_live_page_may_ask_its_server() -> None:
    assert "connect-src &#x27;none&#x27;" in page(EXAMPLE)
    assert "connect-src &#x27;self&#x27;" in page(EXAMPLE, live=7)
    assert '"live":7' in page(EXAMPLE, live=7)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 9, "0\u202f%"), (1, 1000, "1\u202f%"), (999, 1000, "99\u202f%"), (9, 9, "100\u202f%"),
     (2, 3, "67\u202f%"), (0, 0, "–")],
)  # fmt: skip
def test_shares(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


def words(html: str) -> str:
    """The text of some HTML on one line."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_the_summary_counts_what_the_page_shows() -> None:
    assert words(summary(EXAMPLE)) == (
        "4 cards from 2 talks · 67\u202f% of the lines covered · 2 lines without a card"
        " · 1 card left out · 1 problem"
    )


def test_the_numbers_add_up() -> None:
    text = words(numbers(EXAMPLE))
    for said in (
        "notes/tea.md:2 the line is &lt;odd&gt; mend it",
        "67\u202f% 6 lines covered by cards",
        "11\u202f% 1 line whose cards were left out",
        "22\u202f% 2 lines without a card",
        "Half of the answers have at most 4 words; the longest has 5.",
        "Sourdough at home 3 71\u202f%",
        "Tea the talk has no bullets 0 0\u202f%",
        "english/pros asks for pros 1",
        "vague the question is too vague to stand alone 1",
    ):
        assert said in text
    described = re.search(r'aria-label="([^"]+)"', numbers(EXAMPLE))
    assert described
    bars = dict(part.split(" words: ") for part in described[1].split(". ")[1].split(", "))
    assert {k: n for k, n in bars.items() if n != "0"} == {"2": "1", "3": "1", "4–5": "2"}
    assert list(bars) == "1 2 3 4–5 6–7 8–10 11–15 16–25 26–45 46+".split()


def test_notes_without_any_card_have_a_page_too() -> None:
    empty = Preview("Nothing", (), (), LOOK)
    assert words(summary(empty)) == "0 cards from 0 talks"
    assert numbers(empty) == ""
    assert page(replace(EXAMPLE, cards=()))
