"""Our own notes in the preview: every card there is what the real Anki makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection
from opened import Opened

from talkdeck.anki.notetypes import NOTE_TYPES, as_json
from talkdeck.cli.looking import Wanted, look
from talkdeck.report.page.build import page as build
from talkdeck.report.page.data import Preview, Shown

Show = Callable[..., Opened]

NORMAL = """html => {
  const box = document.createElement("template");
  box.innerHTML = html;
  for (const style of box.content.querySelectorAll("style")) style.remove();
  for (const gap of box.content.querySelectorAll("[data-cloze]")) gap.removeAttribute("data-cloze");
  return box.innerHTML.trim();
}"""


RULES = """\
version: 1
rules:
- id: hidden-number
  about: hides what a thing weighs
  priority: 99
  match: {text: '{x} weighs {n} and costs {m}'}
  cards: [{kind: cloze, text: '{node}', hide: [n, m], one-by-one: true}]
  examples:
  - note: '- A brick weighs 3 kg and costs 1 EUR'
    cards: some
- id: both-ways
  about: asks for a thing and for its sign
  priority: 99
  match: {text: '{long} is written {short}'}
  cards:
  - {kind: reversed, ask: 'How is {long} written?', answer: '{short}', back-ask: 'What is {short}?'}
  examples:
  - note: '- iron is written Fe'
    cards: [{ask: 'How is iron written?', answer: Fe}]
"""

NOTES = """\
# Metals

* A *gold* bar weighs 12 kg and costs `a lot`
* silver is written **Ag**
"""


@pytest.fixture(scope="module")
def ours(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Preview:
    """What the preview shows of the sample notes, and of notes with the rarer kinds of cards."""
    folder = tmp_path_factory.mktemp("kinds")
    (folder / "metals.md").write_text(NOTES)
    (folder / "own").mkdir()
    (folder / "own" / "own.yaml").write_text(RULES)
    (folder / "talkdeck.yaml").write_text("rules: [own]\n")
    paths = (str(project / "notes"), str(folder / "metals.md"))
    return look(Wanted(paths, str(folder / "talkdeck.yaml"), (), ()).open())


@pytest.fixture(scope="module")
def file(ours: Preview, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the sample notes."""
    file = tmp_path_factory.mktemp("ours") / "preview.html"
    file.write_text(build(ours), "utf-8")
    return file


def in_anki(col: Collection, card: Shown) -> list[tuple[str, str]]:
    """Question and answer of each card that Anki makes of a note, as HTML."""
    model = col.models.by_name(NOTE_TYPES[card.type].name)  # type: ignore[index]
    assert model
    note: Any = col.new_note(model)
    note.fields = ["key", *card.fields]
    col.add_note(note, col.decks.id("Preview"))  # type: ignore[arg-type]
    outputs = [c.render_output() for c in note.cards()]
    return [(o.question_text, o.answer_text) for o in outputs]


def test_cards_are_rendered_as_anki_does(
    show: Show, file: Path, ours: Preview, tmp_path: Path
) -> None:
    seen = show(file)
    # What the page sends into the frame, before the card's own script changes it.
    seen.frame.evaluate("addEventListener('message', e => { window.sent = e.data.html })")

    def sent() -> str:
        return seen.page.evaluate(NORMAL, seen.frame.evaluate("window.sent || ''"))

    col = Collection(str(tmp_path / "collection.anki2"))
    for kind in NOTE_TYPES:
        col.models.add_dict(as_json(kind, 1) | {"id": 0})
    kept = [c for c in ours.cards if not c.left_out]
    few = [c for n, c in enumerate(kept) if n % 7 == 0 or c.kind in ("cloze", "reversed")][:60]
    assert {c.kind for c in few} == {"basic", "list", "cloze", "reversed"}
    for card in few:
        seen["#q"].fill(card.question)
        chosen = seen["#rows .row"].filter(has=seen.page.get_by_text(card.question, exact=True))
        chosen.first.wait_for()
        if chosen.first.get_attribute("aria-selected") != "true":
            chosen.first.click()
        for n, (question, answer) in enumerate(in_anki(col, card)):
            if n:
                seen["#ways button"].nth(n).click()
            for side in (question, answer):
                wanted = seen.page.evaluate(NORMAL, side)
                seen.until(lambda wanted=wanted: sent() == wanted, sent)
                seen["#list"].press("Enter")
    col.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_our_cards_can_be_read_by_everybody(show: Show, file: Path, theme: str) -> None:
    seen = show(file, theme=theme)
    for kind in ("list", "basic", "cloze", "reversed"):
        seen["#kind"].select_option(kind)
        seen.card(seen.chosen().partition("[")[0])
        seen["#flip"].click()
        seen.until(lambda: seen.frame.evaluate("document.querySelector('#answer') !== null"))
        assert seen.violations(card=True) == []
    assert seen.violations() == []


def test_a_list_opens_item_by_item_before_it_is_turned(show: Show, file: Path) -> None:
    seen = show(file)
    seen["#kind"].select_option("list")
    seen.card(seen.chosen())
    seen.until(lambda: seen.frame.evaluate("document.querySelectorAll('.reveal li').length > 1"))
    total = seen.frame.evaluate("document.querySelectorAll('.reveal li').length")
    shown = "document.querySelectorAll('.reveal li.shown').length"
    for n in range(1, total + 1):
        seen["#list"].press("Space")
        seen.until(lambda n=n: seen.frame.evaluate(shown) == n)
    seen["#list"].press("Space")
    seen["#flip"].get_by_text("Show question").wait_for()
