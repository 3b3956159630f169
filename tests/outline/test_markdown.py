"""What `read` says beside the outline: problems, choices, silenced lines."""

from __future__ import annotations

import pytest

from talkdeck.outline.inline_markdown import read_inline
from talkdeck.outline.markdown import read
from talkdeck.problems import CATALOGUE

TWO = "# Days\n\n## One talk\n\n- a\n\n## Another\n\n- b\n"


def test_broken_front_matter_is_said_with_its_place() -> None:
    notes, (problem,) = read("---\ntitle: a: b\n---\n- a", "n.md")
    assert (problem.code, problem.place.line, problem.excerpt) == ("front-matter", 2, "title: a: b")
    assert problem.severity == "warning"
    assert [n.start for n in notes.talks[0].root.items] == [4]


def test_a_date_that_there_is_not_costs_nothing_else() -> None:
    notes, problems = read("---\ntitle: Days\ndate: 2020-13-45\n---\n- a", "n.md")
    assert (notes.title, notes.talks[0].year, problems) == ("Days", 2020, [])


def test_front_matter_may_be_long_but_not_bottomless() -> None:
    many = "".join(f"key{n}: [a, b]\n" for n in range(99))
    notes, problems = read(f"---\n{many}title: Days\n---\n- a", "n.md")
    assert (notes.title, problems) == ("Days", [])
    deep = "[" * 31 + "]" * 31
    notes, (problem,) = read(f"---\ntitle: Days\nkey: {deep}\n---\n- a", "n.md")
    assert (problem.code, problem.place.line) == ("front-matter", 3)
    assert "nest more than 30 deep" in problem.message
    assert [n.start for n in notes.talks[0].root.items] == [5]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("---\ntitle: Days: two\n---\n- a", 2, "not valid YAML; expected `key: value` lines"),
        ("+++\ntitle = 'Days'\ndate = soon\n+++\n- a", 3, "not valid TOML; expected `key = value`"),
        ("+++\ntitle: Days\n+++\n- a", 2, "not valid TOML; expected `key = value` lines"),
    ],
)
def test_front_matter_with_a_mistake_is_told_in_its_own_language(
    text: str, line: int, message: str
) -> None:
    notes, (problem,) = read(text, "n.md")
    assert (problem.code, problem.place.line) == ("front-matter", line)
    assert message in problem.message
    assert [n.text.text for n in notes.talks[0].root.items] == ["a"]


def test_code_that_is_never_closed_is_said_with_its_place() -> None:
    _, (problem,) = read("- a\n\n```py\nx\n", "n.md")
    assert (problem.code, problem.place.line, problem.excerpt) == ("unclosed-code", 3, "```py")


@pytest.mark.parametrize(
    ("notes", "lines"),
    [
        ("- a\n<<<<<<< HEAD\n- b\n=======\n- c\n>>>>>>> other\n", [2]),
        ("<<<<<<< a\n- b\n||||||| base\n- x\n=======\n- c\n>>>>>>> d\n" * 2, [1, 8]),
        ("<<<<<<< a\n```\nb\n=======\n```py\nc\n>>>>>>> d\n```\n", [1]),  # one side opens code
        ("---\n<<<<<<< a\ntitle: b\n=======\ntitle: c\n>>>>>>> d\n---\n- e\n", [2]),
        ("```\n<<<<<<< a\n=======\n>>>>>>> b\n```\n- c\n", []),  # shown, not left over
        ("<<<<<<< a\n- what stands in front of such a line is not half of two versions\n", []),
        ("- a\n\n=======\n\n>>>>>>> quoted seven times\n", []),
    ],
)
def test_two_versions_that_a_merge_left(notes: str, lines: list[int]) -> None:
    found = [p for p in read(notes, "n.md")[1] if p.code == "merge-conflict"]
    assert [p.place.line for p in found] == lines
    assert all(p.severity == "error" and p.excerpt.startswith("<<<<<<<") for p in found)


def test_problems_are_in_the_catalogue() -> None:
    assert {"front-matter", "unclosed-code", "merge-conflict"} <= CATALOGUE.keys()


@pytest.mark.parametrize(
    ("talks", "titles", "choice"),
    [
        ("h1", ["Days"], "talk = level-1 heading (as configured)"),
        ("h2", ["One talk", "Another"], "talk = level-2 heading (as configured)"),
        ("file", ["Days"], "talk = the whole file (as configured)"),
    ],
)
def test_talks_can_be_configured(talks: str, titles: list[str], choice: str) -> None:
    notes, _ = read(TWO, "n.md", talks=talks)  # type: ignore[arg-type]
    assert ([t.title.text for t in notes.talks], notes.choice) == (titles, choice)


