"""`talkdeck lsp`: the language server, for editors."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from talkdeck.problems import Entry, Place, Problem, register

register(
    Entry(
        "lsp-missing",
        "the language server is not installed",
        "error",
        "Speaking with editors needs a library that nothing else in talkdeck needs.",
        "Run `pip install 'talkdeck[lsp]'` (or `pipx inject talkdeck pygls`).",
        stops=True,
    ),
)

EPILOG = """\b
Examples:
  talkdeck lsp --help    docs/editors.md shows the settings of some editors
"""


@click.command(epilog=EPILOG)
@click.option("--stdio", is_flag=True, help="Which is how it speaks anyhow; some editors say it.")
def command(stdio: bool) -> None:
    """Speak with an editor: problems while you type, and each bullet's cards.

    This is not for people to run: editors start it, and speak the Language Server Protocol on
    standard input and output.
    """
    from importlib.util import find_spec

    if find_spec("pygls") is None:
        from talkdeck.report.terminal import render_problems

        advice = "run `pip install 'talkdeck[lsp]'`"
        what = "the library for language servers, pygls, is not installed"
        problem = Problem("lsp-missing", Place("talkdeck lsp"), what, advice)
        click.echo(render_problems([problem]), err=True, nl=False)
        sys.exit(2)

    from talkdeck.cli.session import Session, open_session
    from talkdeck.lsp.server import create

    def opener(path: Path) -> Session:
        return open_session([str(path)], stop=False)

    create(opener).start_io()
