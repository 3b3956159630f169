"""Notes of every shape, for properties: outlines made by hypothesis, and written as Markdown.

An outline is what a person means: talks with headings, and bullets below bullets, some of them
labels, questions or definitions. `written` is how it is written down, in one of several hands.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

NAMES = st.sampled_from(
    "Redis|Kafka|the Krebs cycle|Lake Como|pytest|sourdough|contract law|C++|Ada Lovelace|`grep -r`"
    "|**yeast**|$e^x$|日本|<b>bold</b>|a & b|50% of all users|[a page](https://example.org/a_b)".split(
        "|"
    )
)
TITLES = NAMES.filter(lambda name: "](" not in name)  # a heading that is a link may be a talk
VERBS = st.sampled_from("keeps|needs|is made of|replaced|should not replace|stands for".split("|"))
LABELS = st.sampled_from("Pros|Cons|Advantages|Example|Why|Steps|When to use|Causes".split("|"))


@dataclass(frozen=True)
class Line:
    """A bullet with what stands below it."""

    text: str
    below: tuple[Line, ...] = ()

    @property
    def count(self) -> int:
        """How many bullets there are, with itself."""
        return 1 + sum(line.count for line in self.below)


@dataclass(frozen=True)
class TalkText:
    """A talk: its title, and sections with their bullets; "" for what stands above them."""

    title: str
    sections: tuple[tuple[str, tuple[Line, ...]], ...]


def _sentence(subject: str, verb: str, other: str) -> str:
    return f"{subject} {verb} {other}"


TEXTS = st.one_of(
    NAMES,
    LABELS.map(lambda label: f"{label}:"),
    st.builds(_sentence, NAMES, VERBS, NAMES),
    st.builds("What {} {}?".format, VERBS, NAMES),
    st.builds("{}: {}".format, NAMES, NAMES),
    st.builds("In {} it took {} years".format, st.integers(1500, 2024), st.integers(2, 90)),
)
LINES = st.recursive(
    st.builds(Line, TEXTS),
    lambda below: st.builds(Line, TEXTS, st.lists(below, max_size=4).map(tuple)),
    max_leaves=12,
)
SECTIONS = st.tuples(st.one_of(st.just(""), TITLES), st.lists(LINES, min_size=1, max_size=3))
TALKS = st.builds(
    TalkText,
    st.builds("{} and {}".format, TITLES, TITLES),
    st.lists(SECTIONS.map(lambda s: (s[0], tuple(s[1]))), min_size=1, max_size=3).map(tuple),
)
OUTLINES = st.lists(TALKS, min_size=1, max_size=3).map(tuple)


@dataclass(frozen=True)
class Hand:
    """How somebody writes: the sign of bullets, the width of a level, what ends a line."""

    sign: str = "-"
    indent: str = "  "
    ending: str = "\n"
    loose: bool = False


HANDS = st.builds(
    Hand,
    st.sampled_from("-*+"),
    st.sampled_from(["  ", "    ", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)


def written(talks: tuple[TalkText, ...], hand: Hand = Hand(), title: str = "Notes") -> str:
    """The Markdown of an outline: one file, its talks under headings of level 2."""
    lines = [f"# {title}", ""]
    for talk in talks:
        lines += [f"## {talk.title}", ""]
        for heading, bullets in talk.sections:
            lines += [f"### {heading}", ""] if heading else []
            for bullet in bullets:
                _write(bullet, 0, hand, lines)
            lines.append("")
    return hand.ending.join(lines)


def _write(line: Line, depth: int, hand: Hand, lines: list[str]) -> None:
    lines.append(f"{hand.indent * depth}{hand.sign} {line.text}")
    lines += [""] if hand.loose else []
    for below in line.below:
        _write(below, depth + 1, hand, lines)
