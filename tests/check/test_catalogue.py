"""Every code has its entry, every entry is used, and the page of the documentation is current."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from talkdeck.cards.choose import VETOES
from talkdeck.cli.catalogue import MODULES, entries
from talkdeck.report.catalogue import render_entry, render_page

TOP = Path(__file__).resolve().parents[2]
SOURCE = TOP / "src" / "talkdeck"
CODE = re.compile(r"[a-z]+(-[a-z]+)+")

MAKERS = re.compile(r"Problem|Flaw|_?problem|complain|_failed|_broken")
"""Names of functions whose first text is a code."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(SOURCE.rglob("*.py")):
        name = ".".join(file.relative_to(SOURCE).with_suffix("").parts)
        yield name, ast.parse(file.read_text("utf-8"))


def name_of(call: ast.Call) -> str:
    function = call.func
    return getattr(function, "attr", getattr(function, "id", ""))


def told() -> Iterator[tuple[str, str]]:
    """Codes with which problems are made, each with its module."""
    for name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and MAKERS.fullmatch(name_of(node)):
                given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "code")]
                for first in given:
                    for part in ast.walk(first):  # also both branches of an `if`
                        if isinstance(part, ast.Constant) and isinstance(part.value, str):
                            yield part.value, name


def test_every_code_has_an_entry() -> None:
    codes = {code: where for code, where in told() if CODE.fullmatch(code)}
    assert len(codes) > 50, "the search for codes finds them"
    assert {c: w for c, w in codes.items() if c not in entries()} == {}
    assert VETOES.keys() <= entries().keys()


def test_every_entry_is_a_code_that_is_told() -> None:
    texts = [
        part.value
        for _, tree in modules()
        for part in ast.walk(tree)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    assert [code for code in entries() if texts.count(code) < 2] == []


def test_every_module_that_registers_entries_is_known() -> None:
    found = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "register"
    }
    assert found == set(MODULES)


@pytest.mark.parametrize("code", entries())
def test_an_entry_says_what_why_and_what_to_do(code: str) -> None:
    entry = entries()[code]
    assert CODE.fullmatch(code) or code.isalpha()
    assert entry.title
    assert not entry.title.endswith(".")
    assert len(entry.title) < 60
    for text in (entry.why, entry.fix):
        assert text[:1].isupper() or text[:1] in "`<"
        assert text.endswith((".", "!", "?", "`"))
    page = render_entry(entry)
    assert all(len(line) <= 80 for line in page.splitlines())
    assert ("talkdeck: ignore" in page) == (entry.severity != "error")


def test_the_page_of_the_documentation_is_what_the_program_says() -> None:
    page = (TOP / "docs" / "checks.md").read_text("utf-8")
    assert page == render_page(entries().values()), "run `make reference`"
