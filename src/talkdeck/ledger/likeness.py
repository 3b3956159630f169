"""Whether a card of the notes is a card that the ledger knows, though something changed.

A schedule on a different question does more harm than a schedule lost, so every way to say
yes asks for the same question in meaning (`wording`), and for the more other evidence the more
its words differ: the answer, the place among its neighbours, the topic, the bullet itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache

from talkdeck.cards.portions import of_the_whole
from talkdeck.ledger.entry import Key
from talkdeck.ledger.keys import before_own_words
from talkdeck.ledger.tokens import fold, tokens
from talkdeck.ledger.wording import ANOTHER_NAME, Difference, difference, shared_words
from talkdeck.regex import regex
from talkdeck.values import dataclass

TELLING = 3
"""Meaningful words from which on an answer can hardly be that of two questions."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much speaks for one card being another.

    Attributes:
        score: greater is likelier; only good for comparing.
        accepted: whether it is enough.
        why: what was decisive, in words, e.g. `same question`, or what was missing.
    """

    score: float
    accepted: bool
    why: str


def likeness(old: Key, new: Key, near: float, worn: Container[str] = ()) -> Likeness:
    """How much speaks for two cards being one.

    Args:
        old: the card as the ledger has it.
        new: a card of the notes.
        near: how much their places agree: 1 between the same two neighbours, 0.5 beside one
            of them, 0 neither.
        worn: stems that so many questions of the rule have that they tell nothing.
    """
    if old.family != new.family:
        return Likeness(0.0, False, "another kind of card")
    answers = answer_likeness(old, new)
    telling = _meaning(new.answer)
    same_bullet = bool(old.source) and old.source == new.source
    place = _place(old, new, near)
    sure = answers >= 0.999 and telling >= TELLING and place >= 2
    words = _wording(old, new, sure, worn)
    score = (
        2 * (1.0 if words.same else words.shared) - 0.05 * words.slips
        + 1.5 * answers + 0.25 * place + 0.2 * near + 0.3 * same_bullet
        + 0.2 * (old.rule == new.rule) + 0.2 * (old.role == new.role)
    )  # fmt: skip
    if words.other not in ("", ANOTHER_NAME):
        return Likeness(score, False, f"another question: {words.other}")
    if not words.same and _same_below(old, new, answers, telling, place):
        return Likeness(score, True, "the same under another name")
    if words.other:
        return Likeness(score, False, f"another question: {words.other}")
    if words.strange and not sure and not (answers >= 0.999 and words.shared >= 0.6):
        return Likeness(score, False, "another question, it seems")
    unlike = answers < 0.3 and fold(old.question) != fold(new.question)
    if words.same and unlike and old.rule not in ("", new.rule):
        return Likeness(score, False, "another rule's card, and another answer")
    if words.same:
        return Likeness(score, *_same_question(words, answers, place))
    if old.kind == "cloze" and answers < 0.999:
        return Likeness(score, False, "another sentence, and something else is hidden in it")
    if old.role != new.role and not (answers >= 0.999 and same_bullet):
        return Likeness(score, False, "another card of the rule")
    if old.rule not in ("", new.rule) and not same_bullet:
        kept = words.added or (words.shared >= 0.75 and telling >= TELLING)
        if answers < 0.999 or not kept:
            return Likeness(score, False, "another rule's card")
    return Likeness(score, *_reworded(words, answers, telling, place, same_bullet))


def _same_below(old: Key, new: Key, answers: float, telling: int, place: int) -> bool:
    """Whether what the notes say there is the same, and only what stands above has another name:
    a heading was renamed, or a section was moved under another one.
    """
    if answers < 0.999 or (old.rule, old.role) != (new.rule, new.role):
        return False
    if place >= 2 and telling >= (1 if place == 3 else TELLING) and _renamed_heading(old, new):
        return True
    moved = old.source == new.source and fold(old.topic) != fold(new.topic)
    return moved and bool(old.source) and telling > TELLING


def _renamed_heading(old: Key, new: Key) -> bool:
    """Whether two questions differ in nothing but the words of the cards' own headings.

    Only where the heading's words end the question, and what is before them is the same: `pros`
    of the question *pros of Heroku?* are more than its name. Of a card with one answer they have
    to be the whole question, and not ask anything themselves, as *What is Zappa?* does.
    """
    before = before_own_words(old)
    if before is None or before != before_own_words(new):
        return False
    if min(len(old.answer), len(new.answer)) > 1:
        return True
    return not before and not any(_ASKS.match(key.question) for key in (old, new))


_ASKS = regex(
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|should|will)\b",
    re.IGNORECASE,
)


_OF_ANSWER = (0.5, 0.2, 0.0, 0.0)
"""By place, how alike the answers have to be though the question is the same."""


def _same_question(words: Difference, answers: float, place: int) -> tuple[bool, str]:
    needed = _OF_ANSWER[place]
    if words.slips:
        needed = (0.7, 0.5, 0.3, 0.3 if words.shared * 3 < 2 else 0.0)[place]
    return answers >= needed, "same question"


def _reworded(
    words: Difference, answers: float, telling: int, place: int, same_bullet: bool
) -> tuple[bool, str]:
    """Whether a question in other words is the same one, by all the rest."""
    shared = words.shared
    if answers >= 0.999:
        if same_bullet and place >= 2:  # the notes are the same: the rules speak differently
            return shared >= 0.2 or telling >= TELLING, "same bullet and answer"
        if telling >= TELLING:
            return shared >= (0.6, 0.5, 0.4, 0.4)[place], "same answer"
        return shared >= (0.75, 0.66, 0.5, 0.5)[place] and not words.asks, "same short answer"
    if words.asks:
        return False, "asks for something else"
    if answers >= 0.5:
        return shared >= (0.8, 0.7, 0.5, 0.5)[place], "much the same"
    if answers < _OF_ANSWER[place]:
        return False, "another answer, elsewhere"
    needed = (0.9, 0.75, 0.75) if words.added else (0.9, 0.85, 0.8)
    return shared >= needed[place - 1], "much the same question"


def _wording(old: Key, new: Key, sure: bool, worn: Container[str]) -> Difference:
    before, after = of_the_whole(old.question), of_the_whole(new.question)
    if fold(before) == fold(after):
        return _IDENTICAL
    counts = (len(old.answer), len(new.answer))
    return difference(before, after, counts, sure, worn)


_IDENTICAL = Difference("", 1.0, 0, 0, True, False)


def _place(old: Key, new: Key, near: float) -> int:
    """0 elsewhere, 1 in the same talk or topic, 2 in both, 3 between the same neighbours too."""
    talk = old.talk == new.talk and old.file == new.file
    topic = fold(old.topic) == fold(new.topic)
    if near >= 1:
        return 3
    if talk:
        return 2 if topic or near else 1
    return 1 if topic and old.topic else 0


def answer_likeness(old: Key, new: Key) -> float:
    """How alike two answers are, 0 to 1; a list that gained or lost items is still alike."""
    if old.answer == new.answer:
        return 1.0
    return _answers(old.answer, new.answer)


@lru_cache(maxsize=1 << 14)
def _answers(old: tuple[str, ...], new: tuple[str, ...]) -> float:
    one, two = [fold(a) for a in old], [fold(b) for b in new]
    if one == two:
        return 1.0
    if not one or not two:
        return 0.0
    if len(one) == 1 and len(two) == 1:
        return shared_words(one[0], two[0])
    kept = _kept(one, two)
    if kept >= 0.999 * max(len(one), len(two)):
        return 1.0  # the same items in another order
    return 0.98 * kept / min(len(one), len(two)) if kept >= 1 else kept / max(len(one), len(two))


def _kept(one: Sequence[str], two: Sequence[str]) -> float:
    """How many items of one list are in the other, those with changes counted in part."""
    left = list(two)
    kept = 0.0
    changed = []
    for item in one:
        if item in left:
            left.remove(item)
            kept += 1
        else:
            changed.append(item)
    for item in changed[:20]:
        alike, best = max(((shared_words(item, o), o) for o in left[:20]), default=(0.0, ""))
        if alike >= 0.5:
            left.remove(best)
            kept += alike
    return kept


def _meaning(answer: Sequence[str]) -> int:
    """How many meaningful words an answer has."""
    return sum(not t.light for part in answer for t in tokens(part))


SAMPLE = 200
WORN_FROM = 0.3


def worn_words(keys: Iterable[Key]) -> Mapping[tuple[str, str], frozenset[str]]:
    """By rule and role, the stems that the rule itself puts into its questions.

    `pros` in `pros of Heroku?` says little: the rule asks all its questions so. Judged by the
    first of each rule's questions, where there are enough to tell.
    """
    counts: dict[tuple[str, str], Counter[str]] = {}
    sizes: Counter[tuple[str, str]] = Counter()
    for key in keys:
        rule = (key.rule, key.role)
        if sizes[rule] < SAMPLE:
            sizes[rule] += 1
            counts.setdefault(rule, Counter()).update({t.stem for t in tokens(key.question)})
    return {
        rule: frozenset(w for w, n in counts[rule].items() if n > max(4, WORN_FROM * size))
        for rule, size in sizes.items()
    }
