from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_cards import seen, seen_of

from talkdeck.ledger.changes import Loss, Renamed, many_retired, word_diff
from talkdeck.ledger.entry import DAY, SHIP_RETIRED_FOR, Ledger
from talkdeck.ledger.identity import ALPHABET, STEP, new_guid, places
from talkdeck.ledger.remember import remember
from talkdeck.ledger.store import format as format_ledger
from talkdeck.ledger.store import parse

NOTES = [
    seen("What is Zappa?", "a deployer", talk="Deploying", topic="Zappa"),
    seen("pros of Heroku?", "free", "simple", talk="Deploying", topic="Heroku", kind="list"),
    seen("cons of Heroku?", "pricey", talk="Deploying", topic="Heroku", kind="list"),
    seen("Why test?", "to sleep well", talk="Testing"),
]


def guids(memory):
    return [e.guid for e in memory.entries]


def test_two_people_get_the_same_guids_at_different_times():
    one, two = remember(Ledger(), NOTES, 1000), remember(Ledger(), NOTES, 99999)
    assert guids(one) == guids(two)
    assert len(set(guids(one))) == len(NOTES)
    assert all(len(g) == 13 and set(g) <= set(ALPHABET) for g in guids(one))


def test_guids_are_settled_for_good():
    """Changing how guids are made would not lose a history, but would part two people's."""
    assert new_guid(NOTES[0].key, "Biology", ()) == "anheu9pwbyqqw"


def test_two_notebooks_that_ask_the_same_have_cards_of_their_own():
    """Each with a ledger of its own, which knows nothing of the other's cards."""
    biology, physics = (
        remember(Ledger(), [card._replace(package=title) for card in NOTES], 1000)
        for title in ("Biology", "Physics")
    )
    assert not set(guids(biology)) & set(guids(physics))


def test_a_package_with_another_title_keeps_its_cards():
    first = remember(Ledger(), [card._replace(package="Biology") for card in NOTES], 1000)
    again = remember(first.ledger, [card._replace(package="Biology I") for card in NOTES], 2000)
    assert again.entries == first.entries


def test_an_unchanged_build_changes_nothing():
    first = remember(Ledger(), NOTES, 1000, models={"talkdeck List": "x"})
    again = remember(first.ledger, NOTES, 5000, models={"talkdeck List": "x"})
    assert again.entries == first.entries
    assert format_ledger(again.ledger) == format_ledger(first.ledger)
    assert not again.changes
    assert again.changes.untouched == len(NOTES)


def test_equal_cards_are_told_apart():
    twice = [NOTES[0], NOTES[0]]
    first = remember(Ledger(), twice, 1000)
    assert len(set(guids(first))) == 2
    assert guids(remember(first.ledger, twice, 2000)) == guids(first)


def test_an_answer_that_changed_keeps_its_card_and_is_dated_now():
    first = remember(Ledger(), NOTES, 1000)
    edited = [*NOTES[:2], seen("cons of Heroku?", "pricey", "slow", talk="Deploying",
                               topic="Heroku", kind="list"), NOTES[3]]  # fmt: skip
    second = remember(first.ledger, edited, 5000)
    assert guids(second) == guids(first)
    assert [e.mod for e in second.entries] == [1000, 1000, 5000, 1000]
    (change,) = second.changes.changed
    assert (change.before.key.answer, change.after.key.answer) == (("pricey",), ("pricey", "slow"))


def test_a_picture_that_changed_counts_as_content():
    first = remember(Ledger(), NOTES, 1000)
    edited = [NOTES[0]._replace(content="another picture"), *NOTES[1:]]
    second = remember(first.ledger, edited, 5000)
    assert guids(second) == guids(first)
    assert [e.mod for e in second.entries] == [5000, 1000, 1000, 1000]


