"""Front matter, and the year that notes speak of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath

from talkdeck.outline.language import LANGUAGES
from talkdeck.outline.links import LinkKind
from talkdeck.outline.node import Link
from talkdeck.outline.speakers import names_said
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.regex import regex

register(
    Entry(
        "front-matter",
        "front matter can't be read",
        "warning",
        "Title, date and speaker of the notes are taken from it.",
        "Write it as `key: value` lines between two lines of `---`.",
    )
)

_HEADER_KEYS = frozenset(
    "title date author authors speaker speakers tags categories category slug event conference"
    " layout year url video slides summary description status".split()
)
_LINK_KEYS: dict[str, LinkKind] = {
    "slides": "slides", "slide": "slides", "deck": "slides", "video": "video", "recording": "video",
    "code": "code", "repo": "code", "repository": "code", "github": "code", "url": "other",
    "link": "other", "website": "other",
}  # fmt: skip
_YEAR = regex(r"(?<!\d)((?:199|20\d)\d)(?!\d)")
_LANGUAGE = regex(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")
_TOML_LINE = regex(r"\(at line (\d+),")
_LARGEST = 100_000


def read_front(lines: Sequence[str], file: str) -> tuple[Mapping[str, object], int, list[Problem]]:
    """The front matter and the number of lines it takes; ({}, 0, []) where there is none."""
    if not lines:
        return {}, 0, []
    opening = lines[0].rstrip()
    if opening in ("---", "+++"):
        close = ("---", "...") if opening == "---" else ("+++",)
        end = next((n for n, line in enumerate(lines) if n and line.rstrip() in close), None)
        if end is None or sum(map(len, lines[:end])) > _LARGEST:
            return {}, 0, []  # thematic breaks, far from each other
        return _parsed(lines[1:end], opening, end + 1, file)
    values: dict[str, object] = {}
    for line in lines:
        key, _, value = line.partition(":")
        key = key.rstrip().lower()
        if key not in _HEADER_KEYS or not value[:1].isspace() or not value.strip():
            break
        values[key] = value.strip().strip("\"'")
    following = lines[len(values)].strip() if len(values) < len(lines) else ""
    return (values, len(values), []) if values and not following else ({}, 0, [])


def _parsed(
    body: Sequence[str], opening: str, taken: int, file: str
) -> tuple[Mapping[str, object], int, list[Problem]]:
    source = "\n".join(body)
    try:
        values = _yaml(source) if opening == "---" else _toml(source)
    except (
        ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError
    ) as error:  # fmt: skip
        sign = ":" if opening == "---" else "[:=]"
        keyed = [line for line in body if re.match(rf"\s*[\w-]+\s*{sign}", line)]
        if not keyed:
            return {}, 0, []  # two thematic breaks with text between
        return {}, taken, [_problem(error, opening, body, file)]
    if values is None:
        return {}, taken if not any(line.strip() for line in body) else 0, []
    if not isinstance(values, dict):
        return {}, 0, []
    return {str(key): value for key, value in values.items()}, taken, []


def _problem(error: Exception, opening: str, body: Sequence[str], file: str) -> Problem:
    """What is the matter with front matter, in words."""
    message = "the front matter is not valid YAML; expected `key: value` lines"
    advice = "put values with colons, quotes or brackets between quotation marks"
    at = getattr(error, "line", None)
    if opening == "+++":
        message = "the front matter is not valid TOML; expected `key = value` lines"
        advice = "put texts between quotation marks; YAML stands between lines of `---`"
        at = int(said[1]) - 1 if (said := _TOML_LINE.search(str(error))) else None
    line = at + 2 if isinstance(at, int) else 1
    if why := getattr(error, "why", ""):
        message, advice = why, "write every value out, as `key: value`"
    excerpt = body[line - 2] if 0 <= line - 2 < len(body) else ""
    return Problem("front-matter", Place(file, line), message, advice, "warning", excerpt)


def _yaml(source: str) -> object:
    from talkdeck.outline.front_yaml import read

    return read(source)


def _toml(source: str) -> object:
    import tomllib

    return tomllib.loads(source)


def in_words(value: object) -> str:
    """Any value as text, e.g. `2017`; "" for a number of thousands of digits."""
    try:
        return str(value)
    except ValueError:  # Python does not print those
        return ""


def text_of(front: Mapping[str, object], *keys: str) -> str:
    """The first of some front matter values that is a text; "" if none is."""
    lowered = {key.lower(): value for key, value in front.items()}
    for key in keys:
        value = lowered.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return in_words(value)
    return ""


def language_of(front: Mapping[str, object]) -> str:
    """The language that the author says the notes are in, e.g. `de` of `lang: de-AT`; "" if
    nothing is said that is a language's code: `language: python` speaks of something else.
    """
    said = text_of(front, "lang", "language")
    found = _LANGUAGE.fullmatch(said) if said else None
    code = found[1].casefold() if found else ""
    return code if text_of(front, "lang") or code in LANGUAGES else ""


def speakers_of(front: Mapping[str, object], alone: bool) -> tuple[str, ...]:
    """Names in `speaker` or `speakers`, a text or a list; for a file that is one talk, in
    `author` or `authors` too (of many talks, the author is who took the notes).
    """
    lowered = {key.lower(): value for key, value in front.items()}
    keys = ("speaker", "speakers", "presenter", "presenters")
    for key in (*keys, "author", "authors") if alone else keys:
        value = lowered.get(key)
        if isinstance(value, str) and value.strip():
            return names_said(value) or (value.strip(),)
        if isinstance(value, list):
            names = [v.get("name") if isinstance(v, dict) else v for v in value]
            return tuple(n.strip() for n in names if isinstance(n, str) and n.strip())
    return ()


def links_of(front: Mapping[str, object]) -> tuple[Link, ...]:
    """Links in `slides`, `video`, `code`, `url` and their like."""
    lowered = {key.lower(): value for key, value in front.items()}
    return tuple(
        Link(kind, value.strip())
        for key, kind in _LINK_KEYS.items()
        if isinstance(value := lowered.get(key), str)
        and re.match(r"\s*(?:https?://|www\.)\S", value)
    )


def year_of(front: Mapping[str, object], title: str, lines: Sequence[str], file: str) -> int | None:
    """The year that notes speak of: front matter, title, date lines, file name, path."""
    lowered = {key.lower(): value for key, value in front.items()}
    for key in ("date", "year", "created", "event", "conference"):
        value = lowered.get(key)
        if isinstance(value, date):
            return value.year
        if value is not None and (found := _YEAR.search(in_words(value))):
            return int(found[1])
    path = PurePosixPath(file.replace("\\", "/"))
    for text in (title, *lines, path.name, *(part for part in reversed(path.parts[:-1]))):
        if found := _YEAR.search(text):
            return int(found[1])
    return None
