"""A notes file with its outline and what became of it: what `check` and the preview look at."""

from __future__ import annotations

from collections.abc import Sequence

from talkdeck.cards.card import Card
from talkdeck.cards.choose import Chosen
from talkdeck.outline.node import Notes, Talk
from talkdeck.rules.outcome import TalkMatch
from talkdeck.values import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class TalkCards:
    """One talk and what became of it.

    Attributes:
        talk: the talk.
        match: what the rules offered, and what they skipped.
        chosen: which of the cards are kept, and which are dropped and why.
    """

    talk: Talk
    match: TalkMatch
    chosen: Chosen

    @property
    def cards(self) -> Sequence[Card]:
        """The cards worth studying, in the order of the notes."""
        return self.chosen.kept


@dataclass(frozen=True, slots=True, eq=False)
class FileCards:
    """One notes file with the cards of its talks, in order."""

    notes: Notes
    talks: tuple[TalkCards, ...]
