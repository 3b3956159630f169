"""Reading again and again: what `build --watch` and `preview --serve` share.

Only what has changed is made again; the rest comes from a cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from talkdeck.cache.memory import Cache, Made
from talkdeck.cli.session import Session
from talkdeck.config import FILE_NAME
from talkdeck.files import find_notes
from talkdeck.watch import snapshot

if TYPE_CHECKING:
    from talkdeck.cache.memory import Rules
    from talkdeck.rules.model import Ruleset


def rule_files(session: Session) -> Iterator[Path]:
    """The person's own rule files."""
    for folder in session.rule_folders():
        yield from [folder] if folder.is_file() else sorted(folder.rglob("*.y*ml"))


def files(session: Session, settings_file: str | None) -> Iterator[Path]:
    """What the cards depend on: notes, rules, settings."""
    found, _ = find_notes(session.paths, exclude=session.settings.exclude)
    for source in found:
        yield source.path
    yield from rule_files(session)
    settings = settings_file or session.loaded.file
    yield Path(settings) if settings else session.loaded.folder / FILE_NAME


def rules(session: Session, cache: Cache) -> Ruleset:
    """The rules in force; what is wrong with them is told to the session."""

    def load() -> Rules:
        before = len(session.problems)
        ruleset = session.ruleset()
        found = session.problems[before:]
        del session.problems[before:]
        return ruleset, found

    ruleset, problems = cache.ruleset((session.loaded, snapshot(rule_files(session))), load)
    session.add(problems)
    return ruleset


def read(session: Session, ruleset: Ruleset, cache: Cache) -> list[Made]:
    """What comes of every notes file; what is wrong with them is told to the session."""
    result = []
    for source in session.sources():
        made, problems = cache.read(source, ruleset, session.settings)
        session.add(problems)
        if made is not None:
            session.notes[source.name] = made.cards.notes
            result.append(made)
    return result
