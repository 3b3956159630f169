"""`talkdeck build --watch`: builds again at every change, and of that only what has changed.

A package is made again when one of its talks is not the one it was made of, or one of its
pictures is another. The cards of all other packages are left as the ledger has them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from talkdeck.building import packing, planning, retiring, writing
from talkdeck.cache.memory import Cache
from talkdeck.cli import making, reading
from talkdeck.cli.packages import packages_of, stop_without_cards
from talkdeck.cli.session import Session, draft_all, now
from talkdeck.files import shown
from talkdeck.ledger.disk import load as load_ledger
from talkdeck.problems import Place, Problem
from talkdeck.report.plan import in_words
from talkdeck.values import dataclass, replace
from talkdeck.watch import Changes, Snapshot, snapshot, watch

if TYPE_CHECKING:
    from talkdeck.building.arrange import Package
    from talkdeck.building.drafts import FileDrafts
    from talkdeck.filecards import FileCards
    from talkdeck.ledger.entry import Ledger

FAILED = 2
"""Exit code of a command that can't be carried out: then there is nothing to watch."""


@dataclass(slots=True)
class Remembered:
    """The ledger as it was read or written last, for as long as nobody else changes it."""

    state: Snapshot = field(default_factory=dict)
    ledger: Ledger | None = None

    def load(self, path: Path, targets: Sequence[Path]) -> tuple[Ledger | None, list[Problem]]:
        """The ledger, from the disk only if it is another one there."""
        if self.ledger is not None and self.state == snapshot([path]):
            return self.ledger, []
        return load_ledger(path, targets)

    def keep(self, path: Path, ledger: Ledger) -> None:
        """Takes a ledger that was just written."""
        self.state, self.ledger = snapshot([path]), ledger


