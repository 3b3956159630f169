"""What is read back from Anki, as a file and through AnkiConnect alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
from push_kit import Desk, changed, note, want

from talkdeck.anki.connect import RunningAnki
from talkdeck.anki.reviews import Lessons, learn
from talkdeck.anki.trouble import Unreachable
from talkdeck.report.pull import as_data, render_lessons

A = note("aaa", "pros of Zappa?", "no servers", due=64, line=10)
B = note("bbb", "cons of Zappa?", "cold starts", due=128, line=20, rule="english/cons")
C = note("ccc", "uses of Zappa?", "jobs", due=192, line=30)
ALL = want(A, B, C)


def read(desk: Desk, wanted: Any = ALL) -> Lessons:
    if isinstance(desk.anki, RunningAnki):
        return learn(wanted, desk.anki.now(wanted, reviews=True))
    return learn(wanted, desk.anki.now(wanted))


def found(lessons: Lessons) -> list[tuple[int, str, str]]:
    return [(f.name.place.line, f.what, f.detail) for f in lessons.findings]


def test_nothing_happened(desk: Desk) -> None:
    assert read(desk).missing == 3
    desk.push(ALL)
    lessons = read(desk)
    assert lessons.findings == ()
    assert (lessons.notes, lessons.missing) == (3, 0)
    assert [r.answers for r in lessons.rules] == [0, 0]


def test_what_a_person_did_is_found_with_its_line(desk: Desk) -> None:
    desk.push(ALL)
    desk.edit("aaa", Back="no servers <i>to patch</i>", Remarks="ask Jo")
    [card] = desk.cards("bbb")
    desk.col.sched.suspend_cards([card.id])
    desk.col.set_user_flag_for_cards(4, [card.id])
    desk.col.tags.bulk_add([desk.id("bbb")], "leech")
    desk.col.remove_notes([desk.id("ccc")])
    lessons = read(desk)
    assert found(lessons) == [
        (10, "edited", "Back"),
        (10, "remark", ""),
        (20, "leech", ""),
        (20, "suspended", ""),
        (20, "flagged", "blue"),
        (30, "deleted", ""),
    ]
    edit = lessons.findings[0]
    assert (edit.notes, edit.anki) == ("no servers", "no servers <i>to patch</i>")
    said = render_lessons(lessons)
    assert "notes/a.md:20  cons of Zappa?  (blue)" in said
    assert "      Anki:  no servers to patch" in said
    assert json.loads(as_data(lessons))["findings"][5]["what"] == "deleted"


def test_lapses_are_counted_by_rule(desk: Desk) -> None:
    desk.push(ALL)
    desk.study("aaa", 3)
    [card] = desk.cards("aaa")
    card.lapses = 2
    desk.col.update_card(card)
    first, second = read(desk).rules
    assert (first.rule, first.notes, first.studied) == ("english/pros", 2, 1)
    assert (first.answers, first.lapses) == (3, 2)
    assert first.rate == pytest.approx(2 / 3)
    assert (second.rule, second.answers) == ("english/cons", 0)


def test_an_edit_that_the_notes_took_over_is_no_news(desk: Desk) -> None:
    desk.push(ALL)
    desk.edit("aaa", Back="better words")
    assert found(read(desk, want(changed(A, Back="better words"), B, C))) == []


@pytest.mark.parametrize("field", ["Context", "Front", "Remarks"])
def test_a_field_that_the_person_took_away(desk: Desk, field: str) -> None:
    desk.push(ALL)
    desk.edit("aaa", Back="better words")
    model = desk.model("basic")
    [gone] = [f for f in model["flds"] if f["name"] == field]
    desk.col.models.remove_field(model, gone)
    desk.col.models.update_dict(model)
    assert found(read(desk)) == [(10, "edited", "Back")]


def test_reading_changes_nothing(desk: Desk) -> None:
    desk.push(ALL)
    before = desk.contents(), desk.col.mod
    read(desk)
    assert (desk.contents(), desk.col.mod) == before


def test_a_running_anki_that_went_away(desk: Desk) -> None:
    if desk.server is None:
        pytest.skip("only of a running Anki")
    desk.server.dies_after = 2
    with pytest.raises(Unreachable, match=r"no Anki answers|went away"):
        read(desk)