def test_a_ledger_that_does_not_know_what_the_cards_held_learns_it():
    """Rebuilt from packages it knows question and answer; from then on a picture counts again."""
    first = remember(Ledger(), NOTES, 1000)
    bare = Ledger(tuple(e._replace(content="") for e in first.entries))
    second = remember(bare, NOTES, 2000)
    assert second.entries == first.entries
    assert not second.changes
    edited = [NOTES[0]._replace(content="another picture"), *NOTES[1:]]
    assert [e.mod for e in remember(second.ledger, edited, 3000).entries] == [3000, *[1000] * 3]
    answered = [seen("What is Zappa?", "it deploys", talk="Deploying", topic="Zappa"), *NOTES[1:]]
    assert [e.mod for e in remember(bare, answered, 3000).entries] == [3000, *[1000] * 3]


def test_a_clock_that_runs_behind_is_said_and_worked_round():
    first = remember(Ledger(), NOTES, 100_000)
    edited = [NOTES[0]._replace(content="new"), *NOTES[1:]]
    second = remember(first.ledger, edited, 50)
    assert second.entries[0].mod == 100_001
    assert [(p.code, p.severity) for p in second.problems] == [("clock-behind", "warning")]
    assert remember(first.ledger, edited, 100_000).problems == ()


def test_a_card_without_notes_is_retired_and_returns_with_its_history():
    first = remember(Ledger(), NOTES, 1000)
    second = remember(first.ledger, NOTES[1:], 2000)
    (gone,) = second.changes.retired
    assert gone == first.entries[0]
    (retired,) = [e for e in second.ledger.entries if e.retired]
    assert (retired.guid, retired.mod, retired.retired) == (gone.guid, 2000, 2000)
    third = remember(second.ledger, NOTES[1:], 3000)
    assert not third.changes
    fourth = remember(third.ledger, NOTES, 4000)
    assert guids(fourth) == guids(first)
    assert fourth.entries[0].mod == 4000
    assert [c.after.guid for c in fourth.changes.returned] == [gone.guid]
    assert fourth.changes.new == ()


def test_retired_cards_are_sent_for_a_while_of_the_ledgers_own_time():
    ledger = remember(remember(Ledger(), NOTES, 1000).ledger, NOTES[1:], 2000).ledger
    (gone,) = ledger.shipped_retired()
    ledger = ledger.with_payloads({gone.guid: ("front", "")})
    again, _ = parse(format_ledger(ledger), "x")
    assert again.shipped_retired()[0].payload == ("front", "")
    unchanged = remember(ledger, NOTES[1:], 2000 + SHIP_RETIRED_FOR + DAY).ledger
    assert unchanged.shipped_retired() == ledger.shipped_retired()
    later = [*NOTES[1:], seen("Later?", "yes")]
    assert remember(ledger, later, 2001 + SHIP_RETIRED_FOR).ledger.shipped_retired() == ()


def test_files_that_were_not_read_keep_their_cards():
    a, b = seen("a?", "1", file="a.md"), seen("b?", "2", file="b.md")
    first = remember(Ledger(), [a, b], 1000)
    only_a = remember(first.ledger, [a], 2000, elsewhere={"b.md"})
    assert not only_a.changes
    assert set(only_a.ledger.entries) == set(first.entries)
    copied = remember(first.ledger, [a, seen("b?", "2", file="a.md")], 2000, elsewhere={"b.md"})
    assert copied.entries[1].guid not in guids(first)


def test_note_types_have_times_of_their_own():
    first = remember(Ledger(), [], 1000, models={"List": "a", "Cloze": "b"})
    second = remember(first.ledger, [], 2000, models={"List": "a", "Cloze": "c"})
    assert {m.name: m.mod for m in second.ledger.models} == {"List": 1000, "Cloze": 2000}


