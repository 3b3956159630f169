"""What `build` and `cards` share: ledger, identities, and the writing of packages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from talkdeck.building import packing, writing
from talkdeck.building.arrange import Package
from talkdeck.building.planning import titles
from talkdeck.building.retiring import many_retired, payloads
from talkdeck.cli.packages import kept_line, talks_of, tell
from talkdeck.cli.session import Session, paint, terminal_width
from talkdeck.files import shown, unwritable
from talkdeck.ledger.disk import LedgerBusy, lock, recover
from talkdeck.ledger.disk import load as load_ledger
from talkdeck.ledger.entry import Ledger
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.report import terminal
from talkdeck.report.plan import in_words, parted, render_changes
from talkdeck.values import replace

if TYPE_CHECKING:
    from talkdeck.anki.package import Written

Load = Callable[[Path, Sequence[Path]], tuple[Ledger | None, list[Problem]]]
"""Reads the ledger at a path, for a build that writes some packages."""

register(
    Entry(
        "many-retired",
        "many cards would be retired",
        "error",
        "When more than a fifth of all cards or of a package's is gone at once, it is usually a "
        "mistake: a wrong path, or half a file.",
        "Look at `talkdeck build --dry-run`; if it is what you want, add `--yes`.",
    ),
)


@contextmanager
def ledger_for(
    session: Session, targets: Sequence[Path], *, change: bool, load: Load = load_ledger
) -> Iterator[Ledger]:
    """The ledger of the last build, locked while it may change.

    Args:
        session: this run.
        targets: the packages that will be written.
        change: whether the ledger will be written; if not, nothing on disk is touched.
        load: reads the ledger.
    """
    path = session.ledger_path()
    if not change:
        ledger, problems = load(path, _built(path, targets))
        session.add(problems)
        yield ledger or Ledger()
        return
    ledger = None
    with ExitStack() as held:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(lock(path, wait=5))
            session.add(recover(path))
            ledger, problems = load(path, _built(path, targets))
            session.add(problems)
        except LedgerBusy as busy:
            session.add([busy.problem])
        except OSError as error:
            session.add([unwritable(shown(error.filename or path), error)])
        session.stop_if_failed("Nothing was written.")
        yield ledger or Ledger()


def _built(path: Path, targets: Sequence[Path]) -> list[Path]:
    """Packages of an earlier build, where there is no ledger that knows of it."""
    if path.exists():
        return []
    from talkdeck.anki.previous import is_ours

    found = []
    for target in filter(Path.is_file, targets):
        try:
            if is_ours(target):
                found.append(target)
        except OSError:  # nobody may look into it: it may be one
            found.append(target)
    return found


def plan_text(session: Session, build: packing.Build) -> str:
    """The plan of a build, for reading."""
    return render_changes(
        build.changes, titles(session.site(), build), paint(sys.stdout), terminal_width()
    )


def ask_before_retiring(
    session: Session, build: packing.Build, yes: bool, known: Mapping[str, int] | None = None
) -> None:
    """Stops a build that would retire many cards, unless the person agrees.

    Args:
        session: this run.
        build: what would be done.
        yes: whether the person agrees already.
        known: how many cards each notes file had, where the build makes some packages only.
    """
    message = "" if yes else many_retired(session.site(), build, known)
    if not message:
        return
    if sys.stdin.isatty() and sys.stderr.isatty():
        click.echo(plan_text(session, build), nl=False, err=True)
        if click.confirm(f"{message}. Is that what you want?", err=True):
            return
    advice = "look at `talkdeck build --dry-run`; if it is what you want, add `--yes`"
    session.add([Problem("many-retired", Place(shown(session.paths[0])), message, advice)])
    session.stop_if_failed("Nothing was written.")


def write(
    session: Session,
    build: packing.Build,
    targets: Sequence[Path],
    verbose: bool,
    packages: Sequence[Package] | None = None,
) -> packing.Build:
    """Writes packages and ledger, and says so; gives the build as it was written.

    Args:
        session: this run.
        build: what is to be written.
        targets: the file of each of its packages.
        verbose: whether all talks are named.
        packages: all packages, where the build makes only some of them.
    """
    every = build.packages if packages is None else packages
    first = next((package for package in every if package.cards), None)
    build = packing.with_retired(
        build,
        session.ledger_path().parent,
        payloads(build, targets),
        homeless=first in build.packages,
    )
    fresh = bool(build.changes.known) and not all(target.exists() for target in targets)
    written, problems = writing.write(build, targets, session.ledger_path(), session.jobs)
    session.add(problems)
    session.stop_if_failed("Nothing was written; what was there before is still there.")
    parts = parted(build.changes, [set(parcel.guids) for parcel in build.parcels])
    made = {
        package.file: _package_line(package, in_words(changes), done)
        for package, changes, done in zip(build.packages, parts, written, strict=True)
    }
    lines = (made.get(package.file) or kept_line(session, package) for package in every)
    tell(session, every, lines, len(build.changes.retired), verbose)
    if fresh and not session.quiet:
        _tell_superseded(session, build, every)
    return build


def _tell_superseded(session: Session, build: packing.Build, packages: Sequence[Package]) -> None:
    """Says which packages of an older title hold nothing that others don't hold now."""
    from talkdeck.building.apart import superseded

    folder = session.loaded.path(session.settings.output)
    written = {folder / package.file for package in packages}
    guids = set(build.guids)
    guids |= {entry.guid for entry in build.memory.ledger.entries if entry.retired}
    for file in superseded(folder, written, guids):
        click.echo(f"{shown(file)} is an older package of the same cards; nothing needs it now.")


def _package_line(package: Package, changes: str, done: Written | None) -> terminal.PackageLine:
    line = terminal.PackageLine(*talks_of(package), changes=changes)
    return replace(line, file=shown(done.path), same=done.same) if done else line
