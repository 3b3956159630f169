"""What a push does to a real collection, as a file and through AnkiConnect alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import ImportAnkiPackageRequest
from push_kit import NOW, Desk, changed, note, package, want

from talkdeck.anki.notetypes import FIELDS, NOTE_TYPES, style
from talkdeck.anki.package import write
from talkdeck.anki.plan import MediaFile
from talkdeck.anki.seal import sealed

A = note("aaa", "pros of Zappa?", "no servers", due=64)
B = note("bbb", "cons of Zappa?", "cold starts", due=128)
C = note("ccc", "What is {{c1::Zappa}}?", "", kind="cloze", due=192)
D = note("ddd", "uses of Zappa?", "<ul><li>a</li><li>b</li></ul>", kind="list", due=256)
E = note("eee", "Lambda?", "a service", reverse="a service?", reverse_back="Lambda", due=320)
ALL = (A, B, C, D, E)


def imported(folder: Path, wanted: object) -> Desk:
    """A collection into which the same notes were imported as a package."""
    desk = Desk(folder, "file")
    target = folder / "a.apkg"
    written, problems = write(package(wanted), target)
    assert written is not None
    assert not problems
    desk.col.import_anki_package(ImportAnkiPackageRequest(package_path=str(target)))
    return desk


def test_pushed_cards_are_the_same_as_imported_ones(desk: Desk, tmp_path: Path) -> None:
    wanted = want(*ALL)
    other = imported(tmp_path / "other", wanted)
    plan = desk.push(wanted)
    assert len(plan.add) == 5
    assert desk.contents() == other.contents()
    assert desk.contents()["cards"][0][:4] == ("aaa", 0, "Conf::Deploying", 64)
    assert len(desk.contents()["cards"]) == 6
    other.close()


def test_pushing_twice_changes_nothing(desk: Desk) -> None:
    desk.push(want(*ALL))
    before = desk.contents()
    assert desk.push(want(*ALL)).empty
    assert desk.contents() == before


def test_nothing_is_left_to_do_after_an_import(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "a.apkg"
    write(package(want(*ALL)), target)
    desk.col.import_anki_package(ImportAnkiPackageRequest(package_path=str(target)))
    plan = desk.push(want(*ALL))
    assert not plan.visible
    assert not plan.change
    assert desk.plan(want(*ALL)).empty


def test_a_change_of_the_notes_arrives_and_reviews_stay(desk: Desk) -> None:
    desk.push(want(*ALL))
    desk.study("aaa", 3)
    before = desk.history("aaa")
    plan = desk.push(want(changed(A, Back="no servers at all"), B, C, D, E))
    assert [c.before for c in plan.change] == [{"Back": "no servers"}]
    assert desk.note("aaa")["Back"] == "no servers at all"
    assert desk.history("aaa") == before
    assert len(before[1][0]) == 3


def test_an_edit_in_anki_stays_when_the_notes_say_nothing_new(desk: Desk) -> None:
    desk.push(want(A, B))
    desk.edit("aaa", Back="no servers <b>to patch</b>")
    plan = desk.push(want(A, B))
    assert plan.empty
    assert [(k.name.guid, k.field) for k in plan.kept] == [("aaa", "Back")]
    assert desk.note("aaa")["Back"] == "no servers <b>to patch</b>"


def test_an_edit_stays_while_the_notes_change_another_field(desk: Desk) -> None:
    desk.push(want(A))
    desk.edit("aaa", Back="mine")
    desk.push(want(changed(A, Front="advantages of Zappa?")))
    assert desk.note("aaa")["Front"] == "advantages of Zappa?"
    assert desk.note("aaa")["Back"] == "mine"


def test_where_both_changed_nothing_is_decided_unasked(desk: Desk) -> None:
    desk.push(want(A))
    desk.edit("aaa", Back="mine")
    new = want(changed(A, Back="theirs"))
    for _ in range(2):  # it is shown each time, not only once
        plan = desk.push(new)
        [conflict] = plan.conflicts
        assert (conflict.field, conflict.notes, conflict.anki) == ("Back", "theirs", "mine")
        assert desk.note("aaa")["Back"] == "mine"


def test_ours_takes_what_the_notes_say(desk: Desk) -> None:
    desk.push(want(A))
    desk.edit("aaa", Back="mine")
    new = want(changed(A, Back="from the notes"))
    desk.push(new, conflicts="ours")
    assert desk.note("aaa")["Back"] == "from the notes"
    assert desk.plan(new).empty


def test_theirs_keeps_what_anki_has_for_good(desk: Desk) -> None:
    desk.push(want(A))
    desk.edit("aaa", Back="mine")
    new = want(changed(A, Back="from the notes"))
    desk.push(new, conflicts="theirs")
    plan = desk.plan(new)
    assert plan.empty
    assert not plan.conflicts
    assert [k.field for k in plan.kept] == ["Back"]
    assert desk.note("aaa")["Back"] == "mine"


def test_the_same_change_on_both_sides_is_no_conflict(desk: Desk) -> None:
    desk.push(want(A))
    desk.edit("aaa", Back="no servers at all")
    plan = desk.push(want(changed(A, Back="no servers at all")))
    assert not plan.visible
    assert not plan.conflicts
    assert desk.plan(want(changed(A, Back="no servers at all"))).empty


def test_another_line_number_alone_sends_nothing(desk: Desk) -> None:
    desk.push(want(A))
    source = "notes/a.md:77"
    assert desk.plan(want(changed(A, Source=source))).empty
    desk.push(want(changed(A, Source=source, Back="new")))
    assert desk.note("aaa")["Source"] == source


def test_the_persons_own_tags_and_remarks_stay(desk: Desk) -> None:
    desk.push(want(A))
    desk.col.tags.bulk_add([desk.id("aaa")], "marked mine")
    desk.edit("aaa", Remarks="look this up")
    new = changed(A, Back="new")
    desk.push(want(replace(new, note=replace(new.note, tags=("talkdeck::cons",)))))
    assert set(desk.note("aaa").tags) == {"marked", "mine", "talkdeck::cons"}
    assert desk.note("aaa")["Remarks"] == "look this up"


def test_a_tag_that_the_person_removed_stays_away(desk: Desk) -> None:
    desk.push(want(A))
    desk.col.tags.bulk_remove([desk.id("aaa")], "talkdeck::pros")
    assert desk.push(want(A)).empty
    assert desk.note("aaa").tags == []


def test_cards_of_a_renamed_talk_move_with_their_reviews(desk: Desk) -> None:
    desk.push(want(A, B))
    desk.study("aaa")
    before = desk.history("aaa")
    moved = [replace(n, deck="Conf::Serverless") for n in (A, B)]
    assert len(desk.push(want(*moved)).change) == 2
    assert desk.deck_of("aaa") == desk.deck_of("bbb") == "Conf::Serverless"
    assert desk.history("aaa") == before
    assert desk.plan(want(*moved)).empty


def test_cards_that_the_person_moved_stay_there(desk: Desk) -> None:
    desk.push(want(A, B))
    desk.move("aaa", "Hard ones")
    assert desk.push(want(A, B)).empty
    moved = [replace(n, deck="Conf::Serverless") for n in (A, B)]
    desk.push(want(*moved))
    assert desk.deck_of("aaa") == "Hard ones"
    assert desk.deck_of("bbb") == "Conf::Serverless"
    assert desk.plan(want(*moved)).empty


def test_new_cards_follow_into_a_deck_that_the_person_renamed(desk: Desk) -> None:
    desk.push(want(A))
    did = desk.col.decks.id("Conf::Deploying")
    desk.col.decks.rename(did, "Work::Deploying")
    for wanted in (want(A), want(A, B), want(A, B)):
        desk.push(wanted)
        assert desk.plan(wanted).empty
    assert desk.deck_of("aaa") == desk.deck_of("bbb") == "Work::Deploying"
    assert "Conf::Deploying" not in desk.anki.now(want(A)).decks


def test_cards_out_in_a_filtered_deck_stay_there(desk: Desk) -> None:
    desk.push(want(A, B))
    deck = desk.col.sched.get_or_create_filtered_deck(0)
    deck.name = "Cram"
    deck.config.search_terms[0].search = "Key:aaa"
    deck.config.search_terms[0].limit = 10
    did = desk.col.sched.add_or_update_filtered_deck(deck).id
    assert desk.deck_of("aaa") == "Cram"
    assert desk.push(want(A, B)).empty
    assert desk.deck_of("aaa") == "Cram"
    desk.col.sched.empty_filtered_deck(did)
    moved = [replace(n, deck="Conf::Serverless") for n in (A, B)]
    desk.push(want(*moved))
    assert desk.deck_of("aaa") == "Conf::Serverless"


def test_retired_cards_are_tagged_once_and_never_deleted(desk: Desk) -> None:
    desk.push(want(A, B))
    plan = desk.push(want(A, retired=("bbb",)))
    assert [c.retires for c in plan.change] == [True]
    assert "talkdeck::retired" in desk.note("bbb").tags
    assert "talkdeck::pros" in desk.note("bbb").tags
    assert desk.plan(want(A, retired=("bbb",))).empty
    desk.col.tags.bulk_remove([desk.id("bbb")], "talkdeck::retired")
    assert desk.push(want(A, retired=("bbb",))).empty, "the person decided to keep it"
    assert desk.note("bbb").tags == ["talkdeck::pros"]


def test_retired_cards_can_be_suspended_and_wake_when_the_bullet_returns(desk: Desk) -> None:
    desk.push(want(A, B))
    desk.push(want(A, retired=("bbb",)), retired="suspend")
    assert [c.queue for c in desk.cards("bbb")] == [-1]
    desk.push(want(A, B))
    assert [c.queue for c in desk.cards("bbb")] == [0]
    assert desk.note("bbb").tags == ["talkdeck::pros"]
    assert desk.plan(want(A, B)).empty


def test_a_retired_card_that_the_person_studies_again_stays_awake(desk: Desk) -> None:
    desk.push(want(A, B))
    desk.push(want(A, retired=("bbb",)), retired="suspend")
    desk.col.sched.unsuspend_cards([c.id for c in desk.cards("bbb")])
    assert desk.push(want(A, retired=("bbb",)), retired="suspend").empty
    assert [c.queue for c in desk.cards("bbb")] == [0]


def test_retired_notes_are_deleted_only_if_asked_for(desk: Desk) -> None:
    desk.push(want(A, B))
    desk.push(want(A, retired=("bbb",)), retired="delete")
    assert desk.guids() == {"aaa"}
    assert desk.plan(want(A, retired=("bbb",)), retired="delete").empty
    desk.push(want(A, B))
    assert desk.guids() == {"aaa", "bbb"}, "a bullet that returns brings its card back"


def test_a_note_that_the_person_deleted_stays_deleted(desk: Desk) -> None:
    desk.push(want(A, B))
    desk.col.remove_notes([desk.id("bbb")])
    plan = desk.push(want(A, changed(B, Back="new")))
    assert [n.guid for n in plan.gone] == ["bbb"]
    assert plan.empty
    assert desk.guids() == {"aaa"}
    desk.push(want(A, B), restore=True)
    assert desk.guids() == {"aaa", "bbb"}
    assert not desk.plan(want(A, B)).gone


def test_a_new_bullet_in_the_middle_is_studied_in_the_middle(desk: Desk) -> None:
    desk.push(want(A, B))
    between = note("mmm", "What is between?", due=96)
    desk.push(want(A, between, B))
    order = desk.col.db.list(
        "SELECT n.guid FROM cards c JOIN notes n ON n.id = c.nid WHERE c.type = 0 ORDER BY c.due"
    )
    assert order == ["aaa", "mmm", "bbb"]


def test_new_cards_are_put_in_another_order_and_studied_ones_are_not(desk: Desk) -> None:
    desk.push(want(A, B))
    desk.study("bbb", 3)
    before = desk.history("bbb")
    swapped = [replace(n, note=replace(n.note, due=due)) for n, due in ((A, 300), (B, 200))]
    desk.push(want(*swapped))
    assert desk.cards("aaa")[0].due == 300
    assert desk.history("bbb") == before
    assert desk.plan(want(*swapped)).empty


def test_a_place_that_the_person_chose_stays(desk: Desk) -> None:
    desk.push(want(A))
    desk.col.sched.reposition_new_cards([desk.cards("aaa")[0].id], 7, 1, False, False)
    desk.push(want(replace(A, note=replace(A.note, due=500))))
    assert desk.cards("aaa")[0].due == 7


def test_an_older_look_is_replaced_and_the_persons_own_is_not(desk: Desk) -> None:
    desk.push(want(A, C))
    basic = desk.model("basic")
    basic["css"] = sealed("/* of last year */", css=True)
    basic["tmpls"][0]["qfmt"] = sealed("{{Front}} as it was")
    desk.col.models.update_dict(basic)
    cloze = desk.model("cloze")
    cloze["css"] = style() + "\n.card { font-size: 30px }"
    desk.col.models.update_dict(cloze)
    plan = desk.push(want(A, C))
    assert [look.kind for look in plan.looks] == ["basic"]
    assert plan.own_looks == ("talkdeck Cloze",)
    assert desk.model("basic")["css"] == style()
    assert "30px" in desk.model("cloze")["css"]
    assert desk.plan(want(A, C)).empty
    another = note("zzz", "What is {{c1::Lambda}}?", "", kind="cloze")
    desk.push(want(A, C, another))  # a new note must not bring the look along
    assert "30px" in desk.model("cloze")["css"]
    desk.push(want(A, C), restyle=True)
    assert desk.model("cloze")["css"] == style()


def test_pictures_come_along_and_only_those_that_are_missing(desk: Desk, tmp_path: Path) -> None:
    import hashlib

    data = b"\x89PNG not really"
    (tmp_path / "p.png").write_bytes(data)
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    picture = MediaFile(f"p-{digest[:12]}.png", tmp_path / "p.png", digest)
    with_it = note("ppp", extra=f'<img src="{picture.name}" alt="">')
    assert desk.push(want(with_it, media=(picture,))).media == (picture,)
    stored = Path(desk.col.media.dir(), picture.name)
    assert stored.read_bytes() == data
    again = want(changed(with_it, Back="x"), media=(picture,))
    assert desk.push(again).media == ()
    assert not (Path(desk.col.media.dir()) / "_talkdeck-push.apkg").exists()


def test_a_note_of_another_note_type_is_left_alone(desk: Desk) -> None:
    desk.push(want(A, B))
    models = desk.col.models
    old, new = models.get(NOTE_TYPES["basic"].id), models.get(NOTE_TYPES["basic"].id)
    own = models.copy(old)
    request = models.change_notetype_info(old_notetype_id=old["id"], new_notetype_id=own["id"])
    change = request.input
    change.note_ids.extend([desk.id("aaa")])
    models.change_notetype_of_notes(change)
    assert new["id"] != own["id"]
    plan = desk.push(want(changed(A, Back="new"), B))
    assert [n.guid for n in plan.stuck] == ["aaa"]
    assert desk.note("aaa")["Back"] == "no servers"


def test_a_copy_that_the_person_made_is_theirs(desk: Desk) -> None:
    desk.push(want(A))
    copy = desk.col.new_note(desk.col.models.get(NOTE_TYPES["basic"].id))
    for name, text in desk.note("aaa").items():
        copy[name] = text
    copy["Back"] = "my version"
    desk.col.add_note(copy, desk.col.decks.id("Mine"))
    desk.push(want(changed(A, Back="new")))
    assert desk.note("aaa")["Back"] == "new"
    assert desk.col.get_note(copy.id)["Back"] == "my version"


def test_notes_without_marks_are_left_to_the_person(desk: Desk) -> None:
    desk.push(want(A))
    desk.edit("aaa", Marks="", Back="mine")
    plan = desk.push(want(A))
    assert [c.field for c in plan.conflicts] == ["Back"]
    assert desk.note("aaa")["Back"] == "mine"
    desk.push(want(A), conflicts="ours")
    assert desk.note("aaa")["Back"] == "no servers"
    assert desk.plan(want(A)).empty


def test_other_peoples_notes_are_not_touched(desk: Desk) -> None:
    basic = desk.col.models.by_name("Basic")
    theirs = desk.col.new_note(basic)
    theirs["Front"], theirs["Back"] = "own", "note"
    desk.col.add_note(theirs, 1)
    other = note("other-project")
    desk.push(want(other))
    before = desk.contents()["notes"]
    desk.push(want(A), retired="delete")
    after = desk.contents()["notes"]
    assert {g: after[g] for g in before} == before
    assert "other-project" in desk.anki.now(want(other)).known, "its list of notes stays too"


@pytest.mark.parametrize("kind", ["basic", "list", "cloze"])
def test_every_note_type_has_the_fields_that_are_compared(desk: Desk, kind: str) -> None:
    desk.push(want(*ALL))
    model = desk.col.models.get(NOTE_TYPES[kind].id)
    assert [f["name"] for f in model["flds"]] == list(FIELDS)
    assert model["mod"] >= NOW
