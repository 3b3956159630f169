"""A room's docstring says what its modules do: all of them, and none that are gone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

NAMED = re.compile(r"([a-z_]+(?:, [a-z_]+)*)(?:  +\S.*)?")


@pytest.mark.parametrize(
    "room", ["building", "cache", "cards", "cli", "english", "ledger", "outline", "rules"]
)
def test_a_room_names_its_modules(room: str, project: Path) -> None:
    folder = project / "src" / "talkdeck" / room
    about = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    lines = filter(None, map(NAMED.fullmatch, about.splitlines()))
    named = [name for found in lines for name in found[1].split(", ")]
    there = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    assert sorted(named) == sorted(there)
