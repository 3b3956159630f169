"""Loading: whatever is written, problems come back and nothing is raised or constructed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from kit import HERE, cases, rules

from talkdeck.rules import keys
from talkdeck.rules.load import load_rule_file
from talkdeck.rules.packs import Choice, assemble, choose_rules, load_rules
from talkdeck.rules.schema import schema
from talkdeck.yaml_places import Scalar, Sequence, read_yaml

STARTER = (HERE / "starter.yaml").read_text("utf-8")


@given(st.text())
def test_loading_any_text_never_raises(text: str) -> None:
    read, problems = load_rule_file(text, "rules.yaml", "own")
    assert problems or read.rules or not text.strip() or "version" in text


@given(
    st.lists(st.tuples(st.integers(0, len(STARTER)), st.sampled_from("{}[]:'\"-|& \n\t!*#é\x00")),
             min_size=1, max_size=4)
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_loading_a_spoilt_file_never_raises(spoils: list[tuple[int, str]]) -> None:
    text = STARTER
    for at, sign in spoils:
        text = text[:at] + sign + text[at:]
    read, problems = load_rule_file(text, "rules.yaml", "own")
    assemble([read])
    lines = text.split("\n")
    for problem in problems:
        assert problem.message
        assert problem.place.line <= len(lines)


VALUES = st.recursive(
    st.sampled_from(
        ["yes", "no", "3", "-1", "", "'{a}'", "'{a:short}: {b}'", "bullet", "none", "~"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda v: f"[{', '.join(v)}]"),
        st.dictionaries(
            st.sampled_from(sorted({k for t in keys.TABLES.values() for k in t})), inner, max_size=4
        ).map(lambda d: "{" + ", ".join(f"{k}: {v}" for k, v in d.items()) + "}"),
    ),
    max_leaves=12,
)


@given(rule=st.dictionaries(st.sampled_from(sorted(keys.RULE)), VALUES, min_size=1))
@settings(max_examples=150, deadline=None)
def test_loading_the_right_keys_with_wrong_values_never_raises(rule: dict[str, str]) -> None:
    text = "version: 1\nrules:\n- " + "\n  ".join(f"{k}: {v}" for k, v in rule.items())
    read, _ = load_rule_file(text, "rules.yaml", "own")
    assemble([read])


def test_scalars_stay_text_and_know_their_place() -> None:
    root, source, problems = read_yaml("ä: [no, 12:30, 1e3, '~']\n", "x.yaml")
    assert not problems
    value = root.pairs[0][1]  # type: ignore[union-attr]
    assert isinstance(value, Sequence)
    assert [v.text for v in value.items if isinstance(v, Scalar)] == ["no", "12:30", "1e3", "~"]
    place = value.items[1].place
    assert (place.line, place.column, place.end_column) == (1, 9, 14)
    assert source.excerpt(place)[place.column - 1 : place.end_column - 1] == "12:30"


def test_a_thousand_nested_aliases_cost_nothing() -> None:
    text = "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(1000))
    _, _, problems = read_yaml(text, "x.yaml")
    assert {p.code for p in problems} == {"yaml-anchor"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mine = tmp_path / "card_rules"
    (mine / "sub").mkdir(parents=True)
    rule = STARTER.split("- id: definition")[1]
    (mine / "b.yaml").write_text("version: 1\nrules:\n- id: b" + rule.split("- id: number")[0])
    (mine / "a.yaml").write_text("version: 1\nrules:\n- id: a" + rule.split("- id: number")[0])
    (mine / "sub" / "c.yaml").write_text(
        "version: 1\nrules:\n- id: number" + rule.split("- id: number")[1]
    )
    return mine


def test_packs_are_folders(folder: Path) -> None:
    ruleset, problems = load_rules([folder], built_in=False)
    assert not problems
    assert [r.id for r in ruleset.everything()] == ["own/a", "own/b", "sub/number"]
    assert [(r.id, why) for r, why in ruleset.off] == [("sub/number", "off by default")]


@pytest.mark.parametrize(
    ("select", "ignore", "on"),
    [
        ([], [], ["own/a", "own/b"]),
        (["sub"], [], ["own/a", "own/b", "sub/number"]),
        (["number"], ["own/a"], ["own/b", "sub/number"]),
        ([], ["own"], []),
        (["own/a"], ["own"], ["own/a"]),
        (["own"], ["own/a"], ["own/b"]),
        (["sub/number"], ["sub/number"], ["own/a", "own/b"]),
    ],
)
def test_rules_are_switched_by_name_and_by_pack(
    folder: Path, select: list[str], ignore: list[str], on: list[str]
) -> None:
    ruleset, problems = load_rules([folder], select=select, ignore=ignore, built_in=False)
    assert not problems
    assert [r.id for r in ruleset.rules] == on
    assert len(ruleset.everything()) == 3


def test_a_name_that_switches_nothing_is_told(folder: Path) -> None:
    _, problems = load_rules([folder], ignore=["sub/nummer"], where="--ignore", built_in=False)
    assert [(p.code, p.place.file, p.advice) for p in problems] == [
        ("unknown-rule", "--ignore", "did you mean 'sub/number'?")
    ]


def test_one_folder_given_twice_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    _, problems = load_rules([folder, "card_rules"], built_in=False)
    assert not problems


def test_the_built_in_folder_given_as_a_persons_is_read_once(project: Path) -> None:
    alone, problems = load_rules([])
    twice, more = load_rules([project / "card_rules"])
    assert [p for p in problems + more if p.severity == "error"] == []
    assert [r.id for r in alone.rules] == [r.id for r in twice.rules]
    assert alone.rules


def test_a_copy_of_a_built_in_pack_takes_its_place(tmp_path: Path, project: Path) -> None:
    pack = tmp_path / "card_rules" / "english"
    pack.mkdir(parents=True)
    for file in (project / "card_rules" / "english").iterdir():
        (pack / file.name).write_bytes(file.read_bytes())
    same, problems = load_rules([tmp_path / "card_rules"])
    assert not problems
    changed = next(p for p in sorted(pack.iterdir()) if p.name != "words.yaml")
    changed.write_text(changed.read_text("utf-8") + "# mine\n", "utf-8")
    other, problems = load_rules([tmp_path / "card_rules"])
    assert [(p.code, p.severity) for p in problems] == [("pack-replaced", "info")]
    assert [r.id for r in other.rules] == [r.id for r in same.rules]
    assert all(r.own for r in other.rules if r.pack == "english")


def test_a_rule_may_take_anothers_place() -> None:
    rule = "rules:\n- id: definition" + STARTER.split("- id: definition")[1].split("- id: n")[0]
    ruleset = rules(rule, rule.replace("id: definition", "id: mine\n  replaces: pack0/definition"))
    assert [r.id for r in ruleset.rules] == ["pack1/mine"]
    assert [(r.id, why) for r, why in ruleset.off] == [
        ("pack0/definition", "replaced by pack1/mine")
    ]


@pytest.mark.parametrize(
    ("select", "ignore", "on"),
    [
        (["pack0"], [], ["pack1/mine"]),
        (["pack0"], ["pack0/definition"], ["pack1/mine"]),
        (["pack0"], ["pack1"], []),
        (["pack0/definition"], [], ["pack1/mine", "pack0/definition"]),
    ],
)
def test_a_rule_keeps_the_place_it_took_until_the_other_is_named(
    select: list[str], ignore: list[str], on: list[str]
) -> None:
    rule = "rules:\n- id: definition" + STARTER.split("- id: definition")[1].split("- id: n")[0]
    ruleset = rules(rule, rule.replace("id: definition", "id: mine\n  replaces: pack0/definition"))
    switched, problems = choose_rules(ruleset, Choice((), ignore))
    switched, more = choose_rules(switched, Choice(select, ()))
    assert not problems + more
    assert {r.id for r in switched.rules} == set(on)


def test_word_lists_grow_from_elsewhere() -> None:
    ruleset = rules(
        "words: {sides: [pros]}", "words: {more: {add-to: sides, words: {adv: advantages}}}"
    )
    assert ruleset.lists["sides"].words == {"pros": "pros", "adv": "advantages"}
    assert ruleset.lists["more"].words == {"adv": "advantages"}


def test_exceptions_grow_from_elsewhere() -> None:
    """A person's exception may add to a built-in one, under a name of its own or the same."""
    vague = "exceptions: {vague: {about: it is open who, any: 'it {x}'}}"
    mine = "exceptions: {bosses: {about: the boss, add-to: [vague], any: 'the boss {x}'}}"
    same = "exceptions: {vague: {about: mine, add-to: vague, any: ['she {x}', {kind: quote}]}}"
    rule = """
rules:
- {id: a, about: a, match: {text: x, except: vague}, skip: y, examples: [{note: x, cards: none}]}
"""
    ruleset = rules(vague + rule, mine, same)
    texts = {n: [m.text[0].source if m.text else m.kinds for m in e.any]
             for n, e in ruleset.exceptions.items()}  # fmt: skip
    assert texts["vague"] == ["it {x}", "she {x}", ("quote",), "the boss {x}"]
    assert texts["bosses"] == ["the boss {x}"]
    assert ruleset.exceptions["vague"].about == "it is open who"
    assert ruleset.rules[0].exceptions == {"vague"}


