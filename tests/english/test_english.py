"""The case tables beside this file, and what holds for any text."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from talkdeck import english
from talkdeck.english import inflect, regular, tables

HERE = Path(__file__).parent


def table(name: str) -> dict[str, dict]:
    """A case file; every value stays text, except null."""
    text = (HERE / name).read_text(encoding="utf-8")

    class AsText(yaml.SafeLoader):
        pass

    AsText.yaml_implicit_resolvers = {
        letter: [(tag, regex) for tag, regex in found if tag == "tag:yaml.org,2002:null"]
        for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(text, Loader=AsText)  # noqa: S506 (a SafeLoader that knows less)


FORMS = [
    (function, given, expected)
    for function, cases in table("forms.yaml").items()
    for given, expected in cases.items()
]
WORDS = [
    (function, text, answer == "yes")
    for function, answers in table("words.yaml").items()
    for answer, texts in answers.items()
    for text in texts
]


@pytest.mark.parametrize(("function", "text", "expected"), FORMS)
def test_form(function: str, text: str, expected: str) -> None:
    assert getattr(english, function)(text) == expected


@pytest.mark.parametrize(("function", "text", "expected"), WORDS)
def test_predicate(function: str, text: str, expected: bool) -> None:
    assert getattr(english, function)(text) is expected


CLAUSES, NONE = (HERE / "clauses.txt").read_text(encoding="utf-8").split("= doubtful or none =\n")


@pytest.mark.parametrize(
    "case", [line for line in CLAUSES.splitlines() if line and not line.startswith("#")]
)
def test_clause(case: str) -> None:
    parts = [part.strip() for part in case.split("|")]
    lead, subject, verb, rest = parts if len(parts) == 4 else ["", *parts]
    joined = f"{lead}, {subject} {verb} {rest}" if lead else f"{subject} {verb} {rest}"
    text = joined.strip().replace(" 's ", "'s ")
    clause = english.split_clause(text)
    assert clause is not None
    found = [text[slice(*span)] for span in (clause.lead, clause.subject, clause.verb, clause.rest)]
    assert [part.strip(" ,") for part in found] == [lead, subject, verb, rest]
    assert english.finite_verb(text) == clause.verb


@pytest.mark.parametrize("text", NONE.splitlines())
def test_no_clause(text: str) -> None:
    assert english.split_clause(text) is None


@pytest.mark.parametrize(("text", "verb"), table("finite.yaml").items())
def test_finite_verb(text: str, verb: str) -> None:
    span = english.finite_verb(text)
    assert (text[slice(*span)] if span else "") == verb


@pytest.mark.parametrize(("parts", "expected"), table("questions.yaml").items())
def test_question_order(parts: str, expected: str) -> None:
    subject, verb = parts.split(" | ")
    assert english.invert(subject, verb) == expected


ACRONYMS = [
    (short, long, answer == "yes")
    for answer, cases in table("acronyms.yaml").items()
    for short, long in cases.items()
    if "items" not in answer
]


@pytest.mark.parametrize(("short", "items"), table("acronyms.yaml")["items"].items())
def test_acronym_of_several_things(short: str, items: str) -> None:
    assert english.initials_match_items(short, items.split(", "))


@pytest.mark.parametrize(("short", "items"), table("acronyms.yaml")["no items"].items())
def test_no_acronym_of_several_things(short: str, items: str) -> None:
    assert not english.initials_match_items(short, items.split(", "))


@pytest.mark.parametrize(("short", "long", "expected"), ACRONYMS)
def test_acronym(short: str, long: str, expected: bool) -> None:
    assert english.initials_match(short, long) is expected


SLIPS = table("slips.yaml")


@pytest.mark.parametrize(("written", "meant"), SLIPS["cases"].items())
def test_slip(written: str, meant: str | None) -> None:
    assert english.slip(written, SLIPS["words"]) == meant


def test_slip_of_two_words_is_nobodys() -> None:
    assert english.slip("stepz", ["steps", "drawbacks"]) == "steps"
    assert english.slip("stepz", ["steps", "stept"]) is None


# What code and pictures look like to rules


@pytest.mark.parametrize("code", ["datetime\ue000now\ue000\ue000", "\ufffc", "a\ue000b"])
def test_code_is_a_name(code: str) -> None:
    assert english.is_name(code)
    assert english.is_noun_phrase(code)
    text = f"{code} doesn't set timezones"
    clause = english.split_clause(text)
    assert clause is not None
    assert text[slice(*clause.subject)] == code


# What holds for every word of the tables


def test_every_regular_verb_comes_back_from_its_forms() -> None:
    verbs = {v for v in tables.words("verbs") if v in tables.verbs()} - tables.verb_forms().keys()
    lost = [
        verb
        for verb in verbs
        if inflect.verb_of_third(regular.third(verb)) is None
        or inflect.verb_of_gerund(regular.gerund(verb)) is None
        or inflect.verb_of_past(regular.past(verb)) is None
    ]
    assert lost == []
    wrong = [v for v in verbs if english.base(english.third(v)) != v and english.is_base(v)]
    assert len(wrong) < len(verbs) / 100


def test_every_noun_comes_back_from_its_plural() -> None:
    nouns = tables.words("nouns") - tables.words("singular-in-s") - tables.words("plural-nouns")
    wrong = [n for n in nouns if english.singular(english.plural(n)) != n]
    assert len(wrong) < len(nouns) / 50, sorted(wrong)[:40]


def test_tables_are_what_the_tool_makes() -> None:
    if find_spec("lemminflect") is None:
        pytest.skip("lemminflect, which the tables are made from, is not installed")
    root = HERE.parent.parent
    shipped = root / "src" / "talkdeck" / "english" / "lexicon.txt"
    code = (
        "import sys, pathlib; sys.path.insert(0, 'tools'); import build_lexicon as b;"
        "b.TARGET = pathlib.Path(sys.argv[1]); b.main()"
    )
    made = shipped.with_suffix(".made")
    try:
        subprocess.run([sys.executable, "-c", code, str(made)], cwd=root, check=True)
        assert made.read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")
    finally:
        made.unlink(missing_ok=True)


# What holds for any text

WORDY = st.lists(
    st.sampled_from(
        "the a Kafka tests uses saved use that it's is can doesn't Testing of , . ( ) \" : - and "
        "to which we \ue000x\ue000 3 12% not if because Run run Redis's ’s -> ? running".split()
    ),
    max_size=14,
).map(" ".join)
ASKS = [getattr(english, name) for name in english.__all__ if name.startswith("is_")]
MAKES = [
    getattr(english, name)
    for name in "base third gerund past participle plural singular with_article with_the be do "
    "have head".split()
]


@given(st.one_of(st.text(max_size=60), WORDY))
@settings(max_examples=300, deadline=None)
def test_any_text_gets_an_answer(text: str) -> None:
    assert all(isinstance(ask(text), bool) for ask in ASKS)
    assert all(isinstance(make(text), str) for make in MAKES)
    english.slip(text, ["advantages", text])
    english.initials_match(text, text)
    assert isinstance(english.invert(text, text), str)


@given(st.one_of(st.text(max_size=60), WORDY))
@settings(max_examples=250, deadline=None)
def test_spans_lie_in_order_within_the_text(text: str) -> None:
    if span := english.finite_verb(text):
        assert 0 <= span[0] < span[1] <= len(text)
    clause = english.split_clause(text)
    if clause is None:
        return
    edges = [*clause.lead, *clause.subject, *clause.verb, *clause.rest]
    assert edges == sorted(edges)
    assert edges[-1] <= len(text)
    assert clause.subject[0] < clause.subject[1]
    assert clause.verb[0] < clause.verb[1]


@given(WORDY)
@settings(max_examples=300, deadline=None)
def test_a_text_is_no_two_things(text: str) -> None:
    kinds = [english.is_noun_phrase, english.is_imperative, english.is_question]
    assert sum(kind(text) for kind in kinds) <= 1 or english.is_question(text)
    assert not (english.is_noun_phrase(text) and english.finite_verb(text))


@pytest.mark.parametrize("text", [part * 9999 for part in ("x", "(", "that ", "tests ", "it's ")])
def test_long_texts_take_no_time(text: str) -> None:
    start = time.perf_counter()
    english.split_clause(text)
    english.finite_verb(text)
    english.is_noun_phrase(text)
    english.is_sentence(text)
    assert time.perf_counter() - start < 1


def test_importing_reads_nothing() -> None:
    code = "import sys, talkdeck.english as e; print([m for m in sys.modules if 'english.' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_such_function() -> None:
    with pytest.raises(AttributeError, match="fourth"):
        _ = english.fourth


@pytest.mark.parametrize("section", ["verbs", "nouns", "mass", "adjectives"])
def test_every_word_of_the_lexicon_is_found_and_no_other(section):
    """Words are looked up in lines, whose order has to be that of the alphabet."""
    words, table = tables.words(section), tables.listed(section)
    assert [word for word in words if word not in table] == []
    others = (
        {word[:-1] for word in words} | {word + "x" for word in words} | {"", " ", "zzz", "a b"}
    )
    assert [word for word in others - words if word in table] == []
