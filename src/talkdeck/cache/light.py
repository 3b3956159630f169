"""What a build needs of a notes file, and no more: its cards, and some numbers.

The outline and the reasons for every line are left out: they are most of it, and only `check`,
`explain` and the preview ask for them. Cards are kept as bytes and made of them when somebody
looks, so that what is not written is not made, and a vault of any size stays small in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import overload

from talkdeck.arrange import FileCards, TalkCards, Tally
from talkdeck.cache.frozen import digest, dumps, loads
from talkdeck.cards.card import Card, Item
from talkdeck.cards.choose import Chosen
from talkdeck.outline.inline import EMPTY
from talkdeck.outline.node import Node, Notes, Talk
from talkdeck.problems import Problem
from talkdeck.rules.outcome import TalkMatch


@dataclass(frozen=True, slots=True)
class StoredTalk:
    """One talk as it is stored.

    Attributes:
        talk: the talk, its outline left out.
        tally: what was counted in its outline.
        count: number of its cards.
        cards: all of them, as bytes.
    """

    talk: Talk
    tally: Tally
    count: int
    cards: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One notes file as it is stored.

    Attributes:
        notes: the file, its talks and front matter left out.
        talks: its talks.
        problems: what was found about it.
    """

    notes: Notes
    talks: tuple[StoredTalk, ...]
    problems: tuple[Problem, ...]


class StoredCards(Sequence[Card]):
    """Cards that are made of bytes whenever somebody looks at them."""

    __slots__ = ("_count", "_data")

    def __init__(self, data: bytes, count: int) -> None:
        self._data = data
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Card]:
        return iter(self._all())

    @overload
    def __getitem__(self, index: int) -> Card: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Card]: ...
    def __getitem__(self, index: int | slice) -> Card | Sequence[Card]:
        return self._all()[index]

    def _all(self) -> tuple[Card, ...]:
        return loads(self._data) if self._count else ()


def freeze(file: FileCards, problems: Sequence[Problem]) -> bytes:
    """A notes file with its cards, as bytes.

    Raises:
        StoringError: it is nested too deeply.
    """
    notes = replace(file.notes, talks=(), front_matter={})
    talks = tuple(map(_stored, file.talks))
    return dumps(StoredFile(notes, talks, tuple(problems)))


def thaw(data: bytes) -> tuple[FileCards, tuple[Problem, ...]]:
    """The notes file of some bytes, and what was found about it.

    Raises:
        StoringError: they are damaged.
    """
    stored: StoredFile = loads(data)
    talks = tuple(
        TalkCards(
            t.talk, TalkMatch(t.talk, (), ()), Chosen(StoredCards(t.cards, t.count), ()), t.tally
        )
        for t in stored.talks
    )
    notes = replace(stored.notes, talks=tuple(t.talk for t in talks))
    return FileCards(notes, talks), stored.problems


def _stored(talk: TalkCards) -> StoredTalk:
    from talkdeck.anki.html import pictures  # here: what is only read needs neither
    from talkdeck.coverage import uncovered, why_none

    uncovered_bullets = sum(1 for _ in uncovered(talk))
    has_pictures = any(True for card in talk.cards for _ in pictures(card))
    root = Node("talk", talk.talk.root.text, talk.talk.root.start, talk.talk.root.end)
    light = replace(talk.talk, root=root, metadata=())
    # Where the talk begins and ends makes no difference to its cards, nor to `digest`.
    inside = replace(light, root=Node("talk", EMPTY, 1, 1), start=1, end=1)
    cards = _Lightening(inside).cards(talk.cards)
    data = dumps(cards) if cards else b""
    why = "" if cards else why_none(talk)
    tally = Tally(uncovered_bullets, why, has_pictures, digest(cards))
    return StoredTalk(light, tally, len(cards), data)


class _Lightening:
    """Cards of one talk without what stands around their nodes."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.nodes: dict[int, Node] = {}

    def cards(self, cards: Sequence[Card]) -> tuple[Card, ...]:
        return tuple(
            replace(
                card,
                talk=self.talk,
                node=self._node(card.node),
                answer=tuple(map(self._item, card.answer)),
            )
            for card in cards
        )

    def _node(self, node: Node) -> Node:
        light = self.nodes.get(id(node))
        if light is None:
            light = self.nodes[id(node)] = replace(node, children=())
        return light

    def _item(self, item: Item) -> Item:
        node = None if item.node is None else self._node(item.node)
        return Item(item.text, tuple(map(self._item, item.items)), node)
