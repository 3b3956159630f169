"""The rule files in docs/rules.md load beside the built-in pack, and do what they say."""

import re
from pathlib import Path

import pytest

from talkdeck.outline.markdown import read
from talkdeck.rules.examples import run_examples
from talkdeck.rules.packs import load_rules

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
FILES = [block for block in BLOCKS if block.startswith("version: 1\n")]


def of_file(block: str) -> str:
    """What a rule file is about, to name its test."""
    first = re.search(r"about: (.*)", block)
    return first[1] if first else "?"


@pytest.mark.parametrize("block", FILES, ids=of_file)
def test_a_rule_file_of_the_guide_does_what_it_says(block: str, tmp_path: Path) -> None:
    folder = tmp_path / "card_rules"
    folder.mkdir()
    (folder / "guide.yaml").write_text(block, "utf-8")
    ruleset, problems = load_rules([folder])
    assert not problems
    own = [rule for rule in ruleset.rules if rule.own]
    assert len(own) == block.count("- id: ")
    results = run_examples(ruleset, lambda note: read(note, "example.md")[0], own) if own else []
    assert [result for result in results if not result.passed] == []
    assert len(results) == block.count("- note: ")


def test_every_other_block_says_that_it_is_no_whole_rule_file() -> None:
    assert len(FILES) >= 5
    assert all(block.startswith("# ") for block in BLOCKS if block not in FILES)
