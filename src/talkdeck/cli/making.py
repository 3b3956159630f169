"""What `build` and `cards` share: ledger, identities, and the writing of packages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from talkdeck import packing
from talkdeck.anki.html import MediaNames
from talkdeck.anki.media import gather
from talkdeck.anki.plan import MediaFile
from talkdeck.arrange import FileCards, Package, arrange
from talkdeck.cards.card import Card
from talkdeck.cli.session import Session, paint, terminal_width
from talkdeck.coverage import count_uncovered, why_none
from talkdeck.files import shown, unwritable
from talkdeck.ledger.changes import retires_too_much
from talkdeck.ledger.disk import LedgerBusy, lock, recover
from talkdeck.ledger.disk import load as load_ledger
from talkdeck.ledger.entry import Ledger
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.report import terminal
from talkdeck.report.plan import in_words, only, render_changes

Load = Callable[[Path, Sequence[Path]], tuple[Ledger | None, list[Problem]]]
"""Reads the ledger at a path, for a build that writes some packages."""

register(
    Entry(
        "no-cards",
        "no cards at all",
        "error",
        "A package without cards would be of no use in Anki.",
        "`talkdeck check` says for each bullet why it made no card.",
    ),
    Entry(
        "many-retired",
        "many cards would be retired",
        "error",
        "When a fifth of a package's cards is gone at once, it is usually a mistake in the path.",
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
        ledger, problems = load(path, targets)
        session.add(problems)
        yield ledger or Ledger()
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with lock(path, wait=5):
            session.add(recover(path))
            ledger, problems = load(path, targets)
            session.add(problems)
            session.stop_if_failed("Nothing was written.")
            yield ledger or Ledger()
    except LedgerBusy as busy:
        session.add([busy.problem])
        session.stop_if_failed("Nothing was written.")
    except OSError as error:
        session.add([unwritable(shown(error.filename or path), error)])
        session.stop_if_failed("Nothing was written.")


def packages_of(session: Session, files: Iterable[FileCards]) -> tuple[Package, ...]:
    """The talks in decks and packages."""
    packages, problems = arrange(files, session.settings.title)
    session.add(problems)
    return packages


def plan(
    session: Session,
    packages: Sequence[Package],
    ledger: Ledger,
    now: int,
    others: Iterable[str] = (),
) -> packing.Build:
    """What a build would do with the ledger as it is.

    Args:
        session: this run.
        packages: what is to be made.
        ledger: of the last build.
        now: time of this build.
        others: notes files that were read and whose packages stay as they are.
    """
    folder = session.ledger_path().parent
    files = {deck.notes.file for package in packages for deck in package.decks}
    names, pictures = media(session, packages)
    known: dict[str, str] = {}
    left = {packing.relative(file, folder.resolve(), known) for file in others}
    return packing.plan(
        packages,
        ledger,
        now,
        folder=folder,
        tags=session.settings.tags,
        media=names,
        media_files=pictures,
        elsewhere=elsewhere(session.paths, ledger, folder, files) | left,
    )


def media(session: Session, packages: Sequence[Package]) -> tuple[MediaNames, dict[str, MediaFile]]:
    """Pictures and sounds of all cards: what they are called in Anki, and their files."""
    cards: dict[Path, list[Card]] = {}
    for package in packages:
        for deck in package.decks:
            if deck.talk.tally is not None and not deck.talk.tally.pictures:
                continue
            cards.setdefault(session.roots[deck.notes.file], []).extend(deck.talk.cards)
    names: dict[tuple[str, str], str] = {}
    files: dict[str, MediaFile] = {}
    for root, members in cards.items():
        found, problems = gather(members, root)
        session.add(problems)
        names.update(found.names)
        files.update((file.name, file) for file in found.files)
    return names, files


def elsewhere(
    paths: Sequence[Path], ledger: Ledger, folder: Path, files: Iterable[str]
) -> frozenset[str]:
    """Remembered notes files that are there, but not among the paths of this build.

    A file that is gone, or is left out on purpose, is not among them: its cards retire.
    """
    roots = [p.resolve() for p in paths]
    read = {Path(f).resolve() for f in files}
    kept = set()
    for name in ledger.files:
        full = (folder / name).resolve()
        inside = any(full == root or root in full.parents for root in roots)
        if full not in read and not inside and full.exists():
            kept.add(name)
    return frozenset(kept)


def titles(session: Session, build: packing.Build) -> dict[str, str]:
    """By notes file, as the ledger names it, the title of its package."""
    folder = session.ledger_path().parent.resolve()
    known: dict[str, str] = {}
    return {
        packing.relative(deck.notes.file, folder, known): package.title
        for package in build.packages
        for deck in package.decks
    }


def plan_text(session: Session, build: packing.Build) -> str:
    """The plan of a build, for reading."""
    return render_changes(
        build.changes, titles(session, build), paint(sys.stdout), terminal_width()
    )


def ask_before_retiring(session: Session, build: packing.Build, yes: bool) -> None:
    """Stops a build that would retire many cards, unless the person agrees."""
    gone, changes = len(build.changes.retired), build.changes
    if yes or not retires_too_much(changes):
        return
    known = sum(changes.known.values())
    message = f"{gone} of {known} cards would be retired: their bullets are gone"
    if sys.stdin.isatty() and sys.stderr.isatty():
        click.echo(plan_text(session, build), nl=False, err=True)
        if click.confirm(f"{message}. Is that what you want?", err=True):
            return
    advice = "look at `talkdeck build --dry-run`; if it is what you want, add `--yes`"
    session.add([Problem("many-retired", Place(shown(session.paths[0])), message, advice)])
    session.stop_if_failed("Nothing was written.")


def stop_without_cards(session: Session, packages: Sequence[Package]) -> None:
    """Stops where no package has a card."""
    if any(package.cards for package in packages):
        return
    if not session.failed():
        place = Place(shown(session.paths[0]))
        what = "no cards were made of these notes"
        advice = f"`talkdeck check {place.file}` says why"
        session.add([Problem("no-cards", place, what, advice)])
    session.stop_if_failed("Nothing was written.")


def write(
    session: Session, build: packing.Build, targets: Sequence[Path], verbose: bool
) -> packing.Build:
    """Writes packages and ledger, and says so; gives the build as it was written."""
    build = packing.with_retired(build, session.ledger_path().parent, payloads(build, targets))
    written, problems = packing.write(build, targets, session.ledger_path())
    session.add(problems)
    session.stop_if_failed("Nothing was written; what was there before is still there.")
    if session.quiet:
        return build
    lines = [_package_line(build, n) for n in range(len(build.packages))]
    colour = paint(sys.stdout)
    talks = None if verbose else terminal.MOST_TALKS
    click.echo(terminal.render_packages(lines, colour, terminal_width(), talks), nl=False)
    files = [
        replace(line, file=shown(done.path))
        for line, done in zip(lines, written, strict=True)
        if done is not None
    ]
    click.echo(terminal.render_written(files, colour), nl=False)
    gone = len(build.changes.retired)
    if gone:
        retired, get = terminal.count(gone, "card"), "it gets" if gone == 1 else "they get"
        click.echo(f"{retired} retired, not deleted: in Anki {get} the tag {packing.RETIRED}.")
    uncovered = count_uncovered(build.packages)
    notes = " ".join(shown(p) for p in session.paths)
    if uncovered:
        bullets = terminal.count(uncovered, "bullet")
        click.echo(f"{bullets} made no card: `talkdeck check {notes}` says why.")
    it = "it" if len(files) == 1 else "them"
    click.echo(f"To study: in Anki choose File > Import and open {it}.")
    return build


def payloads(build: packing.Build, targets: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """The fields of notes that retire now, from the packages that this build replaces."""
    gone = {entry.guid for entry in build.changes.retired}
    if not gone:
        return {}
    from talkdeck.anki.previous import fields_of

    return {guid: values for target in targets for guid, values in fields_of(target, gone).items()}


def _package_line(build: packing.Build, number: int) -> terminal.PackageLine:
    package = build.packages[number]
    talks = tuple(
        terminal.TalkLine(deck.talk.talk.title.text, len(deck.talk.cards), why_none(deck.talk))
        for deck in package.decks
    )
    changes = only(build.changes, {made.guid for made in build.made[number]})
    return terminal.PackageLine(package.title, talks, "", in_words(changes))
