"""Rules as values: what a rule file says, once it has been read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Literal, NamedTuple

from talkdeck.cards.card import CardKind
from talkdeck.outline.node import Kind
from talkdeck.problems import Place
from talkdeck.rules.pattern import Groups, Pattern
from talkdeck.rules.template import FLAT, Hole, Template
from talkdeck.values import dataclass

Claim = Literal["node", "none", "branch"]
Relative = Literal["parent", "under", "next", "previous", "child", "every", "most"]

APART: tuple[Relative, ...] = ("every", "most")
"""Relations that speak of several nodes, so that nothing captured there is kept."""

PROSE: tuple[Kind, ...] = ("bullet", "label", "heading", "paragraph", "quote")
"""Kinds of node that a rule speaks about when it names none."""

NOT_IN = "not-"
"""Stands before the language of notes that a rule leaves alone: `not-en`."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many: at least and at most, both inclusive; `most` None for no limit."""

    least: int = 0
    most: int | None = None

    def __contains__(self, number: int) -> bool:
        return self.least <= number and (self.most is None or number <= self.most)

    def __str__(self) -> str:
        if self.most is None:
            return f"at least {self.least}"
        if self.least == self.most:
            return f"exactly {self.least}"
        return f"{self.least} to {self.most}" if self.least else f"at most {self.most}"


@dataclass(frozen=True, slots=True)
class Children:
    """What is asked of the nodes directly below.

    Attributes:
        count: how many; Bounds(0, 0) is `children: none`.
        kinds: which children count, e.g. ("bullet",).
        ordered: whether they have to be numbered; None if it does not matter.
        words: the most words that any of them may have; None if it does not matter.
        alike: a form that all of them have to share, `any` for whichever; "" for none.
        nothing: `none`: no bullet, label, paragraph or heading below.
    """

    count: Bounds = Bounds(1)
    kinds: tuple[Kind, ...] = ("bullet",)
    ordered: bool | None = None
    words: int | None = None
    alike: str = ""
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """The conditions on one node; all that are given have to hold.

    Attributes:
        kinds: kinds of node; () for any.
        ordered: whether the node is numbered.
        colon: whether its author ended it with a colon.
        first: whether it is the first child of its parent that has content.
        last: whether it is the last one.
        words: how many words its text has.
        children: what is asked of the nodes below.
        text: patterns of which one has to fit the whole text; () for no condition.
        find: patterns of which one has to fit some part.
        relations: what is asked of other nodes, in the order in which they are tried.
        topic: whether a topic must be resolved (True) or must not (False), or what its text
            and node have to be.
        initials: names of two captures, the short form and the long one, of which the
            first has to be the initials of the second.
        excepted: names of shared exceptions, of which none may hold.
        unless: conditions of which none may hold.
    """

    kinds: tuple[Kind, ...] = ()
    ordered: bool | None = None
    colon: bool | None = None
    first: bool | None = None
    last: bool | None = None
    words: Bounds | None = None
    children: Children | None = None
    text: tuple[Pattern, ...] = ()
    find: tuple[Pattern, ...] = ()
    relations: tuple[Relation, ...] = ()
    topic: bool | Match | None = None
    initials: tuple[str, str] | None = None
    excepted: tuple[str, ...] = ()
    unless: tuple[Match, ...] = ()

    @property
    def nested(self) -> tuple[Match, ...]:
        """The conditions on other nodes, on the topic, and those that must not hold."""
        related = (r.match for r in self.relations if r.match is not None)
        topic = (self.topic,) if isinstance(self.topic, Match) else ()
        return (*self.unless, *related, *topic)

    def walk(self) -> Iterator[Match]:
        """It and all that is nested in it."""
        yield self
        for match in self.nested:
            yield from match.walk()

    @property
    def exceptions(self) -> frozenset[str]:
        """The shared exceptions that are named here and in what is nested here."""
        return frozenset(name for match in self.walk() for name in match.excepted)

    def captures(self) -> frozenset[str]:
        """The names that are captured where this match holds, by some of its patterns at least."""
        names: set[str] = set()
        for patterns in (self.text, self.find):
            for pattern in patterns:
                names |= pattern.names
        for relation in self.relations:
            if relation.match is not None and relation.where not in APART:
                names |= relation.match.captures()
        if isinstance(self.topic, Match):
            names |= self.topic.captures()
        return frozenset(names)


