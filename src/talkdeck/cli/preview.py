"""`talkdeck preview`: one page with the cards, the notes and the numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from talkdeck.cli.looking import Wanted, look
from talkdeck.cli.session import Session, notes_argument, rule_options

if TYPE_CHECKING:
    from talkdeck.problems import Problem
    from talkdeck.report.page.data import Preview

_HEAD = 16_384
"""Bytes of a page within which its mark stands."""

EPILOG = """\b
Examples:
  talkdeck preview                        writes preview.html
  talkdeck preview notes/a.md -o a.html   one file's cards, to send around
  talkdeck preview --serve                keeps the page up to date while you edit
"""


@click.command(epilog=EPILOG)
@notes_argument
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="preview.html",
    show_default=True,
    help="Where to write the page; `-` for standard output.",
)
@click.option("--serve", is_flag=True, help="Serve the page and load it again at every change.")
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=8360, show_default=True,
              help="Port for --serve; 0 takes a free one.")  # fmt: skip
@rule_options
def command(
    notes: tuple[str, ...],
    output: str,
    serve: bool,
    port: int,
    settings_file: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """See the cards as Anki will show them, and what became of every line of the notes.

    Writes one page that needs nothing else and sends nothing anywhere: open it in any browser.

    NOTES are files or folders of notes; what talkdeck.yaml says, or notes/, if none are named.
    """
    wanted = Wanted(notes, settings_file, select, ignore)
    if serve:
        from talkdeck.cli.serve import run

        run(wanted, port)
        return
    session = wanted.open()
    if output != "-":
        session.add(_in_the_way(Path(output)))
        session.stop_if_failed("No page was written.")
    found = look(session)
    from talkdeck.report.page.build import page

    if not found.sheets:
        session.stop_if_failed("No page was written.")
    text = page(found)
    if output == "-":
        click.echo(text.encode("utf-8"), nl=False)
    else:
        _write(session, Path(output), text, found)
    session.finish()


def _in_the_way(target: Path) -> list[Problem]:
    """A problem where a file stands that is no page of ours, such as notes or a ledger."""
    from talkdeck.files import in_the_way, shown, unwritable
    from talkdeck.report.page.build import MARK

    if not target.exists() or target.is_dir():  # a folder is told of when it can't be written
        return []
    start = b""
    if target.is_file():  # reading a pipe would wait for ever
        try:
            with target.open("rb") as stream:
                start = stream.read(_HEAD)
        except OSError as error:
            return [unwritable(shown(target), error)]
        if not start or MARK.encode() in start:
            return []
    return [in_the_way(shown(target), "a page of talkdeck's")]


def _write(session: Session, target: Path, text: str, found: Preview) -> None:
    from talkdeck.files import shown, unwritable, write_text
    from talkdeck.report.page.numbers import count

    try:
        write_text(target, text)
    except OSError as error:
        session.add([unwritable(shown(target), error)])
        return
    kept = sum(1 for card in found.cards if not card.left_out)
    click.echo(
        f"Wrote {shown(target)}: {count(kept, 'card')}, {len(text.encode()) / 1e6:.1f} MB."
        " Open it in a browser.",
        err=True,
    )
