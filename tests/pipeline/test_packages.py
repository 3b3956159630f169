"""What goes into packages: packages.yaml has the cases, to be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from talkdeck.anki.html import CardFields
from talkdeck.anki.notetypes import FIELDS
from talkdeck.anki.plan import PackagePlan
from talkdeck.building import packing
from talkdeck.building.arrange import arrange
from talkdeck.building.drafts import draft
from talkdeck.building.packing import RETIRED, Build
from talkdeck.config import Settings
from talkdeck.ledger.entry import Ledger
from talkdeck.pipeline import cards_of, read_text
from talkdeck.rules.model import Ruleset
from talkdeck.rules.packs import load_rules

CASES = yaml.safe_load(Path(__file__).with_name("packages.yaml").read_text("utf-8"))
FIRST = 1_000_000
"""The time of the first build; each build is a minute after the last."""

RULES = """\
version: 1
rules:
- id: arrow
  about: asks what a thing is
  match: {kind: bullet, text: '{a} -> {b}'}
  cards: [{ask: 'What is {a}?', answer: '{b}'}]
  examples: [{note: '- Tea -> hot', cards: [{ask: 'What is Tea?', answer: hot}]}]
- id: question
  about: asks a question that has its answers below it
  match: {kind: bullet, text: '{q}?', children: some}
  cards: [{kind: list, ask: '{q}?', answer: '{children}'}]
  examples: [{note: "- Kinds?\\n  - green\\n  - black", cards: [{ask: 'Kinds?'}]}]
"""


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "own.yaml").write_text(RULES)
    ruleset, problems = load_rules([folder], built_in=False)
    assert not problems
    return ruleset


def built(
    notes: dict[str, Any], ledger: Ledger, now: int, folder: Path, ruleset: Ruleset, **more: Any
) -> Build:
    """A build of notes that lie in a folder; those that are `elsewhere` are not built."""
    elsewhere = notes.get("elsewhere", ())
    files = []
    for name in notes.keys() - {"elsewhere"}:
        read, _ = read_text(notes[name], str(folder / name), Settings(talks="h2"))
        files.append(draft(cards_of(read, ruleset, Settings())[0], folder))
    files.sort(key=lambda file: file.notes.file)
    packages, _ = arrange(files)
    build = packing.plan(packages, ledger, now, folder=folder, elsewhere=elsewhere)
    return packing.with_retired(build, folder, more.pop("payloads", {}), **more)


def builds(
    of: list[dict[str, Any]], folder: Path, ruleset: Ruleset, **more: Any
) -> Iterator[Build]:
    """One build after the other, each with the ledger of the last."""
    ledger = Ledger()
    for n, notes in enumerate(of):
        build = built(notes, ledger, FIRST + 60 * n, folder, ruleset, **more)
        ledger = build.memory.ledger
        yield build


def shown(plan: PackagePlan) -> dict[str, list[str]]:
    """The notes of each deck, with question and answer."""
    front, back = FIELDS.index("Front"), FIELDS.index("Back")
    return {
        deck.name: [
            f"{note.fields[front]} = {note.fields[back]}"
            + (" (retired)" if RETIRED in note.tags else "")
            for note in deck.notes
        ]
        for deck in plan.decks
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_cases(case: dict[str, Any], tmp_path: Path, ruleset: Ruleset) -> None:
    more = {"homeless": case["homeless"]} if "homeless" in case else {}
    *_, last = builds(case["builds"], tmp_path, ruleset, **more)
    assert {plan.title: shown(plan) for plan in last.plans()} == {
        str(title): decks for title, decks in case["packages"].items()
    }


DAY = "# Day\n## Tea\n- Tea -> hot\n## Milk\n- Milk -> cold"


def test_a_package_is_as_old_as_its_newest_note(tmp_path: Path, ruleset: Ruleset) -> None:
    texts = [DAY, DAY, DAY.replace("hot", "warm"), DAY.replace("hot", "warm")]
    notes = [{"a.md": text, "b.md": "# Two\n## A\n- X -> y\n## B\n- V -> w"} for text in texts]
    made = [[plan.created for plan in build.plans()] for build in builds(notes, tmp_path, ruleset)]
    assert made == [
        [FIRST, FIRST], [FIRST, FIRST], [FIRST + 120, FIRST], [FIRST + 120, FIRST],
    ]  # fmt: skip


def test_a_package_without_cards_has_a_time_as_well(tmp_path: Path, ruleset: Ruleset) -> None:
    (build,) = builds([{"a.md": "# Day\n## A\n- x\n## B\n- y"}], tmp_path, ruleset)
    (plan,) = build.plans()
    assert (plan.created, plan.decks) == (1, ())


def test_note_types_have_the_time_at_which_their_look_was_new(
    tmp_path: Path, ruleset: Ruleset
) -> None:
    *_, last = builds([{"a.md": DAY}, {"a.md": DAY + "\n- Oat -> light"}], tmp_path, ruleset)
    (plan,) = last.plans()
    assert plan.models == {"basic": FIRST, "list": FIRST, "cloze": FIRST}


def test_a_retired_card_looks_as_in_the_package_that_had_it(
    tmp_path: Path, ruleset: Ruleset
) -> None:
    """And so it stays in the ledger, for the builds after."""
    first = built({"a.md": DAY + "\n- Oat -> light"}, Ledger(), FIRST, tmp_path, ruleset)
    guid = next(e.guid for e in first.memory.entries if "Oat" in e.key.question)
    payload = CardFields("What is <b>Oat</b>?", "light").values(guid)
    ledger = first.memory.ledger
    for n in (1, 2):
        now, payloads = FIRST + 60 * n, {guid: payload} if n == 1 else {}
        build = built({"a.md": DAY}, ledger, now, tmp_path, ruleset, payloads=payloads)
        ledger = build.memory.ledger
        (plan,) = build.plans()
        assert shown(plan)["Day::Milk"][-1] == "What is <b>Oat</b>? = light (retired)"
        assert plan.decks[-1].notes[-1].tags == (RETIRED,)


def test_only_pictures_that_some_note_shows_come_along(tmp_path: Path, ruleset: Ruleset) -> None:
    for name in ("seen", "unseen"):
        (tmp_path / f"{name}.gif").write_bytes(name.encode())
    text = DAY + "\n- Oat -> light ![x](seen.gif)\n- no card ![x](unseen.gif)"
    (build,) = builds([{"a.md": text}], tmp_path, ruleset)
    (plan,) = build.plans()
    assert [file.path.name for file in plan.media] == ["seen.gif"]


def test_files_are_remembered_from_the_folder_of_the_ledger(tmp_path: Path) -> None:
    known: dict[str, str] = {}
    for file, name in (("notes/a.md", "notes/a.md"), ("notes/../b.md", "b.md")):
        assert packing.relative(str(tmp_path / file), tmp_path, known) == name
    assert known == {str(tmp_path / "notes/a.md"): "notes/a.md",
                     str(tmp_path / "notes/../b.md"): "b.md"}  # fmt: skip
    known[str(tmp_path / "b.md")] = "looked up once"
    assert packing.relative(str(tmp_path / "b.md"), tmp_path, known) == "looked up once"
