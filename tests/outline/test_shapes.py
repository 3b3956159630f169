"""Outlines of every shape are read as they were meant, however they are written."""

from __future__ import annotations

from hypothesis import given, settings

from outlines import HANDS, OUTLINES, Hand, Line, TalkText, written
from talkdeck.outline.markdown import read
from talkdeck.outline.node import Node


def shape(nodes: list[Node]) -> list[tuple[int, int]]:
    """Depth and line of all bullets, as they were read."""
    found = []
    for node in nodes:
        for child in node.walk():
            if child.kind in ("bullet", "label"):
                above, depth = child.parent, 0
                while above is not None:
                    depth += above.kind in ("bullet", "label")
                    above = above.parent
                found.append((depth, child.start))
    return found


def meant(talk: TalkText) -> list[int]:
    """Depth of all bullets, as they were meant."""
    depths: list[int] = []

    def add(line: Line, depth: int) -> None:
        depths.append(depth)
        for below in line.below:
            add(below, depth + 1)

    for _, lines in talk.sections:
        for line in lines:
            add(line, 0)
    return depths


@settings(max_examples=40)
@given(OUTLINES, HANDS)
def test_every_bullet_is_read_at_its_depth(talks: tuple[TalkText, ...], hand: Hand) -> None:
    text = written(talks, hand)
    notes, problems = read(text.replace("\r\n", "\n"), "n.md", talks="h2")
    assert not [p for p in problems if p.severity == "error"]
    assert len(notes.talks) == len(talks)
    for talk, given_talk in zip(notes.talks, talks, strict=True):
        said = {line.line for line in talk.metadata}
        depths = [depth for depth, _ in shape([talk.root])]
        assert depths == meant(given_talk) or said


@settings(max_examples=25)
@given(OUTLINES, HANDS)
def test_the_hand_makes_no_difference(talks: tuple[TalkText, ...], hand: Hand) -> None:
    def words(text: str) -> list[tuple[str, str]]:
        notes, _ = read(text, "n.md", talks="h2")
        return [(n.kind, n.text.text) for talk in notes.talks for n in talk.root.walk()]

    assert words(written(talks, hand).replace("\r\n", "\n")) == words(written(talks))
