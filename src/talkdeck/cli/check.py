"""`talkdeck check`: what is wrong, and which bullets have no card."""

from __future__ import annotations

import sys

import click

from talkdeck.cli.session import (
    notes_argument,
    now,
    open_session,
    paint,
    read_all,
    rule_options,
    terminal_width,
)

EPILOG = """\b
Examples:
  talkdeck check                       all notes, and the rules
  talkdeck check notes/pycon-2017.md   one file
"""


@click.command(epilog=EPILOG)
@notes_argument
@rule_options
def command(
    notes: tuple[str, ...],
    settings_file: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """Say what is wrong with notes and rules, and which bullets have no card and why.

    Writes nothing. Exits with 1 if there is an error; bullets without a card are none.
    """
    session = open_session(notes, settings_file=settings_file, select=select, ignore=ignore)
    ruleset = session.ruleset()
    session.stop_if_failed("No cards: mend the rules first.")

    from talkdeck.cli import making
    from talkdeck.report.check import render_uncovered
    from talkdeck.report.terminal import render_problems

    files = list(read_all(session, ruleset))
    packages = making.packages_of(session, files)
    with making.ledger_for(session, [], change=False) as ledger:
        session.add(making.plan(session, packages, ledger, now()).memory.problems)
    problems = [p for p in session.problems if not making.silenced(p, files)]
    colour = paint(sys.stdout)
    click.echo(render_problems(problems, colour), nl=False)
    click.echo(render_uncovered(files, colour, terminal_width()), nl=False)
    sys.exit(session.exit_code())
