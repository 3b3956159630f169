"""Every key of the rule language, described once.

Loading, the JSON Schema for editors and the reference in the documentation are all made
from these tables.
"""

from __future__ import annotations

from typing import get_args

from talkdeck.cards.card import CardKind
from talkdeck.outline.node import Kind
from talkdeck.rules.children import FORMS
from talkdeck.rules.model import Claim
from talkdeck.values import dataclass

KINDS: tuple[str, ...] = get_args(Kind)
CARD_KINDS: tuple[str, ...] = get_args(CardKind)
CLAIMS: tuple[str, ...] = get_args(Claim)
RELATIONS = ("parent", "under", "next", "previous", "child", "every", "most")


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Attributes:
        name: as it is written.
        form: sort of value: `text`, `texts` (one or a list), `pattern`, `patterns`,
            `template`, `templates`, `flag`, `number`, `bounds`, `names` (a list of words),
            `kinds`, or the name of a table or special form.
        about: what it says.
        example: a value, as YAML.
        choices: the words it may be; () for any.
        required: whether it has to be there.
    """

    name: str
    form: str
    about: str
    example: str
    choices: tuple[str, ...] = ()
    required: bool = False


def _table(*keys: Key) -> dict[str, Key]:
    return {k.name: k for k in keys}


FILE = _table(
    Key("version", "version", "version of the rule language", "1", ("1",), required=True),
    Key("about", "text", "one line on the file", "how I write questions"),
    Key("language", "language", "the language its rules ask in, as a code: they leave notes in"
        " another one alone; `not-en`: they speak to notes in another one only; without it they"
        " speak to all notes", "en"),
    Key("words", "words", "word lists", "{sides: [pros, cons]}"),
    Key("shapes", "shapes", "names for shapes that several patterns ask for",
        "{subject: noun-phrase&1-8|code}"),
    Key("exceptions", "exceptions", "exceptions that several rules make",
        "{asked: {about: a question, any: '{x}?'}}"),
    Key("disable", "names", "rules or packs to switch off", "[english/number]"),
    Key("rules", "rules", "the rules", "[…]"),
)  # fmt: skip
"""Keys of a rule file."""

WORD_LIST = _table(
    Key("words", "spellings", "the words; as a mapping: what is written -> how it is spelt out",
        "{adv: advantages}", required=True),
    Key("tolerant", "flag", "whether words with a typing slip count as well", "true"),
    Key("add-to", "names", "other word lists that get these words too", "labels"),
)  # fmt: skip
"""Keys of a word list in its long form."""

EXCEPTION = _table(
    Key("about", "text", "one line: of what it keeps rules away", "a question", required=True),
    Key("any", "not", "of what none may hold, as under `not`; captures in it are not kept",
        "['{x}?', '{x}? {y}']", required=True),
    Key("add-to", "names", "other exceptions that are made of this as well", "vague-subject"),
)  # fmt: skip
"""Keys of an exception."""

RULE = _table(
    Key("id", "id", "its name, unique in its pack: small letters, digits, hyphens",
        "pros-and-cons", required=True),
    Key("about", "text", "one line: what it does", "asks for the pros of a thing", required=True),
    Key("why", "text", "why it does so, for `talkdeck rules show`", "one label, one question"),
    Key("priority", "priority", "0 to 100; higher ones are tried first; 50 if not given", "60"),
    Key("off", "flag", "whether it is off until it is selected", "true"),
    Key("replaces", "text", "the rule whose place it takes", "english/pros-and-cons"),
    Key("language", "language", "the language it asks in, if it is not the file's; `any`: it"
        " speaks to all notes; `not-en`: to those in another language than English", "any"),
    Key("match", "matches", "which nodes it speaks about; of several the first that fits counts",
        "{kind: bullet, text: '{q}?'}", required=True),
    Key("cards", "cards", "the cards it makes", "[{ask: '{q}?', answer: '{children}'}]"),
    Key("skip", "text", "in place of cards: why no card comes from here", "a link"),
    Key("drop", "flag", "with `skip`: whether the node is left out of lists too", "true"),
    Key("claim", "choice", "whether other rules may still speak: `node` not on this node, `none`"
        " all of them, `branch` below it only those of higher priority", "branch", CLAIMS),
    Key("examples", "examples", "notes and the cards that have to come of them", "[…]",
        required=True),
)  # fmt: skip
"""Keys of a rule."""

MATCH = _table(
    Key("kind", "kinds", "kind of node; without it any that is prose", "[bullet, label]", KINDS),
    Key("ordered", "flag", "whether the node is numbered", "true"),
    Key("colon", "flag", "whether its author ended it with a colon", "true"),
    Key("first", "flag", "whether it is the first under its parent", "true"),
    Key("last", "flag", "whether it is the last under its parent", "true"),
    Key("words", "bounds", "how many words it has", "{min: 1, max: 8}"),
    Key("children", "children", "what stands directly below: none, some, or how many",
        "{min: 2, max: 7}", ("none", "some")),
    Key("text", "patterns", "what the whole text fits", "'{term:short}: {meaning}'"),
    Key("find", "patterns", "what some part of the text fits", "'{short:caps} ({long:title})'"),
    Key("parent", "relation", "what the node above is; `none`: there is none", "'{topic}'"),
    Key("under", "relation", "what some node above is", "{kind: heading, text: Exercises}"),
    Key("next", "relation", "what the node right after it is, of the same kind if no other is"
        " named", "'A: {answer}'"),
    Key("previous", "relation", "what the node right before it is", "none"),
    Key("child", "relation", "what some bullet below is", "'{aspect}: {x}'"),
    Key("every", "relation", "what all bullets below are; captures in it are not kept",
        "'{:verb-s} {x}'"),
    Key("most", "relation", "what more than half of the bullets below are; captures in it are"
        " not kept", "'{:verb-s} {x}'"),
    Key("topic", "topic", "whether it is known what the node is about, or what that is",
        "true"),
    Key("initials", "initials", "of two captures the short one has to be the initials of the"
        " long one, which is cut to those words", "{short: a, long: b}"),
    Key("except", "names", "exceptions, by name, of which none may hold", "[asked, points-away]"),
    Key("not", "not", "what must not hold; captures in it are not kept", "['{x}? {y}']"),
)  # fmt: skip
"""Keys of a match."""

CHILDREN = _table(
    Key("min", "number", "how many at least", "2"),
    Key("max", "number", "how many at most", "7"),
    Key("ordered", "flag", "whether they are numbered", "true"),
    Key("kind", "kinds", "which kinds count; bullets if not given", "heading", KINDS),
    Key("words", "number", "the most words that any of them has", "6"),
    Key("alike", "choice", "the form that all of them share", "imperative", (*FORMS, "any")),
)
"""Keys of `children`."""

BOUNDS = _table(
    Key("min", "number", "at least", "1"),
    Key("max", "number", "at most", "8"),
)
"""Keys of `words` in a match."""

INITIALS = _table(
    Key("short", "text", "name of the capture with the short form", "short", required=True),
    Key("long", "text", "name of the capture with the long form", "long", required=True),
)
"""Keys of `initials`."""

CARD = _table(
    Key("kind", "choice", "kind of card; basic if not given", "list", CARD_KINDS),
    Key("name", "id", "its role, for a card to keep its history when others are added before it",
        "expansion"),
    Key("ask", "templates", "the question; of several the first whose captures are all there",
        "'{side|lower} of {topic}?'"),
    Key("answer", "templates", "the answer; several make a list", "'{children}'"),
    Key("back-ask", "template", "kind `reversed`: the question of the other direction",
        "'What is {long} called for short?'"),
    Key("text", "template", "kind `cloze`: the text", "'{node}'"),
    Key("hide", "names", "kind `cloze`: the captures that become gaps", "[n]"),
    Key("one-by-one", "flag", "kind `cloze`: whether each gap is a card", "true"),
    Key("each", "choice", "one card for each child, which is `{item}`", "children", ("children",)),
    Key("hint", "template", "a hint that can be opened", "'{section}'"),
    Key("tags", "names", "Anki tags", "[history]"),
    Key("ordered", "flag", "whether the list is numbered; else as the children are", "true"),
)  # fmt: skip
"""Keys of a card."""

EXAMPLE = _table(
    Key("note", "text", "a piece of notes", "'- Why?\\n  - because'", required=True),
    Key("cards", "expected", "the cards of this rule that come of it, `none`, or `some`; a rule"
        " with `skip` has to fire with `none`, and not to fire with `some`", "none",
        ("none", "some"), required=True),
    Key("also", "choice", "`any`: other rules may make other cards of it", "any", ("any",)),
)  # fmt: skip
"""Keys of an example."""

EXPECTED = _table(
    Key("kind", "choice", "kind of card", "list", CARD_KINDS),
    Key("ask", "text", "the question as plain text, code in backticks", "pros of Redis?"),
    Key("answer", "texts", "the answer, or the items", "[in-memory, simple]"),
    Key("context", "text", "the context line", "Databases › Redis"),
)
"""Keys of an expected card."""

TABLES: dict[str, dict[str, Key]] = {
    "rule file": FILE,
    "word list": WORD_LIST,
    "exception": EXCEPTION,
    "rule": RULE,
    "match": MATCH,
    "children": CHILDREN,
    "words": BOUNDS,
    "initials": INITIALS,
    "card": CARD,
    "example": EXAMPLE,
    "expected card": EXPECTED,
}
"""All tables by what their keys belong to."""
