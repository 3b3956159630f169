"""One rule file: from its text to rules, with everything that is wrong in it."""

from __future__ import annotations

import re
from dataclasses import field
from typing import cast

from talkdeck.problems import Place, Problem
from talkdeck.regex import regex
from talkdeck.rules import keys
from talkdeck.rules.load_cards import read_cards, read_examples
from talkdeck.rules.load_match import Matches, Reference, read_matches
from talkdeck.rules.load_names import NAME, Shared, Words, read_exceptions, read_shapes, read_words
from talkdeck.rules.model import NOT_IN, Claim, NamedShape, Rule
from talkdeck.rules.reading import Reading
from talkdeck.values import dataclass
from talkdeck.yaml_places import Scalar, Sequence, Source, Value, read_yaml

_LANGUAGE = regex(rf"(?:{NOT_IN})?[a-z]{{2,3}}")


@dataclass(slots=True)
class RuleFile:
    """What one file gives.

    Attributes:
        pack: the pack it belongs to.
        words: its word lists.
        shapes: its named shapes.
        exceptions: the exceptions that it defines.
        disable: rules and packs it switches off.
        rules: its rules, ids with the pack.
        references: word lists and named shapes that its patterns use.
        excepted: exceptions that its rules name.
        replaces: for each rule that takes another's place: by its id, where it says so.
        own: whether it is the person's rather than built in.
        source: its text, for excerpts; None if it could not be read.
    """

    pack: str
    words: list[Words] = field(default_factory=list)
    shapes: list[NamedShape] = field(default_factory=list)
    exceptions: list[Shared] = field(default_factory=list)
    disable: list[Reference] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    excepted: list[Reference] = field(default_factory=list)
    replaces: dict[str, Reference] = field(default_factory=dict)
    own: bool = True
    source: Source | None = None


def load_rule_file(
    text: str, file: str, pack: str, *, own: bool = True
) -> tuple[RuleFile, list[Problem]]:
    """Reads a rule file; never raises, whatever the text.

    Args:
        text: the file's text.
        file: its path as messages show it.
        pack: the pack it belongs to, e.g. `own`.
        own: whether it is the person's rather than built in.

    Returns:
        All that could be read, and all that is wrong. With an error among the problems
        the rules must not be used.
    """
    root, source, problems = read_yaml(text, file)
    result = RuleFile(pack, own=own)
    if root is None or (isinstance(root, Scalar) and not root.text):
        if not problems:
            problems.append(
                Problem("rule-file-empty", Place(file), "there is nothing in this rule file",
                        "write `version: 1` and `rules:`, or delete the file")
            )  # fmt: skip
        return result, problems
    result.source = source
    reading = Reading(source)
    _File(reading, result).read(root)
    return result, problems + reading.problems