@dataclass(frozen=True, slots=True)
class Relation:
    """A condition on a node beside, above or below.

    Attributes:
        where: which node.
        match: what it has to be; None: there must be no such node (`previous: none`).
    """

    where: Relative
    match: Match | None


@dataclass(frozen=True, slots=True)
class CardRule:
    """How a rule makes one of its cards.

    Attributes:
        kind: kind of card.
        name: its role, stable across rewording, e.g. `expansion`; else its position, `0`.
        ask: templates of the question; the first whose captures all have a value is used.
            Cloze: the template of the whole sentence.
        answer: templates of the answer, one for each item or group of items; () for cloze.
        back_ask: template of the other direction (kind `reversed`).
        hide: captures that become gaps (kind `cloze`).
        one_by_one: whether each gap is a card of its own.
        each: whether a card is made for each child bullet.
        hint: template of the hint.
        tags: further Anki tags.
        ordered: whether the list is numbered; None: as the children are.
    """

    kind: CardKind = "basic"
    name: str = "0"
    ask: tuple[Template, ...] = ()
    answer: tuple[Template, ...] = ()
    back_ask: Template | None = None
    hide: tuple[str, ...] = ()
    one_by_one: bool = False
    each: bool = False
    hint: Template | None = None
    tags: tuple[str, ...] = ()
    ordered: bool | None = None


@dataclass(frozen=True, slots=True)
class ExpectedCard:
    """A card that an example expects; what is not given is not compared.

    Attributes:
        ask: the question as plain text, code in backticks; None if not compared.
        answer: the items as plain text; None if not compared.
        kind: kind of card; None if not compared.
        context: the context line's parts joined by ` › `; None if not compared.
    """

    ask: str | None = None
    answer: tuple[str, ...] | None = None
    kind: CardKind | None = None
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A note and the cards that the rule has to make of it; none for a near miss.

    Attributes:
        note: a piece of notes, Markdown.
        cards: what the rule makes.
        some: only that it makes some card; of a rule with `skip` that it does not fire.
        also_any: whether other rules may make other cards of the same note.
        place: where it stands.
    """

    note: str
    cards: tuple[ExpectedCard, ...]
    also_any: bool
    place: Place
    some: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule.

    Attributes:
        id: full id, e.g. `english/pros-and-cons`.
        about: one line: what it does.
        why: why it does so; "" if not said.
        priority: 0-100; higher ones are tried first.
        off: whether it is off unless selected.
        replaces: full id of the rule whose place it takes, "" if none.
        matches: alternatives; the first that fits counts.
        cards: what it makes; () for a rule that keeps cards away.
        skip: the reason why no card comes from here, "" for a rule that makes cards.
        drop: whether what it skips is also left out of lists.
        claim: who else may speak: `node` nobody on this node; `none` everybody; `branch`
            nobody on this node, and below it only rules of higher priority.
        examples: its tests.
        place: where it stands.
        own: whether it comes from the person's folders rather than from the built-in ones.
        language: the language that it asks in, e.g. `en`: it leaves notes in another one alone;
            "" if it speaks to all; `not-en` if it speaks to those in another one only.
    """

    id: str
    about: str
    matches: tuple[Match, ...]
    place: Place
    why: str = ""
    priority: int = 50
    off: bool = False
    replaces: str = ""
    cards: tuple[CardRule, ...] = ()
    skip: str = ""
    drop: bool = False
    claim: Claim = "node"
    examples: tuple[Example, ...] = ()
    own: bool = False
    language: str = ""

    @property
    def pack(self) -> str:
        """The folder it comes from, e.g. `english`."""
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        """Its id without the pack, e.g. `pros-and-cons`."""
        return self.id.partition("/")[2]

    def speaks_to(self, language: str) -> bool:
        """Whether it has something to say to notes in a language; "" if that is not known."""
        if self.language.startswith(NOT_IN):
            return language not in ("", self.language.removeprefix(NOT_IN))
        return not language or self.language in ("", language)

    @property
    def flat(self) -> bool:
        """Whether its answers leave out what is nested below their items."""
        return not FLAT.isdisjoint(self._filters())

    @property
    def counts_on(self) -> bool:
        """Whether only those items answer that are counted, as in `Option 2: …`."""
        return "unnumbered" in self._filters()

    def _filters(self) -> frozenset[str]:
        """The filters that its answers go through."""
        holes = (p for c in self.cards for t in c.answer for p in t.parts if isinstance(p, Hole))
        return frozenset(f for hole in holes for f in hole.filters)

    @property
    def exceptions(self) -> frozenset[str]:
        """The shared exceptions that its matches name."""
        return frozenset[str]().union(*(m.exceptions for m in self.matches))


