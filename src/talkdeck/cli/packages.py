"""The packages of a build: put together from the cards, and told of at the end.

Nothing here needs to know what is in a card, so that a build which has nothing to do is quick.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

from talkdeck.building.arrange import Package, arrange
from talkdeck.building.drafts import FileDrafts
from talkdeck.cli.session import Session, paint, terminal_width
from talkdeck.files import shown, typed
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.report import terminal
from talkdeck.values import replace

register(
    Entry(
        "no-cards",
        "no cards at all",
        "error",
        "A package without cards would be of no use in Anki.",
        "`talkdeck check` says for each bullet why it made no card.",
    ),
)


def packages_of(session: Session, files: Iterable[FileDrafts]) -> tuple[Package, ...]:
    """The talks in decks and packages."""
    from talkdeck.building.apart import set_apart

    packages, problems = arrange(files, session.settings.title)
    session.add(problems)
    return set_apart(packages, session.paths, session.loaded)


def stop_without_cards(session: Session, packages: Sequence[Package]) -> None:
    """Stops where no package has a card."""
    if any(package.cards for package in packages):
        return
    if not session.failed():
        place = Place(shown(session.paths[0]))
        what = "no cards were made of these notes"
        advice = f"`talkdeck check {typed(place.file)}` says why"
        session.add([Problem("no-cards", place, what, advice)])
    session.stop_if_failed("Nothing was written.")


def tell(
    session: Session,
    packages: Sequence[Package],
    lines: Iterable[terminal.PackageLine],
    gone: int,
    verbose: bool,
) -> None:
    """Says what was written.

    Args:
        session: this run.
        packages: all packages.
        lines: a line for each of them.
        gone: how many cards retired.
        verbose: whether all talks are named.
    """
    if session.quiet:
        return
    lines, colour = list(lines), paint(sys.stdout)
    talks = None if verbose else terminal.MOST_TALKS
    click.echo(terminal.render_packages(lines, colour, terminal_width(), talks), nl=False)
    files = [line for line in lines if line.file]
    click.echo(terminal.render_written(files, colour), nl=False)
    if gone:
        from talkdeck.building.packing import RETIRED

        retired, get = terminal.count(gone, "card"), "it gets" if gone == 1 else "they get"
        click.echo(f"{retired} retired, not deleted: in Anki {get} the tag {RETIRED}.")
    uncovered = sum(deck.talk.bare for package in packages for deck in package.decks)
    notes = " ".join(typed(shown(p)) for p in session.paths)
    if uncovered:
        bullets = terminal.count(uncovered, "bullet")
        click.echo(f"{bullets} made no card: `talkdeck check {notes}` says why.")
    it = "it" if len(files) == 1 else "them"
    click.echo(f"To study: in Anki choose File > Import and open {it}.")


def kept_line(session: Session, package: Package) -> terminal.PackageLine:
    """The line of a package that is left as it is."""
    line = terminal.PackageLine(*talks_of(package))
    if not package.cards:
        return line
    target = session.loaded.path(session.settings.output) / package.file
    return replace(line, changes=f"{package.cards:,} unchanged", file=shown(target), same=True)


def talks_of(package: Package) -> tuple[str, tuple[terminal.TalkLine, ...]]:
    """A package's title, and a line for each of its talks."""
    return package.title, tuple(
        terminal.TalkLine(
            deck.talk.talk.title.text,
            deck.talk.count,
            deck.talk.why_none,
        )
        for deck in package.decks
    )
