"""`talkdeck pull`: what the notes can learn from the reviews. Reads only."""

from __future__ import annotations

import sys

import click

from talkdeck.cli.session import (
    notes_argument,
    now,
    open_session,
    paint,
    print_data,
    read_drafts,
    rule_options,
    terminal_width,
)
from talkdeck.cli.target import find_target, stop, target_options, wanted_of

EPILOG = """\b
Examples:
  talkdeck pull                          from the Anki that runs, or your profile
  talkdeck pull --format json            for other programs
  talkdeck pull --collection FILE        from a collection (a copy of it is read)
"""


@click.command(epilog=EPILOG)
@notes_argument
@target_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@rule_options
def command(
    notes: tuple[str, ...],
    collection: str | None,
    profile: str | None,
    connect: str | None,
    form: str,
    settings_file: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """Say which cards you suspended, flagged, edited or deleted in Anki, and keep forgetting.

    Each with the line of the notes it comes from; and for each rule how often its cards
    lapse. Nothing is changed, neither in Anki nor in the notes. NOTES are files or folders;
    what talkdeck.yaml says, or notes/, if none are named.
    """
    from talkdeck.anki.trouble import Unreachable

    session = open_session(notes, settings_file=settings_file, select=select, ignore=ignore)
    try:
        target = find_target(collection, profile, connect)
    except Unreachable as error:
        stop(session, error)
    rules = session.rules()
    session.stop_if_failed()

    from talkdeck.anki.reviews import learn
    from talkdeck.building.planning import plan
    from talkdeck.cli import making
    from talkdeck.cli.packages import packages_of
    from talkdeck.report.pull import as_data, render_lessons

    packages = packages_of(session, list(read_drafts(session, rules)))
    with making.ledger_for(session, [], change=False) as ledger:
        build = plan(session.site(), packages, ledger, now())
    session.stop_if_failed()
    wanted = wanted_of(build, session.ledger_path().parent)
    try:
        if target.running:
            there = target.running.now(wanted, reviews=True)
        else:
            from talkdeck.anki.collection import opened_copy

            assert target.file is not None  # noqa: S101 - it is not a running one
            with opened_copy(target.file) as file:
                there = file.now(wanted)
    except Unreachable as error:
        stop(session, error)
    lessons = learn(wanted, there)
    if form == "json":
        print_data(as_data(lessons))
    else:
        click.echo(render_lessons(lessons, paint(sys.stdout), terminal_width()), nl=False)
    session.finish()
