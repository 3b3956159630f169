"""What every command does first and last: settings, notes and rules in; problems out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from talkdeck import config
from talkdeck.cache.store import Store, default_folder
from talkdeck.cli.home import find
from talkdeck.files import Source, find_notes, shown, unreadable
from talkdeck.problems import CATALOGUE, Problem
from talkdeck.values import dataclass, replace

if TYPE_CHECKING:
    from talkdeck.building.drafts import FileDrafts
    from talkdeck.building.site import Site
    from talkdeck.cache.rules import Rules
    from talkdeck.filecards import FileCards
    from talkdeck.outline.node import Notes
    from talkdeck.rules.match import Observer
    from talkdeck.rules.model import Ruleset

Command = TypeVar("Command", bound=Callable[..., Any])

COLOURS = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "blue"},
    "good": {"fg": "green"},
    "title": {"bold": True},
    "dim": {"dim": True},
}


def notes_argument(command: Command) -> Command:
    """`[NOTES]…`: files and folders; what `talkdeck.yaml` says, or `notes/`, if none."""
    return click.argument("notes", nargs=-1, metavar="[NOTES]...")(command)


def rule_options(command: Command) -> Command:
    """Options that say which settings and rules are used."""
    for option in (
        click.option("--ignore", multiple=True, metavar="RULE", help="Switch a rule or pack off."),
        click.option("--select", multiple=True, metavar="RULE", help="Switch a rule or pack on."),
        click.option(
            "--config", "settings_file", metavar="FILE", help="Read settings from this file."
        ),
    ):
        command = option(command)
    return command


@dataclass(slots=True)
class Session:
    """One run of a command.

    Attributes:
        loaded: the settings in force.
        paths: files and folders of notes to read.
        quiet: whether only problems are printed.
        problems: everything found so far.
        roots: by notes file the folder that its pictures have to lie in.
        more_rules: rule files and folders that are read besides those of the settings.
        notes: by its name every notes file that was read.
        store: where results are kept from one run to the next.
        jobs: processes that read notes; 0: as many as pay.
    """

    loaded: config.Loaded
    paths: tuple[Path, ...]
    quiet: bool = False
    problems: list[Problem] = field(default_factory=list)
    roots: dict[str, Path] = field(default_factory=dict)
    more_rules: list[Path] = field(default_factory=list)
    notes: dict[str, Notes] = field(default_factory=dict)
    store: Store = field(default_factory=lambda: Store(default_folder()))
    jobs: int = 0

    @property
    def settings(self) -> config.Settings:
        """The values of the settings."""
        return self.loaded.settings

    def add(self, problems: Sequence[Problem]) -> None:
        """Keeps problems, to be told at the end."""
        self.problems.extend(problems)

    def sources(self) -> tuple[Source, ...]:
        """The notes files; what can't be found is a problem."""
        found, problems = find_notes(
            self.paths, exclude=self.settings.exclude, folder=self.loaded.folder
        )
        self.add(problems)
        folder = self.loaded.folder.resolve()
        self.roots.update((s.name, self._root(s, folder)) for s in found)
        return found

    def _root(self, source: Source, folder: Path) -> Path:
        """The settings' folder for what lies in it, else the folder that was given."""
        inside = self.loaded.file and os.path.realpath(source.path).startswith(
            os.path.join(folder, "")
        )
        return folder if inside else source.root

    def rules(self) -> Rules:
        """The rules in force, not yet loaded; what is wrong with them is told."""
        from talkdeck.cache.rules import Rules

        origins = (self.loaded.origins.get(name) for name in ("select", "ignore"))
        rules = Rules(
            self.rule_folders(),
            self.settings.select,
            self.settings.ignore,
            ", ".join(dict.fromkeys(o for o in origins if o)),
            self.store,
        )
        self.add(rules.problems)
        return rules

    def ruleset(self) -> Ruleset:
        """The rules in force: the person's own, then the built-in pack."""
        return self.rules().ruleset

    def rule_folders(self) -> list[Path]:
        """Folders with the person's own rules: the settings', there or not, else those beside the
        notes.
        """
        folders = [self.loaded.path(f) for f in self.settings.rules]
        if "rules" not in self.loaded.origins:
            for path in self.paths:
                beside = path if path.is_dir() else path.parent
                folders += [beside / "card_rules", beside.resolve().parent / "card_rules"]
            folders = [folder for folder in folders if folder.is_dir()]
        unique = {f.resolve(): f for f in reversed(folders)}
        found = list(reversed(unique.values()))
        known = set(unique)
        for path in self.more_rules:
            full = path.resolve()
            if full not in known and not known & set(full.parents):
                found.append(path)
        return found

    def ledger_path(self) -> Path:
        """Where the ledger is: in the settings' folder, else in the current one."""
        return self.loaded.path(self.settings.ledger)

    def site(self) -> Site:
        """Where a build takes place; ask when the notes have been looked for."""
        from talkdeck.building.site import Site

        strange = (p.place.file for p in self.problems if p.code == "not-a-file")
        return Site(
            self.ledger_path(),
            self.loaded.path(self.settings.output),
            tuple(self.settings.exclude),
            frozenset(map(os.path.realpath, strange)),
        )

    def failed(self) -> bool:
        """Whether there is an error among the problems."""
        return any(p.severity == "error" for p in self.problems)

    def told(self) -> list[Problem]:
        """The problems without those that a comment or the settings silence."""
        return [p for p in self.problems if not self._silenced(p)]

    def _silenced(self, problem: Problem) -> bool:
        if problem.severity == "error":
            return False
        if problem.code in self.settings.silence:
            return True
        notes = self.notes.get(problem.place.file)
        if notes is None or not notes.silenced:
            return False
        from talkdeck.coverage import is_silenced

        return is_silenced(problem, notes)

    def tell(self, most: int | None = 20) -> None:
        """Prints the problems found so far to standard error, once."""
        if self.problems:
            from talkdeck.report.terminal import render_problems

            click.echo(render_problems(self.told(), paint(sys.stderr), most), err=True, nl=False)

    def exit_code(self) -> int:
        """0 all well, 1 mistakes in notes or rules, 2 the command could not be carried out."""
        errors = {p.code for p in self.problems if p.severity == "error"}
        known = errors & CATALOGUE.keys()  # what is kept of notes may be of a room not imported
        if any(CATALOGUE[code].stops for code in known):
            return 2
        return 1 if errors else 0

    def stop_if_failed(self, advice: str = "") -> None:
        """Tells the problems and exits where there is an error among them."""
        if self.failed():
            self.tell()
            if advice:
                click.echo(advice, err=True)
            sys.exit(self.exit_code())

    def finish(self) -> NoReturn:
        """Tells the problems and exits with the code that fits them."""
        self.tell()
        sys.exit(self.exit_code())


