"""Which deck and package every talk belongs to.

A file with several talks is a package of its own, named by its title. Files that are one
talk each share a package that has the name of their folder. Every talk has a deck of its
own, `Title::Talk`; names that Anki or a disk would take for one are told apart, and said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from pathlib import Path

from talkdeck.anki.names import deck_names, file_names, same
from talkdeck.building.drafts import FileDrafts, TalkDrafts
from talkdeck.outline.node import Notes
from talkdeck.outline.paths import title_of_path
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.values import dataclass

register(
    Entry(
        "same-title",
        "two notes files with one title",
        "info",
        "Files with the same title share one package; each talk still has a deck of its own.",
        "Give one of them another title if they are not about the same event.",
    ),
    Entry(
        "same-talk",
        "two talks with one name",
        "warning",
        "Anki knows decks by their names only: both talks would end up in one deck.",
        "Give one of them another heading; until then its deck has a number.",
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class Deck:
    """One talk's deck.

    Attributes:
        name: its name in Anki, e.g. `PyCon 2017::Next Level Testing`.
        notes: the notes file it comes from.
        talk: the talk with its drafts.
    """

    name: str
    notes: Notes
    talk: TalkDrafts


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """The decks that go into one .apkg file.

    Attributes:
        title: e.g. `PyCon 2017`.
        file: name of the .apkg file, e.g. `PyCon 2017.apkg`.
        decks: in the order of the notes; those without cards included.
    """

    title: str
    file: str
    decks: tuple[Deck, ...]

    @property
    def cards(self) -> int:
        """Number of cards of all decks."""
        return sum(deck.talk.count for deck in self.decks)


@dataclass(slots=True)
class _Gathered:
    """The talks that go into one package, while they are gathered."""

    title: str
    named_by: str = ""  # the first file that has this title itself
    talks: list[tuple[Notes, TalkDrafts]] = field(default_factory=list)


def arrange(
    files: Iterable[FileDrafts], title: str = ""
) -> tuple[tuple[Package, ...], list[Problem]]:
    """Puts every talk into a deck and a package, in the order of the notes.

    Args:
        files: the notes files with their drafts.
        title: for files that are one talk each; their folder's name if empty.
    """
    gathered: dict[str, _Gathered] = {}
    problems: list[Problem] = []
    for file in files:
        own = own_title(file.notes)
        name = own or title or folder_title(file.notes)
        into = gathered.setdefault(same(name), _Gathered(name))
        if own:
            into.named_by = into.named_by or file.notes.file
            if into.named_by != file.notes.file:
                problems.append(_same_title(into, file.notes))
        into.talks += [(file.notes, talk) for talk in file.talks]
    names = file_names([g.title for g in gathered.values()])
    packages = tuple(
        Package(g.title, name, _decks(g, problems))
        for g, name in zip(gathered.values(), names, strict=True)
    )
    return packages, problems


def folder_title(notes: Notes) -> str:
    """The name of the folder a notes file lies in, e.g. `Big data` for `big-data/a.md`."""
    name = title_of_path(Path(notes.file).resolve().parent.name + ".md")
    return name[:1].upper() + name[1:] if name.islower() else name


def own_title(notes: Notes) -> str:
    """A file's own title; "" where it is just the title of its only talk."""
    if len(notes.talks) == 1 and same(notes.talks[0].title.text) == same(notes.title):
        return ""
    return notes.title


def _decks(package: _Gathered, problems: list[Problem]) -> tuple[Deck, ...]:
    """The decks of a package. Talks without cards come last in naming: they need no name."""
    order = sorted(range(len(package.talks)), key=lambda n: not package.talks[n][1].count)
    titles = [package.talks[n][1].talk.title.text for n in order]
    names = dict(zip(order, deck_names(package.title, titles), strict=True))
    first: dict[str, tuple[Notes, TalkDrafts]] = {}
    decks = []
    for n, (notes, talk) in enumerate(package.talks):
        decks.append(Deck(names[n], notes, talk))
        if talk.count:
            other = first.setdefault(same(talk.talk.title.text.strip()), (notes, talk))
            if other[1] is not talk:
                problems.append(_same_talk(decks[-1], *other))
    return tuple(decks)


def _same_title(into: _Gathered, notes: Notes) -> Problem:
    return Problem(
        "same-title",
        Place(notes.file),
        f"has the title “{into.title}”, as has {into.named_by}: they share one package",
        "give one of them another title if they are not about the same",
        "info",
    )


def _same_talk(deck: Deck, notes: Notes, first: TalkDrafts) -> Problem:
    return Problem(
        "same-talk",
        Place(deck.notes.file, deck.talk.talk.start),
        f"there is a talk of this name already ({notes.file}:{first.talk.start});"
        f" the deck of this one is “{deck.name}”",
        "give one of them another heading",
        "warning",
    )
