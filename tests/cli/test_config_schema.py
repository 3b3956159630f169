"""The JSON Schema of talkdeck.yaml: what it allows is read, and what is read it allows."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from talkdeck import config
from talkdeck.config import Settings, parse
from transcripts import talkdeck

SCHEMA = config.schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

WORDS = st.one_of(st.text("abc /*-.:#'é", max_size=9), st.integers(), st.booleans())
VALUES = st.one_of(WORDS, st.sampled_from(["h1", "auto"]), st.lists(WORDS, max_size=3))


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_program_prints_it(tmp_path: Path) -> None:
    done = talkdeck(["config", "--schema"], tmp_path)
    assert json.loads(done.stdout) == SCHEMA


def test_defaults_and_examples_are_valid() -> None:
    for name, entry in SCHEMA["properties"].items():
        assert entry["description"].startswith(entry["description"][0].upper())
        for value in (entry["default"], *entry["examples"]):
            VALIDATOR.validate({name: value})
        assert entry["default"] in (getattr(Settings(), name), list(getattr(Settings(), name)))


def test_the_example_file_is_valid(tmp_path: Path) -> None:
    text = talkdeck(["config", "--example"], tmp_path).stdout.decode()
    VALIDATOR.validate(yaml.safe_load(text))


@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "tlks"]), VALUES))
def test_what_the_schema_allows_is_read_and_nothing_else(values: dict[str, object]) -> None:
    text = yaml.safe_dump(values, allow_unicode=True)
    assert VALIDATOR.is_valid(values) == (parse(text, "talkdeck.yaml")[2] == []), text


@pytest.mark.parametrize(
    "text", ["tlks: h2", "talks: h3", "output: [a, b]", "- a", "notes: {a: b}"]
)
def test_what_is_a_mistake_is_no_valid_file(text: str) -> None:
    assert not VALIDATOR.is_valid(yaml.safe_load(text))
    assert parse(text, "talkdeck.yaml")[2]


def test_each_value_says_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "talkdeck.yaml").write_text("# mine\nsilence: [uncovered]\ntalks: h2\n")
    (tmp_path / "notes").mkdir()
    text = talkdeck(["config"], tmp_path / "notes").stdout.decode()
    assert "# talkdeck.yaml" not in text, "no repository: a file above is somebody else's"
    lines = [line.split() for line in talkdeck(["config", "notes"], tmp_path).stdout.decode()
             .splitlines()]  # fmt: skip
    assert ["silence:", "[uncovered]", "#", "talkdeck.yaml:2"] in lines
    assert ["talks:", "h2", "#", "talkdeck.yaml:3"] in lines
    assert ["output:", "decks", "#", "default"] in lines
