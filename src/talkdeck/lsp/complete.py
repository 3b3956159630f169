"""What may be written at a place of a rule file: keys, words, captures, shapes and filters.

While somebody types, a file is hardly ever right, so nothing is parsed here: the lines above the
cursor say by their indentation which keys it stands under, and its own line says the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Literal, NamedTuple

from talkdeck import config
from talkdeck.rules import keys
from talkdeck.rules.filters import FILTERS
from talkdeck.rules.model import Ruleset
from talkdeck.rules.shapes import ANCHORED, WHOLE
from talkdeck.rules.template import BUILT_IN
from talkdeck.values import dataclass

Table = Mapping[str, keys.Key]

BELOW: dict[str, Table] = {
    "rules": keys.RULE, "matches": keys.MATCH, "relation": keys.MATCH, "not": keys.MATCH,
    "topic": keys.MATCH, "children": keys.CHILDREN, "bounds": keys.BOUNDS,
    "initials": keys.INITIALS, "cards": keys.CARD, "examples": keys.EXAMPLE,
    "expected": keys.EXPECTED,
}  # fmt: skip
"""Which keys may stand below a key, by its form."""

NAMED: dict[str, Table] = {"words": keys.WORD_LIST, "exceptions": keys.EXCEPTION}
"""Which keys may stand below a name that somebody chose, by the form of the key above it."""

WORDS: dict[str, tuple[str, ...]] = {
    "flag": ("true", "false"), "topic": ("true", "false"), "kinds": keys.KINDS,
    "relation": ("none", "some"), "version": ("1",),
    "language": ("en", "any", "not-en"),
}  # fmt: skip
"""The words that a key may have, by its form; else what the key says itself."""

_KEY = re.compile(r"([A-Za-z][\w-]*):(?=\s|$)")
_BLOCK_KEY = re.compile(r"\s*(?:-\s+)*([A-Za-z][\w-]*):(?=\s|$)")
_INDENT = re.compile(r"\s*(?:-\s+)*")
_CAPTURE = re.compile(r"\{([A-Za-z][\w-]*)(?::[^{}|]*)?\}")
_TYPED = re.compile(r"[\w/-]*$")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be written.

    Attributes:
        label: what it is, e.g. `short`.
        about: what it means, in words.
        sort: what sort of thing it is.
        insert: what is written, e.g. `kind: `.
    """

    label: str
    about: str
    sort: Literal["key", "word", "list", "shape", "exception", "filter", "capture", "rule"]
    insert: str


class _Open(NamedTuple):
    """A bracket that is open, and where the part begins that the cursor stands in."""

    bracket: str
    at: int
    part: int


def complete(text: str, line: int, column: int, ruleset: Ruleset) -> list[Choice]:
    """What may be written at a place of a rule file.

    Args:
        text: the file's text.
        line: 0-based line of the cursor.
        column: 0-based offset of the cursor in the line, in characters.
        ruleset: all rules and word lists.
    """
    lines = text.split("\n")
    before = lines[line][:column] if line < len(lines) else ""
    quote, stack = _scan(before)
    path = [*_above(lines, line, before), *_flow_keys(before, stack)]
    if quote >= 0:
        return list(_in_text(before[quote + 1 :], _key(path), _captures(lines, line), ruleset))
    part = before[stack[-1].part :] if stack else before
    if stack and stack[-1].bracket == "[":
        return list(_values(_key(path), _captures(lines, line), ruleset))
    written = _BLOCK_KEY.match(part) if not stack else _KEY.match(part.strip())
    if written:
        return list(_values(_key([*path, written[1]]), _captures(lines, line), ruleset))
    table = _table(path)
    if table is None:
        return list(_values(_key(path), _captures(lines, line), ruleset))
    return [_key_choice(key) for key in table.values()]


def complete_settings(text: str, line: int, column: int) -> list[Choice]:
    """What may be written at a place of talkdeck.yaml."""
    lines = text.split("\n")
    before = lines[line][:column] if line < len(lines) else ""
    known = {f.name: config.specification(f) for f in fields(config.Settings)}
    written = _BLOCK_KEY.match(before)
    if written:
        _, _, words = known.get(written[1], ("", "", ()))
        return [Choice(word, "", "word", word) for word in words]
    if before.strip() != before or before.startswith("#"):
        return []
    return [
        Choice(name, f"{about}, e.g. {example}", "key", f"{name}: ")
        for name, (about, example, _) in known.items()
    ]


def typed(text: str, line: int, column: int) -> int:
    """How many characters before the cursor belong to the word that is being typed."""
    lines = text.split("\n")
    before = lines[line][:column] if line < len(lines) else ""
    found = _TYPED.search(before)
    return len(found[0]) if found else 0


def _scan(before: str) -> tuple[int, list[_Open]]:
    """Where an open quote begins (-1: none is), and all open brackets."""
    quote, sign, stack = -1, "", list[_Open]()
    for at, character in enumerate(before):
        if quote >= 0:
            quote = -1 if character == sign else quote
        elif character in "'\"" and not before[at - 1 : at].isalnum():
            quote, sign = at, character
        elif character in "[{":
            stack.append(_Open(character, at, at + 1))
        elif character in "]}" and stack:
            stack.pop()
        elif character == "," and stack:
            stack[-1] = stack[-1]._replace(part=at + 1)
    return quote, stack


