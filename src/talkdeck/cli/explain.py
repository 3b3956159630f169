"""`talkdeck explain`: what became of one line of the notes, and why."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from talkdeck.cli.session import open_session, paint, rule_options, terminal_width

EPILOG = """\b
Examples:
  talkdeck explain notes/pycon-2017.md:20      why line 20 made cards, or none
  talkdeck explain notes/pycon-2017.md:20 -v   with all rules that missed
"""


@click.command(epilog=EPILOG)
@click.argument("place", metavar="FILE:LINE")
@click.option("-v", "--verbose", is_flag=True, help="Name every rule that did not fire.")
@rule_options
def command(
    place: str,
    verbose: bool,
    settings_file: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """Say what became of one line of the notes, and why.

    Which rules fired on it, with what they took from it and the cards they made; which came
    before them in the order and what they missed; and the other cards it is part of.
    """
    found = re.fullmatch(r"(.+?):(\d{1,9})(?::\d+)?", place)
    if not found or int(found[2]) < 1:
        raise click.UsageError(f"'{place}' is not of the form FILE:LINE, e.g. notes/a.md:12")
    name, line = found[1], int(found[2])
    if Path(name).is_dir():
        raise click.UsageError(
            f"{name} is a folder; name one of its files, e.g. {name}/a.md:{line}"
        )
    session = open_session([name], settings_file=settings_file, select=select, ignore=ignore)
    ruleset = session.ruleset()
    session.stop_if_failed()

    from talkdeck import pipeline
    from talkdeck.report.explain import Explained, languages, render_explained
    from talkdeck.rules.match import Tried

    sources = session.sources()
    session.stop_if_failed()
    text, problems = pipeline.text_of(sources[0])
    session.add(problems)
    session.stop_if_failed()
    assert text is not None  # noqa: S101  (else there was a problem)
    lines = text.split("\n")
    if line > len(lines) - text.endswith("\n"):
        raise click.UsageError(f"{name} has only {len(lines) - text.endswith(chr(10))} lines")
    notes, problems = pipeline.read_text(text, sources[0].name, session.settings, sources[0].within)
    session.notes[notes.file] = notes
    session.add(problems)
    tried: list[Tried] = []
    file, problems = pipeline.cards_of(notes, ruleset, session.settings, tried.append)
    session.add(problems)
    talk = next((t for t in file.talks if t.talk.start <= line <= t.talk.end), None)
    this = Explained(line, lines[line - 1], talk, tuple(tried), languages(ruleset))
    click.echo(render_explained(this, paint(sys.stdout), terminal_width(), verbose), nl=False)
    session.finish()
