"""YAML as places and texts: nothing is constructed, everything knows where it stands.

YAML's own reading of values is what goes wrong in files of rules and settings (`no` becomes
False, `12:30` becomes 750, the last of two equal keys wins silently). So every scalar stays text
here, and equal keys, tags, anchors and bottomless nesting are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any

import yaml

from talkdeck import yaml_catalogue  # noqa: F401  (the codes below are registered there)
from talkdeck.problems import Place, Problem
from talkdeck.regex import regex
from talkdeck.values import dataclass

DEEPEST = 30
"""How deep lists and mappings may nest; rules need about ten."""

LARGEST = 1_000_000
"""Characters of a YAML file that are read; the built-in rules have 100,000 altogether."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_BREAK = regex("\r\n|[\n\r\x85\u2028\u2029]")
_BRACES = regex(r"(?:^|[:\-,\[{]\s+)(?:[^\s'\"{\[][^'\"{]*)?(?P<braces>\{[\w:|-]*\})")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text.

    Attributes:
        text: its value as text, e.g. `no` for no, "" for nothing.
        place: where it stands, from its first character (the quote, if any) to its last.
        quoted: whether it stands in quotes or is a block text.
    """

    text: str
    place: Place
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of values."""

    items: tuple[Value, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values, in the order of the file; no key stands twice.

    Attributes:
        pairs: key and value.
        place: where it begins.
        braces: whether it was written as `{…}`.
    """

    pairs: tuple[tuple[Scalar, Value], ...]
    place: Place
    braces: bool = False


Value = Scalar | Sequence | Mapping


@dataclass(slots=True)
class Source:
    """A file's text, for excerpts.

    Attributes:
        file: path as shown in messages.
        lines: its lines without line breaks.
    """

    file: str
    lines: list[str]

    def excerpt(self, place: Place) -> str:
        """The line of a place, "" if there is none."""
        return self.lines[place.line - 1] if 0 < place.line <= len(self.lines) else ""

    def within(self, scalar: Scalar, start: int, end: int) -> Place:
        """The place of a part of a scalar, given by offsets into its text.

        Escapes and wrapped lines move characters about; then the whole scalar is meant.
        """
        place = scalar.place
        at = place.column - 1 + (1 if self.excerpt(place)[place.column - 1 :][:1] in "'\"" else 0)
        if not self.excerpt(place)[at:].startswith(scalar.text):
            return place
        return Place(self.file, place.line, at + start + 1, at + end + 1)


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    place: Place
    mapping: bool
    braces: bool
    values: list[Value] = field(default_factory=list)


def not_utf_8(error: UnicodeDecodeError, file: str, code: str) -> Problem:
    """The problem for a file that is not UTF-8.

    Args:
        error: what was raised; it has the bytes, without a byte order mark.
        file: how the file is named in messages.
        code: of the catalogue.
    """
    data = error.object
    before = data[: error.start].decode("utf-8", "replace").split("\n")
    excerpt = data.split(b"\n")[len(before) - 1].decode("utf-8", "replace").rstrip()
    place = Place(file, len(before), len(before[-1]) + 1, len(before[-1]) + 2)
    message, advice = "this character is not UTF-8 text", "save the file as UTF-8"
    return Problem(code, place, message, advice, excerpt=excerpt)


def read_yaml(text: str, file: str) -> tuple[Value | None, Source, list[Problem]]:
    """Reads one YAML document.

    Returns:
        The document (None if it is empty or can't be read), its source for excerpts, and
        all problems found.
    """
    text = text.removeprefix("\ufeff")
    source = Source(file, _LINE_BREAK.split(text))
    reader = _Reader(source)
    if len(text) > LARGEST:
        what = f"the file has {len(text):,} characters, more than {LARGEST:,}"
        advice = "divide it into several files"
        return None, source, [Problem("yaml-size", Place(file), what, advice)]
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not reader.take(event):
                break
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        reader.problems.append(_syntax_problem(error, source))
        return None, source, reader.problems
    return reader.root, source, reader.problems


class _Reader:
    """Builds values from YAML's events; nothing here recurses."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: Value | None = None
        self.open: list[_Open] = []
        self.documents = 0

    def take(self, event: yaml.Event) -> bool:
        """Takes in one event; False if reading has to stop."""
        if isinstance(event, yaml.ScalarEvent):  # most of them are
            self._check_node(event)
            quoted = event.style not in (None, "")
            self._add(Scalar(event.value, self._place(event), quoted))
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._problem("yaml-syntax", self._place(event), "a second document begins here",
                              "remove the line `---`: a file is one document")  # fmt: skip
                return False
        elif isinstance(event, yaml.AliasEvent):
            self._problem("yaml-anchor", self._place(event),
                          f"the alias *{event.anchor} stands for a value from elsewhere",
                          "write the value out; put quotes around a text that begins with *",
                          )  # fmt: skip
            self._add(Scalar(f"*{event.anchor}", self._place(event)))
        elif isinstance(event, yaml.NodeEvent):
            self._check_node(event)
            return self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        return True

    def _check_node(self, event: Any) -> None:
        if event.anchor is not None:
            self._problem("yaml-anchor", self._place(event),
                          f"the anchor &{event.anchor} names a value for use elsewhere",
                          "remove it; put quotes around a text that begins with &")  # fmt: skip
        if event.tag is not None:
            name = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._problem("yaml-tag", self._place(event),
                          f"the tag {name} is not allowed: values are plain text",
                          "remove it; put quotes around a text that begins with !")  # fmt: skip

    def _begin(self, event: Any) -> bool:
        """Opens a list or mapping; False if that is one too many."""
        place = self._place(event)
        if len(self.open) >= DEEPEST:
            self._problem("yaml-depth", place, f"lists and mappings nest more than {DEEPEST} deep",
                          "close the brackets, and mend the indentation")  # fmt: skip
            self.root = None
            return False
        mapping = isinstance(event, yaml.MappingStartEvent)
        self.open.append(_Open(place, mapping, bool(event.flow_style) and mapping))
        return True

    def _close(self) -> None:
        done = self.open.pop()
        if done.mapping:
            self._add(Mapping(tuple(self._pairs(done)), done.place, done.braces))
        else:
            self._add(Sequence(tuple(done.values), done.place))

    def _add(self, value: Value) -> None:
        if self.open:
            self.open[-1].values.append(value)
        else:
            self.root = value

    def _pairs(self, done: _Open) -> Iterator[tuple[Scalar, Value]]:
        seen: dict[str, Scalar] = {}
        for key, value in zip(done.values[::2], done.values[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._problem("wrong-type", key.place, "a key has to be a single word",
                              "if this was meant as a text, put quotes around it")  # fmt: skip
            elif key.text in seen:
                first = seen[key.text].place.line
                self._problem("duplicate-key", key.place,
                              f"the key '{key.text}' stands here a second time"
                              f" (first in line {first})",
                              "keep one of the two, or join them")  # fmt: skip
            else:
                seen[key.text] = key
                yield key, value

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        same_line = start.line == end.line
        return Place(self.source.file, start.line + 1, start.column + 1,
                     end.column + 1 if same_line else 0)  # fmt: skip

    def _problem(self, code: str, place: Place, message: str, advice: str) -> None:
        excerpt = self.source.excerpt(place)
        self.problems.append(Problem(code, place, message, advice, excerpt=excerpt))


_ADVICE = (
    ("mapping values are not allowed", "a ': ' stands in a text without quotes",
     "put single quotes around the whole text"),
    ("cannot start any token", "a value can't begin with this character",
     "indent with spaces, not tabs; put single quotes around a text that begins so"),
    ("end of stream", "a quote is opened here and not closed", "close it at the end of the text"),
    ("did not find expected ',' or", "a '{' or '[' is opened and never closed",
     "close it; put single quotes around a text with braces or brackets"),
    ("did not find expected node content", "a '{' or '[' is opened and never closed",
     "close it; put single quotes around a text with braces or brackets"),
    ("mapping keys are not allowed", "YAML takes the '?' here for a key of its own",
     "put single quotes around the whole text"),
    ("did not find expected key", "this line does not fit what stands around it",
     "give keys of one mapping the same indentation; put single quotes around a text that has"
     " quotes, braces or brackets in it"),
    ("did not find expected '-' indicator", "this line does not fit the list above it",
     "begin it with '- ', or mend the indentation"),
    ("could not find expected ':'", "a key without its ':'", "write `key: value`"),
    ("undefined alias", "a text without quotes begins with '*'",
     "put single quotes around the whole text"),
)  # fmt: skip


_INDENT = (
    "this line is not indented like the keys around it",
    "give all keys of one mapping the same number of spaces",
)
_KEY = regex(r"\s*(?:- )*[\w-]+$")
_OPEN_QUOTE = regex(r"(?:^\s*|[:\-]\s+)(?P<quote>['\"])(?:(?!(?P=quote)).)*$")


def _syntax_problem(error: Exception, source: Source) -> Problem:
    """YAML's complaint in the words of somebody who writes rules."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    found = str(getattr(error, "problem", "") or "")
    if mark is None:
        return _bad_character(source)
    line = min(mark.line + 1, max(len(source.lines), 1))
    place = Place(source.file, line, mark.column + 1 if line == mark.line + 1 else 0)
    quote = None
    if "end of stream" in found or "expected key" in found:
        quote = _unclosed_quote(source, line)
    place = quote or place
    excerpt = source.excerpt(place)
    found = "end of stream" if quote else found
    message, advice = next(
        ((m, a) for start, m, a in _ADVICE if start in found),
        (found or "this is not YAML", "mend this line or the one before it"),
    )
    braces = _BRACES.search(excerpt)
    if braces and not quote:
        place = Place(source.file, line, braces.start("braces") + 1, braces.end() + 1)
        return Problem("unquoted-braces", place,
                       "{…} stands here without quotes, and YAML has its own use for braces",
                       "put single quotes around the whole text", excerpt=excerpt)  # fmt: skip
    if excerpt[place.column - 1 : place.column] == "\t":
        message, advice = "a tab stands here, and YAML indents with spaces", "write spaces"
    elif "mapping values" in found and _KEY.match(excerpt[: max(place.column - 1, 0)]):
        message, advice = _INDENT
    return Problem("yaml-syntax", place, message, advice, excerpt=excerpt)


def _unclosed_quote(source: Source, line: int) -> Place | None:
    """The nearest quote, from a line upwards, that is opened and not closed in its line."""
    for number in range(line, 0, -1):
        hit = _OPEN_QUOTE.search(source.lines[number - 1])
        if hit:
            at = hit.start("quote")
            return Place(source.file, number, at + 1, len(source.lines[number - 1]) + 1)
    return None


def _bad_character(source: Source) -> Problem:
    """A character that YAML does not allow, such as a null byte or half an emoji."""
    for line, text in enumerate(source.lines, 1):
        for column, character in enumerate(text, 1):
            if (character < " " and character != "\t") or "\ud800" <= character <= "\udfff":
                return Problem("yaml-syntax", Place(source.file, line, column),
                               f"the character {ascii(character)[1:-1]} can't stand in YAML",
                               "delete it", excerpt=text.replace(character, "\ufffd"))  # fmt: skip
    return Problem("yaml-syntax", Place(source.file), "this is not a text file that YAML can read",
                   "save it as UTF-8 text")  # fmt: skip