def _above(lines: Sequence[str], line: int, before: str) -> list[str]:
    """The keys that the cursor's line stands under, and its own, if it has begun brackets."""
    path: list[str] = []
    margin = _margin(before) if before.strip() else len(before)
    for above in reversed(lines[:line]):
        if not above.strip() or above.lstrip().startswith("#"):
            continue
        found = _BLOCK_KEY.match(above)
        if found and found.start(1) < margin:
            path.append(found[1])
            margin = found.start(1)
            margin = min(margin, _dash(above, margin))
        elif found and found.start(1) == margin and _dash(above, margin) < margin:
            margin = _dash(above, margin)  # the first key of the same list item
    return path[::-1]


def _margin(text: str) -> int:
    """Where the first key or value of a line begins."""
    found = _INDENT.match(text)
    start = found.end() if found else 0
    return _dash(text, start)


def _dash(text: str, margin: int) -> int:
    """Where a line's dash stands, if it begins with one.

    A list may stand as far left as its key, so it counts as a little further in.
    """
    stripped = text.lstrip()
    return len(text) - len(stripped) + 1 if stripped.startswith("-") else margin


def _flow_keys(before: str, stack: Sequence[_Open]) -> Iterator[str]:
    """The keys whose values the open brackets of a line are; and that of an open quote."""
    start = 0
    for bracket in stack:
        found = list(_KEY.finditer(before, start, bracket.at))
        if found and not before[found[-1].end() : bracket.at].strip():
            yield found[-1][1]
        start = bracket.at + 1
    quote, _ = _scan(before)
    if quote >= 0:
        part = before[(stack[-1].part if stack else 0) : quote]
        found = list(_KEY.finditer(part))
        if found:
            yield found[-1][1]


def _walk(path: Sequence[str]) -> tuple[Table | None, keys.Key | None]:
    """The keys that may stand at the end of a path, and the key that the path ends in."""
    table: Table | None = keys.FILE
    key: keys.Key | None = None
    for name in path:
        if table is None and key is not None and key.form in NAMED:
            table = NAMED[key.form]
            key = None
            continue
        key = table.get(name) if table else None
        table = BELOW.get(key.form) if key else None
    return table, key


def _table(path: Sequence[str]) -> Table | None:
    return _walk(path)[0]


def _key(path: Sequence[str]) -> keys.Key | None:
    return _walk(path)[1]


def _key_choice(key: keys.Key) -> Choice:
    return Choice(key.name, f"{key.about}, e.g. {key.example}", "key", f"{key.name}: ")


def _values(key: keys.Key | None, captures: Sequence[str], ruleset: Ruleset) -> Iterator[Choice]:
    """The words that a key may have."""
    if key is None:
        return
    for word in WORDS.get(key.form, key.choices):
        yield Choice(word, "", "word", word)
    if key.name in ("replaces", "disable"):
        for rule in ruleset.everything():
            yield Choice(rule.id, rule.about, "rule", rule.id)
    elif key.name == "except" or key is keys.EXCEPTION["add-to"]:
        for name, exception in ruleset.exceptions.items():
            yield Choice(name, f"an exception: {exception.about}", "exception", name)
    elif key.name == "add-to":
        yield from _lists(ruleset)
    elif key.name in ("hide", "short", "long"):
        for name in captures:
            yield Choice(name, "a capture of this rule", "capture", name)


def _in_text(
    inside: str, key: keys.Key | None, captures: Sequence[str], ruleset: Ruleset
) -> Iterator[Choice]:
    """What may stand in the braces of a pattern or template."""
    if key is None or inside.rfind("{") <= inside.rfind("}"):
        return
    part = inside[inside.rfind("{") + 1 :]
    template = key.form in ("template", "templates")
    if template and "|" in part:
        for name, (_, about) in FILTERS.items():
            yield Choice(name, about, "filter", name)
    elif template:
        for name in captures:
            yield Choice(name, "a capture of this rule", "capture", name)
        for name, about in BUILT_IN.items():
            yield Choice(name, about, "capture", name)
    elif ":" in part:
        for name, anchored in ANCHORED.items():
            yield Choice(name, f"{anchored.about}, e.g. {anchored.example}", "shape", name)
        for name, whole in WHOLE.items():
            yield Choice(name, f"{whole.about}, e.g. {whole.example}", "shape", name)
        for name, named in ruleset.shapes.items():
            yield Choice(name, f"short for {named.source}", "shape", name)
        yield from _lists(ruleset)
    else:
        for name in captures:
            yield Choice(name, "has to be the same text as there", "capture", name)


def _lists(ruleset: Ruleset) -> Iterator[Choice]:
    for name, words in ruleset.lists.items():
        some = ", ".join(list(words.words)[:6])
        yield Choice(name, f"a word list: {some} …", "list", name)


def _captures(lines: Sequence[str], line: int) -> list[str]:
    """The names that the matches of the rule around a line capture, in order."""
    start = next((n for n in range(line, -1, -1) if re.match(r"\s*- +id:", lines[n])), 0)
    found: list[str] = []
    for n in range(start, len(lines)):
        if n > start and re.match(r"\s*(?:- +id|cards|skip|examples):", lines[n]):
            break
        if n != line:
            found += _CAPTURE.findall(lines[n])
    return list(dict.fromkeys(found))
