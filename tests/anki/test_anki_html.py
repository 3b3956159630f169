"""Cards as HTML: mark-up, escaping, and that nothing but our own tags comes out."""

from __future__ import annotations

import unicodedata

import pytest
from anki_kit import Harmless, card, inline
from hypothesis import given
from hypothesis import strategies as st

from talkdeck.anki.html import answers, fields, front_back, plain, safe_address
from talkdeck.anki.text import clean, escape
from talkdeck.cards.card import Gap, Item
from talkdeck.outline.inline import EMPTY, Inline, Mark
from talkdeck.outline.node import Link, Node, Talk

MARK_UP = [
    ("plain words", "plain words"),
    ("`a<b>` is code", "<code>a&lt;b&gt;</code> is code"),
    ("**bold** and *soft*", "<strong>bold</strong> and <em>soft</em>"),
    ("==seen== ~~gone~~ x^2^", "<mark>seen</mark> <del>gone</del> x<sup>2</sup>"),
    ("[docs](https://a.example/?q=1&r=2)", '<a href="https://a.example/?q=1&amp;r=2">docs</a>'),
    ("[mail](mailto:a@b.example)", '<a href="mailto:a@b.example">mail</a>'),
    ("[bad](javascript:alert%281%29)", "bad"),
    ("[bad](data:text/html,x)", "bad"),
    ("[file](slides.pdf)", "file"),
    ("$x < y$", r"\(x &lt; y\)"),
    ("![a plot](plot.png)", "<em>a plot</em>"),
    ("![](img/plot.png)", "<em>plot.png</em>"),
    ("![far](https://a.example/p.png)", '<a href="https://a.example/p.png">far</a>'),
    ("AT&T < 5 > 4", "AT&amp;T &lt; 5 &gt; 4"),
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
]


@pytest.mark.parametrize(("written", "html"), MARK_UP)
def test_mark_up(written: str, html: str) -> None:
    assert fields(card("basic", written, "x")).front == html


LITERAL = [
    ("[sound:x.mp3]", "&#91;sound:x.mp3]"),
    ("[SOUND:x]", "&#91;SOUND:x]"),
    ("[latex]a[/latex]", "&#91;latex]a&#91;/latex]"),
    ("[$]a[/$] [$$]b[/$$]", "&#91;$]a&#91;/$] &#91;$$]b&#91;/$$]"),
    ("[anki:play:q:0]", "&#91;anki:play:q:0]"),
    ("[[type:Back]]", "&#91;&#91;type:Back]]"),
    ("see [1] and [x]", "see [1] and [x]"),
    (r"\(y\)", r'<span class="tex2jax_ignore">\(</span>y<span class="tex2jax_ignore">\)</span>'),
    ("a\x1fb\x00c\x07d\x7f", "abcd"),
    ("half \ud800 pair", "half  pair"),
    ("tab\there", "tab\there"),
    ("e\u0301", "\u00e9"),
    ("\u0338", "&#824;"),
    ("two\nlines", "two<br>lines"),
    ("$5 to $10", "$5 to $10"),
    ("{{x}} }} ::", "{{x}} }} ::"),
]


@pytest.mark.parametrize(("written", "html"), LITERAL)
def test_what_anki_would_take_for_a_command_stays_text(written: str, html: str) -> None:
    assert fields(card("basic", Inline(written), "x")).front == html


def test_a_list_is_a_list() -> None:
    nested = Item(inline("Add-ons"), (Item(inline("Redis")), Item(inline("`psql`"))))
    made = card("list", "pros of Heroku?", "free", "no *servers*", nested)
    assert front_back(made, fields(made)) == (
        "pros of Heroku?",
        "<ul><li>free</li><li>no <em>servers</em></li>"
        "<li>Add-ons<ul><li>Redis</li><li><code>psql</code></li></ul></li></ul>",
    )
    assert answers(made) == ["free", "no servers", "Add-ons"]
    assert fields(made).count == "3"


def test_steps_are_numbered_also_below() -> None:
    def step(text: str) -> Item:
        return Item(inline(text), node=Node("bullet", inline(text), 1, 1, number=1))

    made = card("list", "Steps?", Item(inline("a"), (step("b"),)), "c", ordered=True)
    assert fields(made).back == "<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>"


def test_deep_lists_end_up_flat_and_lose_nothing() -> None:
    item = Item(inline("bottom"))
    for n in range(1500):
        item = Item(inline(f"level {n}"), (item,))
    read = Harmless(fields(card("list", "Deep?", item)).back)
    assert "level 0" in read.text
    assert "bottom" in read.text


def test_cloze_for_other_programs() -> None:
    made = card(
        "cloze", "A `deck` has 20 cards", "20", "cards", gaps=(Gap(11, 13), Gap(14, 19, 2, "what?"))
    )
    assert made.question.text[11:13] == "20"
    assert front_back(made, fields(made)) == ("A <code>deck</code> has […] [what?]", "20<br>cards")
    assert fields(made).front == "A <code>deck</code> has {{c1::20}} {{c2::cards::what?}}"
    assert fields(made).back == ""


def test_both_directions() -> None:
    made = card("reversed", "What does CAP stand for?", "a, b, c", reverse=inline("Short for a?"))
    assert fields(made).reverse == "Short for a?"
    assert fields(made).reverse_back == "What does CAP stand for?<br>a, b, c"
    named = card("reversed", "What is CAP?", "a", reverse=inline("Short?"), topic="C<A")
    assert fields(named).reverse_back == "C&lt;A"
    said = card("reversed", "Q?", "a", reverse=inline("R?"), reverse_answer=inline("**CAP**"))
    assert fields(said).reverse_back == "<strong>CAP</strong>"


