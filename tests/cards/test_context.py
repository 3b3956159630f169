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


def line_of(title: str, question: str, answer: str = "") -> tuple[str, ...]:
    notes, _ = read(NOTES.format(title=title), "boats.md", talks="file")
    talk: Talk = notes.talks[0]
    node: Node = next(n for n in talk.root.walk() if n.kind == "bullet")
    return context_of(node, talk, question, lambda n: n.text.text, answer)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Sailing: from dinghy to yacht", "Sailing: from dinghy to yacht"),
        ("Sailing: how I learned to love weather and to live with it at last", "Sailing"),
        ("Keynote: how I learned to love weather and to live with it at last",
         "Keynote: how I learned to love weather and to live with it at last"),
        ("Chapter 3 - The long way round the world and what it taught us all",
         "Chapter 3 - The long way round the world and what it taught us all"),
    ],
)  # fmt: skip
def test_a_long_title_is_cut_at_its_colon_unless_that_names_nothing(title: str, shown: str) -> None:
    assert line_of(title, "What is it made of?")[0] == shown


def test_what_the_question_says_is_left_out() -> None:
    assert line_of("Sailing", "What is a hull?") == ("Sailing", "Keel")


def test_a_heading_that_gives_the_answer_away_is_left_out() -> None:
    assert line_of("Sailing", "What stops a boat from drifting?", "the keel") == ("Sailing", "Hull")


def test_a_long_answer_is_not_given_away_by_a_word() -> None:
    answer = "the keel, a heavy fin of lead below the boat"
    assert line_of("Sailing", "What stops it from drifting?", answer) == ("Sailing", "Hull", "Keel")