@dataclass(frozen=True, slots=True, eq=False)
class WordList:
    """A word list, with everything that packs added to it.

    Attributes:
        name: e.g. `sides`.
        words: what authors write, lower-case -> how it is spelt out in questions.
        tolerant: those of the words that also fit with a typing slip.
    """

    name: str
    words: Mapping[str, str]
    tolerant: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NamedShape:
    """A name for what several patterns ask of a capture.

    Attributes:
        name: e.g. `subject`.
        source: as it was written, e.g. `noun-phrase&1-8|code`.
        groups: the same, read.
        place: where its name stands.
    """

    name: str
    source: str
    groups: Groups
    place: Place


@dataclass(frozen=True, slots=True)
class NamedException:
    """An exception that several rules make, with everything that packs added to it.

    Attributes:
        name: e.g. `vague-subject`.
        about: one line: of what it keeps rules away.
        any: conditions of which none may hold.
        place: where its name stands.
        own: whether it comes from the person's folders rather than from the built-in ones.
    """

    name: str
    about: str
    any: tuple[Match, ...]
    place: Place
    own: bool = True


class Needed(NamedTuple):
    """What a text must have for a pattern to fit, found out by compiling it; kept, so that few
    have to be compiled.

    Attributes:
        required: features (see `View.features`) all of which it must have.
        needs: sets of features of which it must have one each, the rarest first.
        others: those of them that are to be looked up beside the first.
        verbs: forms of main verb (see `shapes.verb_form`) of which it must have one; empty if
            it may have any or none. Finding the verb takes time, so it is no feature.
        most_words: how many words it has at most; None if that is not known.
    """

    required: frozenset[str]
    needs: tuple[frozenset[str], ...]
    others: tuple[frozenset[str], ...]
    verbs: frozenset[str]
    most_words: int | None


class Demand(NamedTuple):
    """What a match needs of a node, found out by compiling it; kept for the same reason.

    Attributes:
        asks: what it asks of the node's place and form, and of which kinds the nodes around it
            have to be; nothing of texts.
        needs: sets of features of which its text must have one each, the rarest first.
        most_words: how many words it has at most; None if that is not known.
    """

    asks: Match
    needs: tuple[frozenset[str], ...]
    most_words: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Ruleset:
    """All rules that count, in the order in which they are tried.

    Attributes:
        rules: rules that are on.
        off: rules that are off, with the reason, e.g. `ignored in talkdeck.yaml`.
        lists: word lists by name.
        shapes: named shapes by name.
        exceptions: shared exceptions by name.
        demands: by a rule's full id what each of its matches needs of a node; rules that are not
            there are compiled to find out.
        needed: what patterns need of a text, by their key (see `matcher.key_of`); those that are
            not there are compiled.
    """

    rules: tuple[Rule, ...] = ()
    off: tuple[tuple[Rule, str], ...] = ()
    lists: Mapping[str, WordList] = field(default_factory=dict)
    shapes: Mapping[str, NamedShape] = field(default_factory=dict)
    exceptions: Mapping[str, NamedException] = field(default_factory=dict)
    demands: Mapping[str, tuple[Demand, ...]] = field(default_factory=dict)
    needed: Mapping[str, Needed] = field(default_factory=dict)

    def everything(self) -> tuple[Rule, ...]:
        """All rules, on or off."""
        return (*self.rules, *(r for r, _ in self.off))

    def find(self, name: str) -> tuple[Rule, ...]:
        """Rules, on or off, by full id, by id without the pack, or all of a pack."""
        return tuple(r for r in self.everything() if name in (r.id, r.name, r.pack))
