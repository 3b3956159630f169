"""How a plan reads."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from push_kit import Desk, changed, note, want

from talkdeck.report.push import as_data, render_push, summary

A = note("aaa", "pros of Zappa?", "no servers", due=64, line=10)
B = note("bbb", "cons of Zappa?", "cold starts", due=128, line=20)
C = note("ccc", "uses of Zappa?", "jobs", due=192, line=30)
D = note("ddd", "who wrote Zappa?", "Rich", due=256, line=40)
F = note("fff", "limits of Zappa?", "size", due=320, line=50)

READS = """\
New
  Conf::Deploying: 1 note
Changed
  notes/a.md:10  pros of Zappa?  (Back)
      - no servers
      + no servers at all
Moved
  notes/a.md:50  limits of Zappa?
      to Conf::Serverless
Retired: the bullet is gone
  notes/a.md  question of bbb  (tagged)
Changed both in the notes and in Anki, left for now (--ours takes the notes', --theirs keeps Anki's)
  notes/a.md:30  uses of Zappa?  (Back)
      notes: batch jobs
      Anki:  my jobs
Deleted in Anki, left alone (--restore brings them back)
  notes/a.md:40  who wrote Zappa?
1 new note, 2 changed, 1 moved, 1 retired; nothing is deleted
"""


def test_a_plan_reads_well(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "file")
    desk.push(want(A, B, C, D, F))
    desk.edit("ccc", Back="my <b>jobs</b>")
    desk.col.remove_notes([desk.id("ddd")])
    plan = desk.plan(
        want(
            changed(A, Back="no servers at all"),
            changed(C, Back="batch jobs"),
            D,
            replace(changed(F, Talk="Serverless"), deck="Conf::Serverless"),
            note("eee", "a new one?", line=60),
            retired=("bbb",),
        )
    )
    assert render_push(plan) == READS
    data = json.loads(as_data(plan, "Anki"))
    assert data["conflicts"][0]["anki"] == "my <b>jobs</b>"
    assert [c["line"] for c in data["change"]] == [10, 50, 0]
    assert data["gone"][0]["guid"] == "ddd"
    desk.close()


def test_long_lists_are_cut_and_say_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "file")
    many = [note(f"n{n}", f"question {n}?", line=n) for n in range(1, 26)]
    desk.push(want(*many))
    plan = desk.plan(want(*[changed(m, Back="x") for m in many]))
    assert "… and 5 more (-v names them all)" in render_push(plan)
    assert "more" not in render_push(plan, most=None)
    assert summary(plan) == "25 changed; nothing is deleted"
    desk.close()


def test_deletions_are_said_loudly(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "file")
    desk.push(want(A, B))
    plan = desk.plan(want(A, retired=("bbb",)), retired="delete")
    assert "Deleted from Anki, with all reviews\n  notes/a.md  question of bbb" in render_push(plan)
    assert summary(plan) == "1 note deleted"
    desk.close()
