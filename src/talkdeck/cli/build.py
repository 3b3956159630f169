"""`talkdeck build`: Anki decks from notes."""

from __future__ import annotations

import click

from talkdeck.cache.store import Store
from talkdeck.cli.session import (
    Session,
    notes_argument,
    now,
    open_session,
    print_data,
    read_drafts,
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
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    help="What --dry-run prints: for reading, or for programs.  [default: text]",
)
@click.option("--watch", is_flag=True, help="Build again whenever notes or rules change.")
@click.option("--yes", is_flag=True, help="Don't ask, even if many cards would be retired.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Say more: how talks were told apart, all talks."
)
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
@click.option("--no-cache", is_flag=True, help="Make everything anew, and keep nothing for later.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1), metavar="N",
    help="Processes that read and write.  [default: as many as pay]",
)  # fmt: skip
@rule_options
def command(
    notes: tuple[str, ...],
    output: str | None,
    dry_run: bool,
    form: str | None,
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

    if form and not dry_run:
        raise click.UsageError("Give --format together with --dry-run.")
    if watch:
        if dry_run:
            raise click.UsageError("Give one of --watch and --dry-run, not both.")
        from talkdeck.cli.watching import run

        run(opened, settings_file, yes, verbose)
    session = opened()
    rules = session.rules()
    session.stop_if_failed("Nothing was written: mend the rules first.")

    from talkdeck.building.current import standing
    from talkdeck.cli.packages import kept_line, packages_of, stop_without_cards, tell

    files = list(read_drafts(session, rules))
    session.stop_if_failed("Nothing was written.")
    if verbose:
        for file in files:
            click.echo(f"{file.notes.file}: {file.notes.choice}", err=True)
    packages = packages_of(session, files)
    stop_without_cards(session, packages)
    site = session.site()
    before = standing(site, session.store, session.paths, packages)
    if not dry_run and before.nothing_to_do(now()):
        lines = (kept_line(session, package) for package in packages)
        tell(session, packages, lines, 0, verbose)
        session.finish()
    from talkdeck.building import planning, retiring
    from talkdeck.cli import making

    with making.ledger_for(session, before.targets, change=not dry_run) as ledger:
        stale = {p.file for p in packages} if dry_run else before.to_make()
        build = planning.plan_some(site, packages, stale, ledger, now())
        session.add(build.memory.problems)
        session.stop_if_failed("Nothing was written.")
        if dry_run and form == "json":
            from talkdeck.cli.planned import plan_text

            print_data(plan_text(session, build))
        elif dry_run:
            click.echo(making.plan_text(session, build), nl=False)
        else:
            some = len(build.packages) < len(packages)
            known = retiring.active(ledger, before.last.elsewhere) if some else None
            making.ask_before_retiring(session, build, yes, known)
            told = len(session.problems)
            places = [site.output / package.file for package in build.packages]
            build = making.write(session, build, places, verbose, packages)
            if len(session.problems) == told:  # else they have to be told the next time as well
                before.keep(build)
    session.finish()
