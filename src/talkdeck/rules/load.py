"""One rule file: from its text to rules, with everything that is wrong in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import cast

from talkdeck.problems import Place, Problem
from talkdeck.rules import keys
from talkdeck.rules.load_cards import read_cards, read_examples
from talkdeck.rules.load_match import Matches, Reference, read_matches
from talkdeck.rules.model import Claim, Rule
from talkdeck.rules.reading import Reading
from talkdeck.rules.shapes import ANCHORED, WHOLE
from talkdeck.rules.yaml_places import Mapping, Scalar, Sequence, Source, Value, read_yaml

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """A word list as one file gives it.

    Attributes:
        name: its name.
        words: what is written, lower-case -> how it is spelt out.
        tolerant: whether typing slips count.
        add_to: other lists that get these words too.
        place: where its name stands.
        excerpt: that line.
    """

    name: str
    words: dict[str, str]
    tolerant: bool
    add_to: tuple[Reference, ...]
    place: Place
    excerpt: str


@dataclass(slots=True)
class RuleFile:
    """What one file gives.

    Attributes:
        pack: the pack it belongs to.
        words: its word lists.
        disable: rules and packs it switches off.
        rules: its rules, ids with the pack.
        references: word lists that its patterns use.
        replaces: for each rule that takes another's place: by its id, where it says so.
        source: its text, for excerpts; None if it could not be read.
    """

    pack: str
    words: list[Words] = field(default_factory=list)
    disable: list[Reference] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    replaces: dict[str, Reference] = field(default_factory=dict)
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
    result = RuleFile(pack)
    if root is None or (isinstance(root, Scalar) and not root.text):
        if not problems:
            problems.append(
                Problem("rule-file-empty", Place(file), "there is nothing in this rule file",
                        "write `version: 1` and `rules:`, or delete the file")
            )  # fmt: skip
        return result, problems
    result.source = source
    reading = Reading(source)
    _File(reading, result, own).read(root)
    return result, problems + reading.problems


class _File:
    def __init__(self, reading: Reading, result: RuleFile, own: bool) -> None:
        self.reading = reading
        self.result = result
        self.own = own

    def read(self, root: Value) -> None:
        found = self.reading.keys(root, keys.FILE, "a rule file")
        if found is None:
            return
        if "version" in found:
            self._version(found["version"])
        if "words" in found:
            self._words(found["words"])
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

    def _words(self, value: Value) -> None:
        if not isinstance(value, Mapping):
            self.reading.wrong(value, "words is a mapping: the name of a list, then its words",
                               "write `sides: [pros, cons]`")  # fmt: skip
            return
        for key, inner in value.pairs:
            words = self._word_list(key, inner)
            if words is not None:
                self.result.words.append(words)

    def _word_list(self, key: Scalar, value: Value) -> Words | None:
        name, reading = key.text, self.reading
        self._check_list_name(key)
        excerpt = reading.source.excerpt(key.place)
        what = f"the word list '{name}'"
        if not isinstance(value, Mapping):
            words = self._spellings(value, what)
            return Words(name, words, False, (), key.place, excerpt)
        found = reading.keys(value, keys.WORD_LIST, what)
        if found is None or "words" not in found:
            return None
        tolerant = "tolerant" in found and reading.flag(found["tolerant"], "tolerant")
        add_to = reading.scalars(found["add-to"], "add-to") if "add-to" in found else []
        return Words(name, self._spellings(found["words"], what), tolerant,
                     tuple(self._reference(s) for s in add_to), key.place, excerpt)  # fmt: skip

    def _check_list_name(self, key: Scalar) -> None:
        if key.text in ANCHORED or key.text in WHOLE:
            self.reading.problem("wrong-value", key.place,
                                 f"'{key.text}' is the name of a shape of the rule language",
                                 "give the word list another name")  # fmt: skip
        elif not _ID.fullmatch(key.text):
            self.reading.problem("wrong-value", key.place,
                                 f"'{key.text}' can't be the name of a word list",
                                 "use small letters, digits and hyphens")  # fmt: skip

    def _spellings(self, value: Value, what: str) -> dict[str, str]:
        """Words and how they are spelt out, from a list or a mapping."""
        if isinstance(value, Mapping):
            pairs = value.pairs
            return {
                " ".join(k.text.lower().split()): self.reading.text(v, f"a word of {what}")
                for k, v in pairs
            }
        scalars = self.reading.scalars(value, what)
        return {" ".join(s.text.lower().split()): s.text for s in scalars}

    def _rule(self, value: Value) -> Rule | None:
        reading = self.reading
        found = reading.keys(value, keys.RULE, "a rule")
        if found is None or "id" not in found:
            return None
        name = self._id(found["id"])
        matches = read_matches(found["match"], reading) if "match" in found else Matches()
        self.result.references += matches.references
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
            own=self.own,
        )
        self._check_rule(rule, found)
        return rule

    def _text(self, found: dict[str, Value], key: str) -> str:
        return self.reading.text(found[key], key).strip() if key in found else ""

    def _id(self, value: Value) -> str:
        scalar = self.reading.scalar(value, "id")
        if scalar is None:
            return ""
        if not _ID.fullmatch(scalar.text):
            self.reading.problem("wrong-value", scalar.place,
                                 f"'{scalar.text}' can't be the id of a rule",
                                 "use small letters, digits and hyphens, e.g. pros-and-cons",
                                 )  # fmt: skip
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