def test_renaming_and_moving_are_told_apart():
    first = remember(Ledger(), NOTES, 1000)
    renamed = [seen_of(s.key._replace(talk="Deploying Python", file="notes/b.md"))
               if s.key.talk == "Deploying" else s for s in NOTES]  # fmt: skip
    second = remember(first.ledger, renamed, 2000)
    assert guids(second) == guids(first)
    assert second.changes.moved == ()
    assert Renamed("talk", "Deploying", "Deploying Python", 3) in second.changes.renamed
    moved = [seen_of(NOTES[0].key._replace(talk="Testing")), *NOTES[1:]]
    third = remember(first.ledger, moved, 2000)
    assert guids(third) == guids(first)
    assert third.changes.renamed == ()
    assert [c.before.key.talk for c in third.changes.moved] == ["Deploying"]
    moved[1] = seen_of(moved[1].key._replace(topic="Hosting"))
    fourth = remember(first.ledger, moved, 2000)
    assert guids(fourth) == guids(first)
    assert [c.after.key.talk for c in fourth.changes.moved] == ["Testing"], "not what has stayed"


def test_a_renamed_file_is_told_once_and_what_moved_within_it_apart():
    first = remember(Ledger(), NOTES, 1000)
    there = [seen_of(s.key._replace(file="notes/b.md")) for s in NOTES]
    second = remember(first.ledger, there, 2000)
    assert second.changes.renamed == (Renamed("file", "notes/a.md", "notes/b.md", 4),)
    assert second.changes.moved == ()
    assert second.changes.untouched == 4
    there[0] = seen_of(there[0].key._replace(talk="Testing"))
    third = remember(first.ledger, there, 2000)
    assert guids(third) == guids(first)
    assert third.changes.renamed == (Renamed("file", "notes/a.md", "notes/b.md", 3),)
    assert [c.after.key.question for c in third.changes.moved] == ["What is Zappa?"]


def test_a_talk_that_was_taken_out_of_its_file_renames_no_file():
    first = remember(Ledger(), NOTES, 1000)
    talk = NOTES[0].key.talk
    taken = [seen_of(s.key._replace(file="notes/b.md")) if s.key.talk == talk else s for s in NOTES]
    assert {s.key.file for s in taken} == {"notes/a.md", "notes/b.md"}
    (renamed,) = remember(first.ledger, taken, 2000).changes.renamed
    assert (renamed.what, renamed.before) == ("talk", f"notes/a.md › {talk}")
    assert renamed.after == f"notes/b.md › {talk}"


def test_a_card_put_in_between_leaves_the_places_of_all_others():
    first = remember(Ledger(), NOTES, 1000)
    assert [e.due for e in first.entries] == [STEP, 2 * STEP, 3 * STEP, STEP]
    more = [NOTES[0], seen("What is Chalice?", "another", talk="Deploying"), *NOTES[1:]]
    second = remember(first.ledger, more, 2000)
    assert [e.due for e in second.entries] == [
        STEP,
        3 * STEP // 2,
        2 * STEP,
        3 * STEP,
        STEP,
    ]
    assert set(first.entries) < set(second.entries)
    third = remember(second.ledger, [more[1], *more[3:]], 3000)
    assert [e.due for e in third.entries] == [3 * STEP // 2, 3 * STEP, STEP]
    moved = [seen_of(NOTES[2].key._replace(talk="Testing")), NOTES[3]]
    fourth = remember(first.ledger, moved, 2000)
    assert [e.due for e in fourth.entries] == [STEP // 2, STEP]


def test_a_rule_with_another_name_makes_the_same_cards():
    """Also those that were edited at the same time."""
    first = remember(Ledger(), NOTES, 1000)
    renamed = [s._replace(key=s.key._replace(rule="english/renamed")) for s in NOTES]
    second = remember(first.ledger, renamed, 2000)
    assert guids(second) == guids(first)
    assert {e.mod for e in second.entries} == {1000}
    assert second.changes.changed == ()
    renamed[1] = seen("benefits of Heroku?", "free", "simple", "quick", talk="Deploying",
                      topic="Heroku", kind="list", rule="english/renamed")  # fmt: skip
    assert guids(remember(first.ledger, renamed, 2000)) == guids(first)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (10, 8, False),
        (10, 7, True),
        (3, 1, False),
        (4, 0, True),
        (15, 12, False),
        (14, 11, True),
    ],
)
def test_a_build_that_retires_more_than_a_fifth_asks_first(before, after, expected):
    cards = [seen(f"question {n}?", f"answer {n}") for n in range(before)]
    first = remember(Ledger(), cards, 1000)
    changes = remember(first.ledger, cards[:after], 2000).changes
    assert (many_retired(changes) is not None) is expected


