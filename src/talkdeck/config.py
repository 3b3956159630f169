"""Settings: `talkdeck.yaml`, typed, every setting described in one place.

What stands here beside each setting is what `talkdeck config`, the documentation and the
JSON Schema for editors say: they are made from it.

    notes: notes
    output: decks
    ignore: [english/number]

Nothing has to be set; an empty file or none at all gives the defaults.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.regex import regex
from talkdeck.values import dataclass, replace

if TYPE_CHECKING:
    from talkdeck.yaml_places import Source, Value

FILE_NAME = "talkdeck.yaml"

register(
    Entry(
        "bad-settings",
        "settings that can't be read",
        "error",
        "A setting that is misread would build other decks than the ones you meant.",
        "Mend the line; `talkdeck config` shows all settings and what they may be.",
    ),
    Entry(
        "settings-overlooked",
        "settings that are not read",
        "error",
        "Without them other notes would be read, or another ledger.",
        "Call the file talkdeck.yaml, and put it where it was meant to be.",
    ),
)


def _setting(default: Any, about: str, example: str, choices: tuple[str, ...] = ()) -> Any:
    """A field of `Settings` with its description, for everything that is generated from it."""
    metadata = {"about": about, "example": example, "choices": choices}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Paths are relative to the folder of the settings file."""

    notes: tuple[str, ...] = _setting(
        ("notes",), "files and folders of notes to read", "[notes, ../work/meetings.md]"
    )
    output: str = _setting("decks", "folder that packages are written to", "decks")
    exclude: tuple[str, ...] = _setting(
        (), "files and folders of notes to leave out; `*` stands for anything", "[drafts/*]"
    )
    talks: str = _setting(
        "auto",
        "what a talk is: a level-1 or level-2 heading, the whole file, or what the file evidently"
        " means",
        "h2",
        ("auto", "h1", "h2", "file"),
    )
    title: str = _setting(
        "",
        "title of the package for notes files that hold one talk each; the folder's name if empty",
        "PyCon 2017",
    )
    rules: tuple[str, ...] = _setting(
        ("card_rules",),
        "folders with your own rules; only the default one may be missing",
        "[card_rules]",
    )
    select: tuple[str, ...] = _setting(
        (), "rules or packs to switch on that are off by default", "[optional/quotes]"
    )
    ignore: tuple[str, ...] = _setting(
        (), "rules or packs to switch off", "[english/number, optional]"
    )
    allow: tuple[str, ...] = _setting(
        (), "reasons for which cards are not to be dropped", "[yes-no, too-long]"
    )
    silence: tuple[str, ...] = _setting(
        (),
        "warnings and notes not to be told, by their codes; errors are told all the same",
        "[picture-remote, uncovered]",
    )
    tags: tuple[str, ...] = _setting((), "tags that every card gets", "[conference]")
    ledger: str = _setting(
        "talkdeck.ledger", "file that remembers which card is which", "talkdeck.ledger"
    )


_NEVER_EMPTY = ("notes", "ledger")
"""Settings without which a build could not even begin."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings in force, and where each comes from.

    Attributes:
        settings: the values.
        origins: where a value was set, by name of the setting, e.g. `talkdeck.yaml:3` or
            `--output`; a name that is missing has its default.
        folder: folder that relative paths in the settings start from.
        file: the settings file as shown, e.g. `talkdeck.yaml`; "" if there is none.
    """

    settings: Settings
    origins: Mapping[str, str]
    folder: Path
    file: str = ""

    def override(self, origin: str, **values: Any) -> Loaded:
        """The same with some settings from elsewhere, e.g. an option of the command line."""
        settings = replace(self.settings, **values)
        return replace(
            self, settings=settings, origins={**self.origins, **dict.fromkeys(values, origin)}
        )

    def path(self, value: str) -> Path:
        """A path of the settings as it is from the current folder."""
        return self.folder / value


def specification(setting: Field[Any]) -> tuple[str, str, tuple[str, ...]]:
    """What a setting is about, an example, and the words it may be (any if empty)."""
    data = setting.metadata
    return str(data["about"]), str(data["example"]), cast(tuple[str, ...], data["choices"])


def is_list(setting: Field[Any]) -> bool:
    """Whether a setting takes several values."""
    return setting.default is not MISSING and isinstance(setting.default, tuple)


