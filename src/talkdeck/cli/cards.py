"""`talkdeck cards`: the cards that notes give, without writing anything."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from talkdeck.cli.session import (
    draft_all,
    notes_argument,
    now,
    open_session,
    paint,
    print_data,
    read_all,
    rule_options,
    terminal_width,
)

if TYPE_CHECKING:
    from talkdeck.building.drafts import FileDrafts
    from talkdeck.building.packing import Build
    from talkdeck.cards.card import Card
    from talkdeck.filecards import FileCards

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

    from talkdeck.building.planning import plan
    from talkdeck.cli import making
    from talkdeck.cli.packages import packages_of
    from talkdeck.report import data

    files = list(read_all(session, ruleset))
    drafts = list(draft_all(session, files))
    with making.ledger_for(session, [], change=False) as ledger:
        build = plan(session.site(), packages_of(session, drafts), ledger, now())
    rows = [data.Row(*row) for row in _rows(files, drafts, build)]
    if form == "jsonl":
        print_data(data.json_lines(rows))
    elif form == "csv":
        print_data(data.comma_separated(rows))
    else:
        from talkdeck.report.cards import render_cards

        click.echo(render_cards(rows, paint(sys.stdout), terminal_width()), nl=False)
    session.finish()


def _rows(
    files: Sequence[FileCards], drafts: Sequence[FileDrafts], build: Build
) -> Iterator[tuple[Card, str, str, tuple[str, ...]]]:
    """Each card with its guid, deck and tags, package by package."""
    pairs = (zip(f.talks, d.talks, strict=True) for f, d in zip(files, drafts, strict=True))
    cards = {id(drafted): talk.cards for pair in pairs for talk, drafted in pair}
    guids = build.guids
    for package in build.packages:
        for deck in package.decks:
            for card, draft in zip(cards[id(deck.talk)], deck.talk.drafts(), strict=True):
                yield card, next(guids), deck.name, draft.tags