@dataclass(slots=True)
class Watching:
    """Packages that are kept up to date.

    Attributes:
        open: reads the settings, as they are now.
        settings_file: `--config`.
        yes: whether many cards may retire without a question.
        verbose: whether all talks are named, and how they were told apart.
        cache: rules and cards that need not be made again.
        ledger: the ledger, as it was written last.
        built: by target what each package was made of.
        drafts: by notes file its cards, and their drafts.
        pictures: the files of pictures, also of those that are not there yet, each with the
            notes files whose cards show it.
        told: problems that were told already.
        session: settings and problems of the last build.
    """

    open: Callable[[], Session]
    settings_file: str | None
    yes: bool
    verbose: bool = False
    cache: Cache = field(default_factory=Cache)
    ledger: Remembered = field(default_factory=Remembered)
    built: dict[Path, object] = field(default_factory=dict)
    drafts: dict[str, tuple[FileCards, FileDrafts]] = field(default_factory=dict)
    pictures: dict[Path, set[str]] = field(default_factory=dict)
    told: set[Problem] = field(default_factory=set)
    session: Session | None = None

    def files(self) -> Iterator[Path]:
        """What the packages depend on: notes, rules, settings, pictures."""
        if self.session is not None:
            yield from reading.files(self.session, self.settings_file)
            yield from self.pictures

    def build(self, changed: Changes | None = None) -> None:
        """Builds what is not up to date, and says so.

        Args:
            changed: what has changed on disk; None for the first time.
        """
        began = time.monotonic()
        try:
            session = self.session = self.open()
            done = self._build(session, changed)
        except SystemExit as error:  # told already; the packages stay as they are
            if changed is None and error.code == FAILED:
                raise
            return
        except Exception as error:  # a slip of ours must not end the watching
            if changed is None:
                raise
            said = f"talkdeck made a mistake of its own: {type(error).__name__}: {error}"
            click.echo(said, err=True)
            return
        self._tell(session)
        if changed is not None and not session.quiet:
            names = ", ".join(path.name for path in list(changed)[:3])
            click.echo(f"{names}: {done} ({time.monotonic() - began:.2f} s)")

    def _build(self, session: Session, changed: Changes | None) -> str:
        """Builds, and says what came of it."""
        ruleset = reading.rules(session, self.cache)
        self._stop_if_failed(session)
        files = [made.cards for made in reading.read(session, ruleset, self.cache)]
        self._stop_if_failed(session)
        if self.verbose:
            names = None if changed is None else {shown(path) for path in changed}
            for notes in (file.notes for file in files):
                if names is None or notes.file in names:
                    click.echo(f"{notes.file}: {notes.choice}", err=True)
        packages = packages_of(session, self._drafted(session, files, changed or ()))
        folder = session.loaded.path(session.settings.output)
        if changed is None:
            stop_without_cards(session, packages)
        path = session.ledger_path()
        every = [folder / package.file for package in packages]
        with making.ledger_for(session, every, change=True, load=self.ledger.load) as ledger:
            stale = self._stale(folder, packages)
            names = {target.name for target in stale}
            build = planning.plan_some(session.site(), packages, names, ledger, now())
            targets = [folder / package.file for package in build.packages]
            session.add(build.memory.problems)
            self._stop_if_failed(session)
            if changed is None:
                making.ask_before_retiring(session, build, self.yes)
                build = making.write(session, build, targets, self.verbose)
            else:
                self._refuse_to_retire_many(session, build, ledger)
                build = self._write(session, packages, build, targets)
            self.ledger.keep(path, build.memory.ledger)
        self.built = {folder / package.file: _content(package) for package in packages}
        return in_words(replace(build.changes, untouched=0)) or "no card has changed"

    def _write(
        self,
        session: Session,
        packages: Sequence[Package],
        build: packing.Build,
        targets: Sequence[Path],
    ) -> packing.Build:
        """Writes some of the packages, and the ledger; gives the build as it was written."""
        path = session.ledger_path()
        folder = session.loaded.path(session.settings.output)
        lost = self.built.keys() - {folder / package.file for package in packages}
        gone = retiring.payloads(build, [*targets, *sorted(lost)])
        homeless = _first(packages) in build.packages
        build = packing.with_retired(build, path.parent, gone, homeless=homeless)
        session.add(writing.write(build, targets, path, session.jobs)[1])
        self._stop_if_failed(session)
        return build

    def _drafted(
        self, session: Session, files: Sequence[FileCards], changed: Iterable[Path]
    ) -> Iterator[FileDrafts]:
        """The drafts of all files: as they were while neither cards nor pictures changed."""
        from talkdeck.anki.media import places

        for path in changed:
            for name in self.pictures.get(path, ()):
                self.drafts.pop(name, None)
        before, self.drafts, self.pictures = self.drafts, {}, {}
        for file in files:
            name = file.notes.file
            cards, drafts = before.get(name, (None, None))
            if drafts is None or cards is not file:
                (drafts,) = draft_all(session, [file])
            else:
                session.add(drafts.pictures.problems)
            self.drafts[name] = file, drafts
            for path in places(drafts.pictures.shown, session.roots[name]):
                self.pictures.setdefault(path, set()).add(name)
            yield drafts

    def _stale(self, folder: Path, packages: Sequence[Package]) -> set[Path]:
        """The targets that have to be made again."""
        contents = {folder / p.file: _content(p) for p in packages}
        stale = {t for t, content in contents.items() if self.built.get(t) != content}
        first = _first(packages)
        if first and self.built.keys() - contents.keys():  # it takes the cards of lost packages
            stale.add(folder / first.file)
        return stale

    def _refuse_to_retire_many(
        self, session: Session, build: packing.Build, ledger: Ledger
    ) -> None:
        """Stops where a save looks like half a file; nobody is there to be asked."""
        known = retiring.active(ledger)
        message = "" if self.yes else retiring.many_retired(session.site(), build, known)
        if not message:
            return
        advice = "save the notes again; if it is what you want, run `talkdeck build --yes`"
        session.add([Problem("many-retired", Place(shown(session.paths[0])), message, advice)])
        self._stop_if_failed(session)

    def _stop_if_failed(self, session: Session) -> None:
        if session.failed():
            self._tell(session)
            click.echo("Nothing was written; waiting for the next change.", err=True)
            raise SystemExit(session.exit_code())

    def _tell(self, session: Session) -> None:
        """Tells errors, and what has not been told before."""
        every = session.problems
        session.problems = [p for p in every if p.severity == "error" or p not in self.told]
        session.tell()
        self.told = set(every)


def _first(packages: Sequence[Package]) -> Package | None:
    """The first package that has cards."""
    return next((package for package in packages if package.cards), None)


def _content(package: Package) -> object:
    """What a package is made of; compared by identity of its talks."""
    return package.title, tuple((deck.name, deck.talk) for deck in package.decks)


def run(
    open_session: Callable[[], Session], settings_file: str | None, yes: bool, verbose: bool
) -> NoReturn:
    """Builds, and builds again at every change until it is interrupted."""
    watching = Watching(open_session, settings_file, yes, verbose)
    session = watching.session = open_session()
    since = snapshot(watching.files())
    watching.build()
    since |= snapshot(path for path in watching.files() if path not in since)
    if not session.quiet:
        click.echo("Watching for changes (stop with Ctrl+C)", err=True)
    try:
        for changes in watch(watching.files, since=since):
            watching.build(changes)
    except KeyboardInterrupt:
        click.echo("", err=True)
    raise SystemExit(0)
