"""Values on disk: what comes back is what was stored, and nothing foreign ever runs."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from loaded import built_in
from talkdeck.anki.html import fields as fields_of
from talkdeck.building.drafts import Draft, FileDrafts, draft
from talkdeck.cache.frozen import StoringError, dumps, loads
from talkdeck.config import Settings
from talkdeck.filecards import FileCards
from talkdeck.ledger.keys import key_of
from talkdeck.outline.inline import Inline, Mark
from talkdeck.pipeline import cards_of, read_text
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
    return cards_of(notes, built_in(), settings)[0]


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


def drafted(file: FileCards) -> FileDrafts:
    return draft(file, Path("notes"), ["mine"])


def test_drafts_come_back_as_they_were() -> None:
    before = drafted(made())
    after = loads(dumps(before))
    assert plain(after) == plain(before)
    for old, new in zip(before.talks, after.talks, strict=True):
        assert list(new.seen()) == list(old.seen())
        assert list(new.drafts()) == list(old.drafts())
        assert len(list(new.drafts())) == new.count
    assert sum(talk.count for talk in after.talks) >= 4


def test_drafts_say_what_the_cards_say() -> None:
    file = made()
    talk = drafted(file).talks[0]
    for card, seen, one in zip(file.talks[0].cards, talk.seen(), talk.drafts(), strict=True):
        assert isinstance(one, Draft)
        assert one.fields == fields_of(card).values("")
        assert one.tags == (*card.tags, "mine")
        assert one.line == card.node.start
        assert seen.key == key_of(card)


def test_the_same_cards_have_the_same_digest_and_others_another() -> None:
    digests = [t.digest for t in drafted(made()).talks]
    assert [t.digest for t in drafted(made()).talks] == digests
    other = drafted(made(NOTES.replace("**fast**", "fast"))).talks
    assert [t.digest == d for t, d in zip(other, digests, strict=True)] == [False, True]


def test_what_was_counted_in_the_outline_comes_along() -> None:
    first, last = drafted(made()).talks
    assert (first.why_none, last.why_none) == ("", "the talk has no notes")
    assert (first.bare, last.bare) == (0, 0)


def test_drafts_are_current_while_their_pictures_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    picture = Path("notes/a.png")
    picture.parent.mkdir()
    without = drafted(made())
    assert [p.code for p in without.pictures.problems] == ["picture-not-found"]
    picture.write_bytes(b"one")
    assert not without.is_current(Path("notes"))
    drafts = drafted(made())
    assert drafts.is_current(Path("notes"))
    assert [p.target for p in drafts.talks[0].pictures] == ["a.png"]
    picture.write_bytes(b"two")
    assert not drafts.is_current(Path("notes"))
    picture.unlink()
    assert not drafts.is_current(Path("notes"))


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
