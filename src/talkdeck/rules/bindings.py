"""What a condition captures, and what it says when it does not hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from talkdeck.outline.inline import Inline
from talkdeck.outline.node import Node
from talkdeck.rules.scene import Scene


class Taken(NamedTuple):
    """What a capture holds.

    Attributes:
        text: the words, with mark-up; those of a word list spelt out.
        node: the node it was taken from.
        start: offset in the node's text.
        end: offset after its last character.
    """

    text: Inline
    node: Node
    start: int
    end: int


Bindings = dict[str, Taken]
"""Captures by name."""

AROUND = ("before", "after")
"""Names under which the text around a `find` is kept; no capture's name can be one of them
without taking its place."""


class Miss(NamedTuple):
    """A condition that did not hold.

    Attributes:
        key: path of keys to it, e.g. ("parent", "text").
        say: says in words what is the matter, e.g. `does not end in '?'`.
    """

    key: tuple[str, ...]
    say: Callable[[], str]

    def words(self) -> str:
        """In words, e.g. `parent › text: does not end in '?'`."""
        return f"{' › '.join(self.key)}: {self.say()}"


NO = Miss((), lambda: "")
"""A miss that nobody wants explained."""


def miss(scene: Scene, key: tuple[str, ...], say: Callable[[], str]) -> Miss:
    """A condition that does not hold; it keeps its words only if somebody will ask for them."""
    return Miss(key, say) if scene.telling else NO


def same(one: str, other: str) -> bool:
    """Whether two captures hold the same text: case and white space do not matter."""
    return one.split() == other.split() or one.casefold().split() == other.casefold().split()
