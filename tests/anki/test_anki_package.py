"""Packages, taken by the real Anki."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions
from anki_kit import (
    DAY,
    bring_in,
    card,
    collection,
    digest,
    inline,
    media_file,
    note,
    package,
    sound,
    with_field,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talkdeck.anki.html import fields
from talkdeck.anki.names import deck_names
from talkdeck.anki.notetypes import FIELDS
from talkdeck.anki.package import write
from talkdeck.anki.plan import DeckPlan, NotePlan, PackagePlan
from talkdeck.anki.previous import is_ours
from talkdeck.cards.card import Gap
from talkdeck.outline.inline import Inline
from talkdeck.outline.node import Node
from talkdeck.problems import Place

BASIC = card("basic", "What is `mypy`?", "a *checker*", hint=inline("types"))
LIST = card("list", "pros of Heroku?", "free", "no servers", "add-ons")
BOTH = card(
    "reversed", "What does CAP stand for?", "a, b, c", reverse=inline("Short?"), topic="CAP"
)
CLOZE = card(
    "cloze", "20 cards in 3 decks", "20", "3", gaps=(Gap(0, 2, 1, "many?"), Gap(12, 13, 2))
)
FOUR = (note(BASIC, "b"), note(LIST, "l"), note(BOTH, "r"), note(CLOZE, "c"))


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Collection]:
    with collection(tmp_path / "anki") as opened:
        yield opened


def test_every_kind_gives_its_cards(col: Collection, tmp_path: Path) -> None:
    log = bring_in(col, package(*FOUR), tmp_path)
    assert len(log.new) == 4
    counts = {key: len(col.find_cards(f"Key:{key}")) for key in "blrc"}
    assert counts == {"b": 1, "l": 1, "r": 2, "c": 2}
    assert {col.decks.name(c.did) for c in map(col.get_card, col.find_cards(""))} == {
        "Talks::Testing"
    }
    assert sound(col)
    assert len(col.find_cards("")) == 6
    assert not list(col.get_empty_cards().notes)


def test_how_cards_are_rendered(col: Collection, tmp_path: Path) -> None:
    bring_in(col, package(*FOUR), tmp_path)

    def sides(key: str, n: int = 0) -> tuple[str, str]:
        one = col.get_card(sorted(col.find_cards(f"Key:{key}"))[n])
        return one.question(), one.answer()

    question, answer = sides("b")
    assert "What is <code>mypy</code>?" in question
    assert "Testing › Tools" in question
    assert "<summary>Hint</summary>" in question
    assert "checker" not in question
    assert "a <em>checker</em>" in answer
    assert "notes/a.md:7" in answer
    assert "Ann Example" in answer

    question, answer = sides("l")
    assert '<div class="count">3</div>' in question
    # The answers are on the question's side for the script alone.
    before, hidden = question.split('<div class="reveal answer tappable" dir="auto" hidden>')
    assert "no servers" not in before
    assert "<ul><li>free</li><li>no servers</li><li>add-ons</li></ul>" in hidden
    assert "<ul><li>free</li><li>no servers</li><li>add-ons</li></ul>" in answer
    assert "<script" not in answer

    assert "Short?" in sides("r", 1)[0]
    assert '<div class="answer" dir="auto">CAP</div>' in sides("r", 1)[1]

    question, answer = sides("c")
    assert ">[many?]</span>" in question
    assert ">20</span>" in answer


def test_the_browser_shows_the_question_and_finds_by_key(col: Collection, tmp_path: Path) -> None:
    bring_in(col, package(*FOUR), tmp_path)
    (nid,) = col.find_notes("Key:l")
    (sfld,) = col.db.first("select sfld from notes where id = ?", nid)
    assert sfld == "pros of Heroku?"
    assert "free" not in col.get_card(col.find_cards("Key:l")[0]).question(browser=True)


def test_again_and_nothing_happens(col: Collection, tmp_path: Path) -> None:
    bring_in(col, package(*FOUR), tmp_path)
    log = bring_in(col, package(*FOUR), tmp_path)
    assert (len(log.new), len(log.updated), len(log.conflicting)) == (0, 0, 0)
    assert len(log.duplicate) == 4


@pytest.mark.parametrize("legacy", [True, False])
def test_what_anki_exports_is_no_package_of_ours(
    col: Collection, tmp_path: Path, legacy: bool
) -> None:
    bring_in(col, package(*FOUR), tmp_path)
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=legacy)
    exported = tmp_path / "exported.apkg"
    col.export_anki_package(out_path=str(exported), options=options, limit=None)
    write(package(*FOUR), tmp_path / "written.apkg")
    assert is_ours(tmp_path / "written.apkg")
    assert not is_ours(exported), "it has the person's reviews"
    spoiled = bytearray((tmp_path / "written.apkg").read_bytes())
    spoiled[400:600] = bytes(200)
    (tmp_path / "spoiled.apkg").write_bytes(spoiled)
    assert not is_ours(tmp_path / "spoiled.apkg")


def test_exactly_the_changed_note_changes(col: Collection, tmp_path: Path) -> None:
    bring_in(col, package(*FOUR), tmp_path)
    changed = with_field(FOUR[1], "Back", "<ul><li>cheap</li></ul>", mod=DAY + 60)
    log = bring_in(col, package(FOUR[0], changed, *FOUR[2:]), tmp_path)
    assert [each.fields[1] for each in log.updated] == ["pros of Heroku?"]
    assert col.get_note(col.find_notes("Key:l")[0])["Back"] == "<ul><li>cheap</li></ul>"


def test_reviews_and_what_a_person_did_survive(col: Collection, tmp_path: Path) -> None:
    bring_in(col, package(*FOUR), tmp_path)
    col.decks.select(col.decks.id_for_name("Talks::Testing"))
    for _ in range(3):
        col.sched.answerCard(col.sched.getCard(), 3)
    mine = col.get_note(col.find_notes("Key:b")[0])
    mine["Back"] = "my own words"
    mine["Remarks"] = "ask Bo"
    mine.tags.append("marked")
    col.update_note(mine)
    cards = col.db.all("select id, did, type, queue, due, ivl, reps, flags from cards order by id")
    reviews = col.db.all("select id, cid, ease from revlog")

    moved = replace(FOUR[1], mod=DAY + 60, due=99)
    bring_in(col, package(FOUR[0], moved, *FOUR[2:], name="Talks::Renamed"), tmp_path)

    now = col.db.all("select id, did, type, queue, due, ivl, reps, flags from cards order by id")
    assert now == cards
    assert col.db.all("select id, cid, ease from revlog") == reviews
    assert len(reviews) == 3
    mine.load()
    assert (mine["Back"], mine["Remarks"], mine.tags) == ("my own words", "ask Bo", ["marked"])


def test_new_cards_come_in_the_order_of_the_notes(col: Collection, tmp_path: Path) -> None:
    def at(key: str, due: int) -> NotePlan:
        return note(card("basic", f"{key}?", "x"), key, due=due)

    bring_in(col, package(at("one", 1000), at("two", 2000)), tmp_path)
    log = bring_in(
        col, package(at("one", 1000), at("between", 1500), at("two", 2000)), tmp_path / "again"
    )
    assert len(log.new) == 1
    order = [
        col.get_card(cid).note()["Key"]
        for (cid,) in col.db.all("select id from cards order by due")
    ]
    assert order == ["one", "between", "two"]


def test_tags_arrive_as_given(col: Collection, tmp_path: Path) -> None:
    tags = ("talkdeck::pros-and-cons", "über", "a'b")
    bring_in(col, package(note(BASIC, "b", tags=tags)), tmp_path)
    assert sorted(col.get_note(col.find_notes("Key:b")[0]).tags) == sorted(tags)


def test_pictures_arrive_and_are_referred_to(col: Collection, tmp_path: Path) -> None:
    files = []
    for name in ("plot-1.png", "draw-2.svg"):
        (tmp_path / name).write_bytes(name.encode())
        files.append(media_file(tmp_path / name))
    made = card("basic", "![a](plot.png)", "![b](draw.svg)")
    media = {("notes/a.md", "plot.png"): "plot-1.png", ("notes/a.md", "draw.svg"): "draw-2.svg"}
    plan = package(
        replace(note(made, "b"), fields=fields(made, media).values("b")), media=tuple(files * 2)
    )
    bring_in(col, plan, tmp_path / "out")
    for name in ("plot-1.png", "draw-2.svg"):
        assert (Path(col.media.dir()) / name).read_bytes() == name.encode()
    check = col.media.check()
    assert (list(check.unused), list(check.missing)) == ([], [])


HOSTILE = [
    "$5 to $10", "a < b & c > d", "<script>alert(1)</script>", "std::vector", "{{ }}", "}}", "{{",
    "{{c1::x}}", "C++::vector", "Default", "[sound:x.mp3]", "[latex]x[/latex]", "[$]x[/$]",
    "[[type:Front]]", "[anki:play:q:0]", "\\(x\\)", "Backup strategies", "x" * 300, "漢字 עברית 🙂",
    "List<int>", "a<b " * 200, "&amp; &#58;", '" onload="x', "{{Front}}", "{{FrontSide}}",
    "-->", "<!--", "]]>", "'", "\\", "%20", "b≯", "<b\u0338 onclick=x",
]  # fmt: skip


def test_hostile_words_stay_words(col: Collection, tmp_path: Path) -> None:
    notes = []
    for n, words in enumerate(HOSTILE):
        text = Inline(words)
        gap = (Gap(0, len(words), 1, words),)
        notes += [
            note(card("basic", text, Inline("b " + words), context=(words,)), f"b{n}"),
            note(card("list", text, text, text, topic=words), f"l{n}"),
            note(card("cloze", text, text, gaps=gap), f"c{n}"),
        ]
    decks = deck_names("C++::lang", HOSTILE)
    plan = PackagePlan(
        "Default",
        tuple(DeckPlan(name, tuple(notes[3 * n : 3 * n + 3])) for n, name in enumerate(decks)),
        DAY,
    )
    log = bring_in(col, plan, tmp_path)
    assert len(log.new) == len(notes)
    assert sound(col)
    assert not col.media.check().missing
    names = {d.name for d in col.decks.all_names_and_ids()}
    assert set(decks) <= names
    for n, words in enumerate(HOSTILE):
        for kind in "blc":
            (cid,) = col.find_cards(f"Key:{kind}{n}")
            shown = col.get_card(cid)
            assert shown.note()["Key"] == f"{kind}{n}"
            assert words_of(words) in words_of(unescape(strip(shown.answer()))), (kind, words)
            assert not shown.question_av_tags()
            assert "[[type:" not in shown.question() + shown.answer()
            assert "<b onclick" not in shown.answer()
            assert col.decks.name(shown.did) == decks[n]


def strip(html: str) -> str:
    html = re.sub(r"(?s)<style>.*?</style>|<script>.*?</script>", "", html)
    return re.sub(r"<[^<>]*>", "", html)


def words_of(text: str) -> str:
    from talkdeck.anki.text import clean

    return " ".join(clean(text).split())


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["basic", "list", "cloze", "reversed"]),
            st.text(max_size=60),
            st.text(max_size=60),
            st.integers(-2, 60),
            st.integers(-2, 60),
        ),
        max_size=30,
    )
)
def test_any_words_can_be_imported(
    tmp_path: Path, given_cards: list[tuple[str, str, str, int, int]]
) -> None:
    notes = []
    for n, (kind, front, back, start, end) in enumerate(given_cards):
        text, answer = Inline(front), Inline(back)
        made = card(
            kind, text, answer, gaps=(Gap(start, end, 1, back),), reverse=answer, hint=answer,
            context=(front, back), extra=(Node("code", text, 1, 1, language=back[:9]),),
        )  # fmt: skip
        notes.append(note(made, f"k{n}"))
    target = tmp_path / "fuzz.apkg"
    target.unlink(missing_ok=True)
    written, problems = write(package(*notes), target)
    assert {p.code for p in problems} <= {"note-without-card"}
    if written is None:
        assert len(problems) == len(notes)
        return
    assert written.notes + len(problems) == len(notes)
    folder = tmp_path / digest(repr(given_cards).encode("utf-8", "replace"))
    with collection(folder) as col:
        log = bring_in(col, package(*notes), tmp_path)
        assert len(log.new) == written.notes
        assert sound(col)
        assert len(col.find_cards("")) == written.cards
        assert not list(col.get_empty_cards().notes)
        for cid in col.find_cards(""):
            shown = col.get_card(cid)
            assert "Error" not in strip(shown.question()) or any(
                "Error" in c[1] for c in given_cards
            )


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    files = []
    for n in range(5):
        path = tmp_path / f"p{n}.png"
        path.write_bytes(b"x%d" % n)
        files.append(media_file(path))
    plan = package(*FOUR, media=tuple(files))
    write(plan, tmp_path / "one.apkg")
    write(replace(plan, media=tuple(reversed(files))), tmp_path / "two.apkg")
    assert (tmp_path / "one.apkg").read_bytes() == (tmp_path / "two.apkg").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.apkg") as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {i.compress_type for i in archive.infolist()} == {zipfile.ZIP_DEFLATED}


def test_an_old_sqlite_gives_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that can't give a database in memory as bytes."""

    def rows(name: str) -> list[str]:
        write(package(*FOUR), tmp_path / f"{name}.apkg")
        with zipfile.ZipFile(tmp_path / f"{name}.apkg") as archive:
            archive.extract("collection.anki2", tmp_path / name)
        db = sqlite3.connect(tmp_path / name / "collection.anki2")
        found = list(db.iterdump())
        db.close()
        return found

    new = rows("new")
    monkeypatch.setattr("talkdeck.anki.package.SERIALIZES", False)
    assert rows("old") == new


