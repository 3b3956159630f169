"""Names that changed: files, talks, topics and rules under which the same cards stand as before.

A renamed heading changes the wording of every question that names it. That is no reason to
ask each of these questions whether it is still the same: it is the heading that changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TypeVar

from talkdeck.ledger.entry import Entry, Key
from talkdeck.ledger.keys import first_part
from talkdeck.ledger.tokens import fold, known, tokens
from talkdeck.ledger.wording import ANOTHER_NAME, difference

Place = tuple[str, str]  # file, talk

TELLING = 2
"""So much the answers have to tell, at least, that speak for a topic's new name; unless every
card that stood under the old one stands under the new one, its bullet unchanged.
"""


def follow(
    order: Sequence[Entry],
    found: Sequence[Entry | None],
    keys: Sequence[Key],
    left: Sequence[Entry],
    open_: Sequence[int],
) -> list[Entry]:
    """The entries that are left, under the names that their talks, topics and rules have now.

    Args:
        order: all entries.
        found: for each card the entry that it was found to be.
        keys: all cards.
        left: the entries that are left.
        open_: positions of the cards that are left.
    """
    pairs = [(e.key, k) for e, k in zip(found, keys, strict=True) if e is not None]
    pairs += _same_answers(left, [keys[n] for n in open_])
    talks = _most(
        (((old.file, old.talk), (k.file, k.talk)) for old, k in pairs),
        {(k.file, k.talk) for k in keys},
    )
    rules = _most(((old.rule, k.rule) for old, k in pairs), {k.rule for k in keys})
    moved = [_in_talk(_by_rule(e, rules), talks) for e in left]
    present = {(k.file, k.talk, k.topic) for k in keys}
    former = {(*talks.get((e.key.file, e.key.talk), (e.key.file, e.key.talk)), e.key.topic)
              for e in order if not e.retired}  # fmt: skip
    topics = _topics(moved, [keys[n] for n in open_], present, former)
    return [_with_topic(e, topics) for e in moved]


def _same_answers(left: Iterable[Entry], cards: Iterable[Key]) -> list[tuple[Key, Key]]:
    """What has the same answer, by the same rule, and nothing else has it."""
    aspect = attrgetter("family", "rule", "role", "answer")
    entries: dict[Hashable, list[Key]] = {}
    now: dict[Hashable, list[Key]] = {}
    for entry in left:
        if entry.active:
            entries.setdefault(aspect(entry.key), []).append(entry.key)
    for key in cards:
        now.setdefault(aspect(key), []).append(key)
    return [
        (old[0], now[value][0])
        for value, old in entries.items()
        if len(old) == 1 and len(now.get(value, ())) == 1
    ]


T = TypeVar("T", bound=Hashable)


def _most(pairs: Iterable[tuple[T, T]], present: set[T]) -> dict[T, T]:
    """What most cards of each name that is gone have now."""
    votes: dict[T, Counter[T]] = {}
    for old, new in pairs:
        if old not in present:
            votes.setdefault(old, Counter())[new] += 1
    result = {}
    for old, counts in votes.items():
        (new, count), *_ = counts.most_common(1)
        if count * 2 > counts.total():
            result[old] = new
    return result


def _by_rule(entry: Entry, rules: Mapping[str, str]) -> Entry:
    rule = rules.get(entry.key.rule)
    return entry if rule is None else entry._replace(key=entry.key._replace(rule=rule))


def _in_talk(entry: Entry, talks: Mapping[Place, Place]) -> Entry:
    key = entry.key
    place = talks.get((key.file, key.talk))
    if place is None:
        return entry
    question = _replaced(key.question, key.talk, place[1])
    if question == key.question:
        question = _replaced(key.question, first_part(key.talk), first_part(place[1]))
    topic = place[1] if fold(key.topic) == fold(key.talk) else key.topic
    return entry._replace(
        key=key._replace(file=place[0], talk=place[1], topic=topic, question=question)
    )


Topic = tuple[str, str, str]  # file, talk, topic


def _topics(
    left: Sequence[Entry], cards: Iterable[Key], present: set[Topic], former: set[Topic]
) -> dict[Topic, str]:
    """The new names of topics that are gone, where cards with the same answers stand under a
    name that is new, and ask the same but for the name.
    """
    by_answer: dict[Hashable, list[Key]] = {}
    for key in cards:
        if key.topic and (key.file, key.talk, key.topic) not in former:
            by_answer.setdefault(_apart_from_topic(key), []).append(key)
    votes: dict[Topic, Counter[str]] = {}
    sizes: Counter[Topic] = Counter()
    unchanged: Counter[Topic] = Counter()
    for entry in left:
        key = entry.key
        old = (key.file, key.talk, key.topic)
        if entry.retired or not key.topic or old in present:
            continue
        sizes[old] += 1
        for new in by_answer.get(_apart_from_topic(key), ()):
            if _asks_the_same(key, new):
                votes.setdefault(old, Counter())[new.topic] += 1 + (_weight(key) << 20)
                unchanged[old] += bool(key.source) and key.source == new.source
    result = {}
    for old, counts in votes.items():
        (topic, count), *others = counts.most_common(2)
        telling = count >> 20 >= TELLING or unchanged[old] == sizes[old]
        if telling and not others and (count & 0xFFFFF) * 2 >= sizes[old]:
            result[old] = topic
    taken = Counter((*old[:2], topic) for old, topic in result.items())
    return {old: topic for old, topic in result.items() if taken[*old[:2], topic] == 1}


def _apart_from_topic(key: Key) -> Hashable:
    return (key.family, key.file, key.talk, key.role, key.rule, tuple(map(fold, key.answer)))


def _asks_the_same(old: Key, new: Key) -> bool:
    """Whether the questions are one when the name is replaced, and the names can be one
    thing's: not opposites, not two numbers.
    """
    parted = difference(old.topic, new.topic).other
    if parted and parted != ANOTHER_NAME:
        return False
    counts = (len(old.answer), len(new.answer))
    return difference(_replaced(old.question, old.topic, new.topic), new.question, counts).same


def _weight(key: Key) -> int:
    """How much an answer tells: its meaningful words, names and rare ones twice."""
    words = {t for part in key.answer for t in tokens(part) if not t.light}
    return sum(2 if t.name or not known(t.low) else 1 for t in words)


def _with_topic(entry: Entry, topics: Mapping[Topic, str]) -> Entry:
    key = entry.key
    topic = topics.get((key.file, key.talk, key.topic))
    if topic is None:
        return entry
    question = _replaced(key.question, key.topic, topic)
    return entry._replace(key=key._replace(topic=topic, question=question))


def _replaced(text: str, old: str, new: str) -> str:
    """The text with one name in place of another, case ignored; as it is if it isn't there."""
    if not old:
        return text
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text, flags=re.IGNORECASE)
