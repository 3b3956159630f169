"""Real notes of many authors, where they lie beside the checkout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import stands_in

from talkdeck.outline.decode import decode
from talkdeck.outline.markdown import read

FOLDER = Path(__file__).parents[3] / "shared" / "real_notes"
FILES = sorted(p for p in FOLDER.rglob("*.m*") if p.suffix in (".md", ".markdown"))

pytestmark = pytest.mark.skipif(not FILES, reason="real notes are not beside this checkout")

TALKS = {"pycon-2017": 20, "2015-09-26-cssconf-eu": 9, "hashiconf-2019": 11, "oscon-day1": 11,
         "ete_2020": 9, "chapter_1": 1, "14-redis-for-developers": 1, "saturday": 10}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_bullet_line_is_in_the_outline(path: Path) -> None:
    text, problems = decode(path.read_bytes(), path.name)
    assert text is not None
    assert problems == []
    notes, _ = read(text, path.name)
    seen = {line for talk in notes.talks for node in talk.root.walk() for line in node.lines}
    seen |= {line.line for talk in notes.talks for line in talk.metadata}
    starts = {talk.start for talk in notes.talks}
    first = min(starts, default=1)
    missing = [
        (n, line)
        for n, line in enumerate(text.split("\n"), 1)
        if re.match(r"\s*(?:[-*+]|\d+[.)])\s+\S", line)
        and n >= first
        and n not in seen
        and not re.match(r"\s*([-*_])(\s*\1){2,}\s*$", line)
    ]
    assert missing == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_words_stand_on_their_lines(path: Path) -> None:
    text, _ = decode(path.read_bytes(), path.name)
    assert text is not None
    lines = text.split("\n")
    notes, _ = read(text, path.name)
    for talk in notes.talks:
        for node in talk.root.walk():
            source = "\n".join(lines[node.start - 1 : node.end])
            if node.kind != "talk":
                for word in re.findall(r"[A-Za-z0-9]{2,}", node.text.text):
                    assert stands_in(word, source), (node.kind, node.start)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_talks_are_told_apart_as_their_author_meant(path: Path) -> None:
    name = path.stem.split("--")[-1]
    if name not in TALKS:
        return
    text, _ = decode(path.read_bytes(), path.name)
    assert text is not None
    assert len(read(text, path.name)[0].talks) == TALKS[name]
