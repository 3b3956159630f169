"""Values on disk: what comes back is what was stored, and nothing foreign ever runs."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from talkdeck.arrange import FileCards
from talkdeck.cache.frozen import StoringError, dumps, loads
from talkdeck.cache.light import freeze, thaw
from talkdeck.config import Settings
from talkdeck.outline.inline import Inline, Mark
from talkdeck.pipeline import cards_of, read_text
from talkdeck.problems import Place, Problem
from talkdeck.rules.packs import load_rules

NOTES = """\
---
talks: h2
---

# A day

## Caches

* `Redis`
  * Pros:
    * **fast**
    * ![diagram](a.png)
  * Cons:
    * all in memory
* An index is a list of [what is where](https://example.org)
* How does a queue help?
  1. it takes what comes
     * even at night
  2. it gives what is asked for

## Nothing noted
"""


def made(text: str = NOTES) -> FileCards:
    settings = Settings()
    notes, _ = read_text(text, "notes/day.md", settings)
    return cards_of(notes, load_rules()[0], settings)[0]


def plain(value: Any) -> Any:
    """A value as nested tuples, what identity alone tells apart included."""
    if is_dataclass(value):
        names = [f.name for f in fields(value) if f.init]
        return type(value).__name__, *(plain(getattr(value, name)) for name in names)
    if isinstance(value, list | tuple):
        return tuple(map(plain, value))
    if isinstance(value, dict):
        return tuple((plain(k), plain(v)) for k, v in value.items())
    return value


def test_rules_come_back_as_they_were() -> None:
    ruleset, problems = load_rules()
    assert plain(loads(dumps((ruleset, problems)))) == plain((ruleset, problems))


def test_cards_come_back_as_they_were_but_for_what_is_left_out() -> None:
    file = made()
    problem = Problem("empty-notes", Place("notes/day.md", 3), "what", "advice", "warning")
    light, problems = thaw(freeze(file, [problem]))
    assert problems == (problem,)
    for before, after in zip(file.talks, light.talks, strict=True):
        assert len(after.cards) == len(before.cards)
        for old, new in zip(before.cards, after.cards, strict=True):
            for name in (f.name for f in fields(old)):
                if name not in ("talk", "node", "answer"):
                    assert plain(getattr(new, name)) == plain(getattr(old, name)), name
            assert [plain(i.text) for i in new.answer] == [plain(i.text) for i in old.answer]
            assert (new.node.text, new.node.start) == (old.node.text, old.node.start)
            assert (new.talk.title, new.talk.links) == (old.talk.title, old.talk.links)
            assert not new.node.children
            assert new.node.parent is None


def test_what_was_counted_in_the_outline_comes_along() -> None:
    light, _ = thaw(freeze(made(), ()))
    tallies = [talk.tally for talk in light.talks]
    assert all(tallies)
    assert [t.pictures for t in tallies if t] == [True, False]
    assert [t.why_none for t in tallies if t] == ["", "the talk has no notes"]


class Runs:
    """What a pickle of somebody else's would hold."""

    def __reduce__(self) -> Any:
        return os.system, ("touch ran",)


@dataclass
class Foreign:
    """A dataclass that is not talkdeck's."""

    text: str


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps(Runs()),
        pickle.dumps(Foreign("a")),
        pickle.dumps(Path("a")),
        pickle.dumps(os.system),
        b"ctalkdeck.files\nos\n.",
        b"ctalkdeck.cli\nmain\n(tR.",
        b"",
        b"no pickle at all",
    ],
)
def test_nothing_foreign_is_read(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoringError):
        loads(data)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", [Path("a"), Foreign("a"), lambda: None, open])
def test_nothing_foreign_is_stored(value: object) -> None:
    with pytest.raises(StoringError):
        loads(dumps(value))


def test_half_of_the_bytes_are_refused() -> None:
    data = dumps(Inline("abc", (Mark("code", 0, 1),)))
    for end in range(len(data)):
        with pytest.raises(StoringError):
            loads(data[:end])
