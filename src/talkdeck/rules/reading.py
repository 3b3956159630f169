"""Reading YAML values into typed ones, every mistake kept with its place."""

from __future__ import annotations

from collections.abc import Iterable

from talkdeck.problems import Place, Problem
from talkdeck.rules.keys import Key
from talkdeck.rules.pattern import Flaw, Pattern, parse_pattern
from talkdeck.rules.template import Template, parse_template
from talkdeck.yaml_places import Mapping, Scalar, Sequence, Source, Value

_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")


class Reading:
    """Typed access to the values of one rule file.

    Attributes:
        source: the file's text, for excerpts.
        problems: what was wrong so far.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def problem(self, code: str, place: Place, message: str, advice: str = "") -> None:
        """Keeps one mistake."""
        excerpt = self.source.excerpt(place)
        self.problems.append(Problem(code, place, message, advice, excerpt=excerpt))

    def flaws(self, scalar: Scalar, flaws: Iterable[Flaw]) -> None:
        """Keeps mistakes inside a pattern or template."""
        for flaw in flaws:
            place = self.source.within(scalar, flaw.start, flaw.end)
            self.problem(flaw.code, place, flaw.message, flaw.advice)

    def keys(self, value: Value, table: dict[str, Key], owner: str) -> dict[str, Value] | None:
        """The values of a mapping by key; None if it is no mapping.

        Args:
            value: what was written.
            table: the keys it may have.
            owner: what it is, for messages, e.g. `a rule`.
        """
        if not isinstance(value, Mapping):
            example = f"{next(iter(table))}: …"
            self.wrong(value, f"{owner} is a mapping of keys and values, such as `{example}`",
                       "write `key: value` pairs")  # fmt: skip
            return None
        found: dict[str, Value] = {}
        for key, inner in value.pairs:
            if key.text in table:
                found[key.text] = inner
        for key, inner in value.pairs:
            if key.text not in table:
                near = near_to(key.text, table)
                self.problem("unknown-key", key.place,
                             f"{owner} has no key '{key.text}'; its keys are {', '.join(table)}",
                             f"did you mean '{near}'?" if near else "remove it")  # fmt: skip
                if near:  # read on as if it were, so that one slip is one mistake
                    found.setdefault(near, inner)
        for key_of in table.values():
            if key_of.required and key_of.name not in found:
                self.problem("missing-key", value.place, f"{owner} needs `{key_of.name}:`",
                             f"add {key_of.name}: {key_of.example}  ({key_of.about})",
                             )  # fmt: skip
        return found

    def wrong(self, value: Value, expected: str, advice: str) -> None:
        """Keeps a value of the wrong sort."""
        if isinstance(value, Mapping) and value.braces and _forgotten_quotes(value):
            self.problem("unquoted-braces", value.place,
                         "{…} without quotes is a mapping to YAML, and here a text is expected",
                         "put single quotes around the whole text")  # fmt: skip
            return
        found = {Scalar: "a text", Sequence: "a list", Mapping: "a mapping"}[type(value)]
        if isinstance(value, Scalar):
            found = f"'{_shorten(value.text)}'" if value.text else "nothing"
        self.problem("wrong-type", value.place, f"{found} stands here; {expected}", advice)

    def text(self, value: Value, what: str) -> str:
        """A text; "" if it is none."""
        scalar = self.scalar(value, what)
        return scalar.text if scalar is not None else ""

    def scalar(self, value: Value, what: str) -> Scalar | None:
        """A text with its place."""
        if isinstance(value, Scalar) and value.text.strip():
            return value
        self.wrong(value, f"{what} is a text", "write a text, in single quotes if it has signs")
        return None

    def scalars(self, value: Value, what: str) -> list[Scalar]:
        """One text or a list of them."""
        if not isinstance(value, Sequence):
            one = self.scalar(value, what)
            return [] if one is None else [one]
        if not value.items:
            self.problem("wrong-value", value.place, f"{what} is an empty list",
                         "write at least one text into it")  # fmt: skip
        found = [self.scalar(v, what) for v in value.items]
        return [s for s in found if s is not None]

    def names(self, value: Value, what: str) -> tuple[str, ...]:
        """A list of words; one may stand alone."""
        return tuple(s.text for s in self.scalars(value, what))

    def flag(self, value: Value, what: str) -> bool:
        """True or false."""
        text = value.text.lower() if isinstance(value, Scalar) else ""
        if text in _YES or text in _NO:
            return text in _YES
        self.wrong(value, f"{what} is true or false", "write true or false")
        return False

    def number(self, value: Value, what: str, least: int = 0, most: int = 10_000) -> int:
        """A whole number."""
        text = value.text if isinstance(value, Scalar) else ""
        if text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most:
            return int(text)
        limit = f" from {least} to {most}" if most < 10_000 else ""
        self.wrong(value, f"{what} is a whole number{limit}", "write a number in digits")
        return least

    def choice(self, value: Value, what: str, choices: tuple[str, ...]) -> str:
        """One of some words; the first of them if it is none."""
        if isinstance(value, Scalar) and value.text in choices:
            return value.text
        self.not_one_of(value, what, choices)
        return choices[0]

    def choices(self, value: Value, what: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        """Some words out of several."""
        found = self.scalars(value, what)
        for scalar in found:
            if scalar.text not in choices:
                self.not_one_of(scalar, what, choices)
        return tuple(s.text for s in found if s.text in choices)

    def not_one_of(self, value: Value, what: str, choices: tuple[str, ...]) -> None:
        """Keeps a value that is not one of those it may be."""
        listed = ", ".join(choices)
        if not isinstance(value, Scalar) or not value.text:
            self.wrong(value, f"{what} is one of {listed}", "write one of these words")
            return
        self.problem("wrong-value", value.place,
                     f"'{_shorten(value.text)}' is no {what}; it is one of {listed}",
                     did_you_mean(value.text, choices) or "write one of these")  # fmt: skip

    def pattern(self, scalar: Scalar) -> Pattern:
        """A pattern, its mistakes kept."""
        pattern, flaws = parse_pattern(scalar.text)
        self.flaws(scalar, flaws)
        return pattern

    def template(self, scalar: Scalar) -> Template:
        """A template, its mistakes kept."""
        template, flaws = parse_template(scalar.text)
        self.flaws(scalar, flaws)
        return template


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """`did you mean 'short'?`, or "" if nothing is as like as that (0 to 1)."""
    near = near_to(word, known, likeness)
    return f"did you mean '{near}'?" if near else ""


def near_to(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word that is most like another, or "" if none is as like as that (0 to 1)."""
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), sorted(known), 1, likeness)
    return near[0] if near else ""


def _forgotten_quotes(value: Mapping) -> bool:
    """`{name}`, `{name:shape}` and `{name|filter}` are mappings with an empty value."""
    return len(value.pairs) == 1 and all(
        isinstance(v, Scalar) and not v.text and not v.quoted for _, v in value.pairs
    )


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:38]}…"
