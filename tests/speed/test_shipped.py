"""The built-in rules read ahead: the same rules, and never those of another time."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from own_rule import RULES
from talkdeck import ahead, yaml_places
from talkdeck.anki import forms
from talkdeck.cache import late, shipped
from talkdeck.cache.frozen import dumps, loads
from talkdeck.cache.rules import Rules
from talkdeck.cache.store import Store
from talkdeck.outline.markdown import read as read_notes
from talkdeck.problems import Problem
from talkdeck.rules import packs
from talkdeck.rules.engine import with_demands
from talkdeck.rules.finding import find_rules
from talkdeck.rules.match import match_talk
from talkdeck.rules.model import Rule, Ruleset
from talkdeck.rules.packs import Choice, load_rules

REPLACING = "version: 1\nrules: []\n"
BROKEN = RULES.replace("{side:own-sides}", "{side:own-sidez}")
FORGIVING = (
    "version: 1\nexceptions:\n  no-pros: {add-to: vague-subject, about: x, any: [{text: a}]}\n"
)
ADDING = RULES.replace("[pros, cons]", "[wombats]")
APART = RULES.replace("{add-to: labels, words: [pros, cons]}", "[pros, cons]")
SHAPED = APART.replace("words:", "shapes: {own-thing: 'noun-phrase&1-8'}\nwords:")
SWITCHING = "version: 1\ndisable: [optional, expansion]\nrules: []\n"

OWN = {
    "none": {},
    "one that adds to a word list": {"mine.yaml": ADDING},
    "one with a list of its own": {"mine.yaml": APART},
    "one with a shape of its own": {"mine.yaml": SHAPED},
    "one that adds to an exception": {"mine.yaml": FORGIVING},
    "one with a mistake": {"mine.yaml": BROKEN},
    "one that is no YAML": {"mine.yaml": "rules: ["},
    "some switched off": {"mine.yaml": SWITCHING},
    "a pack of the same name": {"optional/mine.yaml": APART},
    "an empty one of the same name": {"english/mine.yaml": REPLACING},
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file as this state of the program makes it."""
    path = tmp_path_factory.mktemp("shipped") / "built-in.rules"
    shipped.write(path)
    return path


