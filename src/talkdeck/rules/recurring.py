"""Headings that come back: `Diet` under every animal names no thing."""

from __future__ import annotations

from collections.abc import Iterable

from talkdeck import english
from talkdeck.outline.inline import Inline
from talkdeck.outline.node import Node
from talkdeck.regex import regex
from talkdeck.rules.view import lower

OFTEN = 3
"""Under how many different nodes a heading stands that is a part of the form of the notes."""


def recurring(talks: Iterable[Node]) -> frozenset[Node]:
    """Headings and labels whose text stands under three or more different ones.

    Names are none of them: notes may come back to `Postgres` under every question they ask.

    Args:
        talks: the roots of one file's talks.

    Example:
        With `### Evaluation` under `## Trees`, `## Shrubs` and `## Ferns`: those three nodes.
    """
    by_text: dict[str, list[Node]] = {}
    for node in (node for talk in talks for node in talk.walk()):
        if node.kind in ("heading", "label"):
            by_text.setdefault(lower(node.text.text).strip(" .:*"), []).append(node)
    found: set[Node] = set()
    for nodes in by_text.values():
        if len({n.parent for n in nodes}) >= OFTEN:
            first = nodes[0].text
            code = any(mark.kind == "code" for mark in first.marks)
            if not code and not any(map(english.is_name, first.text.split())):
                found.update(nodes)
    return frozenset(found)


_WORD = regex(r"[^\W\d_]+")
_ASKING = frozenset("what is are the a an there".split())
_END = regex(r"\s*\?(?:\s*\(\d+\))?$|$")


def is_bare(question: str, heading: str) -> bool:
    """Whether a question asks for a heading and says nothing more: `Method? (3)`."""
    asked = set(_WORD.findall(lower(question))) - _ASKING
    return asked <= set(_WORD.findall(lower(heading)))


def with_owner(question: Inline, owner: Inline) -> Inline:
    """The question, with what it is of: `Method of Grafting? (3)`."""
    end = _END.search(question.text)
    at = end.start() if end else len(question.text)
    return question[:at] + " of " + owner + question[at:]