def find_file(starts: Iterable[Path]) -> Path | None:
    """The settings file for some folders: in one of them, or above it in its repository.

    Args:
        starts: folders to look from, the nearest first.
    """
    for start in starts:
        folder = start.resolve()
        chain = [folder, *folder.parents]
        top = next((n for n, f in enumerate(chain) if (f / ".git").exists()), 0)
        for above in chain[: top + 1]:
            if (above / FILE_NAME).is_file():
                return above / FILE_NAME
    return None


def overlooked(folder: Path) -> list[Problem]:
    """What stands in a folder, looks like its settings, and is not read."""
    named = folder / FILE_NAME
    if named.is_file():
        return []
    if named.is_dir() or named.is_symlink():
        what = "is a folder" if named.is_dir() else "is a link that leads nowhere"
        return [_overlooked(named, f"{what}; all settings have their defaults", "put a file there")]
    other = named.with_suffix(".yml")
    if other.is_file():
        message = f"is not read: settings stand in {FILE_NAME}"
        return [_overlooked(other, message, f"call it {FILE_NAME}")]
    return []


def _overlooked(path: Path, message: str, advice: str) -> Problem:
    return Problem("settings-overlooked", Place(path.as_posix()), message, advice)


def load(file: Path | None, shown: str = FILE_NAME) -> tuple[Loaded, list[Problem]]:
    """The settings of a file; the defaults if there is none.

    Args:
        file: path of `talkdeck.yaml`.
        shown: how the path is named in messages.

    Raises:
        OSError: when the file can't be read.
    """
    if file is None:
        return Loaded(Settings(), {}, Path()), []
    folder = Path() if file.parent.resolve() == Path.cwd() else file.parent
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        from talkdeck.yaml_places import not_utf_8  # here: it takes long to import

        return Loaded(Settings(), {}, folder, shown), [not_utf_8(error, shown, "bad-settings")]
    settings, origins, problems = parse(text, shown)
    return Loaded(settings, origins, folder, shown), problems


def parse(text: str, file: str) -> tuple[Settings, dict[str, str], list[Problem]]:
    """Settings from the text of a settings file: values, where each stands, and problems."""
    return _of_plain_lines(text, file) or of_yaml(text, file)


_WORD = r"[A-Za-z0-9_./][A-Za-z0-9_./-]*"
_WORDS = rf"\[(?P<words>{_WORD}(?:, *{_WORD})*)\]"
_PLAIN_LINE = regex(rf"(?:(?P<name>[a-z]+): +(?:(?P<word>{_WORD})|{_WORDS}))?(?:(?:^| +)#.*| *)")


