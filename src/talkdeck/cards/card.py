"""Cards as values: what is asked, what is answered, and where it comes from."""

from __future__ import annotations

from typing import Literal

from talkdeck.outline.inline import EMPTY, Inline
from talkdeck.outline.node import Node, Talk
from talkdeck.values import dataclass

CardKind = Literal["basic", "list", "cloze", "reversed"]

GAP = "[…]"
"""Stands in a cloze's question for what is hidden."""


@dataclass(frozen=True, slots=True)
class Item:
    """One answer, or one item of a list answer.

    Attributes:
        text: its words, with mark-up.
        items: what is nested below it, shown as a list inside the list.
        node: the node it was taken from; None where it is part of a line (`cheap / fast`).
    """

    text: Inline
    items: tuple[Item, ...] = ()
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A hidden stretch of a cloze text, as offsets into `Card.question`.

    Attributes:
        start: offset of the first hidden character, 0-based.
        end: offset after the last one.
        number: the cloze number, from 1; gaps with the same number open together.
        hint: shown in place of the gap; "" shows `[…]`.
    """

    start: int
    end: int
    number: int = 1
    hint: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """One card, before it is given an identity.

    Attributes:
        kind: `basic` one answer; `list` several items; `cloze` a sentence with gaps;
            `reversed` asked both ways (the second question in `reverse`).
        question: what the learner is asked, with mark-up. Cloze: the whole sentence.
        answer: the answer's items in order. Basic and reversed: exactly one. Cloze: the
            hidden texts.
        context: parts of the context line, outermost first, e.g.
            ("5 ways to deploy …", "Heroku"); () where the question needs none.
        rule: id of the rule that made it, with its pack, e.g. `english/pros-and-cons`.
        role: which of the rule's cards it is: its 0-based position as text, or the card's
            `name:` in the rule; stable across rewording. E.g. `0`.
        topic: plain text of what the card is about, e.g. `Heroku`; "" if unresolved.
        talk: the talk it belongs to.
        node: the node the rule fired on.
        file: path of the notes file.
        lines: every line the card rests on, 1-based, sorted, without repetition.
        ordered: whether a list's order matters (numbered steps).
        reverse: the question of the other direction (kind `reversed`), else empty.
        reverse_answer: the answer of the other direction; empty: the topic is the answer.
        gaps: hidden stretches (kind `cloze`), else ().
        hint: a hint the learner may open; empty if none.
        extra: code, tables and pictures shown below the answer.
        tags: Anki tags, without spaces, e.g. ("talkdeck::pros-and-cons",).
    """

    kind: CardKind
    question: Inline
    answer: tuple[Item, ...]
    context: tuple[str, ...]
    rule: str
    role: str
    topic: str
    talk: Talk
    node: Node
    file: str
    lines: tuple[int, ...]
    ordered: bool = False
    reverse: Inline = EMPTY
    gaps: tuple[Gap, ...] = ()
    hint: Inline = EMPTY
    extra: tuple[Node, ...] = ()
    tags: tuple[str, ...] = ()
    reverse_answer: Inline = EMPTY

    @property
    def sole_answer(self) -> Inline:
        """The answer, where one text is all that answers; else an empty text."""
        alone = len(self.answer) == 1 and not self.answer[0].items and not self.extra
        return self.answer[0].text if alone else EMPTY

    def with_gaps(self, mark: str = GAP) -> Inline:
        """The question with a mark for each gap; of gaps that overlap the first counts."""
        if not self.gaps:
            return self.question
        result, at = EMPTY, 0
        for gap in sorted(self.gaps, key=lambda g: (g.start, g.end)):
            if gap.start >= at:
                result = result + self.question[at : gap.start] + mark
                at = gap.end
        return result + self.question[at:]
