"""`talkdeck ledger`: mend the file in which talkdeck remembers which card is which."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from talkdeck.cli.session import Session, open_session
from talkdeck.problems import Place, Problem

if TYPE_CHECKING:
    from talkdeck.anki.recall import Recalled

EPILOG = """\b
Examples:
  talkdeck ledger resolve               after a merge conflict in talkdeck.ledger
  talkdeck ledger rebuild decks/        after it was lost, from the last packages
"""


@click.group("ledger", epilog=EPILOG)
def command() -> None:
    """Mend the ledger: resolve a merge conflict, or rebuild a lost one."""


@command.command(epilog="\b\nExamples:\n  talkdeck ledger resolve")
@click.option("--config", "settings_file", metavar="FILE", help="Read settings from this file.")
def resolve(settings_file: str | None) -> None:
    """Resolve a merge conflict in the ledger.

    The cards of both sides are kept; where both know one, the newer word counts.
    """
    from talkdeck.ledger.disk import save
    from talkdeck.ledger.store import parse, resolve_conflict

    session = open_session((), settings_file=settings_file)
    path = session.ledger_path()
    data = _read(session, path)
    if parse(data, path.as_posix())[0] is not None:
        click.echo(f"There is no conflict in {path.as_posix()}; nothing to do.")
        return
    ledger, problems = resolve_conflict(data, path.as_posix())
    session.add(problems)
    if ledger is None:
        session.finish()
    session.add(save(path, ledger))
    session.stop_if_failed()
    click.echo(f"Wrote {path.as_posix()}: {len(ledger.entries)} cards, both sides kept.")
    session.finish()


@command.command(epilog="\b\nExamples:\n  talkdeck ledger rebuild decks/")
@click.argument("sources", nargs=-1, required=True, metavar="PACKAGES…")
@click.option("--config", "settings_file", metavar="FILE", help="Read settings from this file.")
def rebuild(sources: tuple[str, ...], settings_file: str | None) -> None:
    """Rebuild a lost ledger from the last packages, or from a collection Anki has closed.

    PACKAGES are .apkg files, folders of them, or a collection.anki2. The next build knows
    the cards again by what they ask. A ledger that is there is kept: move it away first.
    """
    from talkdeck.ledger.disk import save
    from talkdeck.ledger.entry import Entry, Key
    from talkdeck.ledger.remember import from_entries

    session = open_session((), settings_file=settings_file)
    path = session.ledger_path()
    if path.exists():
        _stop(session, path, "there is a ledger already", "move it away to rebuild it")
    recalled = [note for file in _files(sources) for note in _recall(session, file)]
    session.stop_if_failed()
    if not recalled:
        _stop(session, Path(sources[0]), "it has no notes of talkdeck's", "name the last packages")
    entries = [
        Entry(
            n.guid,
            n.mod,
            place * 128,
            Key(n.kind, "", "", n.talk, "", n.question, n.answer, n.file),
            "",
        )
        for place, n in enumerate(recalled, 1)
    ]
    ledger = from_entries(entries)
    session.add(save(path, ledger))
    session.stop_if_failed()
    click.echo(f"Wrote {path.as_posix()}: {len(ledger.entries)} cards.")
    click.echo("See what the next build makes of it: talkdeck build --dry-run")
    session.finish()


def _files(sources: tuple[str, ...]) -> list[Path]:
    found: list[Path] = []
    for source in map(Path, sources):
        found += sorted(source.glob("*.apkg")) if source.is_dir() else [source]
    return found


def _recall(session: Session, file: Path) -> tuple[Recalled, ...]:
    from talkdeck.anki.recall import recall

    try:
        return recall(file)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        session.add([_problem(file, f"it can't be read: {said}", "name a package or collection")])
        return ()


def _read(session: Session, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        _stop(session, path, f"it can't be read: {error.strerror}", "run this beside the ledger")
        raise


def _problem(file: Path, message: str, advice: str) -> Problem:
    return Problem("ledger-unreadable", Place(file.as_posix()), message, advice)


def _stop(session: Session, file: Path, message: str, advice: str) -> None:
    session.add([_problem(file, message, advice)])
    session.finish()
