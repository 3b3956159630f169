from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_cards import LEDGERS, seen

from talkdeck.ledger.entry import Ledger
from talkdeck.ledger.remember import remember
from talkdeck.ledger.store import format as format_ledger
from talkdeck.ledger.store import parse, resolve_conflict


@given(LEDGERS)
def test_what_is_written_is_what_is_read(ledger):
    text = format_ledger(ledger)
    again, problems = parse(text.encode("utf-8"), "talkdeck.ledger")
    assert problems == []
    assert set(again.entries) == set(ledger.entries)
    assert set(again.models) == set(ledger.models)
    assert format_ledger(again) == text


@given(LEDGERS, st.randoms())
def test_order_of_entries_does_not_matter(ledger, random):
    entries = list(ledger.entries)
    random.shuffle(entries)
    assert format_ledger(replace(ledger, entries=tuple(entries))) == format_ledger(ledger)


@given(st.binary(max_size=300) | st.text(max_size=200))
def test_any_bytes_are_read_without_an_exception(data):
    ledger, problems = parse(data, "x")
    assert ledger is None
    assert problems
    resolve_conflict(data, "x")


@given(LEDGERS, st.data())
def test_no_damage_goes_unnoticed(ledger, data):
    """Any one character that is replaced or taken away, and any cut, gives a problem or
    leaves the cards as they are."""
    text = format_ledger(ledger)
    at = data.draw(st.integers(0, len(text) - 1))
    what = data.draw(st.sampled_from(["replace", "take", "cut"]))
    if what == "cut":
        damaged = text[:at]
    elif what == "take":
        damaged = text[:at] + text[at + 1 :]
    else:
        damaged = text[:at] + data.draw(st.characters(codec="utf-8")) + text[at + 1 :]
    again, problems = parse(damaged, "x")
    if not problems:
        assert set(again.entries) == set(ledger.entries)
        assert set(again.models) == set(ledger.models)


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm():
    ledger = remember(Ledger(), [seen("Why?", "so")], 1000).ledger
    text = "\ufeff" + format_ledger(ledger).replace("\n", "\r\n")
    again, problems = parse(text.encode(), "x")
    assert problems == []
    assert again.entries == ledger.entries


def test_a_newer_format_is_refused():
    text = format_ledger(Ledger()).replace("talkdeck-ledger 1", "talkdeck-ledger 2")
    ledger, problems = parse(text, "talkdeck.ledger")
    assert ledger is None
    assert [p.code for p in problems] == ["ledger-version"]


def test_a_line_changed_by_hand_is_named():
    ledger = remember(Ledger(), [seen("Why?", "so"), seen("Who?", "she")], 1000).ledger
    text = format_ledger(ledger).replace("Who?", "Whom?")
    again, problems = parse(text, "talkdeck.ledger")
    assert [(p.code, p.severity) for p in problems] == [("ledger-line", "error")]
    assert "Whom?" in text.split("\n")[problems[0].place.line - 1]
    assert len(again.entries) == 1


def test_a_line_of_another_length_or_without_numbers_is_named():
    """Its check value fits: whoever wrote it did not know what a line has."""
    ledger = remember(Ledger(), [seen("Why?", "so"), seen("Who?", "she")], 1000).ledger
    lines = format_ledger(ledger).split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("card\t"))
    columns = lines[at].split("\t")[:-1]
    for wrong, told in (
        (columns[:-1], "13 columns instead of 14"),
        ([*columns, "more"], "15 columns instead of 14"),
        ([*columns[:2], "soon", *columns[3:]], "other than a number"),
        (["kard", *columns[1:]], "not a line of a ledger"),
    ):
        body = "\t".join(wrong)
        bad = [*lines[:at], f"{body}\t{crc32(body.encode()):08x}", *lines[at + 1 :]]
        again, (problem,) = parse("\n".join(bad), "talkdeck.ledger")
        assert (problem.code, problem.place.line) == ("ledger-line", at + 1)
        assert re.search(told, problem.message)
        assert len(again.entries) == 1


# Merging, with the real version control program.


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    names = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *names, *words], cwd=folder, capture_output=True, text=True)


def merged(folder: Path, base: str, ours: str, theirs: str) -> tuple[bool, str]:
    """Whether it merged without a conflict, and the file's text."""
    file = folder / "talkdeck.ledger"
    git(folder, "init")
    for branch, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        if branch != "base":
            git(folder, "checkout", "-b", branch, "base")
        else:
            git(folder, "checkout", "-b", branch)
        file.write_text(text, encoding="utf-8", newline="\n")
        git(folder, "add", ".")
        git(folder, "commit", "--allow-empty", "-m", branch)
    result = git(folder, "merge", "ours")
    return result.returncode == 0, file.read_bytes().decode()


def talk(title: str, *questions: str) -> list:
    return [seen(q, f"answer to {q}", talk=title) for q in questions]


BASE = [talk("One", "a?", "b?"), talk("Two", "c?"), talk("Three", "d?", "e?", "f?")]