def test_the_header_is_that_of_a_file(tmp_path: Path) -> None:
    """Versions for reading and writing, what counts changes, and the SQLite that wrote it."""
    db = sqlite3.connect(tmp_path / "usual.anki2")
    db.executescript("CREATE TABLE a(b); INSERT INTO a VALUES (1);")
    db.close()
    write(package(*FOUR), tmp_path / "x.apkg")
    with zipfile.ZipFile(tmp_path / "x.apkg") as archive:
        ours = archive.read("collection.anki2")
    usual = (tmp_path / "usual.anki2").read_bytes()
    assert ours[:24] == usual[:24]
    assert ours[96:100] == usual[96:100]
    assert ours[24:28] == ours[92:96], "the version it speaks of is the one it has"


def test_rows_are_right_before_anki_mends_them(tmp_path: Path) -> None:
    write(package(*FOUR, models={"list": DAY - 5}), tmp_path / "x.apkg")
    with zipfile.ZipFile(tmp_path / "x.apkg") as archive:
        archive.extract("collection.anki2", tmp_path)
    db = sqlite3.connect(tmp_path / "collection.anki2")
    rows = db.execute("select guid, mod, csum, sfld, flds from notes order by id").fetchall()
    usn = {db.execute(f"select usn from {table}").fetchone() for table in ("notes", "cards")}  # noqa: S608
    db.close()
    assert usn == {(-1,)}, "not sent to a server yet"
    assert [r[0] for r in rows] == ["b", "l", "r", "c"]
    assert all(r[1] == DAY for r in rows)
    assert rows[0][2] == int(digest(b"b")[:8], 16)
    assert rows[0][3] == "What is mypy?"
    assert all(r[4].count("\x1f") == len(FIELDS) - 1 for r in rows)


