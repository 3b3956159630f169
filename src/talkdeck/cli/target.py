"""What `push` and `pull` share: which Anki is meant, and how it is opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from talkdeck.anki.trouble import Unreachable
from talkdeck.files import shown
from talkdeck.values import dataclass

if TYPE_CHECKING:
    from talkdeck.anki.connect import RunningAnki
    from talkdeck.anki.push.values import Wanted
    from talkdeck.building.packing import Build
    from talkdeck.cli.session import Session

Command = TypeVar("Command", bound=Callable[..., Any])

KEY = "TALKDECK_ANKICONNECT_KEY"


@dataclass(frozen=True, slots=True)
class Target:
    """Which Anki is meant.

    Attributes:
        running: an Anki that is open; None if it is a file.
        file: a collection; None if it is a running Anki.
    """

    running: RunningAnki | None = None
    file: Path | None = None

    @property
    def name(self) -> str:
        """In messages, e.g. `the running Anki (http://127.0.0.1:8765)`."""
        if self.running:
            return f"the running Anki ({self.running.address})"
        return f"the collection {shown(self.file or '')}"


def target_options(command: Command) -> Command:
    """Options that say which Anki is meant."""
    for option in (
        click.option(
            "--connect",
            metavar="URL",
            help="A running Anki with the AnkiConnect add-on, e.g. http://127.0.0.1:8765.",
        ),
        click.option("--profile", metavar="NAME", help="The collection of this profile."),
        click.option(
            "--collection", metavar="FILE", help="A collection file, e.g. collection.anki2."
        ),
    ):
        command = option(command)
    return command


def find_target(
    collection: str | None, profile: str | None, connect: str | None, *, file_only: bool = False
) -> Target:
    """The Anki that is meant: what was named, else one that runs, else the only collection.

    Args:
        collection: `--collection`.
        profile: `--profile`.
        connect: `--connect`.
        file_only: whether a running Anki is of no use.

    Raises:
        Unreachable: none was found, or it is not clear which.
    """
    from talkdeck.anki.profiles import choose, collections

    if sum(value is not None for value in (collection, profile, connect)) > 1:
        raise click.UsageError("Give one of --collection, --profile and --connect, not several.")
    if collection is not None:
        return Target(file=Path(collection).expanduser())
    if profile is not None:
        return Target(file=choose(profile, collections()))
    from talkdeck.anki.connect import ADDRESS, RunningAnki

    anki = RunningAnki(connect or ADDRESS, os.environ.get(KEY, ""))
    if connect is not None or (not file_only and anki.answers()):
        anki.check()
        return Target(running=anki)
    return Target(file=choose(None, collections()))


def stop(session: Session, error: Unreachable, advice: str = "") -> NoReturn:
    """Tells why Anki can't be reached, and exits with 2."""
    session.add([error.problem])
    session.tell()
    if advice:
        click.echo(advice, err=True)
    sys.exit(2)


def wanted_of(build: Build, folder: Path) -> Wanted:
    """What a build wants in Anki; files of retired cards are named as from here."""
    from talkdeck.building.pushing import wanted
    from talkdeck.problems import Place
    from talkdeck.values import replace

    whole = wanted(build)
    retired = {
        guid: replace(name, place=Place(shown(os.path.relpath(folder / name.place.file))))
        for guid, name in whole.retired.items()
    }
    return replace(whole, retired=retired)


def chosen(names: Sequence[str], values: Sequence[bool]) -> str:
    """The one of several switches that is on; "" if none is.

    Raises:
        click.UsageError: more than one is on.
    """
    on = [name for name, value in zip(names, values, strict=True) if value]
    if len(on) > 1:
        raise click.UsageError(f"Give one of {' and '.join(on)}, not both.")
    return on[0] if on else ""