@pytest.fixture
def file(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, to be spoilt, where the program looks for it."""
    path = tmp_path / "built-in.rules"
    path.write_bytes(made.read_bytes())
    monkeypatch.setattr(shipped, "FILE", path)
    return path


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The YAML documents that were read."""
    found: list[str] = []
    parse: Callable[..., Any] = yaml_places.read_yaml

    def read(text: str, name: str) -> Any:
        found.append(name)
        return parse(text, name)

    monkeypatch.setattr("talkdeck.rules.load.read_yaml", read)
    return found


def plain(value: Any) -> Any:
    """A value as something that can be compared, whatever its class."""
    if is_dataclass(value):
        return type(value).__name__.removeprefix("Late"), [
            plain(getattr(value, f.name)) for f in fields(value)
        ]
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(map(repr, value))
    return [plain(inner) for inner in value] if isinstance(value, tuple | list) else value


def without_demands(loaded: tuple[Ruleset, list[Problem]]) -> Any:
    return plain((replace(loaded[0], demands={}, needed={}), loaded[1]))


def write(folder: Path, files: Mapping[str, str]) -> list[Path]:
    for name, text in files.items():
        path = folder / "card_rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return [folder / "card_rules"] if files else []


def in_force(
    folders: list[Path], select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
) -> tuple[Ruleset, list[Problem]]:
    rules = Rules(folders, select, ignore, "here", Store(None))
    return rules.ruleset, rules.problems


@pytest.mark.parametrize("own", OWN.values(), ids=OWN)
def test_rules_are_those_of_the_yaml_files(
    own: Mapping[str, str], file: Path, tmp_path: Path, parsed: list[str]
) -> None:
    folders = write(tmp_path, own)
    ours = in_force(folders)
    assert len(parsed) == len(own)
    assert without_demands(ours) == without_demands(load_rules(folders))
    known = with_demands(replace(ours[0], demands={}, needed={}))
    assert {name: known.demands[name] for name in ours[0].demands} == ours[0].demands
    needed = {key: known.needed[key] for key in known.needed.keys() & ours[0].needed.keys()}
    assert needed == {key: ours[0].needed[key] for key in needed}
    assert needed or not ours[0].demands


@pytest.mark.parametrize(
    ("own", "is_known"),
    [("none", True), ("one that adds to a word list", False), ("one with a list of its own", True),
     ("one with a shape of its own", True), ("a pack of the same name", True)],
)  # fmt: skip
def test_what_rules_need_is_known_while_words_mean_the_same(
    own: str, is_known: bool, file: Path, tmp_path: Path
) -> None:
    ruleset = in_force(write(tmp_path, OWN[own]))[0]
    assert ruleset.rules
    assert bool(ruleset.demands) == bool(ruleset.needed) == is_known
    assert not {rule.id for rule in ruleset.rules if rule.own} & ruleset.demands.keys()


def test_rules_are_switched_as_ever(file: Path, parsed: list[str]) -> None:
    choice: dict[str, Any] = {"select": ("optional",), "ignore": ("expansion", "nonsense")}
    assert without_demands(in_force([], **choice)) == without_demands(
        load_rules([], **choice, where="here")
    )


def is_used() -> bool:
    return shipped.load_shipped(find_rules()) is not None


def test_it_is_used_as_it_was_made(file: Path) -> None:
    assert is_used()


def test_of_most_rules_little_is_read(file: Path) -> None:
    """Only what tells whether they may fire, as long as nothing on a node speaks for them."""
    late.read.cache_clear()
    ruleset = in_force([])[0]
    talk = read_notes(
        "# Yeast\n\n- Pros:\n  - cheap\n- Yeast is a fungus that eats sugar\n", "a.md"
    )
    assert match_talk(talk[0].talks[0], "a.md", ruleset).cards
    assert 0 < sum(map(is_read, ruleset.rules)) < len(ruleset.rules) / 3
    assert all(rule.matches and rule.place and is_read(rule) for rule in ruleset.rules)


def is_read(rule: Rule) -> bool:
    """Whether the larger part of a rule has been asked for."""
    try:
        return bool(vars(Rule)["matches"].__get__(rule))
    except AttributeError:
        return False


def test_a_late_rule_can_be_copied_and_sent(file: Path) -> None:
    for rule in in_force([])[0].rules[:3]:
        sent = pickle.loads(pickle.dumps(rule))  # noqa: S301  (our own)
        assert plain(replace(rule)) == plain(sent) == plain(loads(dumps(rule))) == plain(rule)
        with pytest.raises(AttributeError):
            _ = rule.nonsense  # type: ignore[attr-defined]


def test_another_word_in_a_rule_file_is_seen(file: Path, parsed: list[str]) -> None:
    given = find_rules()
    first, data = given.files[0]
    assert isinstance(data, bytes)
    files = ((first, data + b"\n# more\n"), *given.files[1:])
    given = replace(given, files=files)
    assert shipped.load_shipped(given) is None
    shipped.load_with_shipped(given, Choice())
    assert parsed == [first.shown]


def test_a_rule_file_less_is_seen(file: Path, parsed: list[str]) -> None:
    given = find_rules()
    given = replace(given, files=given.files[:-1])
    assert shipped.load_shipped(given) is None


def test_another_reader_is_seen(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *others, last = shipped.readers()
    changed = tmp_path / last.name
    changed.write_bytes(last.read_bytes() + b"\n")
    monkeypatch.setattr(shipped, "readers", lambda: [*others, changed])
    assert not is_used()


@pytest.mark.parametrize("spoilt", [b"", b"nonsense", b"\x80\x05N."])
def test_a_spoilt_file_is_not_used(file: Path, spoilt: bytes, parsed: list[str]) -> None:
    file.write_bytes(spoilt)
    assert not is_used()
    assert in_force([])[0].rules
    assert parsed


def test_half_a_file_is_not_used(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1000])
    assert not is_used()


def test_without_the_file_yaml_is_read(file: Path, parsed: list[str]) -> None:
    file.unlink()
    assert in_force([])[0].rules
    assert parsed


def test_a_first_build_imports_neither_yaml_nor_genanki(made: Path, tmp_path: Path) -> None:
    notes = tmp_path / "day.md"
    notes.write_text("# Day\n\n## Talk\n\n* Tool 1 is a store of things that were said\n", "utf-8")
    forms.write(tmp_path / "genanki.json")
    code = (
        "import sys; from pathlib import Path\n"
        "from talkdeck.anki import forms; from talkdeck.cache import shipped\n"
        "shipped.FILE, forms.FILE = Path(sys.argv.pop(1)), Path('genanki.json')\n"
        "from talkdeck.cli import cli\n"
        "try: cli.main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "finally: print('\\n', *sys.modules)"
    )
    command = [sys.executable, "-c", code, str(made), "build", "--no-cache", "day.md"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    imported = set(done.stdout.splitlines()[-1].split())
    assert {"talkdeck.rules.match", "talkdeck.anki.package"} <= imported
    assert not imported & {"yaml", "genanki", "asyncio", "markdown_it", "difflib"}
    assert not imported & {"talkdeck.rules.packs", "talkdeck.rules.load", "rapidfuzz", "rich"}
    assert len([name for name in imported if name.startswith("talkdeck")]) < 156
    assert list(tmp_path.glob("decks/*.apkg"))


def test_what_was_worked_out_is_not_under_version_control(project: Path) -> None:
    ignored = (project / ".gitignore").read_text("utf-8").splitlines()
    for path in ahead.FILES:
        inside = path.relative_to(Path(ahead.__file__).parent).as_posix()
        assert f"/src/talkdeck/{inside}" in ignored


def test_all_that_reads_rule_files_is_watched() -> None:
    """Every module of ours that is imported while the file is made."""
    code = (
        "import sys; from pathlib import Path; from talkdeck.cache import shipped\n"
        "shipped.write(Path(sys.argv[1]))\n"
        "ours = [m.__file__ for n, m in sys.modules.items() if n.startswith('talkdeck')]\n"
        "print(*ours, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "/dev/null"], capture_output=True, text=True, check=True
    )
    imported = set(map(Path, done.stdout.splitlines()))
    assert packs.__file__ in map(str, imported)
    assert imported <= set(shipped.readers())


def test_a_mistake_in_the_built_in_rules_is_not_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path, {"mine.yaml": BROKEN})[0]
    monkeypatch.setattr("talkdeck.rules.finding.built_in_folder", lambda: folder)
    with pytest.raises(ValueError, match="have a mistake"):
        shipped.write(tmp_path / "built-in.rules")
    assert not (tmp_path / "built-in.rules").exists()