def test_two_packages_of_one_build_do_not_meet(col: Collection, tmp_path: Path) -> None:
    first = package(*FOUR)
    other = [replace(n, guid=f"2{n.guid}", fields=(f"2{n.guid}", *n.fields[1:])) for n in FOUR]
    second = replace(package(*other, name="Other::Testing"), title="Other")
    bring_in(col, first, tmp_path)
    ids = set(col.find_notes(""))
    log = bring_in(col, second, tmp_path)
    assert len(log.new) == 4
    assert ids < set(col.find_notes(""))
    # An id is a time in milliseconds: before the notes changed, and not long before.
    hours = [(DAY * 1000 - number) / 3_600_000 for number in col.find_notes("")]
    assert all(0 < ago < 4 for ago in hours)


def test_packages_of_one_build_have_room_between_their_ids(tmp_path: Path) -> None:
    """Each id is given once, so that Anki need not give another: that takes long in a large one."""
    first = []
    for n in range(20):
        write(replace(package(FOUR[0]), title=f"Talks of day {n}"), tmp_path / "x.apkg")
        with zipfile.ZipFile(tmp_path / "x.apkg") as archive:
            archive.extract("collection.anki2", tmp_path)
        db = sqlite3.connect(tmp_path / "collection.anki2")
        first += [number for (number,) in db.execute("select id from notes")]
        db.close()
    first.sort()
    assert min(b - a for a, b in pairwise(first)) > 1000