def _of_plain_lines(text: str, file: str) -> tuple[Settings, dict[str, str], list[Problem]] | None:
    """As `of_yaml`, where all lines are as simple as `ignore: [a, b]`, without importing YAML,
    which takes as long as a small build; None where one is not, or holds a mistake.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    known = {f.name: f for f in fields(Settings)}
    for number, line in enumerate(text.split("\n"), 1):
        found = _PLAIN_LINE.fullmatch(line)
        if found is None:
            return None
        name, word, words = found["name"], found["word"], found["words"]
        if name is None:
            continue
        if name not in known or name in values or (words and not is_list(known[name])):
            return None
        choices = specification(known[name])[2]
        if choices and word not in choices:
            return None
        values[name] = tuple(re.split(", *", words or word)) if is_list(known[name]) else word
        origins[name] = f"{file}:{number}"
    return Settings(**values), origins, []


def of_yaml(text: str, file: str) -> tuple[Settings, dict[str, str], list[Problem]]:
    """Settings as `parse` gives them, whatever YAML they are written in."""
    from talkdeck.yaml_places import Mapping as Pairs  # here: it takes long to import
    from talkdeck.yaml_places import read_yaml

    root, source, problems = read_yaml(text, file)
    reading = _Reading(source, list(problems))
    if root is None or getattr(root, "text", None) == "":
        return Settings(), {}, reading.problems
    if not isinstance(root, Pairs):
        message = "settings are lines of the form `name: value`"
        reading.complain(root, message, "e.g. `output: decks`")
        return Settings(), {}, reading.problems
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    known = {f.name: f for f in fields(Settings)}
    for key, value in root.pairs:
        if key.text in known:
            values[key.text] = reading.value(known[key.text], value)
            if key.text in _NEVER_EMPTY and not (values[key.text] and all(values[key.text])):
                example = specification(known[key.text])[1]
                message = f"`{key.text}` names no file or folder"
                reading.complain(key, message, f"e.g. `{key.text}: {example}`, or leave it out")
            origins[key.text] = f"{file}:{key.place.line}"
        else:
            message = f"there is no setting `{key.text}`"
            reading.complain(key, message, _did_you_mean(key.text, known))
    if reading.problems:
        return Settings(), {}, reading.problems
    return Settings(**values), origins, []


class _Reading:
    """One settings file while it is read: its lines, for excerpts, and its problems."""

    def __init__(self, source: Source, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems

    def complain(self, value: Value, message: str, advice: str) -> None:
        excerpt = self.source.excerpt(value.place)
        problem = Problem("bad-settings", value.place, message, advice, excerpt=excerpt)
        self.problems.append(problem)

    def value(self, setting: Field[Any], value: Value) -> Any:
        """A setting's value; the default after a complaint."""
        from talkdeck.yaml_places import Scalar
        from talkdeck.yaml_places import Sequence as Several

        name = setting.name
        _, example, choices = specification(setting)
        several = is_list(setting)
        if several and isinstance(value, Several):
            return tuple(self._text(setting, item) for item in value.items)
        if not isinstance(value, Scalar):
            wanted = "a list of words" if several else "one word"
            self.complain(value, f"`{name}` takes {wanted}", f"e.g. `{name}: {example}`")
            return setting.default
        if several:
            return (value.text,) if value.text else ()
        if choices and value.text not in choices:
            message = f"`{name}` can't be `{value.text}`; it is one of {', '.join(choices)}"
            self.complain(value, message, f"e.g. `{name}: {example}`")
        return value.text

    def _text(self, setting: Field[Any], value: Value) -> str:
        from talkdeck.yaml_places import Scalar

        if isinstance(value, Scalar):
            return value.text
        _, example, _ = specification(setting)
        self.complain(value, f"`{setting.name}` takes words", f"e.g. `{setting.name}: {example}`")
        return ""


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1)
    return f"did you mean `{near[0]}`?" if near else f"the settings are {', '.join(known)}"


def schema() -> dict[str, Any]:
    """The JSON Schema of `talkdeck.yaml`, for completion in editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FILE_NAME,
        "type": ["object", "null"],
        "properties": {setting.name: _property(setting) for setting in fields(Settings)},
        "additionalProperties": False,
    }


def _property(setting: Field[Any]) -> dict[str, Any]:
    """What may stand under one setting; YAML's numbers and booleans are taken as words."""
    about, example, choices = specification(setting)
    word: dict[str, Any] = {"type": ["string", "number", "boolean"]}
    if choices:
        word = {"enum": list(choices)}
    several: dict[str, Any] = {"type": "array", "items": word}
    if setting.name in _NEVER_EMPTY:
        word["minLength"] = several["minItems"] = 1
    given, _, _ = parse(f"{setting.name}: {example}", "")
    return {
        "description": f"{about[:1].upper()}{about[1:]}. E.g. `{setting.name}: {example}`",
        "default": _as_json(setting.default),
        "examples": [_as_json(getattr(given, setting.name))],
        **({"anyOf": [word, several]} if is_list(setting) else word),
    }


def _as_json(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def as_yaml(value: object) -> str:
    """A setting's value as it stands in `talkdeck.yaml`, e.g. `[a, b]`."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(as_yaml, value))}]"
    text = str(value)
    plain = re.fullmatch(r"[\w./](?:[\w ./-]*[\w./-])?", text)
    return text if plain else "'" + text.replace("'", "''") + "'"


def example() -> str:
    """A settings file with every setting explained and set to its default, as comments."""
    lines = [f"# {FILE_NAME}: all settings, each with its default. Nothing has to be set.", ""]
    for setting in fields(Settings):
        about, given, choices = specification(setting)
        more = f" ({', '.join(choices)})" if choices else ""
        lines.append(f"# {about[:1].upper()}{about[1:]}{more}.")
        if given != as_yaml(setting.default):
            lines.append(f"# E.g. {setting.name}: {given}")
        lines += [f"# {setting.name}: {as_yaml(setting.default)}", ""]
    return "\n".join(lines)