def built(previous: Ledger, talks: list, now: int) -> Ledger:
    return remember(previous, [s for t in talks for s in t], now).ledger


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([*BASE[:2], talk("Three", "d!", "e?", "f?")], [talk("One", "a?"), *BASE[1:]]),
        ([talk("One", "a?", "b?", "new?"), *BASE[1:]], [BASE[0], talk("Two", "n?", "c?"), BASE[2]]),
        ([*BASE, talk("Zero", "z?")], [*BASE[:2], talk("Three", "d?")]),
        ([BASE[0], talk("Two", "c now?"), BASE[2]], [talk("Eins", "a?", "b?"), *BASE[1:]]),
        ([BASE[2], BASE[1], BASE[0]], [talk("One", "b?", "a?"), *BASE[1:]]),
    ],
)
def test_branches_that_touch_different_talks_merge_by_themselves(tmp_path, ours, theirs):
    base = built(Ledger(), BASE, 1000)
    one, two = built(base, ours, 2000), built(base, theirs, 3000)
    clean, text = merged(tmp_path, *map(format_ledger, (base, one, two)))
    assert clean, text
    joined, problems = parse(text, "x")
    assert problems == []
    newer = {e for side in (one, two) for e in side.entries if e not in base.entries}
    assert newer <= set(joined.entries)
    assert {e.guid for e in joined.entries} == {e.guid for side in (one, two) for e in side.entries}


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_a_conflict_is_named_and_can_be_resolved(tmp_path, style):
    git(tmp_path, "init")
    git(tmp_path, "config", "merge.conflictStyle", style)
    base = built(Ledger(), BASE, 1000)
    one = built(base, [talk("One", "a?", "b, then?"), *BASE[1:]], 2000)
    two = built(base, [talk("One", "a?", "b, when?", "new?"), *BASE[1:]], 3000)
    clean, text = merged(tmp_path, *map(format_ledger, (base, one, two)))
    assert not clean
    ledger, problems = parse(text, "talkdeck.ledger")
    assert ledger is None
    assert [p.code for p in problems] == ["ledger-conflict"]
    joined, problems = resolve_conflict(text, "talkdeck.ledger")
    assert problems == []
    guids = {e.guid for side in (one, two) for e in side.entries}
    assert {e.guid for e in joined.entries} == guids
    assert set(joined.entries) - set(one.entries) <= set(two.entries)
    swapped, _ = resolve_conflict(text.replace("<<<<<<<", ">>>>>>>"), "talkdeck.ledger")
    assert swapped.entries == joined.entries


def test_gits_union_merge_never_conflicts_and_reads_the_same(tmp_path):
    (tmp_path / ".gitattributes").write_text("talkdeck.ledger merge=union\n")
    base = built(Ledger(), BASE, 1000)
    one = built(base, [talk("One", "a?", "b, then?"), *BASE[1:]], 2000)
    two = built(base, [talk("One", "a?", "b, when?", "new?"), *BASE[1:]], 3000)
    clean, text = merged(tmp_path, *map(format_ledger, (base, one, two)))
    assert clean
    joined, problems = parse(text, "talkdeck.ledger")
    assert problems == []
    guids = {e.guid for s in (one, two) for e in s.entries}
    assert sorted(e.guid for e in joined.entries) == sorted(guids), "each once"


def test_of_two_versions_of_one_card_and_of_one_note_type_the_newer_stays():
    """Whichever side it is on, and also where nobody but git's union merge has joined them."""
    models = ({"List": "a"}, {"List": "b"})
    base = remember(Ledger(), [seen("Why?", "so")], 1000, models={"List": "x"}).ledger
    older, newer = (
        remember(base, [seen("Why?", answer)], now, models=given).ledger
        for answer, now, given in zip(("older", "newer"), (2000, 3000), models, strict=True)
    )
    a, b = map(format_ledger, (older, newer))
    for one, two in ((a, b), (b, a)):
        for text in (f"<<<<<<< ours\n{one}=======\n{two}>>>>>>> theirs\n", one + two):
            joined, problems = resolve_conflict(text, "x")
            assert problems == []
            assert [e.key.answer for e in joined.entries] == [("newer",)]
            assert [(m.content, m.mod) for m in joined.models] == [("b", 3000)]


@pytest.mark.parametrize(
    ("text", "told"), [("", "the file is empty"), ("\n\n", "the file is empty"),
                       ("# Notes\n\n- a\n", "the first line does not say so")],
)  # fmt: skip
def test_what_is_no_ledger_is_told(text, told):
    ledger, (problem,) = parse(text, "x")
    assert (ledger, problem.code) == (None, "ledger-unreadable")
    assert told in problem.message


@given(LEDGERS, LEDGERS)
def test_joining_two_ledgers_does_not_depend_on_the_side(one, two):
    a, b = format_ledger(one), format_ledger(two)
    ab = f"<<<<<<< ours\n{a}=======\n{b}>>>>>>> theirs\n"
    ba = f"<<<<<<< ours\n{b}=======\n{a}>>>>>>> theirs\n"
    first, problems = resolve_conflict(ab, "x")
    second, _ = resolve_conflict(ba, "x")
    assert problems == []
    assert format_ledger(first) == format_ledger(second)
    assert {e.guid for e in first.entries} == {e.guid for s in (one, two) for e in s.entries}
