"""What need not be made again while it is being watched: rules, and each file's cards.

A file's cards depend on its text, the rules and the settings, and on nothing else. So they are
kept, in memory, until one of these is another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING

from talkdeck import pipeline
from talkdeck.config import Settings
from talkdeck.filecards import FileCards
from talkdeck.files import Source
from talkdeck.problems import Problem
from talkdeck.values import dataclass

if TYPE_CHECKING:
    from talkdeck.rules.model import Ruleset

Rules = tuple["Ruleset", list[Problem]]


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What came of one notes file.

    Attributes:
        text: its text.
        cards: its outline and cards.
        problems: what was found about it.
    """

    text: str
    cards: FileCards
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Cache:
    """Rules and cards, kept from one look at the files to the next.

    Attributes:
        state: what the rest was made under: settings, and the state of the rule files.
        rules: the rules in force, and what was found about them.
        files: by name what came of each notes file.
    """

    state: object = None
    rules: Rules | None = None
    files: dict[str, Made] = field(default_factory=dict)

    def ruleset(self, state: object, load: Callable[[], Rules]) -> Rules:
        """The rules in force; with another state they are loaded, and all else is forgotten.

        Args:
            state: settings, and the state of the rule files.
            load: loads the rules.
        """
        if self.rules is None or self.state != state:
            self.files.clear()
            self.state, self.rules = state, load()
        return self.rules

    def read(
        self, source: Source, ruleset: Ruleset, settings: Settings
    ) -> tuple[Made | None, list[Problem]]:
        """What comes of a notes file now; None where it can't be read, with the reason."""
        text, problems = pipeline.text_of(source)
        if text is None:
            return None, problems
        made = self.files.get(source.name)
        if made is None or made.text != text:
            notes, found = pipeline.read_text(text, source.name, settings, source.within)
            cards, more = pipeline.cards_of(notes, ruleset, settings)
            made = self.files[source.name] = Made(text, cards, (*found, *more))
        return made, [*problems, *made.problems]