class _File:
    def __init__(self, reading: Reading, result: RuleFile) -> None:
        self.reading = reading
        self.result = result
        self.language = ""

    def read(self, root: Value) -> None:
        found = self.reading.keys(root, keys.FILE, "a rule file")
        if found is None:
            return
        if "version" in found:
            self._version(found["version"])
        if "language" in found:
            self.language = self._language(found["language"])
        if "words" in found:
            self.result.words += read_words(found["words"], self.reading)
        if "shapes" in found:
            shapes, references = read_shapes(found["shapes"], self.reading)
            self.result.shapes += shapes
            self.result.references += references
        if "exceptions" in found:
            exceptions, references = read_exceptions(found["exceptions"], self.reading)
            self.result.exceptions += exceptions
            self.result.references += references
        if "disable" in found:
            scalars = self.reading.scalars(found["disable"], "disable")
            self.result.disable += [self._reference(s) for s in scalars]
        for value in self._list(found.get("rules"), "rules", "rules"):
            rule = self._rule(value)
            if rule is not None:
                self.result.rules.append(rule)

    def _reference(self, scalar: Scalar) -> Reference:
        return Reference(scalar.text, scalar.place, self.reading.source.excerpt(scalar.place))

    def _list(self, value: Value | None, what: str, of: str) -> tuple[Value, ...]:
        if isinstance(value, Sequence):
            return value.items
        if value is not None and not (isinstance(value, Scalar) and not value.text):
            self.reading.wrong(value, f"{what} is a list of {of}", "begin each with '- '")
        return ()

    def _version(self, value: Value) -> None:
        if isinstance(value, Scalar) and value.text == "1":
            return
        found = value.text if isinstance(value, Scalar) else "something else"
        self.reading.problem("rule-version", value.place,
                             f"this is version '{found}' of the rule language; known is 1",
                             "write `version: 1`, or update talkdeck")  # fmt: skip

    def _rule(self, value: Value) -> Rule | None:
        reading = self.reading
        found = reading.keys(value, keys.RULE, "a rule")
        if found is None or "id" not in found:
            return None
        name = self._id(found["id"])
        matches = read_matches(found["match"], reading) if "match" in found else Matches()
        self.result.references += matches.references
        self.result.excepted += matches.excepted
        cards = read_cards(found["cards"], reading, matches) if "cards" in found else ()
        examples = read_examples(found["examples"], reading) if "examples" in found else ()
        rule = Rule(
            id=f"{self.result.pack}/{name}",
            about=self._text(found, "about"),
            matches=matches.matches,
            place=found["id"].place,
            why=self._text(found, "why"),
            priority=reading.number(found["priority"], "priority", 0, 100)
            if "priority" in found
            else 50,
            off="off" in found and reading.flag(found["off"], "off"),
            replaces=self._text(found, "replaces"),
            cards=cards,
            skip=self._text(found, "skip"),
            drop="drop" in found and reading.flag(found["drop"], "drop"),
            claim=cast(Claim, reading.choice(found["claim"], "claim", keys.CLAIMS))
            if "claim" in found
            else "node",
            examples=examples,
            own=self.result.own,
            language=self._language(found["language"]) if "language" in found else self.language,
        )
        self._check_rule(rule, found)
        return rule

    def _text(self, found: dict[str, Value], key: str) -> str:
        return self.reading.text(found[key], key).strip() if key in found else ""

    def _language(self, value: Value) -> str:
        code = self._formed(value, "language", _LANGUAGE, "is not a language's code",
                            "write two or three small letters, e.g. en, or not-en, or any",
                            )  # fmt: skip
        return "" if code == "any" else code

    def _id(self, value: Value) -> str:
        return self._formed(value, "id", NAME, "can't be the id of a rule",
                            "use small letters, digits and hyphens, e.g. pros-and-cons",
                            )  # fmt: skip

    def _formed(self, value: Value, key: str, form: re.Pattern[str], flaw: str, advice: str) -> str:
        """A text that has to be of a form."""
        scalar = self.reading.scalar(value, key)
        if scalar is None:
            return ""
        if not form.fullmatch(scalar.text):
            self.reading.problem("wrong-value", scalar.place, f"'{scalar.text}' {flaw}", advice)
        return scalar.text

    def _check_rule(self, rule: Rule, found: dict[str, Value]) -> None:
        problem, place = self.reading.problem, rule.place
        if "replaces" in found and isinstance(found["replaces"], Scalar):
            self.result.replaces[rule.id] = self._reference(found["replaces"])
        if "cards" not in found and "skip" not in found:
            problem("missing-key", place, "a rule needs `cards:`, or `skip:` with a reason",
                    "say which cards it makes, or why none comes from here")  # fmt: skip
        if "cards" in found and "skip" in found:
            problem("wrong-value", found["skip"].place, "a rule has `cards:` or `skip:`, not both",
                    "make two rules of it")  # fmt: skip
        if "drop" in found and "skip" not in found:
            problem("wrong-value", found["drop"].place, "`drop:` goes with `skip:` only",
                    "remove it")  # fmt: skip
        if rule.examples and not any(e.cards or e.some for e in rule.examples) and not rule.skip:
            problem("missing-key", found["examples"].place,
                    "all examples are near misses; at least one has to make a card",
                    "add a note that this rule makes cards of")  # fmt: skip
