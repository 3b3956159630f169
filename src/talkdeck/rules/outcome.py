"""What the rules made of a talk, as values."""

from __future__ import annotations

from typing import Literal

from talkdeck.cards.card import Card
from talkdeck.outline.node import Node, Talk
from talkdeck.values import dataclass

Silence = Literal["skipped", "covered", "kept-away", "no-card", "nothing"]


@dataclass(frozen=True, slots=True)
class Silent:
    """A node that made no card of its own.

    Attributes:
        node: the node.
        kind: `skipped` a rule says that no card comes from here; `covered` it stands in
            another node's card; `kept-away` a rule that fired above kept the others away;
            `no-card` a rule fired and lacked something for its card; `nothing` no rule fired.
        why: in words, e.g. `a link` or `part of a card of line 12`.
        rule: id of the rule concerned, "" if none.
    """

    node: Node
    kind: Silence
    why: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class TalkMatch:
    """What the rules made of a talk.

    Attributes:
        talk: the talk.
        cards: candidates, in the order of the notes.
        skipped: every node without a card of its own and why, in the order of the notes.
    """

    talk: Talk
    cards: tuple[Card, ...]
    skipped: tuple[Silent, ...]
