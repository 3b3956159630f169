"""`talkdeck config`: the settings in force and where each comes from."""

from __future__ import annotations

import json
import sys
from dataclasses import fields

import click

from talkdeck import config
from talkdeck.cli.session import notes_argument, open_session, paint, print_data
from talkdeck.report.terminal import pad, width

EPILOG = """\b
Examples:
  talkdeck config                            what is in force here
  talkdeck config --example > talkdeck.yaml  every setting, to edit
  talkdeck config --schema                   JSON Schema, for editors
"""


@click.command(epilog=EPILOG)
@notes_argument
@click.option("--schema", is_flag=True, help="Print the JSON Schema of talkdeck.yaml.")
@click.option("--example", is_flag=True, help="Print a talkdeck.yaml with every setting explained.")
@click.option("--config", "settings_file", metavar="FILE", help="Read settings from this file.")
def command(notes: tuple[str, ...], schema: bool, example: bool, settings_file: str | None) -> None:
    """Show the settings in force and where each comes from.

    Settings stand in talkdeck.yaml: beside the notes, in the current folder, or above them up
    to the top of the repository; outside of one, above notes that its `notes:` names.
    """
    if schema:
        print_data(json.dumps(config.schema(), indent=2, ensure_ascii=False) + "\n")
        return
    if example:
        print_data(config.example())
        return
    session = open_session(notes, settings_file=settings_file)
    loaded, colour = session.loaded, paint(sys.stdout)
    values = [
        (f, config.as_yaml(getattr(loaded.settings, f.name))) for f in fields(config.Settings)
    ]
    wide = max(len(f.name) + 2 + width(value) for f, value in values)
    for setting, value in values:
        origin = loaded.origins.get(setting.name, "default")
        line = pad(f"{setting.name}: {value}", wide)
        about, _, choices = config.specification(setting)
        click.echo(f"{line}  {colour(f'# {origin}', 'good' if origin != 'default' else 'dim')}")
        more = f" ({', '.join(choices)})" if choices else ""
        click.echo(colour(f"    {about}{more}", "dim"))
    session.finish()
