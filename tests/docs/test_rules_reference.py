"""docs/rules-reference.md is what the program says of its rule language."""

import re
from pathlib import Path

from loaded import built_in
from talkdeck.report.reference import FORMS, render_reference
from talkdeck.rules.filters import FILTERS
from talkdeck.rules.keys import TABLES
from talkdeck.rules.shapes import ANCHORED, WHOLE
from talkdeck.rules.template import BUILT_IN

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules-reference.md"


def test_the_page_is_what_the_program_says() -> None:
    page = render_reference(built_in())
    assert PAGE.read_text("utf-8") == page, "run `make reference`"


def test_nothing_of_the_language_is_left_out() -> None:
    page = PAGE.read_text("utf-8")
    keys = [key.name for table in TABLES.values() for key in table.values()]
    rules = [rule.name for rule in built_in().everything()]
    for name in (*keys, *ANCHORED, *WHOLE, *FILTERS, *rules):
        assert f"| `{name}`" in page, name
    assert all(f"| `{{{name}}}`" in page for name in BUILT_IN)
    assert {key.form for table in TABLES.values() for key in table.values()} <= set(FORMS)


def test_links_of_the_page_lead_to_its_titles() -> None:
    page = PAGE.read_text("utf-8")
    titles = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    places = {title.lower().replace("`", "").replace(" ", "-") for title in titles}
    links = set(re.findall(r"\]\(#([^)]*)\)", page))
    assert links
    assert links <= places
