"""Headings and talks with new names: what stands below them keeps its history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ledger_cards import card, seen

from talkdeck.ledger.entry import Ledger
from talkdeck.ledger.remember import remember
from talkdeck.ledger.tokens import stem

CASES = yaml.safe_load(Path(__file__).with_name("renames.yaml").read_text("utf-8"))
ASIDE = [seen("Where do eels breed?", "far out in the Sargasso Sea", talk="Eels")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_cases(case: dict[str, Any]) -> None:
    wanted, after = zip(*(line.split(" = ", 1) for line in case["after"]), strict=True)
    first = remember(Ledger(), [*map(card, case["before"]), *ASIDE], 1000)
    second = remember(first.ledger, [*map(card, after), *ASIDE], 2000)
    had = {entry.guid: str(n) for n, entry in enumerate(first.entries, 1)}
    found = [had.get(entry.guid, "new") for entry in second.entries[:-1]]
    assert found == list(wanted)


@pytest.mark.parametrize(
    "forms",
    [
        "pie pies", "test tests tested testing", "company companies", "key keys",
        "box boxes", "class classes", "match matches matched matching", "cookie cookies",
        "bus buses", "pass passes", "wish wishes", "quizzes quizze",
    ],
)  # fmt: skip
def test_forms_of_one_word_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1, [stem(f) for f in forms.split()]


@pytest.mark.parametrize("words", ["thing th", "ring red", "the then", "less les",
                                   "bed being", "does doe"])  # fmt: skip
def test_other_words_have_other_stems(words: str) -> None:
    one, two = map(stem, words.split())
    assert one != two