def test_a_configured_level_that_is_missing_loses_nothing() -> None:
    notes, _ = read("# One\n\n- a\n", "n.md", talks="h2")
    assert [n.text.text for t in notes.talks for n in t.root.items] == ["a"]
    assert "there are none" in notes.choice


@pytest.mark.parametrize(
    ("file", "before"),
    [
        ("2015 scaladays.md", ""),
        ("notes.md", ""),
        ("Memory on the JVM.md", "Memory on the JVM"),
    ],
)
def test_without_a_title_the_name_of_the_file_stands_before_what_may_be_its_parts(
    file: str, before: str
) -> None:
    text = "## Off-heap memory\n\n- arenas\n\n## Types at work\n\n- phantom types\n"
    talks = read(text, file)[0].talks
    assert [t.title.text for t in talks] == ["Off-heap memory", "Types at work"]
    assert {t.part_of for t in talks} == {before}


def test_a_paragraph_that_introduces_all_headings_makes_them_parts_of_one_talk() -> None:
    text = (
        "The talk went from a hype to what has to be done on any given working day.\n\n"
        "## Off-heap memory\n\n- arenas\n\n## Types at work\n\n- phantom types\n"
    )
    assert [t.title.text for t in read(text, "Memory on the JVM.md")[0].talks] == [
        "Memory on the JVM"
    ]


def test_silencing_comments_speak_of_their_line_and_the_next_with_words() -> None:
    notes, _ = read(
        "<!-- talkdeck: ignore long, twice -->\n\n- a\n- b <!-- talkdeck: ignore -->\n- c", "n.md"
    )
    assert notes.silenced == {
        1: frozenset({"long", "twice"}),
        3: frozenset({"long", "twice"}),
        4: frozenset("*"),
        5: frozenset("*"),
    }


def test_comments_say_which_rules_the_notes_do_without() -> None:
    notes, _ = read(
        "<!-- talkdeck: without english/steps, NUMBERS -->\n\n- a\n"
        "- b <!-- talkdeck: without cloze --> <!-- talkdeck: without arrows -->\n"
        "<!-- talkdeck: without -->\n<!-- without steps -->\n<!-- talkdeck: ignore long -->\n",
        "n.md",
    )
    assert notes.without == {1: ("english/steps", "numbers"), 4: ("cloze", "arrows")}
    assert notes.silenced == {7: frozenset({"long"})}


@pytest.mark.parametrize(
    ("file", "title", "year"),
    [
        ("notes/2019/6-big_data.md", "6 big data", 2019),
        ("talks/efs-deep-dive/README.md", "efs deep dive", None),
        ("Building a house.md", "Building a house", None),
        ("pycon2016/x.md", "x", 2016),
    ],
)
def test_title_and_year_may_come_from_the_path(file: str, title: str, year: int | None) -> None:
    notes, _ = read("- a\n", file)
    assert (notes.title, notes.talks[0].year) == (title, year)


def test_addresses_that_are_unsafe_to_open_are_no_links() -> None:
    for source in (
        "[x](javascript:alert(1))",
        "[x][1]",
        "<a href=' JavaScript:alert(1)'>x</a>",
        "![x](javascript:alert(1))",
    ):
        inline = read_inline([source], {"1": {"href": "vbscript:x", "title": ""}})
        assert (inline.text, inline.marks) == ("x", ())


@pytest.mark.parametrize(
    ("source", "marked"),
    [
        ("==two words== and more", ["two words"]),
        ("(==e==) and z= ==w==!", ["e", "w"]),
        ("a==b and c==d", []),
        ("a ===b== c and == d == and =e= and ====", []),
        ("a ** b ** c and 2 * 3 * 4 and snake_case_name", []),
        ("a ~~ b ~~ c", []),
    ],
)
def test_signs_that_are_drawn_as_they_are_written_mark_or_do_not(
    source: str, marked: list[str]
) -> None:
    """The cases' drawings show a mark as notes write it, and so can't tell these."""
    inline = read_inline([source])
    assert [inline.text[m.start : m.end] for m in inline.marks] == marked


def test_a_picture_embedded_in_the_text_does_not_flood_it() -> None:
    picture = "data:image/png;base64," + "A" * 50_000
    assert read_inline([f"see ![a chart]({picture}) here"]).text == "see a chart here"


def test_a_carriage_return_is_no_line_of_its_own() -> None:
    notes, _ = read("# T\r\n\r\n- a\r\n- b\r\n", "n.md")
    assert [n.start for n in notes.talks[0].root.items] == [3, 4]
    assert notes.line_count == 4