def test_so_does_one_that_retires_as_much_of_one_package():
    """50 cards in five files; nine of the second are gone, which is not a fifth of all."""
    cards = [seen(f"question {n}?", f"answer {n}", file=f"{n // 10}.md") for n in range(50)]
    first = remember(Ledger(), cards, 1000)
    changes = remember(first.ledger, cards[:10] + cards[19:], 2000).changes
    assert many_retired(changes) is None
    assert many_retired(changes, [("One", {"0.md"}), ("Two", {"1.md"})]) == Loss(9, 10, "Two")
    assert many_retired(changes, [("One and two", {"0.md", "1.md"})]) == Loss(9, 20, "One and two")
    assert many_retired(changes, [("All", {f"{n}.md" for n in range(5)})]) is None


def test_words_that_changed():
    pieces = word_diff("Scaling is easy but gets pricey", "Scaling is easy, but pricey")
    assert "".join(p.text for p in pieces if p.kind != "new") == "Scaling is easy but gets pricey"
    assert "".join(p.text for p in pieces if p.kind != "gone") == "Scaling is easy, but pricey"
    assert [p.text for p in pieces if p.kind == "gone"] == ["gets "]


@given(st.lists(st.none() | st.integers(0, 500), max_size=30))
def test_places_ascend_and_most_stay(olds):
    result = places(olds)
    assert all(a < b for a, b in pairwise(result))
    assert len(result) == len(olds)
    if None not in olds and 0 not in olds and olds == sorted(set(olds)):
        assert result == olds


def test_places_for_insertions_and_moves():
    assert places([None, None]) == [STEP, 2 * STEP]
    assert places([64, None, 128]) == [64, 96, 128]
    assert places([64, 192, 128, 256]) in ([64, 96, 128, 256], [64, 192, 224, 256])
    assert places([1, None, 2]) == [STEP, 2 * STEP, 3 * STEP]


EDIT = st.sampled_from(["insert", "delete", "swap", "answer", "retalk", "nothing"])


@given(st.lists(st.tuples(EDIT, st.integers(0, 99), st.integers(0, 99)), max_size=12))
def test_any_sequence_of_edits(edits):
    """Whatever is done: no guid twice, none lost, texts and ledger agree, and questions that
    stay in place keep their guid."""
    cards = [seen(f"What is thing number{n}?", f"answer {n}") for n in range(6)]
    ledger, now, ever = Ledger(), 1000, set()
    before: dict = {}
    for what, a, b in edits:
        now += 10
        at, other = a % (len(cards) or 1), b % (len(cards) or 1)
        if what == "insert":
            cards.insert(at, seen(f"Which new one is {a} {b} {now}?", "it"))
        elif cards and what == "delete":
            del cards[at]
        elif cards and what == "swap":
            cards[at], cards[other] = cards[other], cards[at]
        elif cards and what == "answer":
            cards[at] = seen_of(cards[at].key._replace(answer=(f"now {b}",)))
        elif cards and what == "retalk":
            cards = [seen_of(s.key._replace(talk=f"Talk {b}")) for s in cards]
        memory = remember(ledger, cards, now)
        entries = memory.ledger.entries
        assert len({e.guid for e in entries}) == len(entries)
        assert ever <= {e.guid for e in entries}
        assert [e.key for e in memory.entries] == [s.key for s in cards]
        known = {e.key.question: e.guid for e in memory.entries}
        assert all(known[q] == g for q, g in before.items() if q in known)
        text = format_ledger(memory.ledger)
        ledger, problems = parse(text, "x")
        assert problems == []
        ever, before = {e.guid for e in entries}, known
