"""Reading `match:` with all that nests in it."""

from __future__ import annotations

from dataclasses import field
from typing import cast

from talkdeck.outline.node import Kind
from talkdeck.problems import Place
from talkdeck.rules import keys
from talkdeck.rules.model import Bounds, Children, Match, Relation, Relative
from talkdeck.rules.pattern import Pattern
from talkdeck.rules.reading import Reading, did_you_mean
from talkdeck.rules.template import BUILT_IN
from talkdeck.values import dataclass, replace
from talkdeck.yaml_places import Mapping, Scalar, Sequence, Value

_TAKEN = ("node", "children", "item")


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that something else has to define.

    Attributes:
        name: the name.
        place: where it is used.
        excerpt: that line.
        pattern: the pattern that uses it, if one does.
    """

    name: str
    place: Place
    excerpt: str
    pattern: Pattern | None = None


@dataclass(slots=True)
class Matches:
    """What `match:` says.

    Attributes:
        matches: its alternatives.
        names: the captures that each of them has.
        lacking: captures that only some of them have, with an alternative that has not.
        references: word lists and named shapes that its patterns use.
        excepted: exceptions that it names.
        flawed: whether some pattern could not be read, so that captures may be missing.
    """

    matches: tuple[Match, ...] = ()
    names: frozenset[str] = frozenset()
    lacking: dict[str, Reference] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    excepted: list[Reference] = field(default_factory=list)
    flawed: bool = False


def read_matches(value: Value, reading: Reading) -> Matches:
    """Reads one match or a list of alternatives."""
    reader = _Reader(reading)
    before = len(reading.problems)
    values = value.items if isinstance(value, Sequence) else (value,)
    if not values:
        reading.wrong(value, "match is a mapping or a list of them", "write `{kind: bullet}`")
    matches = [reader.match(v, "match") for v in values]
    alternatives = [(v.place, m.captures()) for v, m in zip(values, matches, strict=True)]
    reader.note_lacking(alternatives)
    names = frozenset.intersection(*(n for _, n in alternatives)) if alternatives else frozenset()
    names -= reader.lacking.keys()
    flawed = len(reading.problems) > before
    return Matches(tuple(matches), names, reader.lacking, reader.references, reader.excepted,
                   flawed)  # fmt: skip


def read_exception(value: Value, reading: Reading) -> Matches:
    """Reads what stands under `any:` of an exception; it can't name other exceptions."""
    reader = _Reader(reading)
    matches = reader.unless(value, "any")
    if not matches:
        reading.problem("wrong-value", value.place, "any is an empty list",
                        "write at least one pattern into it")  # fmt: skip
    for used in reader.excepted:
        reading.problem("wrong-value", used.place, "an exception can't name other exceptions",
                        "write here what they say, or let the rules name both")  # fmt: skip
    return Matches(matches, references=reader.references)


