"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

import talkdeck
from talkdeck.regex import regex


def late(value: object) -> Iterator[re.Pattern[str]]:
    """The late expressions in a module's value."""
    if type(value).__module__ == "talkdeck.regex":
        yield value  # type: ignore[misc]
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from late(inner)


def test_every_expression_of_the_program_can_be_compiled() -> None:
    found = 0
    for module in pkgutil.walk_packages(talkdeck.__path__, "talkdeck."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(import_module(module.name)).items():
            for expression in late(value):
                assert re.compile(expression.pattern, expression.flags).groups >= 0, name
                found += 1
    assert found > 100


def test_a_late_expression_does_what_a_compiled_one_does() -> None:
    ours, theirs = regex(r"(?P<one>a+)|b", re.IGNORECASE), re.compile(r"(?P<one>a+)|b", re.I)
    text = "xAAb"
    assert ours.sub("-", text) == theirs.sub("-", text) == "x--"
    assert [hit.span() for hit in ours.finditer(text, 1)] == [(1, 3), (3, 4)]
    assert ours.fullmatch("aa")["one"] == "aa"  # type: ignore[index]
    assert ours.groupindex == theirs.groupindex


def test_a_mistake_shows_at_the_first_use() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.match("")
