"""A push that is stopped half-way is finished by the next; nothing a person wrote is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from push_kit import Desk, changed, note, want
from test_push_sync import Line

from talkdeck.anki.collection import CollectionFile
from talkdeck.anki.connect import RunningAnki
from talkdeck.anki.push.plan import plan_push
from talkdeck.anki.push.values import Options
from talkdeck.anki.trouble import Unreachable

A = note("aaa", due=64)
B = note("bbb", "cons of Zappa?", "cold starts", due=128)
C = note("ccc", "uses of Zappa?", "jobs", due=192)
FIRST = want(A, B, C)
THEN = want(
    replace(changed(A, Back="new"), deck="Conf::Other"),
    replace(B, note=replace(B.note, tags=("talkdeck::other",), due=32)),
    note("ddd", "a new one?", due=256),
    retired=("ccc",),
)
STEPS = ["_store", "_add", "_tag", "_move", "_place", "_write_fields", "_restyle"]


def end(folder: Path, way: str) -> object:
    """What Anki has after both pushes when nothing goes wrong."""
    desk = Desk(folder, way)
    desk.push(FIRST)
    desk.push(THEN, retired="suspend")
    contents = without_times(desk)
    desk.close()
    return contents


def without_times(desk: Desk) -> object:
    """All contents but the notes' times of change, which are the clock's."""
    contents = desk.contents()
    contents["notes"] = {g: (m, f, sorted(t)) for g, (m, _, f, t) in contents["notes"].items()}
    return contents


class StopsError(Exception):
    pass


class Stopping(CollectionFile):
    """A way into a collection that is gone before a certain step."""

    step = ""

    def __getattribute__(self, name: str) -> object:
        if name == type(self).step:
            raise StopsError
        return super().__getattribute__(name)


@pytest.mark.parametrize("step", STEPS[1:6])
def test_a_push_into_a_file_is_finished_by_the_next(step: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a", "file")
    desk.push(FIRST)
    kind = type("Stopping", (Stopping,), {"step": step})
    options = Options(retired="suspend")
    plan = plan_push(THEN, desk.anki.now(THEN), options)
    with pytest.raises(StopsError):
        kind(desk.col, desk.path).carry_out(plan)
    desk.push(THEN, retired="suspend")
    assert desk.plan(THEN, retired="suspend").empty
    assert without_times(desk) == end(tmp_path / "b", "file")
    desk.close()


def test_a_push_into_a_running_anki_is_finished_by_the_next(tmp_path: Path) -> None:
    expected = end(tmp_path / "whole", "running")
    stopped, n = 0, 0
    while True:
        desk = Desk(tmp_path / str(n), "running")
        desk.push(FIRST)
        plan = desk.plan(THEN, retired="suspend")
        assert desk.server is not None
        desk.server.dies_after = desk.server.requests + n
        finished = True
        try:
            desk.anki.carry_out(plan)
        except Unreachable:
            finished, stopped = False, stopped + 1
        desk.server.dies_after = None
        desk.push(THEN, retired="suspend")
        assert desk.plan(THEN, retired="suspend").empty, f"stopped after {n} requests"
        assert without_times(desk) == expected, f"stopped after {n} requests"
        desk.close()
        if finished:
            break
        n += 1
    assert stopped >= 5


def push_again_and_again(anki: RunningAnki) -> None:
    """A line that bears one push breaks in a later one."""
    for _ in range(20):
        anki.carry_out(plan_push(THEN, anki.now(THEN), Options(retired="suspend")))


@pytest.mark.parametrize("most", [0, 20, 150, 400, 700, 1000, 2000, 4000])
def test_an_answer_that_is_cut_off_is_said_and_mended_by_the_next_push(
    most: int, tmp_path: Path
) -> None:
    """The line breaks after so many bytes: in a status line, a header, or the words themselves."""
    desk = Desk(tmp_path / "a", "running")
    desk.push(FIRST)
    assert desk.server is not None
    line = Line(int(desk.server.address.rpartition(":")[2]), most)
    anki = RunningAnki(line.address.rstrip("/"))
    with pytest.raises(Unreachable) as caught:
        push_again_and_again(anki)
    assert caught.value.problem.code in ("anki-not-running", "anki-refused")
    assert caught.value.problem.advice
    line.close()
    desk.push(THEN, retired="suspend")
    assert desk.plan(THEN, retired="suspend").empty
    assert desk.guids() == {"aaa", "bbb", "ccc", "ddd"}
    desk.close()


TEXTS = st.sampled_from(["", "one", "two", "three", "ü — ſ", "<b>four</b>", "fünf"])
STEP = st.one_of(
    st.tuples(st.just("notes"), st.sampled_from(["Back", "Hint", "Extra"]), TEXTS),
    st.tuples(st.just("person"), st.sampled_from(["Back", "Hint", "Extra"]), TEXTS),
    st.tuples(st.just("push"), st.sampled_from(["keep", "ours", "theirs"]), st.just("")),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, max_size=12))
def test_whatever_happens_no_words_of_a_person_are_lost(
    steps: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"), "file")
    wanted = A
    desk.push(want(A))
    written: dict[str, str] = {}  # what the person wrote last, by field
    pushed = {f: desk.note("aaa")[f] for f in ("Back", "Hint", "Extra")}  # notes at that time
    for doing, what, text in steps:
        if doing == "notes":
            wanted = changed(wanted, **{what: text})
        elif doing == "person":
            if desk.note("aaa")[what] != text:
                desk.edit("aaa", **{what: text})
                written[what] = text
                if text == pushed[what]:  # taken back
                    del written[what]
        else:
            plan = desk.push(want(wanted), conflicts=what)
            fields = dict(zip(desk.note("aaa").keys(), wanted.note.fields, strict=True))
            for field, mine in written.copy().items():
                if what != "ours" or fields[field] == pushed.get(field):
                    assert desk.note("aaa")[field] == mine, f"{field} was overwritten"
                else:
                    assert desk.note("aaa")[field] in (mine, fields[field])
                if desk.note("aaa")[field] == fields[field]:
                    del written[field]
            undecided = {c.field for c in plan.conflicts}
            pushed.update({f: t for f, t in fields.items() if f not in undecided})
            assert desk.plan(want(wanted), conflicts=what).empty
            untouched = {"Back", "Hint", "Extra"} - set(written)
            assert all(desk.note("aaa")[f] == fields[f] for f in untouched)
    desk.close()
