"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import talkdeck
from talkdeck import compiled
from talkdeck.regex import given, regex


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


def test_a_mistake_shows_at_the_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talkdeck.regex.given", [])  # it is none of the program's
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.match("")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The expressions as an installation keeps them."""
    path = tmp_path_factory.mktemp("compiled") / "expressions.bin"
    compiled.write(path)
    return path.read_bytes()


@pytest.fixture
def kept(made: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same, to be spoilt, where the program looks for it."""
    path = tmp_path / "expressions.bin"
    path.write_bytes(made)
    monkeypatch.setattr(compiled, "FILE", path)
    compiled._kept.cache_clear()
    yield path
    compiled._kept.cache_clear()


def test_kept_expressions_are_those_that_python_compiles(kept: Path) -> None:
    assert len(set(given)) > 100
    for expression in set(compiled.expressions()):
        ours, theirs = compiled.ready(expression), re.compile(*expression)
        assert ours == theirs  # flags and what they do
        assert ours is not None
        assert (ours.groups, ours.groupindex) == (theirs.groups, theirs.groupindex)
        assert ours.pattern == theirs.pattern


def test_a_kept_expression_is_not_compiled(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pattern, flags = next(iter(compiled.expressions()))
    monkeypatch.setattr(re, "compile", None)
    assert regex(pattern, flags).flags


def test_a_changed_expression_is_not_found(kept: Path) -> None:
    pattern, flags = next(iter(compiled.expressions()))
    assert compiled.ready((pattern + "?", flags)) is None
    assert compiled.ready((pattern, flags ^ re.IGNORECASE)) is None


@pytest.mark.parametrize("spoilt", [b"", b"short", b"?" * 40])
def test_those_of_another_python_are_not_used(kept: Path, spoilt: bytes) -> None:
    kept.write_bytes(spoilt or kept.read_bytes()[:-100])
    assert compiled.ready(next(iter(compiled.expressions()))) is None
    kept.unlink()
    compiled._kept.cache_clear()
    assert compiled.ready(next(iter(compiled.expressions()))) is None
    assert regex("a+").fullmatch("aa")
