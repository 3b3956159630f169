"""What `build` and `cards` share: ledger, identities, and the writing of packages."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from talkdeck import packing, writing
from talkdeck.arrange import Package
from talkdeck.cli.packages import kept_line, talks_of, tell
from talkdeck.cli.session import Session, paint, terminal_width
from talkdeck.files import is_excluded, shown, unwritable
from talkdeck.ledger import changes as ledger_changes
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
    known: dict[str, str] = {}
    left = {packing.relative(file, folder.resolve(), known) for file in others}
    return packing.plan(
        packages,
        ledger,
        now,
        folder=folder,
        elsewhere=elsewhere(session, ledger, folder, files) | left,
    )


def plan_some(
    session: Session,
    packages: Sequence[Package],
    stale: set[str],
    ledger: Ledger,
    now: int,
) -> packing.Build:
    """What a build would do that makes some of the packages, and those that lose a card to them,
    or get or lose a retired one.

    Args:
        session: this run.
        packages: all packages.
        stale: the files of those that have to be made; what has to be made as well is added.
        ledger: of the last build.
        now: time of this build.
    """
    here, known = session.ledger_path().parent.resolve(), dict[str, str]()
    owners = {
        packing.relative(deck.notes.file, here, known): (deck.notes.file, package)
        for package in packages
        for deck in package.decks
    }
    before = _homes(owners, ledger)
    while True:
        mine = [package for package in packages if package.file in stale]
        others = {name: owner for name, owner in owners.items() if owner[1].file not in stale}
        build = plan(session, mine, ledger, now, [file for file, _ in others.values()])
        came = {c.before.key.file for c in (*build.changes.returned, *build.changes.moved)}
        needed = {others[file][1].file for file in came & others.keys()}
        after = _homes(owners, build.memory.ledger)
        needed |= {package for _, package in before.items() ^ after.items() if package}
        if needed <= stale:
            return build
        stale |= needed


def _homes(owners: Mapping[str, tuple[str, Package]], ledger: Ledger) -> dict[str, str]:
    """By guid the file of the package that holds a retired card: that of its notes if there are
    cards in it, else the first that has some; "" if none has.

    Args:
        owners: by notes file, as the ledger names it, its package; in the order of packages.
        ledger: which cards there are.
    """
    active = ledger.files
    holding = {package.file for name, (_, package) in owners.items() if name in active}
    files = {name: package.file for name, (_, package) in owners.items()}
    first = next((file for file in files.values() if file in holding), "")
    homes = ((entry.guid, files.get(entry.key.file)) for entry in ledger.shipped_retired())
    return {guid: home if home in holding else first for guid, home in homes}


def elsewhere(
    session: Session, ledger: Ledger, folder: Path, files: Iterable[str]
) -> frozenset[str]:
    """Remembered notes files that are there, but were not read in this build.

    A file that is gone, or is left out on purpose, is not among them: its cards retire. What was
    found and is no ordinary file now, such as a link into a disk that is not there, is.
    """
    read = {os.path.realpath(f) for f in files}
    strange = {os.path.realpath(p.place.file) for p in session.problems if p.code == "not-a-file"}
    kept = set()
    for name in ledger.files:
        full = os.path.realpath(folder / name)
        if full in read:
            continue
        if full in strange or (os.path.exists(full) and not _left_out(full, session)):
            kept.add(name)
    return frozenset(kept)


def _left_out(file: str, session: Session) -> bool:
    """Whether `exclude:` leaves a file out, or a folder that it is in."""
    path = Path(file)
    here = Path.cwd()
    path = path.relative_to(here) if path.is_relative_to(here) else path
    return any(is_excluded(shown(p), session.settings.exclude) for p in (path, *path.parents))


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


def many_retired(
    session: Session, build: packing.Build, known: Mapping[str, int] | None = None
) -> str:
    """What has to be said before so many cards retire; "" where it is not many.

    A file that is there and gives no card any more counts as a package. One that is gone does
    not: who deletes it will have meant it.

    Args:
        session: this run.
        build: what would be done.
        known: how many cards each notes file had, where the build makes some packages only.
    """
    changes = build.changes if known is None else replace(build.changes, known=dict(known))
    if not changes.retired:
        return ""
    here, names = session.ledger_path().parent.resolve(), dict[str, str]()
    parts: dict[str, set[str]] = {}
    cards: Counter[str] = Counter()
    for package in build.packages:
        for deck in package.decks:
            cards[deck.notes.file] += deck.talk.count
            file = packing.relative(deck.notes.file, here, names)
            parts.setdefault(f"“{package.title}”", set()).add(file)
    empty = (file for file, count in cards.items() if not count)
    alone = {file: {packing.relative(file, here, names)} for file in empty}
    loss = ledger_changes.many_retired(changes, (alone | parts).items())
    if loss is None:
        return ""
    of = f" of {loss.of}" if loss.of else ""
    return f"{loss.retired} of {loss.known} cards{of} would be retired: their bullets are gone"


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
    message = "" if yes else many_retired(session, build, known)
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
    from talkdeck.cli.apart import superseded

    folder = session.loaded.path(session.settings.output)
    written = {folder / package.file for package in packages}
    guids = set(build.guids)
    guids |= {entry.guid for entry in build.memory.ledger.entries if entry.retired}
    for file in superseded(folder, written, guids):
        click.echo(f"{shown(file)} is an older package of the same cards; nothing needs it now.")


def active(ledger: Ledger, elsewhere: Collection[str] = ()) -> dict[str, int]:
    """How many cards the notes had at the last build, by notes file.

    Args:
        ledger: of that build.
        elsewhere: files that do not count.
    """
    files = (entry.key.file for entry in ledger.entries if entry.active)
    return dict(Counter(file for file in files if file not in elsewhere))


def payloads(build: packing.Build, targets: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """The fields of notes that retire now, from the packages that this build replaces."""
    gone = {entry.guid for entry in build.changes.retired}
    if not gone:
        return {}
    from talkdeck.anki.previous import fields_of

    found: dict[str, tuple[str, ...]] = {}
    others = {file for target in targets for file in target.parent.glob("*.apkg")}
    for file in (*targets, *sorted(others.difference(targets))):
        if gone - found.keys():
            found |= {g: values for g, values in fields_of(file, gone).items() if g not in found}
    return found


def _package_line(package: Package, changes: str, done: Written | None) -> terminal.PackageLine:
    line = terminal.PackageLine(*talks_of(package), changes=changes)
    return replace(line, file=shown(done.path), same=done.same) if done else line