def test_ids_count_up_in_the_order_of_the_notes(col: Collection, tmp_path: Path) -> None:
    bring_in(col, package(*FOUR), tmp_path)
    rows = col.db.all("SELECT guid, id FROM notes ORDER BY id")
    assert [guid for guid, _ in rows] == [n.guid for n in FOUR]
    assert [number - rows[0][1] for _, number in rows] == [0, 1, 2, 3]


def test_a_card_with_nothing_to_ask_is_left_out_and_told(tmp_path: Path) -> None:
    blank = note(card("basic", Inline(" \n "), "x"), "k", place=Place("a.md", 3))
    no_gap = note(card("cloze", "no gap", "x"), "m", place=Place("a.md", 4))
    picture = note(card("basic", "![x](https://a.example/x.png)", "x"), "p")
    written, problems = write(package(blank, no_gap, picture), tmp_path / "x.apkg")
    assert written is not None
    assert written.notes == 1
    assert [(p.code, p.place.line) for p in problems] == [
        ("note-without-card", 3),
        ("note-without-card", 4),
    ]
    assert ["no words" in p.message for p in problems] == [True, False]
    assert ["no gap" in p.message for p in problems] == [False, True]


UNSOUND = [
    replace(FOUR[1], guid="b"),
    replace(FOUR[1], guid=""),
    replace(FOUR[1], guid=" x"),
    replace(FOUR[1], mod=0),
    replace(FOUR[1], fields=FOUR[1].fields[:-1]),
    replace(FOUR[1], fields=FOUR[1].fields[:1]),
    with_field(FOUR[1], "Back", "a\x1fb"),
    with_field(FOUR[1], "Key", ""),
    replace(FOUR[1], tags=("two words",)),
    replace(FOUR[1], tags=("wide\u3000space",)),
    replace(FOUR[1], tags=("",)),
]


