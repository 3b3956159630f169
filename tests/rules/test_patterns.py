"""Patterns: the case table beside this file, and that nothing a person writes can blow up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import LISTS, Case, cases, line_of, matcher

from talkdeck.outline.inline import Inline, Mark
from talkdeck.rules.anchored import verb_form
from talkdeck.rules.examples import plain
from talkdeck.rules.matcher import Matcher
from talkdeck.rules.pattern import Capture, parse_pattern, parse_shapes, spelt_out
from talkdeck.rules.view import View, normalise


@pytest.mark.parametrize("case", cases("patterns.txt"), ids=str)
def test_case(case: Case) -> None:
    source = case.title.removeprefix("find ")
    compiled = matcher(source, whole=source == case.title)
    view = View(line_of(case.given))
    hit = compiled.match(view)
    if case.expected == ("no",):
        assert hit is None
        assert compiled.stop(view)  # says where it came to its end
        return
    assert hit is not None
    found = []
    for span in hit.spans:
        written = view.slice(span.start, span.end)
        spelt = span.spelt if span.spelt.lower() != written.text.lower() else ""
        found.append(f"{span.name} = {spelt or plain(written)}")
    assert sorted(found or ["fits"]) == sorted(case.expected)


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("tea", "^tea ~t"),
        ("kind of {x}", "^kind of ~k"),
        ("{x} of tea", "of tea"),
        ("{x}: {y}", ":"),
        ("{a} of tea-time", "- of tea time"),
        ("find due to {x}", "due to"),
        ("find I/O", "/ i o"),
        ("[the ]{a} of {b}", "of"),
        ("{s:caps} ({l:title})", "( ) <capital> <capitals>"),
        ("{x} under_way {y}", "under_way"),
        ("pre{x}fix of {y}", "of ~p"),
        ("{a} de {b} la {c}", "de la"),
        ("find {y:year}", "<digit>"),
        ("{w:word} {x}", ""),
    ],
)
def test_a_text_is_known_not_to_fit_by_what_it_lacks(pattern: str, needed: str) -> None:
    """Each word or sign that has to be there, `^` at its beginning; `~` for its first letter."""
    source = pattern.removeprefix("find ")
    found = matcher(source, whole=source == pattern).find_needed()
    assert " ".join(sorted(found.required)) == needed


@pytest.mark.parametrize(
    ("form", "groups"),
    [
        ("s", ["keeps", "has", "does"]),
        ("plural", ["keep", "have"]),
        ("past", ["kept", "had kept", "did"]),
        ("be", ["is", "am", "were", "is often"]),
        ("passive", ["is kept", "are often kept", "'re kept"]),
        ("modal", ["can keep", "has to keep", "needs to"]),
        ("not", ["isn't", "was not", "cannot keep", "can never keep", "doesn't keep"]),
    ],
)
def test_forms_of_a_verb_group(form: str, groups: list[str]) -> None:
    assert {group: verb_form(group) for group in groups} == dict.fromkeys(groups, form)


def test_named_shapes_stand_for_what_they_are_short_for() -> None:
    named = {"subject": parse_shapes("noun-phrase&1-8|code")[0]}
    for short, long in (
        ("{s:subject} is", "{s:noun-phrase&1-8|code} is"),
        ("a[ {s:word|subject&1-3}]", "a[ {s:word|noun-phrase&1-8&1-3|code&1-3}]"),
        ("{x:short} {y}", "{x:short} {y}"),
    ):
        found = spelt_out(parse_pattern(short)[0], named)
        wanted = parse_pattern(long)[0]
        assert found.source == short
        assert [shapes_of(c) for c in found.captures()] == [shapes_of(c) for c in wanted.captures()]
        assert [c.free for c in found.captures()] == [c.free for c in wanted.captures()]


def shapes_of(capture: Capture) -> list[list[str]]:
    return [[s.name or f"{s.least}-{s.most}" for s in group] for group in capture.shapes]


PIECES = st.sampled_from(
    [*"abc .:-,;?()[]\"'", " of ", ": ", " - ", "{a}", "{b:short}", "{c:word}", "{d:title}",
     "{e:number}", "{f:quantity}", "{g:sides}", "{h:slippery}", "{i:caps}", "{j:1-4}", "{k}",
     "[ of {l}]", "[the ]", "{m:quoted}", "{n:code}"]
)  # fmt: skip
TEXTS = st.text("ab .:-,;?()[]\"'A1%", max_size=60)


@given(
    source=st.lists(PIECES, min_size=1, max_size=9).map("".join), text=TEXTS, whole=st.booleans()
)
@settings(max_examples=200, deadline=None)
def test_no_pattern_takes_more_than_linear_time(source: str, text: str, whole: bool) -> None:
    pattern, flaws = parse_pattern(source)
    if flaws:
        return
    compiled = Matcher(pattern, LISTS, whole=whole)
    for times in (1, 8, 64):
        view = View(Inline(text * times))
        for way in compiled.ways:
            way.run(view)
        captures = len(list(pattern.captures())) + 1
        assert view.steps <= 16 * captures * (len(view.text) + 1)


@given(source=st.text("{}[]:|&ab1-_ .\\n", max_size=30))
@settings(deadline=None)
def test_reading_a_pattern_never_fails(source: str) -> None:
    pattern, flaws = parse_pattern(source)
    for flaw in flaws:
        assert 0 <= flaw.start <= flaw.end <= len(source)
    assert flaws or pattern.ways()


@given(
    source=st.lists(PIECES, min_size=1, max_size=7).map("".join),
    text=TEXTS,
    whole=st.booleans(),
    code=st.tuples(st.integers(0, 60), st.integers(0, 60)),
)
@settings(max_examples=200, deadline=None)
def test_what_is_looked_up_is_what_fits(
    source: str, text: str, whole: bool, code: tuple[int, int]
) -> None:
    """A pattern that is passed over for want of a word would not have fitted."""
    pattern, flaws = parse_pattern(source)
    if flaws:
        return
    start, end = sorted(min(c, len(text)) for c in code)
    marks = (Mark("code", start, end),) if start < end else ()
    view = View(Inline(text, marks))
    compiled = Matcher(pattern, LISTS, whole=whole)
    tried = [way.run(view) for way in compiled.ways]
    assert (compiled.match(view) is not None) == any(hasattr(t, "spans") for t in tried)


@given(text=st.text(max_size=40))
def test_offsets_lead_back_to_the_text(text: str) -> None:
    seen, places = normalise(text)
    if places is not None:
        assert len(places) == len(seen) + 1
        assert places == sorted(places)
        assert places[-1] == len(text)
    else:
        assert len(seen) == len(text)
    view = View(Inline(text))
    assert view.slice(0, len(view.text)).text == text.strip()


@given(text=TEXTS, source=st.sampled_from(["{a}: {b}", "{a} - {b}", "{a} ({b})", "{a}? {b}"]))
def test_captures_hold_whole_brackets(text: str, source: str) -> None:
    view = View(Inline(text))
    hit = matcher(source).match(view)
    if hit is not None and "{a}" in source and not text.count('"'):
        first = view.slice(hit.spans[0].start, hit.spans[0].end).text
        assert first.count("(") <= first.count(")") or source == "{a} ({b})"
