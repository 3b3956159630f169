"""Reading `cards:` and `examples:`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from talkdeck.cards.card import CardKind
from talkdeck.problems import Place
from talkdeck.rules import keys
from talkdeck.rules.load_match import Matches
from talkdeck.rules.model import CardRule, Example, ExpectedCard
from talkdeck.rules.reading import Reading, did_you_mean
from talkdeck.rules.template import BUILT_IN, Hole, Template
from talkdeck.yaml_places import Scalar, Sequence, Value

_NEEDED = {
    "basic": ("ask", "answer"),
    "list": ("ask", "answer"),
    "reversed": ("ask", "answer", "back-ask"),
    "cloze": ("text", "hide"),
}
_FORBIDDEN = {
    "basic": ("back-ask", "text", "hide", "one-by-one"),
    "list": ("back-ask", "text", "hide", "one-by-one"),
    "reversed": ("text", "hide", "one-by-one"),
    "cloze": ("ask", "answer", "back-ask"),
}


def read_cards(value: Value, reading: Reading, matches: Matches) -> tuple[CardRule, ...]:
    """Reads the cards that a rule makes.

    Args:
        value: what was written: a card or a list of them.
        reading: keeps mistakes.
        matches: the rule's match, for the names that it captures.
    """
    values = value.items if isinstance(value, Sequence) else (value,)
    if not values:
        reading.wrong(value, "cards is a list of cards", "write at least one, or `skip:` a reason")
    reader = _Cards(reading, matches)
    made = [reader.card(v, n) for n, v in enumerate(values)]
    return tuple(c for c in made if c is not None)


class _Cards:
    def __init__(self, reading: Reading, matches: Matches) -> None:
        self.reading = reading
        self.captured = matches.names | matches.lacking.keys()
        self.lacking = matches.lacking
        self.flawed = matches.flawed
        self.roles: set[str] = set()

    def card(self, value: Value, position: int) -> CardRule | None:
        reading = self.reading
        found = reading.keys(value, keys.CARD, "a card")
        if found is None:
            return None
        kind = "basic"
        if "kind" in found:
            kind = reading.choice(found["kind"], "kind of card", keys.CARD_KINDS)
        self._check(kind, found, value)
        each = "each" in found and bool(reading.choice(found["each"], "each", ("children",)))
        asked = "text" if kind == "cloze" else "ask"
        hint = self._templates(found, "hint", each)
        back = self._templates(found, "back-ask", each)
        return CardRule(
            kind=cast(CardKind, kind),
            name=self._role(found, position),
            ask=self._templates(found, asked, each),
            answer=() if kind == "cloze" else self._templates(found, "answer", each),
            back_ask=back[0] if back else None,
            hide=self._hidden(found),
            one_by_one="one-by-one" in found and reading.flag(found["one-by-one"], "one-by-one"),
            each=each,
            hint=hint[0] if hint else None,
            tags=self._tags(found),
            ordered=reading.flag(found["ordered"], "ordered") if "ordered" in found else None,
        )

    def _check(self, kind: str, found: dict[str, Value], value: Value) -> None:
        for key in _NEEDED[kind]:
            if key not in found:
                self.reading.problem("missing-key", value.place,
                                     f"a card of kind {kind} needs `{key}:`",
                                     f"add {key}: {keys.CARD[key].example}")  # fmt: skip
        for key in _FORBIDDEN[kind]:
            if key in found:
                self.reading.problem("unknown-key", found[key].place,
                                     f"a card of kind {kind} has no `{key}:`",
                                     "remove it, or choose another kind")  # fmt: skip

    def _role(self, found: dict[str, Value], position: int) -> str:
        if "name" not in found:
            role = str(position)
        else:
            role = self.reading.text(found["name"], "name")
            if role in self.roles:
                self.reading.problem("wrong-value", found["name"].place,
                                     f"two cards of this rule are called '{role}'",
                                     "give one of them another name")  # fmt: skip
        self.roles.add(role)
        return role

    def _templates(self, found: dict[str, Value], key: str, each: bool) -> tuple[Template, ...]:
        if key not in found:
            return ()
        many = keys.CARD[key].form == "templates"
        scalars = self.reading.scalars(found[key], key)
        if not many and len(scalars) > 1:
            self.reading.wrong(found[key], f"{key} is a text", "write one text")
        templates = []
        for n, scalar in enumerate(scalars):
            template = self.reading.template(scalar)
            self._check_holes(scalar, template, each)
            if key != "hint" and (key != "ask" or n == len(scalars) - 1):
                self._check_lacking(h.name for h in template.parts if isinstance(h, Hole))
            templates.append(template)
        return tuple(templates)

    def _check_lacking(self, names: Iterable[str]) -> None:
        """What a card can't do without has to be captured by every alternative."""
        for name in names:
            lacking = self.lacking.pop(name, None)
            if lacking is not None:
                self.reading.problem("captures-differ", lacking.place,
                                     f"this alternative does not capture '{name}', which a card"
                                     " of the rule needs",
                                     "let all alternatives capture the same names, or make two"
                                     " rules")  # fmt: skip

    def _check_holes(self, scalar: Scalar, template: Template, each: bool) -> None:
        for hole in template.holes():
            start = hole.at + 1
            place = self.reading.source.within(scalar, start, start + len(hole.name))
            if hole.name == "item" and not each:
                self.reading.problem("unknown-capture", place,
                                     "{item} goes with `each: children` only",
                                     "add `each: children`, or use {children}")  # fmt: skip
            elif hole.name not in self.captured and hole.name not in BUILT_IN:
                self._unknown(hole.name, place)

    def _unknown(self, name: str, place: Place) -> None:
        near = did_you_mean(name, self.captured) or did_you_mean(name, BUILT_IN, 0.85)
        if self.flawed and not near:
            return  # perhaps the pattern that could not be read captures it
        listed = ", ".join(sorted(self.captured)) or "nothing"
        always = "" if near else f"; always there are {', '.join(BUILT_IN)}"
        self.reading.problem(
            "unknown-capture", place,
            f"nothing captures '{name}'; captured is {listed}{always}",
            near or "capture it in `match:`",
        )  # fmt: skip

    def _hidden(self, found: dict[str, Value]) -> tuple[str, ...]:
        if "hide" not in found:
            return ()
        scalars = self.reading.scalars(found["hide"], "hide")
        for scalar in scalars:
            if scalar.text not in self.captured:
                self._unknown(scalar.text, scalar.place)
        self._check_lacking(s.text for s in scalars)
        return tuple(s.text for s in scalars)

    def _tags(self, found: dict[str, Value]) -> tuple[str, ...]:
        if "tags" not in found:
            return ()
        scalars = self.reading.scalars(found["tags"], "tags")
        for scalar in scalars:
            if " " in scalar.text.strip():
                self.reading.problem("wrong-value", scalar.place,
                                     f"the tag '{scalar.text}' has a space in it, which Anki"
                                     " would take for two tags", "write a hyphen")  # fmt: skip
        return tuple(s.text.strip() for s in scalars)


