"""Whatever the outline: cards with places in the file, and a package that Anki takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from hypothesis import HealthCheck, given, settings

from harmless import Harmless
from loaded import built_in
from outlines import HANDS, OUTLINES, Hand, TalkText, written
from talkdeck.anki.package import write
from talkdeck.anki.plan import vet
from talkdeck.building import packing
from talkdeck.building.arrange import arrange
from talkdeck.building.drafts import draft
from talkdeck.config import Settings
from talkdeck.ledger.entry import Ledger
from talkdeck.pipeline import cards_of, read_text
from talkdeck.rules.model import Ruleset


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return built_in()


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    col = Collection(str(tmp_path_factory.mktemp("anki") / "collection.anki2"))
    yield col
    col.close()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(talks=OUTLINES, hand=HANDS)
def test_a_package_of_any_outline(
    talks: tuple[TalkText, ...],
    hand: Hand,
    ruleset: Ruleset,
    collection: Collection,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text = written(talks, hand).replace("\r\n", "\n")
    notes, _ = read_text(text, "notes/n.md", Settings(talks="h2"))
    cards, problems = cards_of(notes, ruleset, Settings())
    assert not problems
    lines = text.count("\n") + 1
    for talk in cards.talks:
        for card in talk.cards:
            assert card.lines
            assert all(1 <= line <= lines for line in card.lines)
    packages, _ = arrange([draft(cards, Path())], "")
    build = packing.plan(packages, Ledger(), 1_700_000_000, folder=Path())
    guids = list(build.guids)
    assert len(set(guids)) == len(guids)
    for plan in build.plans():
        plan, found = vet(plan)
        assert not [p for p in found if p.severity == "error"]
        if not plan.decks:
            continue
        for deck in plan.decks:
            for note in deck.notes:
                for field in note.fields:
                    Harmless(field)
        written_to, _ = write(plan, tmp_path_factory.mktemp("p") / "x.apkg")
        assert written_to is not None
        request = ImportAnkiPackageRequest(
            package_path=str(written_to.path), options=ImportAnkiPackageOptions()
        )
        log = collection.import_anki_package(request).log
        assert len(log.new) == sum(len(deck.notes) for deck in plan.decks)
        assert collection.fix_integrity()[1]
        collection.remove_notes(collection.find_notes(""))
