"""The table of promises names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path


def test_every_test_named_exists(project: Path) -> None:
    text = (project / "docs" / "reliability.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert len(named) > 30
    assert len(named) == text.count("`tests/")
    for file, test in named:
        tree = ast.parse((project / file).read_text("utf-8"))
        tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert test in tests, f"{file} has no {test}"


def test_every_promise_names_a_test(project: Path) -> None:
    lines = (project / "docs" / "reliability.md").read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and "proved by" not in line]
    assert all("::test_" in row for row in rows)
