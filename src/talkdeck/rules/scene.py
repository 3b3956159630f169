"""What is known about a talk while rules are tried on it, each thing found out once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from talkdeck.outline.inline import Inline
from talkdeck.outline.node import Node
from talkdeck.rules.matcher import Words
from talkdeck.rules.model import Ruleset
from talkdeck.rules.topic import Topic, is_label, name_of
from talkdeck.rules.view import View

LABELS = "labels"
"""The word list of lines that are labels and no topic."""

_UNKNOWN: Any = object()


@lru_cache(maxsize=16)
def words_of(ruleset: Ruleset) -> Mapping[str, Words]:
    """The word lists of a ruleset, ready for matching."""
    return {name: Words(li.words, li.tolerant) for name, li in ruleset.lists.items()}


class Scene:
    """Views, names and topics of nodes, and what nested conditions found.

    Attributes:
        lists: word lists at work.
        found: results of nested conditions that depend on nothing but their node, by the
            condition's and the node's identity.
    """

    __slots__ = ("_labels", "_names", "_topics", "_views", "found", "lists")

    def __init__(self, lists: Mapping[str, Words]) -> None:
        self.lists = lists
        self._labels = lists.get(LABELS)
        self._views: dict[Node, View] = {}
        self._names: dict[Node, Inline | None] = {}
        self._topics: dict[Node, Topic | None] = {}
        self.found: dict[tuple[int, int], Any] = {}

    def view(self, node: Node) -> View:
        """The node's text as patterns see it."""
        view = self._views.get(node)
        if view is None:
            view = self._views[node] = View(node.text)
        return view

    def name(self, node: Node) -> Inline | None:
        """The name of the thing that a node names; None if it names none, or is a label."""
        name = self._names.get(node, _UNKNOWN)
        if name is _UNKNOWN:
            view = self.view(node)
            label = is_label(view, self._labels)
            name = self._names[node] = None if label else name_of(node, view)
        return name  # type: ignore[no-any-return]

    def label(self, node: Node) -> bool:
        """Whether a node is a label, by the word list `labels`."""
        return is_label(self.view(node), self._labels)

    def topic(self, node: Node) -> Topic | None:
        """What a node is about."""
        above = node.parent
        if above is None:
            return None
        topic = self._topics.get(above, _UNKNOWN)
        if topic is _UNKNOWN:
            topic = self._topics[above] = self._resolve(above)
        return topic  # type: ignore[no-any-return]

    def _resolve(self, above: Node | None) -> Topic | None:
        """The first node, from this one upwards, that is no label, if it names a thing."""
        while above is not None and self.label(above):
            above = above.parent
        if above is None:
            return None
        name = self.name(above)
        return Topic(name, above) if name is not None else None


def topic_of(node: Node, ruleset: Ruleset) -> Topic | None:
    """What a node is about: the nearest node above it that is no label, if it names a thing.

    Example:
        In `## Redis` / `- Pros` / `  - in-memory` the topic of `in-memory` is `Redis`.
    """
    return Scene(words_of(ruleset)).topic(node)
