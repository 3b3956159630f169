"""`talkdeck cards`: the cards that notes give, without writing anything."""

from __future__ import annotations

import sys

import click

from talkdeck.cli.session import (
    notes_argument,
    now,
    open_session,
    paint,
    print_data,
    read_all,
    rule_options,
    terminal_width,
)

EPILOG = """\b
Examples:
  talkdeck cards notes/                          to read in the terminal
  talkdeck cards notes/ --format jsonl           one JSON object a line
  talkdeck cards notes/ --format csv             a table for spreadsheets
"""


@click.command(epilog=EPILOG)
@notes_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="How to print them.",
)
@rule_options
def command(
    notes: tuple[str, ...],
    form: str,
    settings_file: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """Print the cards that notes give; nothing is written or changed.

    NOTES are files or folders of notes; what talkdeck.yaml says, or notes/, if none are named.
    """
    session = open_session(notes, settings_file=settings_file, select=select, ignore=ignore)
    ruleset = session.ruleset()
    session.stop_if_failed("No cards: mend the rules first.")

    from talkdeck.cli import making
    from talkdeck.cli.packages import packages_of
    from talkdeck.report import data

    packages = packages_of(session, read_all(session, ruleset))
    with making.ledger_for(session, [], change=False) as ledger:
        build = making.plan(session, packages, ledger, now())
    rows = [data.Row(m.card, m.guid, m.deck, m.tags) for m in build.cards]
    if form == "jsonl":
        print_data(data.json_lines(rows))
    elif form == "csv":
        print_data(data.comma_separated(rows))
    else:
        from talkdeck.report.cards import render_cards

        click.echo(render_cards(rows, paint(sys.stdout), terminal_width()), nl=False)
    session.finish()
