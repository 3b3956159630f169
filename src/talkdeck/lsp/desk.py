"""The files that an editor has open, saved or not, and what talkdeck makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from pathlib import Path
from typing import Literal, Protocol

from talkdeck import config, coverage, pipeline
from talkdeck.anki.media import gather
from talkdeck.cards.choose import VETOES
from talkdeck.filecards import FileCards, TalkCards
from talkdeck.files import NOTES_ENDINGS, Source, is_excluded, shown, within
from talkdeck.outline.node import Notes
from talkdeck.problems import Problem
from talkdeck.rules.finding import FOLDER
from talkdeck.rules.model import Ruleset
from talkdeck.rules.packs import load_rules
from talkdeck.values import dataclass, replace
from talkdeck.watch import snapshot

Sort = Literal["notes", "rules", "settings", ""]
"""What a file is to talkdeck; "" nothing."""

RULE_ENDINGS = (".yaml", ".yml")


class Opened(Protocol):
    """Settings and folders that hold for a file."""

    loaded: config.Loaded
    problems: list[Problem]

    def rule_folders(self) -> list[Path]:
        """Folders with the person's own rules."""
        ...


Opener = Callable[[Path], Opened]
"""Finds the settings that hold for a file."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One notes file, as it stands in the editor.

    Attributes:
        text: its text.
        notes: its outline.
        settings: the settings in force.
        ruleset: the rules in force; None while they have mistakes and never were right.
        cards: what the rules make of it; None without rules.
        problems: what is told about it: nothing that a comment or the settings silence.
    """

    text: str
    notes: Notes
    settings: config.Settings
    ruleset: Ruleset | None
    cards: FileCards | None
    problems: tuple[Problem, ...]

    def talk(self, line: int) -> TalkCards | None:
        """The talk that a line, 1-based, belongs to."""
        talks = self.cards.talks if self.cards else ()
        return next((t for t in talks if t.talk.start <= line <= t.talk.end), None)


@dataclass(slots=True)
class Rules:
    """The rules of some folders.

    Attributes:
        state: the rule files that they were read from, as they were.
        problems: what is wrong with them.
        known: all of them and all word lists, as they are.
        usable: as they were when they had no mistake; None if they always had one.
    """

    state: object
    problems: list[Problem]
    known: Ruleset
    usable: Ruleset | None


@dataclass(slots=True)
class Desk:
    """All open files.

    Attributes:
        opener: finds the settings that hold for a file.
        texts: the texts of open files by their full path.
    """

    opener: Opener
    texts: dict[Path, str] = field(default_factory=dict)
    _rules: dict[object, Rules] = field(default_factory=dict)
    _sheets: dict[Path, Sheet] = field(default_factory=dict)

    def sort(self, path: Path) -> Sort:
        """What a file is: notes, rules, settings, or nothing of ours."""
        ending = path.suffix.lower()
        if path.name == config.FILE_NAME:
            return "settings"
        if ending in RULE_ENDINGS:
            folders = [f.resolve() for f in self.opener(path).rule_folders()]
            inside = any(folder in path.parents for folder in folders)
            return "rules" if inside or FOLDER in path.parts else ""
        if ending in NOTES_ENDINGS and self._is_read(path):
            return "notes"
        return ""

    def _is_read(self, path: Path) -> bool:
        """Whether a build reads a file: it lies where the settings say, and is not left out."""
        loaded = self.opener(path).loaded
        if not loaded.file:
            return True
        for given in loaded.settings.notes:
            top = loaded.path(given).resolve()
            if path == top or top in path.parents:
                below = [path, *(p for p in path.parents if top in p.parents)]
                exclude = loaded.settings.exclude
                return not any(is_excluded(shown(p), exclude) for p in below)
        return False

    def problems(self, path: Path) -> list[Problem]:
        """What is wrong with an open file, or worth knowing."""
        match self.sort(path):
            case "notes":
                sheet = self.sheet(path)
                return list(sheet.problems) if sheet else []
            case "rules":
                found = self.rules(path).problems
                return [p for p in found if Path(p.place.file).resolve() == path]
            case "settings":
                return config.parse(self.texts.get(path, ""), shown(path))[2]
        return []

    def rules(self, path: Path) -> Rules:
        """The rules that hold for a file, with what has not been saved yet."""
        session = self.opener(path)
        named = (
            f.resolve() for f in session.rule_folders() if f.exists()
        )  # a build tells the rest
        folders = list(dict.fromkeys(named))
        if path.suffix in RULE_ENDINGS and not any(f in path.parents for f in folders):
            folders.append(path)
        files = [file for folder in folders for file in _rule_files(folder)]
        texts = {p: t for p, t in self.texts.items() if p.suffix in RULE_ENDINGS}
        settings = session.loaded.settings
        key = (tuple(folders), settings.select, settings.ignore)
        state = (snapshot(files), texts)
        known = self._rules.get(key)
        if known is None or known.state != state:
            ruleset, problems = load_rules(
                folders, select=settings.select, ignore=settings.ignore,
                where=session.loaded.file or "the settings", texts=texts,
            )  # fmt: skip
            failed = any(p.severity == "error" for p in problems)
            last = known.usable if known else None
            usable = last if failed else ruleset
            known = self._rules[key] = Rules(state, problems, ruleset, usable)
        return known

    def sheet(self, path: Path) -> Sheet | None:
        """A notes file, read; None if it is no text."""
        text = self.texts.get(path)
        if text is None:
            text, _ = pipeline.text_of(Source(path, shown(path), path.parent))
            if text is None:
                return None
        loaded = self.opener(path).loaded
        ruleset = self.rules(path).usable
        known = self._sheets.get(path)
        if (
            known is None
            or known.text != text
            or known.ruleset is not ruleset
            or known.settings != loaded.settings
        ):
            known = self._sheets[path] = _sheet(path, text, ruleset, loaded)
        return known

    def close(self, path: Path) -> None:
        """Forgets a file that the editor has closed; what is saved counts again."""
        self.texts.pop(path, None)
        self._sheets.pop(path, None)


def _rule_files(folder: Path) -> Iterator[Path]:
    yield from [folder] if folder.is_file() else sorted(folder.rglob("*.y*ml"))


def _sheet(path: Path, text: str, ruleset: Ruleset | None, loaded: config.Loaded) -> Sheet:
    settings = loaded.settings
    place = within(path, loaded.folder)
    notes, problems = pipeline.read_text(text, shown(path), settings, place)
    cards: FileCards | None = None
    if ruleset is not None:
        cards, found = pipeline.cards_of(notes, ruleset, settings)
        problems = [*problems, *found, *map(_without_command, coverage.problems(cards))]
        kept = [card for talk in cards.talks for card in talk.cards]
        problems += gather(kept, _root(path, loaded))[1]
    told = tuple(
        p
        for p in problems
        if p.severity == "error"
        or not (p.code in settings.silence or coverage.is_silenced(p, notes))
    )
    return Sheet(text, notes, settings, ruleset, cards, told)


def _without_command(problem: Problem) -> Problem:
    """A problem without the command to type: editors have the action `Why no card?`."""
    return problem if problem.code in VETOES else replace(problem, advice="")


def _root(path: Path, loaded: config.Loaded) -> Path:
    """The folder that pictures must not leave: the settings', a repository's, or the file's."""
    folder = loaded.folder.resolve()
    if loaded.file and folder in path.parents:
        return folder
    return next((f for f in path.parents if (f / ".git").exists()), path.parent)
