"""`talkdeck init`: a folder to start in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from talkdeck import __version__
from talkdeck.cli.session import paint
from talkdeck.values import dataclass, replace

STARTER = Path(__file__).with_name("starter")

EPILOG = """\b
Examples:
  talkdeck init            in this folder
  talkdeck init my-talks   in a new one
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the folder to start in.

    Attributes:
        name: its path in the folder, e.g. `notes/two-talks.md`.
        text: its content.
        about: what it is, for the list that is printed.
        instead: path whose existence means that this piece is there already, perhaps
            in another form: the file itself (""), or its folder.
    """

    name: str
    text: str
    about: str
    instead: str = ""


def pieces() -> Iterator[Piece]:
    """All files, in the order in which a newcomer meets them."""
    from talkdeck import config

    notes = (STARTER / "notes" / "two-talks.md").read_text("utf-8")
    rules = Path(__file__).with_name("new_rules.yaml").read_text("utf-8")
    yield Piece("notes/two-talks.md", notes, "sample notes: change them, add yours", "notes")
    yield Piece("talkdeck.yaml", config.example(), "all settings, each explained")
    yield Piece("card_rules/my_rules.yaml", rules, "a rule of your own, to change", "card_rules")
    ignored = (STARTER / "gitignore").read_text("utf-8")
    yield Piece(".gitignore", ignored, "keeps what is built out of version control")
    workflow = (STARTER / "decks.yml").read_text("utf-8").replace("talkdeck==0", requirement())
    yield Piece(".github/workflows/decks.yml", workflow, "builds the decks on GitHub")


def requirement() -> str:
    """What pip has to install to get this talkdeck elsewhere, e.g. `talkdeck==0.1.0`."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        came_from = distribution("talkdeck").read_text("direct_url.json")
    except PackageNotFoundError:  # run without being installed
        came_from = None
    return requirement_of(came_from, __version__)


def requirement_of(came_from: str | None, version: str) -> str:
    """The same for an installed package.

    Args:
        came_from: what the installer noted down (`direct_url.json`), if it was not an index.
        version: the package's version.
    """
    import json

    noted = json.loads(came_from) if came_from else {}
    commit = noted.get("vcs_info", {}).get("commit_id")
    if not commit or "://" not in noted["url"] or noted["url"].startswith("file:"):
        return f"talkdeck=={version}"  # from an index, or from this machine's disk
    return f"talkdeck @ {noted['vcs_info']['vcs']}+{noted['url']}@{commit}"


@click.command(epilog=EPILOG)
@click.argument("folder", default=".", metavar="[DIR]")
def command(folder: str) -> None:
    """Write what you need to begin: sample notes, settings, a rule, and files for git.

    Everything works at once: try `talkdeck preview` and `talkdeck build`. What is there already
    is left as it is.
    """
    from talkdeck.files import shown, unwritable, write_text
    from talkdeck.report.terminal import pad, render_problems

    top = Path(folder)
    colour = paint(sys.stdout)
    every = list(pieces())
    wide = max(len(piece.name) for piece in every)
    for piece in every:
        target = top / piece.name
        there = top / (piece.instead or piece.name)
        if is_taken(there):
            what = colour(f"there already: {shown(there)} is left as it is", "dim")
            click.echo(f"  {pad(piece.name, wide)}  {what}")
            continue
        try:
            write_text(target, piece.text)
        except OSError as error:
            problem = replace(unwritable(shown(target), error), advice="choose another folder")
            click.echo(render_problems([problem], paint(sys.stderr)), err=True, nl=False)
            sys.exit(2)
        click.echo(f"{colour('+', 'good')} {pad(piece.name, wide)}  {piece.about}")
    go = "" if top.resolve() == Path.cwd() else f"`cd {shown(top)}`, then "
    click.echo(f"\nNext: {go}`talkdeck preview` shows the cards, `talkdeck build` makes decks.")


def is_taken(path: Path) -> bool:
    """Whether something stands at a path that is not to be touched; empty folders are filled."""
    if not path.is_dir():
        return path.exists() or path.is_symlink()
    try:
        return next(path.iterdir(), None) is not None
    except OSError:  # nobody may look into it
        return True
