"""The reference of the rule language, a page of the documentation, made from the code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from talkdeck.rules.filters import FILTERS
from talkdeck.rules.keys import TABLES, Key
from talkdeck.rules.model import PROSE, Rule, Ruleset
from talkdeck.rules.shapes import ANCHORED, WHOLE
from talkdeck.rules.template import BUILT_IN

FORMS = {
    "version": "1",
    "id": "small letters, digits, hyphens",
    "language": "a language's code, `not-` and a code, or `any`",
    "text": "text",
    "texts": "text, or a list of texts",
    "names": "a name, or a list of names",
    "flag": "true or false",
    "number": "a number",
    "priority": "0 to 100",
    "choice": "one of its words",
    "kinds": "a kind, or a list of kinds",
    "pattern": "a [pattern](#patterns)",
    "patterns": "a [pattern](#patterns), or a list of which one has to fit",
    "template": "a [template](#templates)",
    "templates": "a [template](#templates), or a list of them",
    "bounds": "a number, or [`min` and `max`](#keys-of-words)",
    "children": "`none`, `some`, a number, or [a table](#keys-of-children)",
    "relation": "`none`, `some`, pattern(s), or [a match](#keys-of-a-match)",
    "topic": "true, false, pattern(s), or [a match](#keys-of-a-match)",
    "not": "pattern(s), [matches](#keys-of-a-match), or a list of both",
    "initials": "[`short` and `long`](#keys-of-initials)",
    "matches": "[a match](#keys-of-a-match), or a list of them",
    "cards": "[cards](#keys-of-a-card)",
    "rules": "[rules](#keys-of-a-rule)",
    "examples": "[examples](#keys-of-an-example)",
    "expected": "`none`, `some`, or [expected cards](#keys-of-an-expected-card)",
    "words": "names, each with words or [a word list](#keys-of-a-word-list)",
    "shapes": "names, each with shapes",
    "exceptions": "names, each with [an exception](#keys-of-an-exception)",
    "spellings": "a list of words, or word: spelling",
}
"""What may stand under a key, by the sort of its value."""

_INTRODUCTION = """\
# The rule language: reference

This page is made from the program (`make reference`). [rules.md](rules.md) is the guide;
`talkdeck rules show ID` prints one rule with its examples, and `talkdeck rules schema` the JSON
Schema with which editors complete these keys.

A rule file is YAML and ends in `.yaml`. Texts with `{`, `[`, `#` or `: ` in them need quotes.
"""

_PATTERNS = """\
## Patterns

A pattern is the text as people write it, with holes.

| in a pattern | fits |
|---|---|
| letters | themselves, in capitals or not |
| a space | one or more spaces |
| ` - ` | a hyphen or dash with spaces around it |
| `->` | an arrow, however it is written |
| `'` and `"` | straight and curly ones |
| `{name}` | anything, at least one character, kept as `name` |
| `{name:shape}` | a text with this shape, or a word of this word list |
| `{name:code\\|caps}` | either |
| `{name:noun-phrase&1-4}` | both; `1-4` is a number of words |
| `{:shape}` | the same, not kept |
| `{:mark}` | a colon, or a dash between spaces: `{term}{:mark} {meaning}` |
| `[part]` | the part, or nothing |
| `[[`, `]]`, `{{`, `}}` | one bracket or brace |

The colon that ends a line is not part of what patterns see, and its final full stop may be there
or not. Punctuation inside code and formulas never counts. Parentheses and bars stand for
themselves: for *this or that* use several patterns or a word list.

A hole without a shape ends at the first place where the rest of the pattern fits; it is not
stretched later. The same name twice has to hold the same text.
"""

_TEMPLATES = """\
## Templates

A template is the text of a question or answer. `{name}` puts what was captured, with its mark-up,
and `{name|filter|filter}` changes it first. A part in `[…]` is left out when a name in it holds
nothing. There is nothing else: a template can't compute.
"""

_ORDER = """\
## Order and claims

`talkdeck rules list` prints the rules in the order in which they are tried:

1. higher `priority` first; a rule without one has 50;
2. of the same priority, your own rules first, then by name of pack, file and line.

Lines are visited from top to bottom; for each line the rules are tried in order. When a rule
fires, its `claim` says what is left to the others:

| claim | this line | the lines below it |
|---|---|---|
| `node` (if none is given) | no other rule | all rules |
| `branch` | no other rule | only rules of higher priority |
| `none` | all rules | all rules |

A rule with `skip` makes no card and gives the reason; it claims lines like any other. With `drop`
the line is left out of lists as well.

A rule is switched on and off by its id (`english/question`, or `question` for short) or with its
whole pack (`english`). An id counts for more than a pack; if both are said of the same, it is off.
"""


_WORD_LISTS = """\
## Word lists