def open_session(
    notes: Sequence[str],
    *,
    settings_file: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    quiet: bool = False,
    stop: bool = True,
    output: str | None = None,
) -> Session:
    """Loads the settings for some notes and puts the command line's options over them.

    Args:
        notes: arguments of the command line.
        settings_file: `--config`.
        select: `--select`, added to the setting.
        ignore: `--ignore`, added to the setting.
        quiet: `--quiet`.
        stop: whether to tell and exit where the settings can't be read.
        output: `--output`, put over the setting.
    """
    file, folder = (Path(settings_file), Path()) if settings_file else find(notes)
    try:
        loaded, problems = config.load(file, shown(_nearest(file)) if file else "")
        if file is None:
            loaded = replace(loaded, folder=folder)
            problems = config.overlooked(folder)
    except OSError as error:
        loaded, problems = config.Loaded(config.Settings(), {}, Path()), []
        problems.append(unreadable(shown(file or ""), error))
    if select:  # what is asked for now goes before what was set once
        ignored = tuple(n for n in loaded.settings.ignore if not any(_means(s, n) for s in select))
        loaded = loaded.override(
            "--select", select=(*loaded.settings.select, *select), ignore=ignored
        )
    if ignore:
        selected = tuple(n for n in loaded.settings.select if not any(_means(i, n) for i in ignore))
        loaded = loaded.override(
            "--ignore", ignore=(*loaded.settings.ignore, *ignore), select=selected
        )
    if output is not None:
        # Paths in the settings start from their folder, those of options from here.
        here = output if loaded.folder == Path() else str(Path(output).absolute())
        loaded = loaded.override("--output", output=here)
    paths = [Path(n) for n in notes] or [loaded.path(n) for n in loaded.settings.notes]
    session = Session(loaded, tuple(paths), quiet, list(problems))
    if stop:
        session.stop_if_failed()
    return session


