"""The context line of a card: what is shown of the talk and its headings, and what is not."""

import pytest

from talkdeck.cards.context import context_of
from talkdeck.outline.markdown import read
from talkdeck.outline.node import Node, Talk

NOTES = """# {title}

## Hull
### Keel
- a bullet
"""


def line_of(
    title: str, question: str, answer: str = "", notes: str = NOTES, named: bool = True
) -> tuple[str, ...]:
    outline, _ = read(notes.format(title=title), "boats.md", talks="file")
    talk: Talk = outline.talks[0]
    node: Node = next(n for n in talk.root.walk() if n.kind == "bullet")
    return context_of(node, talk, question, lambda n: n.text.text if named else "", answer)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Sailing: from dinghy to yacht", "Sailing: from dinghy to yacht"),
        ("Sailing: how I learned to love weather and to live with it at last", "Sailing"),
        ("Sailing and the art of mooring (importance: high, very high)",
         "Sailing and the art of mooring (importance: high, very high)"),
        ("Keynote: how I learned to love weather and to live with it at last",
         "Keynote: how I learned to love weather and to live with it at last"),
        ("Chapter 3 - The long way round the world and what it taught us all",
         "Chapter 3 - The long way round the world and what it taught us all"),
        ("Week 2: The long way round: what the world taught us all about the sea",
         "Week 2: The long way round"),
        ("301 Reading 7: The long way round: what the world taught us all",
         "301 Reading 7: The long way round"),
        ("2022-5-31 Sailing for all", "Sailing for all (2022)"),
    ],
)  # fmt: skip
def test_a_long_title_is_cut_at_its_colon_unless_that_names_nothing(title: str, shown: str) -> None:
    assert line_of(title, "What is it made of?")[0] == shown


def test_what_the_question_says_is_left_out() -> None:
    assert line_of("Sailing", "What is a hull?") == ("Sailing", "Keel")


def test_headings_that_say_nothing_are_left_out() -> None:
    notes = "# {title}\n\n## Week 1\n### Overview\n- a bullet\n"
    assert line_of("Sailing", "What is a keel?", notes=notes) == ("Sailing",)
    assert line_of("Notes", "What is a keel?", notes=notes) == (
        "boats",
        "Notes",
        "Week 1",
        "Overview",
    )


def test_a_heading_that_gives_the_answer_away_is_left_out() -> None:
    assert line_of("Sailing", "What stops a boat from drifting?", "the keel") == ("Sailing", "Hull")


def test_a_long_answer_is_not_given_away_by_a_word() -> None:
    answer = "the keel, a heavy fin of lead below the boat"
    assert line_of("Sailing", "What stops it from drifting?", answer) == ("Sailing", "Hull", "Keel")


@pytest.mark.parametrize(
    ("heading", "answer"),
    [
        ("Rig plan", "a drawing called the rig plan of the boat"),
        ("GPS (Global Positioning System)", "to get a GPS fix before the fog comes in"),
        ("League of Yachts", "the LoY"),
        ("LoY", "the League of Yachts"),
        ("Bilge pump", "bilge pumps, which every boat of that size has to have on board by law"),
    ],
)
def test_a_heading_told_whole_or_by_its_initials_is_left_out(heading: str, answer: str) -> None:
    notes = f"# {{title}}\n\n## {heading}\n- a bullet\n"
    assert line_of("Sailing", "What is it for?", answer, notes) == ("Sailing",)


def test_a_title_that_tells_nothing_has_that_of_the_file_before_it() -> None:
    notes = "# {title}\n\n## Day 2\n### Keel\n- a bullet\n\n## Tides\n- a bullet\n"
    outline, _ = read(notes.format(title="Sailing school 2019"), "boats.md", talks="h2")
    shown = [
        context_of(node, talk, "Why?", lambda n: n.text.text)
        for talk in outline.talks
        for node in talk.root.walk()
        if node.kind == "bullet"
    ]
    assert shown == [("Sailing school 2019", "Day 2", "Keel"), ("Tides (2019)",)]


def test_a_heading_without_a_name_is_better_than_none() -> None:
    notes = "# {title}\n\n## What can we do?\n- a bullet\n"
    assert line_of("Day 2", "Three ways?", notes=notes, named=False) == (
        "boats",
        "Day 2",
        "What can we do?",
    )
    long = (
        "# {title}\n\n## What can we do when the wind has gone and the tide carries us out?\n- a\n"
    )
    assert line_of("Day 2", "Three ways?", notes=long, named=False) == ("boats", "Day 2")


@pytest.mark.parametrize(
    ("file", "first"),
    [
        ("notes/marine-law/lecture-notes/lecture-7.md", "marine law"),
        ("notes/lecture-7.md", "Lecture 7"),
        ("/home/ada/notes/marine-law/lecture-7.md", "Lecture 7"),
        ("notes/salvage.md", "salvage"),
    ],
)
def test_a_lecture_known_by_its_number_is_shown_with_the_folder_that_names_the_course(
    file: str, first: str
) -> None:
    outline, _ = read("# Lecture 7\n\n- a bullet\n", file)
    talk = outline.talks[0]
    assert context_of(talk.root.children[0], talk, "What is a keel?", lambda _: "")[0] == first