These are the lists of the built-in packs. Patterns use them by name, `{side:for-sides}`, and
your own lists may add words to them with `add-to`.
"""

_EXCEPTIONS = """\
## Exceptions

These are the exceptions of the built-in packs that rules name under `except`. Your own may add
to them with `add-to`, and all rules that name them then leave out what yours say as well.
"""

_FEW = 8
"""How many words of a list are shown."""


def render_reference(built_in: Ruleset) -> str:
    """The page as Markdown.

    Args:
        built_in: the built-in packs, as loaded without any rules of a person.
    """
    parts = [
        _INTRODUCTION,
        *(_keys(name, table) for name, table in TABLES.items()),
        _PATTERNS,
        *_shapes(),
        _TEMPLATES,
        _table("Names that are always there", ("name", "what it stands for"),
               ((f"`{{{n}}}`", about) for n, about in BUILT_IN.items())),
        _table("Filters", ("filter", "makes of a capture"),
               ((f"`{n}`", about) for n, (_, about) in FILTERS.items())),
        _ORDER,
        _WORD_LISTS,
        _word_lists(built_in),
        _table("Named shapes", ("shape", "short for"),
               ((f"`{n}`", f"`{s.source}`") for n, s in sorted(built_in.shapes.items()))),
        _EXCEPTIONS,
        _exceptions(built_in),
        *_packs(built_in.everything()),
    ]  # fmt: skip
    return "\n".join(parts)


def _keys(name: str, table: Mapping[str, Key]) -> str:
    """The keys of one thing, e.g. of a match."""
    article = (
        "" if name in ("children", "words", "initials") else "an " if name[0] in "ae" else "a "
    )
    title = f"Keys of `{name}`" if not article else f"Keys of {article}{name}"
    rows = ((f"`{k.name}`{' (required)' if k.required else ''}", _form(k), _about(k),
             f"`{k.name}: {k.example}`") for k in table.values())  # fmt: skip
    return _table(title, ("key", "takes", "says", "example"), rows)


def _form(key: Key) -> str:
    return FORMS[key.form]


def _about(key: Key) -> str:
    if not key.choices or key.form in ("version", "children", "expected"):
        return key.about
    words = ", ".join(f"`{c}`" for c in key.choices)
    prose = f" (prose: {', '.join(PROSE)})" if "prose" in key.about else ""
    return f"{key.about}{prose}; it may be {words}"


def _shapes() -> Iterable[str]:
    reach = ((f"`{n}`", s.about, _code(s.example)) for n, s in ANCHORED.items())
    judge = ((f"`{n}`", s.about, _code(s.example)) for n, s in WHOLE.items())
    columns = ("shape", "fits", "example")
    yield _table("Shapes that know how far they reach", columns, reach)
    yield _table("Shapes that judge what a hole took", columns, judge)


def _word_lists(ruleset: Ruleset) -> str:
    """All lists with their first words."""
    lines = ["| list | words |", "|---|---|"]
    for name, words in sorted(ruleset.lists.items()):
        some = ", ".join([*words.words][:_FEW])
        rest = len(words.words) - _FEW
        lines.append(f"| `{name}` | {some}{f' … ({rest} more)' if rest > 0 else ''} |")
    return "\n".join(lines) + "\n"


def _exceptions(ruleset: Ruleset) -> str:
    """All exceptions, with how many rules name each."""
    lines = ["| exception | keeps rules away from | rules |", "|---|---|---|"]
    every = ruleset.everything()
    for name, exception in sorted(ruleset.exceptions.items()):
        number = sum(name in rule.exceptions for rule in every)
        lines.append(f"| `{name}` | {exception.about} | {number} |")
    return "\n".join(lines) + "\n"


def _packs(rules: Sequence[Rule]) -> Iterable[str]:
    """The rules of each pack, by file, in the order in which they are tried."""
    packs: dict[str, dict[str, list[Rule]]] = defaultdict(lambda: defaultdict(list))
    for rule in sorted(rules, key=lambda r: (r.place.file, -r.priority, r.place.line)):
        packs[rule.pack][PurePath(rule.place.file).name].append(rule)
    for pack, files in packs.items():
        off = all(rule.off for some in files.values() for rule in some)
        yield f"## Rules of the pack `{pack}`\n"
        if off:
            yield f"They are off until they are selected, e.g. `--select {pack}`.\n"
        for file, some in files.items():
            rows = ((f"`{r.name}`", str(r.priority), _kind(r), r.about) for r in some)
            yield _table(f"{file}", ("rule", "priority", "makes", "about"), rows, "###")


def _kind(rule: Rule) -> str:
    if rule.skip:
        return "no card"
    return ", ".join(dict.fromkeys(card.kind for card in rule.cards))


def _table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], level: str = "##"
) -> str:
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return f"{level} {title}\n\n" + "\n".join(lines) + "\n"


def _code(text: str) -> str:
    """A text as code in Markdown, whatever backticks are in it."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"
