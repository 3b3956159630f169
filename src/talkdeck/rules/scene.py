"""What is known about a talk while rules are tried on it, each thing found out once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from talkdeck.outline.inline import Inline
from talkdeck.outline.node import Node
from talkdeck.rules.model import Ruleset, WordList
from talkdeck.rules.own_names import own_names
from talkdeck.rules.sentences import KINDS, Sentences
from talkdeck.rules.topic import Topic, is_label, is_thing, name_of, opened
from talkdeck.rules.view import View
from talkdeck.rules.wordlist import Words

LABELS = "labels"
"""The word list of lines that are labels and no topic."""

OPENERS = "name-openers"
"""The word list of what stands before a name in a heading: `Introduction to`."""

_UNKNOWN: Any = object()

_MARKS_AFTER = " :-.,"


@lru_cache(maxsize=16)
def words_of(ruleset: Ruleset) -> Mapping[str, Words]:
    """The word lists of a ruleset, each made ready for matching when it is first asked for."""
    return _Lists(ruleset.lists)


class _Lists(Mapping[str, Words]):
    def __init__(self, given: Mapping[str, WordList]) -> None:
        self._given = given
        self._ready: dict[str, Words] = {}

    def __getitem__(self, name: str) -> Words:
        found = self._ready.get(name)
        if found is None:
            given = self._given[name]
            found = self._ready[name] = Words(given.words, given.tolerant)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._given

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)


class Scene:
    """Views, names and topics of nodes, and what nested conditions found.

    Attributes:
        lists: word lists at work.
        telling: whether misses have to say what is the matter; it takes time.
        views: those that were asked for, by node.
        found: results of nested conditions that depend on nothing but their node, by the
            condition's and the node's identity.
    """

    __slots__ = (
        "_again", "_beyond", "_labels", "_looked_beyond", "_names", "_opened_names", "_openers",
        "_own_names", "_sentences", "_topics", "found", "lists", "telling", "views",
    )  # fmt: skip

    def __init__(self, lists: Mapping[str, Words], *, telling: bool = False,
                 again: frozenset[Node] = frozenset()) -> None:  # fmt: skip
        self.lists = lists
        self.telling = telling
        self._labels = lists.get(LABELS)
        self._openers = lists.get(OPENERS)
        self._again = again
        self._own_names: frozenset[str] | None = None
        self._sentences = Sentences(lists)
        self.views: dict[Node, View] = {}
        self._looked_beyond: dict[Node, bool] = {}
        self._opened_names: dict[Node, Inline | None] = {}
        self._names: dict[Node, Inline | None] = {}
        self._topics: dict[Node, Topic | None] = {}
        self._beyond: dict[Node, Topic | None] = {}
        self.found: dict[tuple[int, int], Any] = {}

    def view(self, node: Node) -> View:
        """The node's text as patterns see it."""
        view = self.views.get(node)
        if view is None:
            view = self.views[node] = View(node.text)
        return view

    def sentences(self, node: Node) -> tuple[Node, ...]:
        """The sentences of a node, each as a node; () if that is the node itself."""
        if node.kind not in KINDS:
            return ()
        return self._sentences.of(node, self.view(node))

    def clauses(self, node: Node) -> tuple[Node, ...]:
        """The main clauses of a sentence, each as a node; () if it has one only."""
        if node.kind not in KINDS and node.kind != "sentence":
            return ()
        return self._sentences.clauses(node, self.view(node))

    def circumstance(self, node: Node) -> Inline | None:
        """The phrase before a sentence that says where or when it holds, `In Go` of `In Go, …`."""
        return self._sentences.circumstance(node)

    def name(self, node: Node) -> Inline | None:
        """The name of the thing that a node names; None if it names none, or is a label."""
        name: Inline | None = self._names.get(node, _UNKNOWN)
        if name is _UNKNOWN:
            name = self._names[node] = self._find_name(node, self.view(node))
        return name

    def _find_name(self, node: Node, view: View) -> Inline | None:
        """The name; of `Library: attrs` it is what the label introduces."""
        if is_label(view, self._labels):
            return None
        colon = view.text.find(": ", view.begin, view.end)
        if colon > 0 and is_label(View(view.slice(view.begin, colon)), self._labels):
            return name_of(node, View(view.slice(colon + 2, view.end)))
        return name_of(node, view)

    def own_names(self, root: Node) -> frozenset[str]:
        """Ordinary words that the talk below a root uses as names."""
        if self._own_names is None:
            self._own_names = own_names(root.walk())
        return self._own_names

    def label(self, node: Node) -> bool:
        """Whether a node is a label, by the word list `labels`."""
        return is_label(self.view(node), self._labels)

    def recurs(self, node: Node) -> bool:
        """Whether a heading or label comes back under so many others that it names no thing."""
        return node in self._again

    def topic(self, node: Node) -> Topic | None:
        """What a node is about.

        A heading that recurs is no topic. Labels below it, such as `Examples`, belong to what
        stands above it; what a sentence below it is about stays open.
        """
        above = node.parent
        if above is None:
            return None
        beyond = self._looks_beyond(node)
        topics = self._beyond if beyond else self._topics
        topic: Topic | None = topics.get(above, _UNKNOWN)
        if topic is _UNKNOWN:
            topic = topics[above] = self._resolve(above, beyond=beyond)
        return topic

    def decides(self, node: Node) -> Node | None:
        """The first node above that is no label: what a node is about, if that names a thing."""
        return self._deciding(node.parent, beyond=self._looks_beyond(node))

    def _looks_beyond(self, node: Node) -> bool:
        """Whether a node belongs to what stands above headings that recur."""
        found = self._looked_beyond.get(node)
        if found is None:
            found = self._looked_beyond[node] = self._labelled(node) or self.recurs(node)
        return found

    def _labelled(self, node: Node) -> bool:
        """Whether a text is a label, or begins with one and a colon."""
        if self._labels is None:
            return False
        view = self.view(node)
        end, _ = self._labels.fit(view, view.begin)
        return end >= 0 and not view.low[end : end + 2].strip(_MARKS_AFTER)

    def _resolve(self, above: Node, *, beyond: bool) -> Topic | None:
        decides = self._deciding(above, beyond=beyond)
        if decides is None or self.recurs(decides):
            return None
        name = self._thing(decides)
        return Topic(name, decides) if name is not None else None

    def _deciding(self, above: Node | None, *, beyond: bool) -> Node | None:
        """The first node, from this one upwards, that is no label."""
        while above is not None and (above.kind == "code" or self.label(above)
                                     or (beyond and self.recurs(above))):  # fmt: skip
            above = above.parent
        return above

    def opened(self, node: Node) -> Inline | None:
        """The name behind the words that open a heading, `Redis` of `Introduction to Redis`."""
        if node.kind not in ("heading", "label", "talk"):
            return None
        if node not in self._opened_names:
            self._opened_names[node] = self._find_opened(node)
        return self._opened_names[node]

    def _find_opened(self, node: Node) -> Inline | None:
        view = self.view(node)
        begin = opened(view, self._labels, self._openers)
        name = name_of(node, View(view.slice(begin, view.end))) if begin >= 0 else None
        return name if name is not None and is_thing(name) else None

    def _thing(self, node: Node) -> Inline | None:
        """The name by which questions may call a node; None if they may not."""
        opened = self.opened(node)
        if opened is not None:
            return opened
        name = self.name(node)
        return name if name is not None and is_thing(name) else None
