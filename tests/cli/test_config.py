"""Settings: what may stand in talkdeck.yaml, and what is said of mistakes."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from talkdeck import config
from talkdeck.config import Settings, find_file, parse


def test_nothing_has_to_be_set() -> None:
    for text in ("", "# only a comment\n", "---\n"):
        assert parse(text, "talkdeck.yaml") == (Settings(), {}, [])


def test_values_know_where_they_come_from() -> None:
    settings, origins, problems = parse(
        "output: out\n\nnotes:\n- a\n- b c\ntags: one\ntalks: h2\ntitle: no\n", "x/talkdeck.yaml"
    )
    assert problems == []
    assert (settings.output, settings.notes, settings.tags) == ("out", ("a", "b c"), ("one",))
    assert (settings.talks, settings.title) == ("h2", "no")
    assert origins["notes"] == "x/talkdeck.yaml:3"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("title: Café\n".encode("latin-1"), "talkdeck.yaml:1:11"),
        (b"\xef\xbb\xbf" + "title: Café\n".encode("latin-1"), "talkdeck.yaml:1:11"),
        ("# für mich\ntalks: h2\n".encode("cp1252"), "talkdeck.yaml:1:4"),
        ("talks: h2\ntitle: Café\n".encode("utf-16"), "talkdeck.yaml:1:1"),
    ],
    ids=["Latin-1", "behind a mark", "Windows-1252", "UTF-16"],
)
def test_settings_that_are_not_utf_8_are_not_guessed_at(
    tmp_path: Path, data: bytes, place: str
) -> None:
    (tmp_path / "talkdeck.yaml").write_bytes(data)
    loaded, [problem] = config.load(tmp_path / "talkdeck.yaml")
    assert loaded.settings == Settings()
    assert (problem.code, str(problem.place)) == ("bad-settings", place)
    assert problem.advice == "save the file as UTF-8"


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "talkdeck.yaml").write_bytes("title: Café\n".encode("utf-8-sig"))
    loaded, problems = config.load(tmp_path / "talkdeck.yaml")
    assert (loaded.settings.title, problems) == ("Café", [])


def test_all_mistakes_are_said_at_once_each_with_its_place() -> None:
    text = "tlks: h2\ntalks: h3\noutput: [a]\nexclude: [a, [b]]\nwhatever: 1\nnotes: {a: b}\n"
    settings, _, problems = parse(text, "talkdeck.yaml")
    assert settings == Settings()
    found = [(str(p.place), p.advice) for p in problems]
    assert found == [
        ("talkdeck.yaml:1:1", "did you mean `talks`?"),
        ("talkdeck.yaml:2:8", "e.g. `talks: h2`"),
        ("talkdeck.yaml:3:9", "e.g. `output: decks`"),
        ("talkdeck.yaml:4:14", "e.g. `exclude: [drafts/*]`"),
        ("talkdeck.yaml:5:1", problems[4].advice),
        ("talkdeck.yaml:6:8", "e.g. `notes: [notes, ../work/meetings.md]`"),
    ]
    assert problems[4].advice.startswith("the settings are notes, output, ")
    assert all(p.excerpt for p in problems)


@pytest.mark.parametrize("name", ["notes", "ledger"])
@pytest.mark.parametrize("nothing", ["", " ''", " []", " ['']"])
def test_what_is_needed_can_not_be_empty(name: str, nothing: str) -> None:
    settings, _, problems = parse(f"{name}:{nothing}\n", "talkdeck.yaml")
    assert settings == Settings()
    assert [p.place.line for p in problems] == [1]
    assert "names no file" in problems[0].message or "one word" in problems[0].message


@pytest.mark.parametrize(
    "text", ["- a\n", "just words", "a: b: c", "x: [", "output: a\noutput: b\n", "!!python/x {}"]
)
def test_what_is_no_settings_file_is_said(text: str) -> None:
    settings, _, problems = parse(text, "talkdeck.yaml")
    assert settings == Settings()
    assert problems
    assert all(p.severity == "error" and p.place.line for p in problems)


@given(st.text(max_size=80))
def test_no_text_makes_it_fail(text: str) -> None:
    parse(text, "talkdeck.yaml")


def test_the_file_is_found_up_to_the_top_of_the_repository(tmp_path: Path) -> None:
    deep = tmp_path / "repository" / "a" / "notes"
    deep.mkdir(parents=True)
    (tmp_path / "talkdeck.yaml").write_text("")
    assert find_file([deep]) is None, "outside of a repository only the folder itself counts"
    (tmp_path / "repository" / ".git").mkdir()
    assert find_file([deep]) is None, "a file above the repository is somebody else's"
    top = tmp_path / "repository" / "talkdeck.yaml"
    top.write_text("")
    assert find_file([deep]) == top.resolve()
    (deep / "talkdeck.yaml").write_text("")
    assert find_file([deep]) == (deep / "talkdeck.yaml").resolve()


def test_the_example_file_says_the_defaults() -> None:
    text = config.example()
    assert parse(text, "x") == (Settings(), {}, [])
    # With every setting's line switched on it still says the defaults.
    lines = [
        line.removeprefix("# ")
        if line.startswith(tuple(f"# {f.name}: " for f in fields(Settings)))
        else line
        for line in text.splitlines()
    ]
    settings, origins, problems = parse("\n".join(lines), "x")
    assert (settings, problems, len(origins)) == (Settings(), [], len(fields(Settings)))


def test_examples_of_settings_are_settings() -> None:
    for setting in fields(Settings):
        _, example, _ = config.specification(setting)
        _, origins, problems = parse(f"{setting.name}: {example}", "x")
        assert (problems, list(origins)) == ([], [setting.name])


def test_the_schema_names_every_setting() -> None:
    schema = json.loads(json.dumps(config.schema()))
    assert list(schema["properties"]) == [f.name for f in fields(Settings)]
    assert all(p["description"] for p in schema["properties"].values())


PRINTABLE = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Co", "Zl", "Zp"))


@given(st.lists(st.text(PRINTABLE)))
def test_a_value_is_written_as_it_is_read(words: list[str]) -> None:
    text = config.as_yaml(tuple(words))
    assert [str(n.value) for n in yaml.compose(text).value] == words


def test_what_looks_like_settings_and_is_not_read_is_told(tmp_path: Path) -> None:
    assert config.overlooked(tmp_path) == []
    (tmp_path / "talkdeck.yml").write_text("title: Mine\n")
    (found,) = config.overlooked(tmp_path)
    assert (found.code, found.advice) == ("settings-overlooked", "call it talkdeck.yaml")
    (tmp_path / "talkdeck.yaml").symlink_to("nowhere.yaml")
    assert "leads nowhere" in config.overlooked(tmp_path)[0].message
    (tmp_path / "talkdeck.yaml").unlink()
    (tmp_path / "talkdeck.yaml").mkdir()
    assert "is a folder" in config.overlooked(tmp_path)[0].message
    (tmp_path / "talkdeck.yaml").rmdir()
    (tmp_path / "talkdeck.yaml").write_text("")
    assert config.overlooked(tmp_path) == [], "two of them, and the right one is read"
