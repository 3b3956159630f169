"""Putting together what the files of all packs name: word lists, shapes and exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from talkdeck.problems import Place, Problem
from talkdeck.rules.load import RuleFile
from talkdeck.rules.load_match import Reference
from talkdeck.rules.load_names import Shared, Words
from talkdeck.rules.model import Match, NamedException, NamedShape, WordList
from talkdeck.rules.pattern import check_pattern, spelt_out
from talkdeck.rules.reading import did_you_mean
from talkdeck.rules.shapes import ANCHORED, WHOLE
from talkdeck.values import dataclass

_Given = TypeVar("_Given", Words, Shared)


@dataclass(frozen=True, slots=True)
class Names:
    """What all files name.

    Attributes:
        lists: word lists.
        shapes: named shapes.
        exceptions: shared exceptions.
    """

    lists: Mapping[str, WordList]
    shapes: Mapping[str, NamedShape]
    exceptions: Mapping[str, NamedException]


def gather(files: Sequence[RuleFile], problems: list[Problem]) -> Names:
    """The names of all files; those that are used and not there are problems."""
    lists, places = _word_lists(files, problems)
    shapes = _shapes(files, places, problems)
    exceptions = _exceptions(files, problems)
    names = Names(lists, shapes, exceptions)
    for file in files:
        problems += _wrongly_used(file, names)
    return names


def _wrongly_used(file: RuleFile, names: Names) -> Iterable[Problem]:
    groups = {name: shape.groups for name, shape in names.shapes.items()}
    for used in file.references:
        if used.name in groups and used.pattern is not None:
            for flaw in check_pattern(spelt_out(used.pattern, groups)):
                yield Problem(flaw.code, used.place, flaw.message, flaw.advice,
                              excerpt=used.excerpt)  # fmt: skip
        elif used.name in groups:
            yield Problem("wrong-value", used.place,
                          f"'{used.name}' is a named shape itself, and a named shape is not made"
                          " of others", f"write {names.shapes[used.name].source}",
                          excerpt=used.excerpt)  # fmt: skip
        elif used.name not in names.lists:
            yield _unknown_shape(used, [*names.lists], [*groups])
    for used in file.excepted:
        if used.name not in names.exceptions:
            yield _unknown_exception(used, names.exceptions)


def _word_lists(files: Sequence[RuleFile], problems: list[Problem]
                ) -> tuple[dict[str, WordList], dict[str, Place]]:  # fmt: skip
    """The word lists, and where each is defined."""
    given, first = _defined([w for f in files for w in f.words], "word list", problems)
    words: dict[str, dict[str, str]] = {}
    tolerant: dict[str, set[str]] = {}
    for one in given:
        words.setdefault(one.name, {}).update(one.words)
        if one.tolerant:
            tolerant.setdefault(one.name, set()).update(one.words)
    for one, target in _additions(given, first, "word list", problems):
        for word, spelt in one.words.items():
            words[target].setdefault(word, spelt)
        if one.tolerant:
            tolerant.setdefault(target, set()).update(one.words)
    lists = {
        name: WordList(name, found, frozenset(tolerant.get(name, ())))
        for name, found in sorted(words.items())
    }
    return lists, first


def _shapes(files: Sequence[RuleFile], lists: Mapping[str, Place], problems: list[Problem]
            ) -> dict[str, NamedShape]:  # fmt: skip
    found: dict[str, NamedShape] = {}
    for file in files:
        for shape in file.shapes:
            taken = "word list" if shape.name in lists else "shape"
            before = lists.get(shape.name) or found.setdefault(shape.name, shape).place
            if before is not shape.place:
                problems.append(
                    Problem("duplicate-shape", shape.place,
                            f"'{shape.name}' is the name of a {taken} already, in {before}",
                            "give the shape another name",
                            excerpt=file.source.excerpt(shape.place) if file.source else "")
                )  # fmt: skip
    return dict(sorted(found.items()))


def _exceptions(files: Sequence[RuleFile], problems: list[Problem]) -> dict[str, NamedException]:
    given, first = _defined([e for f in files for e in f.exceptions], "exception", problems)
    own = {place: f.own for f in files for place in (e.place for e in f.exceptions)}
    about: dict[str, str] = {}
    matches: dict[str, tuple[Match, ...]] = {}
    for one in given:
        about.setdefault(one.name, one.about)
        matches[one.name] = (*matches.get(one.name, ()), *one.any)
    for one, target in _additions(given, first, "exception", problems):
        matches[target] = (*matches[target], *one.any)
    return {
        n: NamedException(n, about[n], matches[n], first[n], own[first[n]]) for n in sorted(first)
    }


def _defined(every: Sequence[_Given], what: str, problems: list[Problem]
             ) -> tuple[list[_Given], dict[str, Place]]:  # fmt: skip
    """What is defined once or only adds to its namesake; and where each name is defined."""
    first: dict[str, Place] = {}
    kept: list[_Given] = []
    for given in every:
        itself = any(r.name == given.name for r in given.add_to)
        if given.name in first and not itself:
            problems.append(
                Problem(_TWICE[what], given.place,
                        f"the {what} '{given.name}' is defined already, in {first[given.name]}",
                        f"give it another name; with `add-to: {given.name}` it adds to the other",
                        excerpt=given.excerpt)
            )  # fmt: skip
            continue
        if not itself:
            first[given.name] = given.place
        kept.append(given)
    return kept, first


def _additions(given: Sequence[_Given], first: Mapping[str, Place], what: str,
               problems: list[Problem]) -> Iterable[tuple[_Given, str]]:  # fmt: skip
    """Each of some together with each other name that it adds to."""
    for one in given:
        for target in one.add_to:
            if target.name not in first:
                problems.append(
                    Problem(_UNKNOWN[what], target.place,
                            f"there is no {what} '{target.name}' to add to",
                            did_you_mean(target.name, sorted(first)) or _DEFINE[what],
                            excerpt=target.excerpt)
                )  # fmt: skip
            elif target.name != one.name:
                yield one, target.name


MOST_NAMED = 24
"""Most word lists that a message names: the built-in pack alone has some three hundred."""


# Codes are written out whole, so that a search for one finds who tells it.
_TWICE = {"word list": "duplicate-word-list", "exception": "duplicate-exception"}
_UNKNOWN = {"word list": "unknown-word-list", "exception": "unknown-exception"}
_DEFINE = {
    "word list": "define it under `words:`",
    "exception": "define it under `exceptions:`",
}


def _unknown_shape(used: Reference, lists: Sequence[str], named: Sequence[str]) -> Problem:
    shapes = (*ANCHORED, *WHOLE, *named)
    near = did_you_mean(used.name, [*lists, *shapes])
    message = f"there is no shape or word list '{used.name}'"
    if not near:
        own = "; there are no word lists"
        if lists:
            few = len(lists) <= MOST_NAMED
            own = f"; the word lists are {', '.join(lists)}" if few else ""
        message += f"; the shapes are {', '.join(shapes)}{own}"
    advice = near or "define a word list of that name under `words:`"
    return Problem("unknown-shape", used.place, message, advice, excerpt=used.excerpt)


def _unknown_exception(used: Reference, known: Mapping[str, NamedException]) -> Problem:
    near = did_you_mean(used.name, known)
    message = f"there is no exception '{used.name}'"
    if not near:
        message += f"; there are {', '.join(known)}" if known else "; none is defined"
    return Problem("unknown-exception", used.place, message, near or _DEFINE["exception"],
                   excerpt=used.excerpt)  # fmt: skip
