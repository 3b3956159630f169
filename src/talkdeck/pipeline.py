"""The whole way from notes to decks: read -> match -> choose -> draft -> remember -> pack.

    for source in files.find_notes(["notes"]):
        notes, problems = read(source, settings)             # the edge: one file's bytes
        file_cards = cards_of(notes, ruleset, settings)      # pure, one file at a time
        file_drafts = drafts.draft(file_cards, root, tags)   # its notes in Anki; finds pictures
    packages, problems = arrange(all_file_drafts)            # pure: which deck, which package
    build = packing.plan(packages, ledger, now)              # pure: which card is which
    writing.write(build, targets, ledger_path)               # the edge: packages and ledger

The steps from the drafts on are modules of `building`. Every step takes values and returns values
and problems. What belongs to one file depends on nothing but that file, its pictures, the rules
and the settings, so files can be worked on side by side and their drafts kept for the next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, cast

from talkdeck.cards.choose import choose
from talkdeck.config import Settings
from talkdeck.filecards import FileCards, TalkCards
from talkdeck.files import Source, read_bytes
from talkdeck.outline.decode import decode
from talkdeck.outline.front import in_words
from talkdeck.outline.markdown import read as read_markdown
from talkdeck.outline.node import Notes, Talk
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.rules.match import Observer, match_talk
from talkdeck.rules.recurring import recurring
from talkdeck.values import replace

if TYPE_CHECKING:
    from talkdeck.rules.model import Ruleset

register(
    Entry(
        "empty-notes",
        "nothing in a notes file",
        "warning",
        "An empty file gives no cards; perhaps it was saved only half.",
        "Write notes into it, or leave it out with `exclude:`.",
    ),
)

TalksMode = Literal["auto", "h1", "h2", "file"]


def text_of(source: Source) -> tuple[str | None, list[Problem]]:
    """The text of a notes file; None where it can't be read, with the reason."""
    data, problems = read_bytes(source)
    return (None, problems) if data is None else decode(data, source.name)


def read(source: Source, settings: Settings) -> tuple[Notes | None, list[Problem]]:
    """One notes file as an outline; None where it can't be read, with the reason."""
    data, problems = read_bytes(source)
    return (
        (None, problems) if data is None else read_data(data, source.name, settings, source.within)
    )


def read_data(
    data: bytes, name: str, settings: Settings, within: str = ""
) -> tuple[Notes | None, list[Problem]]:
    """The outline of a notes file's bytes; None where they are no text, with the reason."""
    text, problems = decode(data, name)
    if text is None:
        return None, problems
    notes, found = read_text(text, name, settings, within)
    return notes, [*problems, *found]


def read_text(
    text: str, name: str, settings: Settings, within: str = ""
) -> tuple[Notes, list[Problem]]:
    """The outline of a notes file's text. `talks:` in its front matter goes before the setting.

    Args:
        text: its text.
        name: its path as shown.
        settings: the settings in force.
        within: its path from their folder; `name` if not given.
    """
    mode = cast(TalksMode, settings.talks)
    notes, problems = read_markdown(text, name, talks=mode, within=within)
    own = notes.front_matter.get("talks")
    if own in ("auto", "h1", "h2", "file") and own != mode:
        notes, problems = read_markdown(text, name, talks=own, within=within)
    nodes = (node for talk in notes.talks for node in talk.root.walk())
    if all(node.kind in ("talk", "heading") for node in nodes):
        what = "the file holds no notes" if text.strip() else "the file is empty"
        advice = "write notes into it, or leave it out with `exclude:`"
        problems = [*problems, Problem("empty-notes", Place(name), what, advice, "warning")]
    return notes, problems


def cards_of(
    notes: Notes, ruleset: Ruleset, settings: Settings, observer: Observer | None = None
) -> tuple[FileCards, list[Problem]]:
    """The cards of one notes file: match, then choose, talk by talk.

    Args:
        notes: the file, read; `select:` and `ignore:` in its front matter switch rules, and
            so do comments in it, for their talk: `<!-- talkdeck: without RULE -->`.
        ruleset: the rules in force.
        settings: the settings in force.
        observer: told of every rule on every node, for explanations and statistics.
    """
    ruleset, problems = rules_for(notes, ruleset)
    off = frozenset(settings.allow)
    talks = []
    again = recurring(talk.root for talk in notes.talks)
    for talk in notes.talks:
        here, found = rules_for_talk(notes, talk, ruleset)
        problems += found
        match = match_talk(talk, notes.file, here, observer, again)
        talks.append(TalkCards(talk, match, choose(match.cards, off)))
    return FileCards(notes, tuple(talks)), problems


def rules_for(notes: Notes, ruleset: Ruleset) -> tuple[Ruleset, list[Problem]]:
    """The rules in force for one notes file."""
    select, ignore = (_words(notes.front_matter.get(key)) for key in ("select", "ignore"))
    problems: list[Problem] = []
    if select or ignore:
        place = Place(notes.file)
        ruleset, problems = _chosen(ruleset, select, ignore, "its front matter", place)
    talks = [range(talk.start, talk.end + 1) for talk in notes.talks]
    outside = [line for line in notes.without if not any(line in talk for talk in talks)]
    ruleset, found = _without(notes, outside, ruleset)
    return ruleset, problems + found


def rules_for_talk(notes: Notes, talk: Talk, ruleset: Ruleset) -> tuple[Ruleset, list[Problem]]:
    """The rules in force for one talk: those of its file without the ones a comment names."""
    inside = [line for line in notes.without if talk.start <= line <= talk.end]
    return _without(notes, inside, ruleset)


def _without(notes: Notes, lines: Sequence[int], ruleset: Ruleset) -> tuple[Ruleset, list[Problem]]:
    problems: list[Problem] = []
    for line in lines:
        place, names = Place(notes.file, line), notes.without[line]
        ruleset, found = _chosen(ruleset, (), names, "a comment in the notes", place)
        problems += found
    return ruleset, problems


def _chosen(
    ruleset: Ruleset, select: Sequence[str], ignore: Sequence[str], where: str, place: Place
) -> tuple[Ruleset, list[Problem]]:
    """The ruleset with rules switched in a place. `where` is said without the place: notes that
    switch the same share one ruleset, which is compiled once.
    """
    from talkdeck.rules.packs import Choice, choose_rules

    ruleset, found = choose_rules(ruleset, Choice(select, ignore, where))
    return ruleset, [replace(problem, place=place) for problem in found]


def _words(value: object) -> tuple[str, ...]:
    """A value of the front matter as words: one, or a list of them."""
    values = value if isinstance(value, list) else [value]
    return tuple(in_words(v) for v in values if v is not None)