def _means(name: str, other: str) -> bool:
    """Whether a rule or pack is what another name stands for, or has it inside.

    E.g. `english/number` means `number`, and `english` means `english/number`.
    """
    same = name == other or name.endswith(f"/{other}") or other.endswith(f"/{name}")
    return same or other.startswith(f"{name}/")


def _nearest(file: Path) -> Path:
    """A path as a person would write it: relative if it is below the current folder."""
    here, full = Path.cwd(), file.resolve()
    return full.relative_to(here) if full.is_relative_to(here) else file


def paint(stream: Any) -> Callable[[str, str], str]:
    """How to colour what goes to a stream: not at all unless it is a terminal."""
    from talkdeck.report.terminal import plain

    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return plain
    # Values of one dictionary have one type, but each of click's arguments another.
    return lambda text, role: click.style(text, **COLOURS.get(role, {}))  # type: ignore[arg-type]


def read_drafts(session: Session, rules: Rules) -> Iterator[FileDrafts]:
    """The drafts of every notes file, without outlines: what a build needs."""
    from talkdeck.building.bulk import Bulk

    sources = session.sources()
    bulk = Bulk(rules, session.settings, session.store, session.roots, session.jobs)
    found = bulk.read(sources)
    for _ in progress(sources, "Reading notes", session.quiet):
        drafts, problems = next(found)
        session.add(problems)
        if drafts is not None:
            session.notes[drafts.notes.file] = drafts.notes
            yield drafts
    session.store.flush()


def draft_all(session: Session, files: Iterable[FileCards]) -> Iterator[FileDrafts]:
    """The drafts of notes files whose outlines are needed besides."""
    from talkdeck.building.drafts import draft

    for file in files:
        drafts = draft(file, session.roots[file.notes.file], session.settings.tags)
        session.add(drafts.pictures.problems)
        yield drafts


def read_all(
    session: Session, ruleset: Ruleset, observer: Observer | None = None
) -> Iterator[FileCards]:
    """The cards of every notes file, with a progress bar on a terminal."""
    from talkdeck import pipeline

    sources = session.sources()
    for source in progress(sources, "Reading notes", session.quiet):
        try:
            notes, problems = pipeline.read(source, session.settings)
            session.add(problems)
            if notes is not None:
                session.notes[notes.file] = notes
                cards, problems = pipeline.cards_of(notes, ruleset, session.settings, observer)
                session.add(problems)
                yield cards
        except Exception as error:
            error.add_note(f"while reading {source.name}")
            raise


def progress(items: Sequence[Source], what: str, quiet: bool) -> Iterator[Source]:
    """The items, with a progress bar while somebody is watching."""
    if quiet or len(items) < 2 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, what, console=Console(stderr=True), transient=True)


def print_data(text: str) -> None:
    """Prints data for other programs: UTF-8 with line feeds, whatever the terminal's encoding."""
    click.echo(text.encode("utf-8", "replace"), nl=False)


def terminal_width() -> int:
    """Columns of the terminal, within reason."""
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 120))


def now() -> int:
    """The time of this run, seconds since 1970; SOURCE_DATE_EPOCH, if set, stands in for it."""
    import time

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(given) if given.isascii() and given.isdigit() else int(time.time())
