"""A small preview made by hand: two files, three talks, one card of each kind, one left out."""

from __future__ import annotations

from talkdeck.problems import Place, Problem
from talkdeck.report.page.data import (
    Line,
    Look,
    Preview,
    Remark,
    Section,
    Sheet,
    Shown,
    Side,
)

NASTY = "</script><script>alert(1)</script><!-- & \"quoted\" 'single' \u2028 \ud800"

CSS = """
.card { font: 20px/1.5 Georgia, serif; text-align: center; background: #fffefb; color: #222; }
.card.nightMode { background: #1e2023; color: #e9e5dc; }
.cloze { color: #14609f; font-weight: bold; }
.nightMode .cloze { color: #8fc4f5; }
"""

FIELDS = ("Front", "Back", "Reverse", "ReverseBack", "Extra")

LOOK = Look(
    CSS,
    FIELDS,
    {
        "basic": (
            Side(
                "Card",
                "{{#Front}}<div class='q'>{{Front}}</div>{{/Front}}",
                "{{FrontSide}}<hr id=answer>{{Back}}{{#Extra}}{{Extra}}{{/Extra}}",
                "Front",
            ),
            Side(
                "Reverse",
                "{{#Reverse}}{{Reverse}}{{/Reverse}}",
                "{{FrontSide}}<hr id=answer>{{ReverseBack}}",
                "Reverse",
            ),
        ),
        "list": (
            Side(
                "Card",
                "{{Front}}",
                "{{FrontSide}}<hr id=answer>{{Back}}"
                "<script>document.getElementById('qa').dataset.ran = 'yes'</script>",
                "Front",
            ),
        ),
        "cloze": (
            Side(
                "Cloze", "{{cloze:Front}}", "{{cloze:Front}}{{^Extra}}<i>end</i>{{/Extra}}", "Front"
            ),
        ),
    },
)

DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"  # one pixel

BREAD = Sheet(
    "notes/bread.md",
    "Bread",
    (
        Line("# Bread", "heading"),
        Line("", "plain"),
        Line("## Sourdough at home", "heading"),
        Line("Anna Miller", "metadata", "speaker"),
        Line("", "plain"),
        Line("* Starter: flour and water that ferment", "covered", counts=True),
        Line("* Pros:", "covered", counts=True),
        Line("\t* cheap", "covered", counts=True),
        Line("\t* keeps for a week", "covered", counts=True),
        Line("* Hm, what about rye?", "none", "no rule fits", counts=True),
        Line(f"* {NASTY}", "left-out", "the question is too vague to stand alone", counts=True),
        Line("* Dough rises for `12` hours at 20 °C", "covered", counts=True),
        Line("", "plain"),
        Line("## Ovens", "heading"),
        Line("* DLA: deck-less appliance", "covered", counts=True),
    ),
    (Section("Sourdough at home", 3, 13), Section("Ovens", 14, 15)),
)

TEA = Sheet(
    "notes/tea.md",
    "Tea",
    (Line("# Tea", "heading"), Line("Nothing yet", "none", "a remark", counts=True)),
    (Section("Tea", 1, 2, "the talk has no bullets"),),
)

EXAMPLE = Preview(
    title="Bread & Tea",
    sheets=(BREAD, TEA),
    look=LOOK,
    rules={"english/definition": "asks what a term means", "english/pros": "asks for pros"},
    checks={"vague": "the question is too vague to stand alone", "too-long": "the answer is long"},
    pictures={"dot.gif": DOT},
    problems=(Problem("x", Place("notes/tea.md", 2), "the line is <odd>", "mend it", "warning"),),
    cards=(
        Shown(
            0, 0, "basic", "basic",
            ("What is a starter?", 'flour and water<br><img src="dot.gif" alt="jar">'),
            "What is a starter?", "flour and water that ferment", 5, "english/definition", (3, 6),
        ),
        Shown(
            0, 0, "list", "list",
            ("pros of sourdough?", "<ul><li>cheap</li><li>keeps for a week</li></ul>"),
            "pros of sourdough?", "cheap · keeps for a week", 5, "english/pros", (3, 7, 8, 9),
            doubts=(Remark("too-long", "5 words"),),
        ),
        Shown(
            0, 0, "basic", "basic", (f"What is &lt;{len(NASTY)}&gt;?", "&lt;/script&gt;"),
            NASTY, NASTY, 3, "english/definition", (11,), Remark("vague", "one word"),
        ),
        Shown(
            0, 0, "cloze", "cloze",
            ("Dough rises for {{c1::<code>12</code>::how many}} hours at {{c2::20 °C}}",),
            "Dough rises for […] hours at […]", "12 · 20 °C", 3, "english/number", (12,),
        ),
        Shown(
            0, 1, "reversed", "basic",
            ("What does <b>DLA</b> stand for?", "deck-less appliance", "Short for it?", "DLA"),
            "What does DLA stand for?", "deck-less appliance", 2, "english/acronym", (14, 15),
        ),
    ),
)  # fmt: skip
