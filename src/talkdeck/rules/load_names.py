"""What a rule file names for all rules: word lists, shapes and exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from talkdeck.problems import Place
from talkdeck.regex import regex
from talkdeck.rules import keys
from talkdeck.rules.load_match import Reference, read_exception
from talkdeck.rules.model import Match, NamedShape
from talkdeck.rules.pattern import parse_shapes
from talkdeck.rules.reading import Reading
from talkdeck.rules.shapes import ANCHORED, WHOLE
from talkdeck.values import dataclass
from talkdeck.yaml_places import Mapping, Scalar, Value

NAME = regex(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a name may be: small letters and digits, hyphens between them."""


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


@dataclass(frozen=True, slots=True)
class Shared:
    """An exception as one file gives it.

    Attributes:
        name: its name.
        about: of what it keeps rules away.
        any: conditions of which none may hold.
        add_to: other exceptions that are made of this as well.
        place: where its name stands.
        excerpt: that line.
    """

    name: str
    about: str
    any: tuple[Match, ...]
    add_to: tuple[Reference, ...]
    place: Place
    excerpt: str


def read_words(value: Value, reading: Reading) -> list[Words]:
    """Reads `words:`, the word lists of a file."""
    pairs = _pairs(value, reading, "words is a mapping: the name of a list, then its words",
                   "write `sides: [pros, cons]`")  # fmt: skip
    found = (_word_list(key, inner, reading) for key, inner in pairs)
    return [words for words in found if words is not None]


def _word_list(key: Scalar, value: Value, reading: Reading) -> Words | None:
    _check_name(key, "word list", reading)
    excerpt = reading.source.excerpt(key.place)
    what = f"the word list '{key.text}'"
    if not isinstance(value, Mapping):
        return Words(key.text, _spellings(value, what, reading), False, (), key.place, excerpt)
    found = reading.keys(value, keys.WORD_LIST, what)
    if found is None or "words" not in found:
        return None
    tolerant = "tolerant" in found and reading.flag(found["tolerant"], "tolerant")
    words = _spellings(found["words"], what, reading)
    return Words(key.text, words, tolerant, _add_to(found, reading), key.place, excerpt)


def _spellings(value: Value, what: str, reading: Reading) -> dict[str, str]:
    """Words and how they are spelt out, from a list or a mapping."""
    if isinstance(value, Mapping):
        return {
            " ".join(k.text.lower().split()): reading.text(v, f"a word of {what}")
            for k, v in value.pairs
        }
    return {" ".join(s.text.lower().split()): s.text for s in reading.scalars(value, what)}


def read_shapes(value: Value, reading: Reading) -> tuple[list[NamedShape], list[Reference]]:
    """Reads `shapes:`, the named shapes of a file, and the names that they use."""
    pairs = _pairs(value, reading,
                   "shapes is a mapping: the name of a shape, then what it stands for",
                   "write `subject: noun-phrase&1-8|code`")  # fmt: skip
    found: list[NamedShape] = []
    references: list[Reference] = []
    for key, inner in pairs:
        _check_name(key, "shape", reading)
        scalar = reading.scalar(inner, f"the shape '{key.text}'")
        if scalar is None:
            continue
        groups, flaws = parse_shapes(scalar.text)
        reading.flaws(scalar, flaws)
        for shape in (s for group in groups for s in group if s.is_list):
            place = reading.source.within(scalar, shape.at, shape.at + len(shape.name))
            references.append(Reference(shape.name, place, reading.source.excerpt(place)))
        found.append(NamedShape(key.text, scalar.text, groups, key.place))
    return found, references


def read_exceptions(value: Value, reading: Reading) -> tuple[list[Shared], list[Reference]]:
    """Reads `exceptions:`, those of a file, and the names that their patterns use."""
    pairs = _pairs(value, reading,
                   "exceptions is a mapping: the name of an exception, then what it is",
                   "write `asked: {about: a question, any: '{x}?'}`")  # fmt: skip
    found: list[Shared] = []
    references: list[Reference] = []
    for key, inner in pairs:
        _check_name(key, "exception", reading)
        this = reading.keys(inner, keys.EXCEPTION, f"the exception '{key.text}'")
        if this is None or "any" not in this:
            continue
        matches = read_exception(this["any"], reading)
        references += matches.references
        about = reading.text(this["about"], "about").strip() if "about" in this else ""
        excerpt = reading.source.excerpt(key.place)
        found.append(
            Shared(key.text, about, matches.matches, _add_to(this, reading), key.place, excerpt)
        )
    return found, references


def _pairs(
    value: Value, reading: Reading, flaw: str, advice: str
) -> Iterable[tuple[Scalar, Value]]:
    """Names with what stands under them."""
    if isinstance(value, Mapping):
        return value.pairs
    reading.wrong(value, flaw, advice)
    return ()


def _add_to(found: dict[str, Value], reading: Reading) -> tuple[Reference, ...]:
    scalars = reading.scalars(found["add-to"], "add-to") if "add-to" in found else []
    return tuple(Reference(s.text, s.place, reading.source.excerpt(s.place)) for s in scalars)


def _check_name(key: Scalar, what: Literal["word list", "shape", "exception"],
                reading: Reading) -> None:  # fmt: skip
    if not NAME.fullmatch(key.text):
        reading.problem("wrong-value", key.place,
                        f"'{key.text}' can't be the name of {_a(what)}",
                        "use small letters, digits and hyphens")  # fmt: skip
    elif what != "exception" and (key.text in ANCHORED or key.text in WHOLE):
        reading.problem("wrong-value", key.place,
                        f"'{key.text}' is the name of a shape of the rule language",
                        f"give the {what} another name")  # fmt: skip


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "ae" else f"a {noun}"
