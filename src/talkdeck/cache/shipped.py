"""The built-in rules as talkdeck ships them: read and compiled when it was installed.

Reading them from their YAML takes longer than all else in a small build. So an installation
has a file of rules that are read already (see `talkdeck.ahead`), with digests of all that it was
made of: the rule files, and the modules that read them. What is different now, or not there, is
read from YAML as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import talkdeck
from talkdeck.cache import late
from talkdeck.cache.frozen import digest, dumps, loads, loads_or_none
from talkdeck.cache.store import key_of
from talkdeck.problems import Problem
from talkdeck.rules.finding import Given, find_rules
from talkdeck.values import replace

if TYPE_CHECKING:
    from talkdeck.rules.load import RuleFile
    from talkdeck.rules.model import Demand, Ruleset
    from talkdeck.rules.packs import Choice

HERE = Path(talkdeck.__file__).parent
FILE = HERE / "built-in.rules"
"""Where they are."""

READERS = (
    "__init__.py", "problems.py", "regex.py", "values.py", "yaml_catalogue.py", "yaml_places.py",
    "cache/__init__.py", "cache/frozen.py", "cache/late.py", "cache/shipped.py", "cache/store.py",
    "cards/__init__.py", "cards/card.py", "english/__init__.py", "english/slack.py",
    "outline/__init__.py", "outline/inline.py", "outline/node.py",
)  # fmt: skip
"""The modules that make rules of rule files, beside all of the room `rules`."""


class Shipped(NamedTuple):
    """What the file holds; some of it as bytes, until it is asked for.

    Attributes:
        readers: a digest of the modules that read rule files.
        given: a digest of the rule files, where a person has none.
        ruleset: the rules in force then.
        files: what each rule file gives, by its name and content.
        lists: the names of its word lists.
        shapes: the names of its named shapes.
        meaning: a digest of these lists and shapes.
        demands: what the rules need of a node, as long as all of these mean the same.
        needed: what their patterns need of a text, on the same condition.
    """

    readers: bytes
    given: bytes
    ruleset: bytes
    files: bytes
    lists: tuple[str, ...]
    shapes: tuple[str, ...]
    meaning: bytes
    demands: bytes
    needed: bytes


def write(path: Path = FILE) -> None:
    """Reads the built-in rules, and writes the file.

    Raises:
        ValueError: there is a mistake in them.
    """
    from talkdeck.rules.engine import with_demands
    from talkdeck.rules.load import load_rule_file
    from talkdeck.rules.packs import Choice, load

    given = find_rules()
    ruleset, problems = load(given, Choice())
    if problems:
        raise ValueError(f"the built-in rules have a mistake: {problems[0]}")
    files = {
        _name(file.shown, data): load_rule_file(
            data.decode("utf-8-sig"), file.shown, file.pack, own=file.own
        )[0]
        for file, data in given.files
        if isinstance(data, bytes)
    }
    ruleset = with_demands(ruleset)
    lists, shapes = tuple(ruleset.lists), tuple(ruleset.shapes)
    found = Shipped(
        _readers(),
        key_of(*given.content()),
        late.stored(ruleset),
        dumps(files),
        lists,
        shapes,
        _meaning(ruleset, lists, shapes),
        dumps(ruleset.demands),
        dumps(late.stored_apart(ruleset.needed)),
    )
    path.write_bytes(dumps(found))


def load_shipped(given: Given) -> Ruleset | None:
    """The rules of some files, where these are the built-in ones as they were shipped."""
    if any(file.own for file, _ in given.files):
        return None
    shipped = _shipped()
    if shipped is None or shipped.given != key_of(*given.content()):
        return None
    return late.read(shipped.ruleset)


def load_with_shipped(given: Given, choice: Choice) -> tuple[Ruleset, list[Problem]]:
    """The rules in force, read from YAML where they are not those that were shipped."""
    from talkdeck.rules.packs import load

    shipped = _shipped()
    if shipped is None:
        return load(given, choice)
    files: Mapping[bytes, RuleFile] = loads_or_none(shipped.files) or {}
    names = ((f.shown, _name(f.shown, data)) for f, data in given.files if not f.own)
    ready = {shown: files[name] for shown, name in names if name in files}
    ruleset, problems = load(given, choice, ready)
    return _with_demands(ruleset, shipped), problems


def _with_demands(ruleset: Ruleset, shipped: Shipped) -> Ruleset:
    """The rules with what the shipped ones among them are known to need of a text."""
    if _meaning(ruleset, shipped.lists, shipped.shapes) != shipped.meaning:
        return ruleset
    known: Mapping[str, tuple[Demand, ...]] = loads(shipped.demands)
    built_in = {rule.id for rule in ruleset.rules if not rule.own}
    demands = {i: known[i] for i in built_in & known.keys()}
    return replace(ruleset, demands=demands, needed=late.Late(loads(shipped.needed)))


def _shipped() -> Shipped | None:
    """The file, if there is one that this state of the program made."""
    try:
        data = FILE.read_bytes()
    except OSError:
        return None
    found = loads_or_none(data)
    return found if isinstance(found, Shipped) and found.readers == _readers() else None


# What it was made of


def readers() -> Iterator[Path]:
    """The files of the modules that make rules of rule files."""
    yield from (HERE / name for name in READERS)
    yield from sorted((HERE / "rules").glob("*.py"))


def _readers() -> bytes:
    return key_of("readers", *(path.read_bytes() for path in readers()))


def _name(shown: str, data: bytes | str | Problem) -> bytes:
    return key_of(shown, data if isinstance(data, bytes) else str(data))


def _meaning(ruleset: Ruleset, lists: Iterable[str], shapes: Iterable[str]) -> bytes:
    """A digest of word lists and shapes, by which rules of other files can change a pattern."""
    found = (ruleset.lists.get(name) for name in lists)
    words = [(sorted(f.words.items()), sorted(f.tolerant)) if f else None for f in found]
    return digest((words, [ruleset.shapes.get(name) for name in shapes]))
