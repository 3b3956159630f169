"""Notes nobody would write, each read within seconds."""

from __future__ import annotations

import time

import pytest

from talkdeck.outline.decode import decode
from talkdeck.outline.markdown import read
from talkdeck.outline.show import show

SECONDS = 10
"""A generous bound: what it is to catch is a reader that takes minutes."""

HOSTILE = {
    "a megabyte without a space": "x" * 1_000_000,
    "a megabyte without a space in a bullet": "# T\n- " + "x." * 500_000,
    "less-than signs": "a<b " * 60_000,
    "less-than signs on lines": "- a<b <c\n" * 20_000,
    "nested 1,500 levels": "\n".join("  " * n + f"- level {n}" for n in range(1_500)),
    "nested 1,500 levels and back": "\n".join(
        " " * n + "- x" for n in [*range(1_500), *range(1_500, 0, -1)]
    ),
    "opening brackets": "[" * 50_000,
    "opening brackets on many lines": ("- " + "[" * 4_000 + "\n") * 20,
    "stars": "*" * 50_000,
    "stars and words on many lines": ("- " + "*a" * 2_000 + "\n") * 20,
    "backticks": "`" * 50_000,
    "dollars on many lines": ("- " + "$a " * 1_000 + "\n") * 20,
    "a line of five megabytes": "- " + "word " * 1_000_000,
    "comments in one line": "<!-- -->" * 100_000,
    "comments never closed": "a <!-- b\n" * 20_000,
    "code never closed": "```a\n## h\n" * 10_000,
    "tables never closed": "<table>\n" * 20_000,
    "hidden elements never closed": "<script>\n<style>\n" * 10_000,
    "math never closed": "$$\nx\n" * 20_000,
    "quotes in quotes": ">" * 50_000 + " x\n" + "> a\n" * 20_000,
    "lists in quotes in quotes": ">" * 50_000 + " - x\n" + "> " * 5_000 + "- a\n",
    "pipes": "|" * 100_000 + "\n" + "|-" * 50_000,
    "at signs": "@" * 200_000 + "\n" + "a@b " * 50_000,
    "pictures on many lines": ("# a" + "\U0001f680" * 20_000 + "x\n") * 5,
    "ticks": "- " + "\u2705 " * 50_000,
    "colons": "- a" + " ::" * 50_000 + "\n" + ": " * 50_000,
    "dots": "a." * 200_000 + "\nb",
    "numbers": "1. " * 100_000,
    "headings": "# h\n" * 20_000,
    "link definitions": "".join(f"[a{n}]: b\n" for n in range(10_000)) + "- [a1][a2]\n" * 3_000,
    "lettered lists": "a. x\n" * 20_000,
    "a deep front matter": "---\na: " + "[" * 3_000 + "\n---\n- x",
    "blank lines": "\n" * 500_000,
    "spaces": " " * 2_000_000 + "x",
    "open tags": "<img\n" * 20_000,
    "bold lines": "**a**\n\n" * 20_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_notes_are_read_within_seconds(name: str) -> None:
    start = time.process_time()
    notes, _ = read(HOSTILE[name], "n.md")
    assert show(notes)
    assert time.process_time() - start < SECONDS


def test_hostile_bytes_are_decoded_within_seconds() -> None:
    start = time.process_time()
    for data in (
        b"\xe9" * 1_000_000,
        b"a\x00" * 1_000_000,
        b"\x80a" * 500_000,
        b"\x00" * 1_000_000,
    ):
        decode(data, "n.md")
    assert time.process_time() - start < SECONDS