def test_everything_else_on_the_card() -> None:
    talk = Talk(
        inline("On `mypy`"),
        Node("talk", inline("x"), 1, 1),
        ("Ann <A>", "Bo"),
        (
            Link("slides", "https://s.example/"),
            Link("video", "javascript:x"),
            Link("other", "x.pdf"),
        ),
    )
    table = Node(
        "table", EMPTY, 1, 3, rows=((inline("a"), inline("b")), (inline("1"), inline("`2`")))
    )
    code = Node("code", Inline("if a < b:\n    pass\n"), 5, 6, language="python")
    picture = Node("image", inline("![plot](p.png)"), 8, 8)
    made = card("basic", "Q?", "A", talk=talk, hint=inline("*think*"), extra=(table, code, picture))
    written = fields(made, {("notes/a.md", "p.png"): "p-12.png"})
    assert written.context == "Testing › Tools"
    assert written.hint == "<em>think</em>"
    assert written.talk == "On <code>mypy</code>"
    assert written.speaker == "Ann &lt;A&gt;, Bo"
    assert written.links == '<a href="https://s.example/">Slides</a>'
    assert written.source == "notes/a.md:7"
    assert written.rule == "english/definition"
    assert "<th>a</th>" in written.extra
    assert "<td><code>2</code></td>" in written.extra
    assert '<pre class="language-python"><code><span class="k">if</span>' in written.extra
    assert '<img src="p-12.png" alt="plot">' in written.extra
    Harmless(written.extra)


def test_a_moved_line_is_no_change_of_content() -> None:
    one = fields(card("basic", "Q?", "A"))
    other = fields(card("basic", "Q?", "A", node=Node("bullet", inline("x"), 9, 9)))
    assert one.source != other.source
    assert one.content() == other.content()


def test_sounds_play_with_the_answer_only() -> None:
    media = {("notes/a.md", "hi.mp3"): "hi-1.mp3"}
    basic = fields(card("basic", "How is it said?", "[so](hi.mp3)"), media)
    assert basic.back == "so [sound:hi-1.mp3]"
    several = fields(card("list", "Said how?", "[so](hi.mp3)", "x"), media)
    assert several.back == "<ul><li>so</li><li>x</li></ul>"
    assert several.extra == " [sound:hi-1.mp3]"


def test_plain_text_names_pictures() -> None:
    assert plain(inline("see ![the\tplot](p.png) `x`")) == "see the plot x"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:x", " java\nscript:x", "\x01javascript:x", "vbscript:x",
        "data:text/html,x", "file:///etc/passwd", "../x", "#part", "", "http:x", "https://",
    ],
)  # fmt: skip
def test_addresses_that_lead_nowhere_good(address: str) -> None:
    assert safe_address(address) == ""


def test_an_address_cannot_leave_its_attribute() -> None:
    assert (
        safe_address('https://x.example/"onclick="y') == "https://x.example/&quot;onclick=&quot;y"
    )
    assert safe_address("//x.example/a") == "https://x.example/a"


TEXT = st.text(
    st.one_of(
        st.sampled_from("<>&\"'`\\()[]{}:=/$ \n\t\r\x00\x1f\u0338\u0301\ufffc\ue000\u2028֑א漢"),
        st.sampled_from("aeiouscript"),
        st.characters(),
    ),
    max_size=40,
)
KINDS = st.sampled_from(
    ["code", "strong", "emphasis", "strike", "highlight", "sub", "sup", "link", "image", "math",
     "display-math"]
)  # fmt: skip
TARGETS = st.sampled_from(
    [
        "https://x.example/\"'><script>",
        "javascript:x",
        "p.png",
        "a.mp3",
        "//x}}::{{c1::",
        "",
        "\x00",
    ]
)


@st.composite
def inlines(draw: st.DrawFn) -> Inline:
    text = draw(TEXT)
    marks = []
    for _ in range(draw(st.integers(0, 5)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        marks.append(Mark(draw(KINDS), start, end, draw(TARGETS), draw(TEXT)))
    return Inline(text, tuple(sorted(marks, key=lambda m: (m.start, -m.end))))


@given(TEXT)
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    assert unicodedata.normalize("NFC", Harmless(escape(text)).text) == clean(text)


@given(inlines(), inlines(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), TEXT)))
def test_nothing_that_runs_reaches_a_field(
    question: Inline, answer: Inline, cuts: list[tuple[int, int, str]]
) -> None:
    media = {("notes/a.md", "p.png"): "p-1.png", ("notes/a.md", "a.mp3"): "a-1.mp3"}
    gaps = tuple(Gap(a, b, 1 + n, hint) for n, (a, b, hint) in enumerate(cuts))
    extra = (Node("code", answer, 1, 1, language=question.text), Node("quote", question, 2, 2))
    for kind in ("basic", "list", "cloze", "reversed"):
        made = card(
            kind, question, answer, question, gaps=gaps, reverse=answer, hint=answer, extra=extra
        )
        written = fields(made, media)
        for html in (*written.values("k"), *front_back(made, written)):
            # Anki brings fields into normal form C: what it keeps must be harmless as well.
            Harmless(unicodedata.normalize("NFC", html))
            assert html.isprintable() or not set(html) & set("\x00\x1f\x7f")
            assert not any("\ud800" <= c <= "\udfff" for c in html)