@pytest.mark.parametrize("bad", UNSOUND)
def test_an_unsound_plan_leaves_the_old_package(bad: NotePlan, tmp_path: Path) -> None:
    target = tmp_path / "x.apkg"
    target.write_bytes(b"the old one")
    written, problems = write(package(FOUR[0], bad), target)
    assert written is None
    assert {p.code for p in problems} == {"unsound-package"}
    assert target.read_bytes() == b"the old one"
    assert [p.name for p in tmp_path.iterdir()] == ["x.apkg"]


def test_an_unsound_note_is_told_at_its_line(tmp_path: Path) -> None:
    bad = replace(FOUR[1], mod=0, place=Place("a.md", 7))
    _, (problem,) = write(package(bad), tmp_path / "x.apkg")
    assert problem.place == Place("a.md", 7)
    assert "has no time of change" in problem.message


def test_the_oldest_time_of_change_is_the_first_second(tmp_path: Path) -> None:
    written, problems = write(package(replace(FOUR[0], mod=1)), tmp_path / "x.apkg")
    assert written is not None
    assert problems == []


def test_decks_that_anki_would_merge_are_refused(tmp_path: Path) -> None:
    decks = (DeckPlan("A::b", FOUR[:1]), DeckPlan("a::B", FOUR[1:2]))
    written, problems = write(PackagePlan("A", decks, DAY), tmp_path / "x.apkg")
    assert written is None
    assert [p.code for p in problems] == ["unsound-package"]


def test_nothing_to_write(tmp_path: Path) -> None:
    written, problems = write(PackagePlan("A", (DeckPlan("A::b", ()),), DAY), tmp_path / "x.apkg")
    assert (written, problems) == (None, [])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_picture_that_changes_meanwhile_stops_the_package(how: str, tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    path.write_bytes(b"before")
    plan = package(*FOUR, media=(media_file(path),))
    path.write_bytes(b"after!") if how == "changed" else path.unlink()
    written, problems = write(plan, tmp_path / "out" / "x.apkg")
    assert written is None
    assert [p.code for p in problems] == ["picture-changed"]
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match="file"):
        write(package(*FOUR), tmp_path / "file" / "x.apkg")


def test_a_thousand_decks_cost_no_more_than_their_notes(tmp_path: Path) -> None:
    """genanki parses and writes all decks once per deck; here they are written once."""
    decks = tuple(DeckPlan(f"Talks::{n}", (replace(FOUR[0], guid=f"g{n}"),)) for n in range(1000))
    written, _ = write(PackagePlan("Talks", decks, DAY), tmp_path / "x.apkg")
    assert written is not None
    assert (written.decks, written.notes) == (1000, 1000)