def read_examples(value: Value, reading: Reading) -> tuple[Example, ...]:
    """Reads the examples of a rule."""
    if not isinstance(value, Sequence) or not value.items:
        reading.wrong(value, "examples is a list of notes with their cards",
                      "write `- note: …` and under it `cards: …`")  # fmt: skip
        return ()
    return tuple(e for e in (_example(v, reading) for v in value.items) if e is not None)


def _example(value: Value, reading: Reading) -> Example | None:
    found = reading.keys(value, keys.EXAMPLE, "an example")
    if found is None or "note" not in found or "cards" not in found:
        return None
    note = reading.text(found["note"], "note")
    cards = _expected_cards(found["cards"], reading)
    also = "also" in found and bool(reading.choice(found["also"], "also", ("any",)))
    some = isinstance(found["cards"], Scalar) and found["cards"].text == "some"
    return Example(note, cards, also, found["note"].place, some)


def _expected_cards(value: Value, reading: Reading) -> tuple[ExpectedCard, ...]:
    if isinstance(value, Scalar) and value.text in ("none", "some"):
        return ()
    if not isinstance(value, Sequence):
        reading.wrong(value, "cards of an example is a list of cards, none or some",
                      "write `- {ask: …, answer: …}`, or none")  # fmt: skip
        return ()
    return tuple(_expected(v, reading) for v in value.items)


def _expected(value: Value, reading: Reading) -> ExpectedCard:
    found = reading.keys(value, keys.EXPECTED, "an expected card") or {}
    return ExpectedCard(
        ask=reading.text(found["ask"], "ask") if "ask" in found else None,
        answer=reading.names(found["answer"], "answer") if "answer" in found else None,
        kind=cast(CardKind, reading.choice(found["kind"], "kind of card", keys.CARD_KINDS))
        if "kind" in found
        else None,
        context=reading.text(found["context"], "context") if "context" in found else None,
    )
