"""What the ledger remembers of a card: the values.

What there are a hundred thousand of are named tuples: they are made, compared and looked up
in a sixth of the time of frozen dataclasses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import NamedTuple

from talkdeck.values import dataclass

VERSION = 1
"""Version of the ledger's format that this program writes, and the newest it reads."""

DAY = 24 * 60 * 60
SHIP_RETIRED_FOR = 60 * DAY
"""How long, in seconds of the ledger's own time, a retired card still goes into packages."""


class Key(NamedTuple):
    """What a card is recognised by. All texts are plain, without mark-up.

    Attributes:
        kind: note type of the card, e.g. `list`. A card keeps the one that it began with: Anki
            can't turn a note of one type into another by import. See `family`.
        rule: rule that made it, e.g. `english/pros-and-cons`; "" if unknown (rebuilt).
        role: which of the rule's cards it is, e.g. `0`.
        talk: title of its talk, e.g. `Next Level Testing`.
        topic: what it is about, e.g. `Heroku`; "" if nothing was named.
        question: what is asked, e.g. `pros of Heroku?`. Cloze: the sentence with `[…]`
            in place of what is hidden.
        answer: the items of the answer, nested ones joined to theirs.
        file: notes file, relative to the ledger's folder, forward slashes.
        source: short digest of the node the rule fired on; "" if unknown.
    """

    kind: str
    rule: str
    role: str
    talk: str
    topic: str
    question: str
    answer: tuple[str, ...]
    file: str
    source: str = ""

    @property
    def family(self) -> str:
        """Cards of two families are never one card. A plain card and a list are of one: a list
        may lose all items but one, and a card may gain a second answer.
        """
        return "basic" if self.kind == "list" else self.kind


class Seen(NamedTuple):
    """A card of the present notes, before it is given an identity.

    Attributes:
        key: what it is recognised by.
        content: digest of all that goes into Anki for it, picture content included; as long
            as it stays the same, the note's time stamp does.
        package: title of the package that it is for, e.g. `Biology`; a new identity is made
            from it as well.
    """

    key: Key
    content: str
    package: str = ""


class Entry(NamedTuple):
    """One card as the ledger knows it.

    Attributes:
        guid: the note's identity in Anki, e.g. `k3v9m0c2x7hqd`.
        mod: when its content last changed, seconds since 1970.
        due: its place among the cards of its talk, with gaps for insertions, e.g. `128`.
        key: what it is recognised by.
        content: digest of what went into Anki; "" if unknown (rebuilt).
        retired: since when it has been retired, seconds since 1970; 0 while it is active.
        payload: what is needed to send a retired note once more, in the caller's own terms
            (the note's fields, say); () for active cards.
    """

    guid: str
    mod: int
    due: int
    key: Key
    content: str
    retired: int = 0
    payload: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        """Whether the notes still have the card."""
        return not self.retired


@dataclass(frozen=True, slots=True)
class Model:
    """One note type as the ledger knows it.

    Attributes:
        name: the note type's name, e.g. `talkdeck list`.
        content: digest of its templates and style.
        mod: when that last changed, seconds since 1970.
    """

    name: str
    content: str
    mod: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """All cards that were ever made from the notes, and the note types.

    Attributes:
        entries: active and retired cards; no guid occurs twice.
        models: the note types, one entry a name.
        lines: by guid an entry and its line of text, as far as they are known already: what
            has not changed is not written out again.
    """

    entries: tuple[Entry, ...] = ()
    models: tuple[Model, ...] = ()
    lines: dict[str, tuple[Entry, str]] = field(default_factory=dict, repr=False, compare=False)
    _stamp: list[int] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def stamp(self) -> int:
        """The ledger's own time: when a build last changed anything, seconds; 0 if never.

        Derived, not stored: a stamp of its own would be a line that every two branches of
        a version-controlled folder disagree about.
        """
        if not self._stamp:
            times = [max(e.mod, e.retired) for e in self.entries]
            self._stamp.append(max(times + [m.mod for m in self.models], default=0))
        return self._stamp[0]

    @property
    def files(self) -> frozenset[str]:
        """Notes files that have active cards."""
        return frozenset(e.key.file for e in self.entries if not e.retired)

    def shipped_retired(self, ship_for: int = SHIP_RETIRED_FOR) -> tuple[Entry, ...]:
        """Retired cards that still have to go into packages, tagged, to reach Anki.

        Measured in the ledger's own time, so that a build that finds nothing new writes the
        same packages whenever it is run.
        """
        since = self.stamp - ship_for
        return tuple(e for e in self.entries if e.retired and e.retired >= since)

    def with_payloads(self, payloads: Mapping[str, tuple[str, ...]]) -> Ledger:
        """The ledger with what is needed to send retired notes again, by guid."""
        entries = tuple(
            Entry(e.guid, e.mod, e.due, e.key, e.content, e.retired, payloads[e.guid])
            if e.retired and e.guid in payloads
            else e
            for e in self.entries
        )
        return Ledger(entries, self.models, self.lines)


def newest(entries: Iterable[Entry]) -> dict[str, Entry]:
    """One entry a guid: where two versions of a card meet, the newer; by guid.

    Of two that are equally new the one that compares greater wins, so that everybody who
    joins the same two ledgers gets the same one.
    """
    result: dict[str, Entry] = {}
    for entry in entries:
        other = result.get(entry.guid)
        if other is None or _rank(entry) > _rank(other):
            result[entry.guid] = entry
    return result


def _rank(entry: Entry) -> tuple[object, ...]:
    key = entry.key
    return (
        max(entry.mod, entry.retired), entry.mod, entry.retired, entry.content,
        key.file, key.talk, key.topic, key.question, key.answer, key.rule, key.role,
        key.source, key.kind, entry.due, entry.payload,
    )  # fmt: skip