class _Reader:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.excepted: list[Reference] = []
        self.references: list[Reference] = []
        self.lacking: dict[str, Reference] = {}

    def match(self, value: Value, what: str) -> Match:
        """Reads a mapping of conditions."""
        found = self.reading.keys(value, keys.MATCH, f"`{what}`")
        if found is None:
            return Match()
        if not found and isinstance(value, Mapping) and not value.pairs:
            self.reading.wrong(value, f"`{what}` has at least one condition", "write one")
        reading = self.reading
        match = Match(
            kinds=self._kinds(found),
            ordered=reading.flag(found["ordered"], "ordered") if "ordered" in found else None,
            colon=reading.flag(found["colon"], "colon") if "colon" in found else None,
            first=reading.flag(found["first"], "first") if "first" in found else None,
            last=reading.flag(found["last"], "last") if "last" in found else None,
            words=self._bounds(found["words"]) if "words" in found else None,
            children=self._children(found["children"]) if "children" in found else None,
            text=self.patterns(found["text"], "text") if "text" in found else (),
            find=self.patterns(found["find"], "find") if "find" in found else (),
            relations=tuple(
                Relation(cast(Relative, name), self._relation(found[name], name))
                for name in keys.RELATIONS
                if name in found
            ),
            topic=self._topic(found["topic"]) if "topic" in found else None,
            excepted=self._excepted(found["except"]) if "except" in found else (),
            unless=self.unless(found["not"], "not") if "not" in found else (),
        )
        if "initials" not in found:
            return match
        return replace(match, initials=self._initials(found["initials"], match))

    def _kinds(self, found: dict[str, Value]) -> tuple[Kind, ...]:
        if "kind" not in found:
            return ()
        return cast(tuple[Kind, ...], self.reading.choices(found["kind"], "kind", keys.KINDS))

    def _bounds(self, value: Value) -> Bounds:
        if isinstance(value, Scalar):
            number = self.reading.number(value, "words")
            return Bounds(number, number)
        found = self.reading.keys(value, keys.BOUNDS, "`words`")
        return self._between(found or {}, value, 0)

    def _between(self, found: dict[str, Value], value: Value, default: int) -> Bounds:
        least = self.reading.number(found["min"], "min") if "min" in found else default
        most = self.reading.number(found["max"], "max") if "max" in found else None
        if most is not None and most < least:
            if "min" in found:
                self.reading.problem("wrong-value", value.place,
                                     f"min {least} is more than max {most}", "exchange them",
                                     )  # fmt: skip
            least = most
        return Bounds(least, most)

    def _children(self, value: Value) -> Children:
        if isinstance(value, Scalar) and value.text in ("none", "some"):
            none = value.text == "none"
            return Children(Bounds(0, 0), nothing=True) if none else Children()
        if isinstance(value, Scalar) and value.text.isdigit():
            number = self.reading.number(value, "children")
            return Children(Bounds(number, number))
        if not isinstance(value, Mapping):
            self.reading.wrong(value, "children is none, some, a number or {min: …, max: …}",
                               "write `children: {min: 2}`")  # fmt: skip
            return Children()
        reading = self.reading
        found = reading.keys(value, keys.CHILDREN, "`children`") or {}
        alike = ""
        if "alike" in found:
            alike = reading.choice(found["alike"], "alike", keys.CHILDREN["alike"].choices)
        return Children(
            count=self._between(found, value, 1),
            kinds=self._kinds(found) or ("bullet",),
            ordered=reading.flag(found["ordered"], "ordered") if "ordered" in found else None,
            words=reading.number(found["words"], "words") if "words" in found else None,
            alike=alike,
        )

    def patterns(self, value: Value, what: str) -> tuple[Pattern, ...]:
        """Reads one pattern or several."""
        found: list[tuple[Scalar, Pattern]] = []
        for scalar in self.reading.scalars(value, what):
            pattern = self.reading.pattern(scalar)
            self._note_references(scalar, pattern)
            found.append((scalar, pattern))
        self.note_lacking([(s.place, p.names) for s, p in found])
        return tuple(p for _, p in found)

    def _note_references(self, scalar: Scalar, pattern: Pattern) -> None:
        for capture in pattern.captures():
            for shape in (s for group in capture.shapes for s in group):
                if shape.is_list:
                    end = shape.at + len(shape.name)
                    place = self.reading.source.within(scalar, shape.at, end)
                    excerpt = self.reading.source.excerpt(place)
                    self.references.append(Reference(shape.name, place, excerpt, pattern))
            if capture.name in _TAKEN:
                start = capture.at + 1
                place = self.reading.source.within(scalar, start, start + len(capture.name))
                self.reading.problem("wrong-value", place,
                                     f"'{capture.name}' has a meaning of its own in templates:"
                                     f" {BUILT_IN[capture.name]}",
                                     "give the capture another name")  # fmt: skip

    def note_lacking(self, alternatives: list[tuple[Place, frozenset[str]]]) -> None:
        """Notes which captures are missing in which alternative; a card must not need them."""
        if len(alternatives) < 2:
            return
        every = frozenset().union(*(names for _, names in alternatives))
        for place, names in alternatives:
            for name in every - names:
                excerpt = self.reading.source.excerpt(place)
                self.lacking.setdefault(name, Reference(name, place, excerpt))

    def _nested(self, value: Value, what: str) -> Match:
        """A nested match; patterns stand for `text:`."""
        if isinstance(value, Mapping) and not (value.braces and self._bare_braces(value)):
            return self.match(value, what)
        return Match(text=self.patterns(value, what))

    @staticmethod
    def _bare_braces(value: Mapping) -> bool:
        """`{name}` without quotes, which YAML takes for a mapping."""
        return len(value.pairs) == 1 and all(
            k.text not in keys.MATCH and isinstance(v, Scalar) and not v.text
            for k, v in value.pairs
        )

    def _relation(self, value: Value, name: str) -> Match | None:
        if isinstance(value, Scalar) and value.text == "none" and not value.quoted:
            return None
        if isinstance(value, Scalar) and value.text == "some" and not value.quoted:
            return Match()
        return self._apart(value, name) if name in ("every", "most") else self._nested(value, name)

    def _apart(self, value: Value, what: str) -> Match:
        """A nested match whose captures are not kept."""
        kept = dict(self.lacking)
        match = self._nested(value, what)
        self.lacking = kept
        return match

    def _topic(self, value: Value) -> bool | Match:
        if isinstance(value, Scalar) and not value.quoted and value.text in ("true", "false"):
            return value.text == "true"
        return self._nested(value, "topic")

    def _excepted(self, value: Value) -> tuple[str, ...]:
        scalars = self.reading.scalars(value, "except")
        excerpt = self.reading.source.excerpt
        self.excepted += [Reference(s.text, s.place, excerpt(s.place)) for s in scalars]
        return tuple(s.text for s in scalars)

    def unless(self, value: Value, what: str) -> tuple[Match, ...]:
        """Reads conditions of which none may hold."""
        values = value.items if isinstance(value, Sequence) else (value,)
        return tuple(self._apart(v, what) for v in values)

    def _initials(self, value: Value, match: Match) -> tuple[str, str] | None:
        found = self.reading.keys(value, keys.INITIALS, "`initials`")
        if found is None or len(found) < len(keys.INITIALS):
            return None
        captured = match.captures()
        for part in found.values():
            scalar = self.reading.scalar(part, "a capture's name")
            if scalar is None or scalar.text in captured:
                continue
            self.reading.problem("unknown-capture", scalar.place,
                                 f"nothing captures '{scalar.text}'; captured"
                                 f" is {', '.join(sorted(captured)) or 'nothing'}",
                                 did_you_mean(scalar.text, captured) or "capture it in `text:`",
                                 )  # fmt: skip
            return None
        short, long = (cast(Scalar, found[k]).text for k in ("short", "long"))
        return short, long
