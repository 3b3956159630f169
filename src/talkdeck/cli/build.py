"""`talkdeck build`: Anki decks from notes."""

from __future__ import annotations

import click

from talkdeck.cache.store import Store
from talkdeck.cli.session import (
    Session,
    notes_argument,
    now,
    open_session,
    read_cards,
    rule_options,
)

EPILOG = """\b
Examples:
  talkdeck build                         notes/ become decks/*.apkg
  talkdeck build talks/ -o out/          other notes, another folder
  talkdeck build --dry-run               say what would change, write nothing
"""


@click.command(epilog=EPILOG)
@notes_argument
@click.option("-o", "--output", metavar="DIR", help="Folder for the packages.  [default: decks]")
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option("--watch", is_flag=True, help="Build again whenever notes or rules change.")
@click.option("--yes", is_flag=True, help="Don't ask, even if many cards would be retired.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Say more: how talks were told apart, all talks."
)
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
@click.option("--no-cache", is_flag=True, help="Make everything anew, and keep nothing for later.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1), metavar="N",
    help="Processes that read notes.  [default: as many as pay]",
)  # fmt: skip
@rule_options
def command(
    notes: tuple[str, ...],
    output: str | None,
    dry_run: bool,
    watch: bool,
    yes: bool,
    verbose: bool,
    quiet: bool,
    no_cache: bool,
    jobs: int | None,
    settings_file: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """Make Anki decks from notes: one package a file, in it one deck a talk.

    NOTES are files or folders of notes; what talkdeck.yaml says, or notes/, if none are named.
    Notes are never changed. Open the packages in Anki with File > Import.
    """

    def opened() -> Session:
        session = open_session(
            notes,
            settings_file=settings_file,
            select=select,
            ignore=ignore,
            quiet=quiet,
            output=output,
        )
        session.jobs = jobs or 0
        if no_cache:
            session.store = Store(None)
        return session

    if watch:
        if dry_run:
            raise click.UsageError("Give one of --watch and --dry-run, not both.")
        from talkdeck.cli.watching import run

        run(opened, settings_file, yes)
    session = opened()
    rules = session.rules()
    session.stop_if_failed("Nothing was written: mend the rules first.")

    from talkdeck.cli import making

    files = list(read_cards(session, rules))
    session.stop_if_failed("Nothing was written.")
    if verbose:
        for file in files:
            click.echo(f"{file.notes.file}: {file.notes.choice}", err=True)
    packages = making.packages_of(session, files)
    making.stop_without_cards(session, packages)
    folder = session.loaded.path(session.settings.output)
    targets = [folder / package.file for package in packages]
    with making.ledger_for(session, targets, change=not dry_run) as ledger:
        build = making.plan(session, packages, ledger, now())
        session.add(build.memory.problems)
        session.stop_if_failed("Nothing was written.")
        if dry_run:
            click.echo(making.plan_text(session, build), nl=False)
        else:
            making.ask_before_retiring(session, build, yes)
            making.write(session, build, targets, verbose)
    session.finish()
