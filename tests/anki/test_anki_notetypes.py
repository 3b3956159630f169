"""The note types: frozen where Anki needs them to be, and free of anything from outside."""

from __future__ import annotations

import re
from typing import Any

import genanki
import pytest

from talkdeck.anki.code import code_block
from talkdeck.anki.notetypes import (
    FIELDS,
    NOTE_TYPES,
    NoteKind,
    as_json,
    look,
    required,
    style,
    template_text,
)

KINDS: list[NoteKind] = ["basic", "list", "cloze"]


def test_what_may_never_change() -> None:
    """Anki stops updating the notes of everybody who has them when one of these changes."""
    assert FIELDS == (
        "Key", "Front", "Back", "Reverse", "ReverseBack", "Context", "Hint", "Extra", "Count",
        "Talk", "Speaker", "Links", "Source", "Rule", "Language", "Remarks", "Marks", "Spare1",
        "Spare2",
    )  # fmt: skip
    assert {
        kind: (t.id, t.name, t.cloze, [each.name for each in t.templates])
        for kind, t in NOTE_TYPES.items()
    } == {
        "basic": (1733100000101, "talkdeck Basic", False, ["Card", "Reverse"]),
        "list": (1733100000102, "talkdeck List", False, ["Card"]),
        "cloze": (1733100000103, "talkdeck Cloze", True, ["Cloze"]),
    }


@pytest.mark.parametrize("kind", ["basic", "list"])
def test_genanki_agrees_on_what_a_template_needs(kind: NoteKind) -> None:
    made: dict[str, Any] = as_json(kind, 1)
    model = genanki.Model(
        1, "x", fields=[{"name": f} for f in FIELDS], templates=[dict(t) for t in made["tmpls"]]
    )
    assert model._req == required(kind) == made["req"]


@pytest.mark.parametrize("kind", KINDS)
def test_templates_use_fields_that_exist(kind: NoteKind) -> None:
    for t in NOTE_TYPES[kind].templates:
        for file in (t.question, t.answer):
            text = template_text(file)
            used = set(re.findall(r"\{\{[#/^]?(?:cloze:)?(\w+)\}\}", text))
            assert used <= {*FIELDS, "FrontSide"}
            assert "<!--" not in text.rpartition("\n")[0], "a part was not filled in"
            assert text.count("{{") == text.count("}}")


def test_nothing_comes_from_a_network() -> None:
    everything = style() + "".join(
        template_text(f)
        for k in KINDS
        for t in NOTE_TYPES[k].templates
        for f in (t.question, t.answer)
    )
    for forbidden in ("http:", "https:", "//cdn", "@import", "url(", "fetch(", "XMLHttp", "eval("):
        assert forbidden not in everything


def test_the_time_and_the_look_are_told() -> None:
    assert as_json("list", 1234)["mod"] == 1234
    assert re.fullmatch("[0-9a-f]{16}", look())


def test_common_code_gets_colours_and_unknown_code_none() -> None:
    coloured = set(re.findall(r"\.([a-z0-9]+)(?=[,)])", style()))
    html = code_block('class A(B):\n    def f(self): return "x" + 1  # why\n', "python")
    used = set(re.findall(r'class="([a-z0-9]+)"', html)) - {"n", "p", "o", "w", ""}
    assert used <= coloured
    assert code_block("a < b", "nonesuch") == (
        '<pre class="language-nonesuch"><code>a &lt; b</code></pre>'
    )
    assert code_block("x", "") == "<pre><code>x</code></pre>"
    assert code_block("x", '"><script>').startswith(
        '<pre class="language-&quot;&gt;&lt;script&gt;">'
    )
