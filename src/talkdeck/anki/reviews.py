"""What the notes can learn from the reviews: read from Anki, nothing is changed there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from talkdeck.anki.notetypes import FIELDS
from talkdeck.anki.push.note import edited
from talkdeck.anki.push.values import Name, NoteNow, Now, Wanted, WantedNote
from talkdeck.anki.text import words
from talkdeck.values import dataclass

What = Literal["leech", "suspended", "flagged", "edited", "remark", "deleted"]

FLAGS = ("", "red", "orange", "green", "blue", "pink", "turquoise", "purple")
LEECH = "leech"
_RULE = FIELDS.index("Rule")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that happened to a card in Anki.

    Attributes:
        name: the note, with the line it comes from.
        what: what happened.
        rule: that made the card, e.g. `english/pros-and-cons`.
        detail: of a flag its colour; of an edit the field; of a leech how often it was forgotten.
        notes: what the notes say, for an edit.
        anki: what stands in Anki, for an edit or a remark.
    """

    name: Name
    what: What
    rule: str
    detail: str = ""
    notes: str = ""
    anki: str = ""


@dataclass(frozen=True, slots=True)
class RuleReviews:
    """How the cards of one rule fare.

    Attributes:
        rule: e.g. `english/pros-and-cons`.
        notes: number of its notes in Anki.
        studied: how many of them were ever answered.
        answers: how often they were answered.
        lapses: how often they were forgotten after they had been learned.
        suspended: how many of them have a suspended card.
    """

    rule: str
    notes: int
    studied: int
    answers: int
    lapses: int
    suspended: int

    @property
    def rate(self) -> float:
        """Lapses per answer, e.g. 0.08; 0 if none was answered."""
        return self.lapses / self.answers if self.answers else 0.0


@dataclass(frozen=True, slots=True)
class Lessons:
    """What Anki says of the cards that the notes give.

    Attributes:
        findings: in the order of the notes.
        rules: those whose cards lapse most often first.
        notes: how many of the notes' cards are in Anki.
        missing: how many are not there, and were not deleted as far as is known.
    """

    findings: tuple[Finding, ...]
    rules: tuple[RuleReviews, ...]
    notes: int
    missing: int


def learn(wanted: Wanted, now: Now) -> Lessons:
    """What Anki says of the cards that the notes give.

    Args:
        wanted: what the notes give now.
        now: what Anki has, reviews included.
    """
    findings: list[Finding] = []
    rules: dict[str, list[NoteNow]] = {}
    missing = 0
    for item in wanted.notes:
        rule, guid = words(item.note.fields[_RULE]), item.name.guid
        there = now.notes.get(guid)
        if there is not None:
            rules.setdefault(rule, []).append(there)
            findings += _findings(item, there, rule)
        elif guid in now.known:
            findings.append(Finding(item.name, "deleted", rule))
        else:
            missing += 1
    ranked = sorted((_rule(r, n) for r, n in rules.items()), key=lambda r: (-r.rate, r.rule))
    return Lessons(tuple(findings), tuple(ranked), sum(map(len, rules.values())), missing)


def _findings(item: WantedNote, there: NoteNow, rule: str) -> Iterator[Finding]:
    lapses = sum(c.lapses for c in there.cards)
    if LEECH in (t.casefold() for t in there.tags):
        times = {0: "", 1: "forgotten once"}.get(lapses, f"forgotten {lapses} times")
        yield Finding(item.name, "leech", rule, times)
    if any(c.suspended for c in there.cards):
        yield Finding(item.name, "suspended", rule)
    for colour in sorted({c.flag for c in there.cards if c.flag}):
        yield Finding(item.name, "flagged", rule, FLAGS[colour])
    texts = dict(zip(FIELDS, item.note.fields, strict=True))
    for field in edited(there):
        if there.fields[field] != texts[field]:
            yield Finding(item.name, "edited", rule, field, texts[field], there.fields[field])
    if remark := there.fields.get("Remarks", ""):
        yield Finding(item.name, "remark", rule, anki=remark)


def _rule(rule: str, notes: list[NoteNow]) -> RuleReviews:
    answers = [sum(c.reps for c in n.cards) for n in notes]
    lapses = sum(c.lapses for n in notes for c in n.cards)
    suspended = sum(any(c.suspended for c in n.cards) for n in notes)
    studied = sum(map(bool, answers))
    return RuleReviews(rule, len(notes), studied, sum(answers), lapses, suspended)
