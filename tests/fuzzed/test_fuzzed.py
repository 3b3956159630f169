"""Inputs that fuzzing found and that once made the program fail: put more beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkdeck.outline.decode import decode
from talkdeck.outline.markdown import read
from talkdeck.rules.load import load_rule_file
from talkdeck.rules.packs import assemble

HERE = Path(__file__).parent
FOUND = sorted(p for p in HERE.glob("*/*") if p.suffix in (".md", ".yaml"))


@pytest.mark.parametrize("path", FOUND, ids=lambda p: p.name)
def test_it_is_read(path: Path) -> None:
    text, problems = decode(path.read_bytes(), path.name)
    if text is None:
        assert problems
    elif path.suffix == ".md":
        assert read(text, path.name)[0].talks
    else:
        file, _ = load_rule_file(text, path.name, "own")
        assemble([file])
