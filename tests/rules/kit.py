"""What the tests of this folder share: rules from a few lines, notes from a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from talkdeck.outline.inline import Inline
from talkdeck.outline.markdown import read
from talkdeck.outline.node import Node, Notes
from talkdeck.rules.load import load_rule_file
from talkdeck.rules.matcher import Matcher
from talkdeck.rules.model import Ruleset
from talkdeck.rules.packs import assemble
from talkdeck.rules.pattern import parse_pattern
from talkdeck.rules.wordlist import Words

HERE = Path(__file__).parent

LISTS = {
    "sides": Words({"pros": "pros", "cons": "cons", "adv": "advantages", "pros and cons": "sides"}),
    "slippery": Words(
        {w: w for w in ("advantages", "advantage", "drawbacks")},
        frozenset({"advantages", "advantage", "drawbacks"}),
    ),
}


class Case(NamedTuple):
    """A case of a case file: what stands at the margin, below it, and below that."""

    title: str
    given: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.title} | {self.given}"


def cases(name: str) -> list[Case]:
    """The cases of a file beside this one: three steps of indentation, `#` for comments."""
    found: list[Case] = []
    title = given = ""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(" " * 8):
            found[-1] = found[-1]._replace(expected=(*found[-1].expected, line.strip()))
        elif line.startswith(" " * 4):
            given = line.strip()
            found.append(Case(title, given, ()))
        else:
            title = line.strip()
    return found


def notes_of(text: str, file: str = "notes.md") -> Notes:
    """Notes as the reader gives them."""
    return read(text, file)[0]


def line_of(markdown: str) -> Inline:
    """A line of Markdown as a bullet's text."""
    notes = notes_of(f"# Talk\n\n- before\n- {markdown}\n- after\n")
    bullets = [n for t in notes.talks for n in t.root.walk() if n.kind == "bullet"]
    return bullets[1].text


def node_at(notes: Notes, line: int) -> Node:
    """The node that begins in a line."""
    return next(n for t in notes.talks for n in t.root.walk() if line in n.lines and n.parent)


def matcher(source: str, *, whole: bool = True, lists: Mapping[str, Words] = LISTS) -> Matcher:
    """A compiled pattern."""
    pattern, flaws = parse_pattern(source)
    assert not flaws
    return Matcher(pattern, lists, whole=whole)


def rules(*texts: str) -> Ruleset:
    """A ruleset of several rule files' texts, `version: 1` added."""
    files = []
    for n, text in enumerate(texts):
        read_file, problems = load_rule_file(f"version: 1\n{text}", f"rules{n}.yaml", f"pack{n}")
        assert not problems, problems
        files.append(read_file)
    ruleset, problems = assemble(files)
    assert not problems, problems
    return ruleset
