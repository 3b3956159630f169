"""The language server, started as editors start it and spoken with as they do."""

import subprocess
import sys
from pathlib import Path

import pytest
from lsp_editor import Editor, edit
from lsprotocol import types as lsp

from talkdeck.rules.keys import MATCH

NOTES = """\
# A day of talks

## Caches

Jane Roe

* Redis 🚀
  * Pros:
    * fast
    * simple to run
* a thought without any form
* TODO: read the book

## Editors

* Vim
  * Pros:
    * quick to start
    * it is everywhere
"""

RULES = """\
version: 1
words:
  dangers: [dangers, risks]
rules:
- id: dangers
  about: asks for the dangers of a thing
  priority: 90
  match: {text: '{word:dangers}', topic: true, children: some}
  cards: [{kind: list, ask: '{word} of {topic}?', answer: '{children}'}]
  examples:
  - note: "- Fire\\n  - Dangers\\n    - smoke\\n    - heat"
    cards: [{ask: 'dangers of Fire?'}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "Ünser Ordner"
    (top / "notes").mkdir(parents=True)
    (top / "card_rules").mkdir()
    (top / "notes" / "day.md").write_text(NOTES, "utf-8")
    (top / "card_rules" / "own.yaml").write_text(RULES, "utf-8")
    (top / "talkdeck.yaml").write_text("exclude: [drafts]\n")
    return top


DAY, OWN = "notes/day.md", "card_rules/own.yaml"


def places(found: list[lsp.Diagnostic]) -> list[tuple[str, int]]:
    return [(str(d.code), d.range.start.line + 1) for d in found]


def test_problems_are_told_as_one_types(folder: Path) -> None:
    async def script(editor: Editor) -> None:
        found = await editor.open(DAY)
        assert places(found) == [("uncovered", 11), ("kept-out", 12)]
        assert all(d.severity == lsp.DiagnosticSeverity.Hint for d in found)
        assert all(d.source == "talkdeck" for d in found)
        assert found[0].range.start.character == 0
        assert found[0].range.end.character == len("* a thought without any form")
        gone = NOTES.replace("* a thought without any form\n", "* `mypy`: a checker of types\n")
        assert places(await editor.type(DAY, gone)) == [("kept-out", 12)]
        assert (folder / DAY).read_text("utf-8") == NOTES, "nothing was saved"
        picture = NOTES.replace("* fast", "* fast ![](none.png)")
        found = await editor.type(DAY, picture)
        assert ("picture-not-found", 9) in places(found)
        assert lsp.DiagnosticSeverity.Warning in {d.severity for d in found}
        assert await editor.type(DAY, "") != []

    edit(folder, script)


def test_hover_shows_a_bullets_cards_or_the_reason(folder: Path) -> None:
    async def script(editor: Editor) -> None:
        await editor.open(DAY)
        shown = await editor.hover(DAY, "Pros")
        assert "**pros of Redis 🚀?**" in shown
        assert "- fast\n- simple to run" in shown
        assert "`pros-and-cons`" in shown
        assert await editor.hover(DAY, "simple to run") == shown, "a line of the same card"
        assert "no rule fits it (`uncovered`)" in await editor.hover(DAY, "a thought")
        assert "speaker" in await editor.hover(DAY, "Jane Roe")
        assert await editor.hover(DAY, "# A day") == ""
        await editor.type(DAY, NOTES.replace("Pros", "Risks"))
        assert "**Risks of Redis 🚀?**" in await editor.hover(DAY, "Risks")

    edit(folder, script)


def test_why_no_card(folder: Path) -> None:
    async def script(editor: Editor) -> None:
        await editor.open(DAY)
        actions = await editor.actions(DAY, "a thought")
        text = await editor.run(actions["Why no card?"])
        assert "11 │ * a thought without any form" in text
        assert "no rule fired here: no rule fits it" in text
        assert editor.shown == [text]
        actions = await editor.actions(DAY, "Pros")
        assert list(actions) == ["Why this card?"]
        assert "fired" in await editor.run(actions["Why this card?"])

    edit(folder, script)


def test_silence_this_check(folder: Path) -> None:
    async def script(editor: Editor) -> None:
        before = NOTES.replace("* fast\n", "* fast ![](none.png)\n")
        await editor.open(DAY, before)
        card = await editor.hover(DAY, "simple to run")
        for words, code in (("a thought", "uncovered"), ("fast", "picture-not-found"),
                            ("TODO", "kept-out")):  # fmt: skip
            action = (await editor.actions(DAY, words))[f"Silence `{code}` here"]
            assert isinstance(action, lsp.CodeAction)
            assert action.edit is not None
            assert action.edit.changes is not None
            ((uri, edits),) = action.edit.changes.items()
            assert uri == editor.uri(DAY)
            found = await editor.type(DAY, editor.applied(DAY, edits))
            assert code not in [c for c, _ in places(found)]
        assert found == []
        assert await editor.hover(DAY, "simple to run") == card, "the card is what it was"

    edit(folder, script)


def test_mistakes_in_rules_are_told_and_mended_rules_count_at_once(folder: Path) -> None:
    async def script(editor: Editor) -> None:
        await editor.open(DAY, NOTES.replace("Pros", "Hazards"))
        assert await editor.open(OWN) == []
        (found,) = await editor.type(OWN, RULES.replace("{word:dangers}", "{word:dangrs}"))
        assert (found.code, found.severity) == ("unknown-shape", lsp.DiagnosticSeverity.Error)
        assert "did you mean 'dangers'?" in found.message
        start, end = found.range.start, found.range.end
        line = editor.texts[editor.uri(OWN)].split("\n")[start.line]
        assert "dangrs" in line[start.character : end.character]
        assert await editor.type(OWN, RULES.replace("risks]", "risks, hazards]")) == []
        await editor.diagnostics(DAY)
        assert "Hazards of Redis" in await editor.hover(DAY, "Hazards")

    edit(folder, script)


def test_notes_keep_their_cards_while_a_rule_is_being_written(folder: Path) -> None:
    async def script(editor: Editor) -> None:
        before = await editor.open(DAY)
        await editor.open(OWN)
        assert await editor.type(OWN, RULES + "- id: half\n") != []
        assert await editor.diagnostics(DAY) == before
        assert "pros of Redis" in await editor.hover(DAY, "Pros")

    edit(folder, script)


def test_notes_keep_their_cards_where_a_folder_of_rules_is_missing(folder: Path) -> None:
    (folder / "talkdeck.yaml").write_text("rules: [card_rules, card_ruels]\n")

    async def script(editor: Editor) -> None:
        assert places(await editor.open(DAY)) == [("uncovered", 11), ("kept-out", 12)]

    edit(folder, script)


def test_settings_are_checked_and_completed(folder: Path) -> None:
    async def script(editor: Editor) -> None:
        (found,) = await editor.open("talkdeck.yaml", "tlks: h2\n")
        assert "did you mean `talks`?" in found.message
        assert "talks" in await editor.complete("talkdeck.yaml", "tal‸")
        assert set(await editor.complete("talkdeck.yaml", "talks: ‸")) == {
            "auto", "h1", "h2", "file",
        }  # fmt: skip

    edit(folder, script)


def test_completion_in_rule_files(folder: Path) -> None:
    head = RULES.split("  priority")[0]

    async def script(editor: Editor) -> None:
        await editor.open(OWN)
        assert set(await editor.complete(OWN, f"{head}  match:\n    ‸")) == set(MATCH)
        kinds = await editor.complete(OWN, f"{head}  match: {{kind: [bullet, he‸")
        assert "heading" in kinds
        item = kinds["heading"].text_edit
        assert isinstance(item, lsp.TextEdit)
        assert item.range.end.character - item.range.start.character == len("he")
        shapes = await editor.complete(OWN, f"{head}  match: {{text: '🚀 {{word:‸'}}")
        assert {"short", "caps", "dangers"} <= shapes.keys()
        assert "dangers, risks" in str(shapes["dangers"].documentation)
        text = f"{head}  match: {{text: '{{word:dangers}} of {{x}}'}}\n  cards:\n  - ask: '{{"
        assert {"word", "x", "topic"} <= (await editor.complete(OWN, text + "‸")).keys()
        assert "lower" in await editor.complete(OWN, text + "word|‸")
        assert "english/pros-and-cons" in await editor.complete(OWN, f"{head}  replaces: ‸")
        assert await editor.complete(OWN, f"{head}  why: it is ‸") == {}

    edit(folder, script)


def test_files_that_are_no_notes_are_left_alone(folder: Path) -> None:
    (folder / "notes" / "drafts").mkdir()
    for name in ("README.md", "notes/drafts/a.md"):
        (folder / name).write_text(NOTES, "utf-8")
    (folder / "other.yaml").write_text("a: [")

    async def script(editor: Editor) -> None:
        for name in ("README.md", "notes/drafts/a.md", "other.yaml"):
            assert await editor.open(name) == []
            assert await editor.actions(name, "a") == {}

    edit(folder, script)


def test_without_settings_all_markdown_is_notes(folder: Path) -> None:
    (folder / "talkdeck.yaml").unlink()
    (folder / "elsewhere.md").write_text(NOTES, "utf-8")

    async def script(editor: Editor) -> None:
        assert places(await editor.open("elsewhere.md")) == [("uncovered", 11), ("kept-out", 12)]

    edit(folder, script)


def test_fast_typing_is_looked_at_once_it_rests(folder: Path) -> None:
    async def script(editor: Editor) -> None:
        await editor.open(DAY)
        looks = len(editor.told)
        for n in range(30):
            editor.change(DAY, NOTES + "* x" * n)
        found = await editor.diagnostics(DAY)
        assert found[-1].range.start.line >= 11
        assert len(editor.told) == looks

    edit(folder, script)


def test_without_the_library_it_says_what_to_install(folder: Path) -> None:
    code = (
        "import sys; sys.modules['pygls'] = None\n"
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'pygls' else find(name, *a)\n"
        "from talkdeck.cli import main; main(['lsp'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "pip install 'talkdeck[lsp]'" in done.stderr
    assert "Traceback" not in done.stderr
