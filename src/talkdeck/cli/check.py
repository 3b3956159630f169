"""`talkdeck check`: what is wrong, and which bullets have no card."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from talkdeck.cli.session import (
    Session,
    draft_all,
    notes_argument,
    now,
    open_session,
    paint,
    print_data,
    read_all,
    terminal_width,
)
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.values import replace

if TYPE_CHECKING:
    from talkdeck.filecards import FileCards
    from talkdeck.outline.node import Notes

register(
    Entry(
        "unknown-code",
        "a code that no problem has",
        "warning",
        "What you wanted to silence is not silenced.",
        "Correct the spelling; docs/checks.md lists all codes.",
    ),
)

EPILOG = """\b
Examples:
  talkdeck check                         all notes, and the rules
  talkdeck check notes/pycon-2017.md     one file
  talkdeck check --ignore uncovered      without the bullets that no rule fits
  talkdeck check --explain too-long      what it means, and what to do
  talkdeck check --format sarif          for code hosts and editors
"""


@click.command(epilog=EPILOG)
@notes_argument
@click.option("--format", "form", type=click.Choice(["text", "json", "github", "sarif"]),
              default="text", show_default=True, help="How to print what was found.")  # fmt: skip
@click.option("--select", multiple=True, metavar="CODE", help="Tell nothing but these.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Don't tell these.")
@click.option("--explain", metavar="CODE", help="Say what a code means, and what to do.")
@click.option("--config", "settings_file", metavar="FILE", help="Read settings from this file.")
def command(
    notes: tuple[str, ...],
    form: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    explain: str | None,
    settings_file: str | None,
) -> None:
    """Say what is wrong with notes and rules, and which bullets have no card and why.

    Writes nothing. Exits with 1 if there is an error, with 2 if it is none of yours, such as a
    damaged ledger; bullets without a card are no errors. Errors that stop the check are told
    whatever --select says.

    A comment in the notes silences what is told of the next line:
    <!-- talkdeck: ignore CODE -->
    """
    if explain is not None:
        _explain(explain)
    for code in (*select, *ignore):
        _must_be_known(code)
    session = open_session(notes, settings_file=settings_file, stop=False)
    files = _look(session)
    stopped = {p for p in session.problems if p.severity == "error"}
    session.add(_unknown_codes(session))
    if files:
        from talkdeck import coverage

        session.add([p for file in files for p in coverage.problems(file)])
    session.problems = [
        p
        for p in _with_excerpts(session)
        if p in stopped or ((not select or p.code in select) and p.code not in ignore)
    ]
    _print(session, files, form)
    sys.exit(session.exit_code())


def _look(session: Session) -> list[FileCards] | None:
    """Reads all there is; None, with the reason among the problems, where no cards come of it."""
    if session.failed():
        return None
    ruleset = session.ruleset()
    if session.failed():  # what is wrong with the notes is worth knowing all the same
        from talkdeck import pipeline

        for source in session.sources():
            session.add(pipeline.read(source, session.settings)[1])
        return None
    from talkdeck.building.planning import plan
    from talkdeck.cli import making
    from talkdeck.cli.packages import packages_of

    files = list(read_all(session, ruleset))
    failed = session.failed()  # what is wrong with one file hides nothing of the others
    if failed and not files:
        return None
    packages = packages_of(session, draft_all(session, files))
    if failed:  # cards of notes that can't be read are missing: they would seem to be gone
        return files
    with making.ledger_for(session, [], change=False) as ledger:
        if not session.failed():
            session.add(plan(session.site(), packages, ledger, now()).memory.problems)
    return files


def _print(session: Session, files: Sequence[FileCards] | None, form: str) -> None:
    found = session.told()
    if form == "json":
        from talkdeck.report.problems import json_text

        print_data(json_text(found))
    elif form == "github":
        from talkdeck.report.github import github_text

        print_data(github_text(found, _locator()))
    elif form == "sarif":
        from talkdeck import __version__
        from talkdeck.report.sarif import sarif_text

        print_data(sarif_text(found, _locator(), __version__))
    else:
        _print_text(found, files)


def _print_text(found: Iterable[Problem], files: Sequence[FileCards] | None) -> None:
    from talkdeck.coverage import CARD_CODES
    from talkdeck.report.check import render_uncovered
    from talkdeck.report.terminal import render_problems

    bare = {(p.place.file, p.place.line, p.code) for p in found if p.code in CARD_CODES}
    others = [p for p in found if p.code not in CARD_CODES]
    colour = paint(sys.stdout)
    click.echo(render_problems(others, colour), nl=False)
    if files is None:
        click.echo("No cards were made: mend the errors first.")
    else:
        click.echo(render_uncovered(files, colour, terminal_width(), bare), nl=False)


def _with_excerpts(session: Session) -> list[Problem]:
    """The problems, each with the line of the notes that it speaks of."""
    from talkdeck import pipeline
    from talkdeck.files import Source

    lines: dict[str, list[str]] = {}

    def completed(problem: Problem) -> Problem:
        name, line = problem.place.file, problem.place.line
        if problem.excerpt or not line or name not in session.notes:
            return problem
        if name not in lines:
            text, _ = pipeline.text_of(Source(Path(name), name, Path()))
            lines[name] = (text or "").split("\n")
        if line > len(lines[name]):
            return problem
        return replace(problem, excerpt=lines[name][line - 1])

    return [completed(p) for p in session.problems]


def _locator() -> Callable[[str], str | None]:
    """Says what a file is called from the top of its repository; None for what is no file."""
    here = Path.cwd()
    given = os.environ.get("GITHUB_WORKSPACE")
    marked = (f for f in (here, *here.parents) if (f / ".git").exists())
    top = Path(given).resolve() if given else next(marked, here)

    def locate(name: str) -> str | None:
        path = Path(name)
        if not name or not path.exists():
            return None
        full = path.resolve()
        return full.relative_to(top).as_posix() if full.is_relative_to(top) else path.as_posix()

    return locate


def _explain(code: str) -> NoReturn:
    from talkdeck.cli.catalogue import entries
    from talkdeck.report.catalogue import render_entry

    _must_be_known(code)
    click.echo(render_entry(entries()[code], paint(sys.stdout), terminal_width()), nl=False)
    sys.exit(0)


def _must_be_known(code: str) -> None:
    from talkdeck.cli.catalogue import entries

    if code not in entries():
        raise click.UsageError(f"there is no code '{code}'; {_like(code)}")


def _like(code: str) -> str:
    from difflib import get_close_matches

    from talkdeck.cli.catalogue import entries

    near = get_close_matches(code, entries(), n=1)
    return f"did you mean '{near[0]}'?" if near else "docs/checks.md lists all codes"


def _unknown_codes(session: Session) -> list[Problem]:
    """Codes that `silence:` and comments in the notes name and that do not exist."""
    wanted = [(_in_settings(session), code) for code in session.settings.silence]
    wanted += [place for notes in session.notes.values() for place in _in_comments(notes)]
    if not wanted:
        return []
    from talkdeck.cli.catalogue import entries

    return [
        Problem("unknown-code", place, f"there is no code '{code}'", _like(code), "warning")
        for place, code in wanted
        if code not in entries()
    ]


def _in_settings(session: Session) -> Place:
    line = session.loaded.origins["silence"].rpartition(":")[2]
    return Place(session.loaded.file, int(line))


def _in_comments(notes: Notes) -> Iterator[tuple[Place, str]]:
    """The codes that comments name, each at its comment; it holds for the line below as well."""
    above: frozenset[str] = frozenset()
    for line, codes in sorted(notes.silenced.items()):
        for code in sorted(codes - above - {"*"}):
            yield Place(notes.file, line), code
        above = codes