def test_the_order_is_priority_then_own_then_pack_file_and_line(folder: Path) -> None:
    ruleset, _ = load_rules([folder])
    keys_of = [(-r.priority, not r.own, r.pack, r.place.file, r.place.line) for r in ruleset.rules]
    assert keys_of == sorted(keys_of)


@given(order=st.permutations(range(3)))
@settings(deadline=None)
def test_the_order_of_files_does_not_matter(order: list[int]) -> None:
    rule = STARTER.split("- id: definition")[1].split("- id: number")[0]
    files = []
    for n in range(3):
        text = f"version: 1\nwords: {{w{n}: [x]}}\nrules:\n- id: r{n}{rule}- id: s{n}{rule}"
        files.append(load_rule_file(text, f"f{n}.yaml", "own")[0])
    plain, _ = assemble(files)
    mixed, _ = assemble([files[n] for n in order])
    assert [r.id for r in plain.rules] == [r.id for r in mixed.rules]
    assert plain.lists.keys() == mixed.lists.keys()


def as_editors_do(file: Path) -> object:
    """A YAML file as editors read it, by YAML 1.2: `off` and `no` are texts."""

    class Newer(yaml.SafeLoader):
        pass

    kept = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:bool")
    Newer.yaml_implicit_resolvers = {
        letter: [(tag, regex) for tag, regex in found if tag in kept and letter not in "oOyYnN"]
        for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(file.read_text("utf-8"), Loader=Newer)  # noqa: S506 (a SafeLoader)


def test_the_schema_knows_what_loading_knows(project: Path) -> None:
    validator = Draft202012Validator(schema())
    Draft202012Validator.check_schema(schema())
    for file in [HERE / "starter.yaml", *(project / "card_rules").glob("*/*.yaml")]:
        found = [e.message for e in validator.iter_errors(as_editors_do(file))]
        assert found == [], file.name
    for name in ("unknown-key-in-rule", "unknown-kind", "wrong-type-list", "no-version"):
        broken = project / "tests" / "broken" / "rules" / f"{name}.yaml"
        assert list(validator.iter_errors(as_editors_do(broken)))


def test_the_case_files_are_read() -> None:
    assert len(cases("patterns.txt")) > 70
    assert all(
        c.expected for name in ("patterns", "templates", "topics") for c in cases(f"{name}.txt")
    )


def test_a_pattern_that_rules_have_in_common_is_read_once() -> None:
    match = "{{text: '{{x}}!', not: ['{{x:short}}? {{y}}']}}"
    rule = f"- id: {{0}}\n  about: a\n  match: {match}\n  skip: s\n"
    text = "version: 1\nrules:\n" + rule.format("one") + rule.format("two")
    read, _ = load_rule_file(text, "rules.yaml", "own")
    one, two = (r.matches[0] for r in read.rules)
    assert one.text[0] is two.text[0]
    assert one.unless[0].text[0] is two.unless[0].text[0]
