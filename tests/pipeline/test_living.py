"""Edits, builds and imports again and again: what `living.py` says, for a moderate number."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import Collection
from living import Life, live, load_vault

from loaded import built_in

TOP = Path(__file__).resolve().parents[2]


def lay_out(folder: Path) -> None:
    """The notes of the project and of its tests; the longest in parts of a few talks each, as a
    file is read as a whole after every edit.
    """
    folder.mkdir()
    for file in (*(TOP / "notes").glob("*.md"), *(TOP / "tests" / "corpus" / "notes").glob("*.md")):
        shutil.copy(file, folder)
    longest = folder / "pycon-2017.md"
    _, *talks = longest.read_text("utf-8").split("\n## ")
    longest.unlink()
    for n in range(0, len(talks), 3):
        text = "\n\n## ".join([f"# Part {n // 3} of PyCon 2017", *talks[n : n + 3]])
        (folder / f"pycon-2017-{n // 3}.md").write_text(text, "utf-8")


@pytest.mark.long
def test_schedules_and_own_work_survive_many_edits(tmp_path: Path) -> None:
    lay_out(tmp_path / "own")
    ruleset = built_in()
    col = Collection(str(tmp_path / "collection.anki2"))
    try:
        life = Life(tmp_path, load_vault(tmp_path / "own"), ruleset, col)
        outcome = live(life, 50, 4)
        assert outcome.edits.total() == 50
        assert outcome.kept > 5000
        assert (outcome.stolen, outcome.conflicting) == ([], 0)
        assert len(outcome.lost) <= 2, "words changed at random may make another question"
        assert outcome.schedules == []
        assert outcome.updates == [], "updated although unchanged, or not although changed"
        assert outcome.person == []

        before = life.build()
        assert life.bring_in(every=True) == (set(), set(), 0), "an unchanged build updates nothing"
        renamed = tuple(replace(rule, id=f"{rule.id}-renamed") for rule in ruleset.rules)
        life.ruleset = replace(ruleset, rules=renamed)
        life.known.clear()
        assert [m.guid for m in life.build()] == [m.guid for m in before]
        assert life.bring_in(every=True) == (set(), set(), 0), "a rule's name is no content"
        message, fine = col.fix_integrity()
        assert fine, message
    finally:
        col.close()
