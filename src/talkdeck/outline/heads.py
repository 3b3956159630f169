"""What the headings of a level look like: the titles of talks, or the sections of one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkdeck.outline.blocks import Block
from talkdeck.outline.metadata import bears, names_speaker
from talkdeck.outline.titles import from_title
from talkdeck.regex import regex
from talkdeck.values import dataclass

_SECTION_NAMES = regex(
    r"^(?:\d+[.)]?\s*)?(?:introduction|intro|overview|summary|abstract|motivation|background|"
    r"agenda|outline|(?:table of )?contents|notes|history|goals?|definitions?|terms|terminology|"
    r"why|what|how|when|types|features|use cases|usage|installation|setup|examples?|exercises|"
    r"(?:live )?demo|polls|slides|(?:pre-)?lecture\b.*|chapter \d+.*|part \d+.*|appendix|"
    r"(?:dis)?advantages|pros|cons|benefits|drawbacks|limitations|"
    r"questions?|q\s?&\s?a|faq|lessons(?: learned)?|(?:key )?takeaways?|conclusions?|recap|"
    r"wrap(?:ping)? up|next steps|future|references|resources|links|readings?|further reading|"
    r"prologue|epilogue|tl;?dr|thesis|how it works|pitfalls|(?:best )?practices|"
    r"(?:key|main) points|chapter notes|"
    r"(?:(?:dis)?advantages|pros|cons|benefits|drawbacks|limitations|pitfalls|types|examples|"
    r"problems|goals|history|features) (?:of|with|for|in) .*)\s*[:?]?$",
    re.IGNORECASE,
)

_COUNTED = regex(
    r"(?:(?:chapter|part|section|step|module|unit|lecture|week|lesson|class)\s+)?#?\d{1,3}\b(?!\s?%)",
    re.IGNORECASE,
)

A_TITLE = 5
"""Words that the title of a talk mostly has at least; the heading of a section has fewer."""

SEVERAL = 4
"""Headings of the top level that are talks if they are long as a rule; three have to be all."""


@dataclass(frozen=True, slots=True)
class Heads:
    """All headings of one level of a file.

    Attributes:
        blocks: the whole file.
        at: where they stand among the blocks.
        bearing: those with a speaker or links in them or right below.
    """

    blocks: Sequence[Block]
    at: Sequence[int]
    bearing: Sequence[int]

    def __len__(self) -> int:
        return len(self.at)

    @property
    def words(self) -> list[int]:
        """How many words each has."""
        return [len(self.blocks[n].text.text.split()) for n in self.at]

    @property
    def numbered(self) -> bool:
        """Whether they are counted, as the chapters of a book and the parts of a talk are."""
        counted = sum(bool(_COUNTED.match(self.blocks[n].text.text)) for n in self.at)
        return 2 * counted >= len(self)

    @property
    def sections(self) -> bool:
        """Whether they are named as the sections of one talk are."""
        named = 0
        for n in self.at:
            text = self.blocks[n].text
            named += names_a_section(text.text) + 2 * text.covered_by("code")
            named += text.text.rstrip().endswith(":")
        return named >= max(1, len(self) // 5)

    @property
    def wordy(self) -> bool:
        """Whether they are as long as the titles of talks, and none is a section's name."""
        return sorted(self.words)[(len(self) - 1) // 2] >= A_TITLE and not self.sections

    @property
    def all_long(self) -> bool:
        """Whether three or more are all about as long as the titles of talks."""
        return len(self) >= SEVERAL - 1 and min(self.words) >= A_TITLE - 1


def heads_of(blocks: Sequence[Block], level: int) -> Heads:
    """The headings of a level, looked at closely."""
    at = positions(blocks, level)
    return Heads(blocks, at, [n for n in at if is_marked(blocks, n)])


def positions(blocks: Sequence[Block], level: int) -> list[int]:
    """Where the headings of a level stand among the blocks."""
    return [n for n, b in enumerate(blocks) if b.kind == "heading" and b.level == level]


def is_marked(blocks: Sequence[Block], n: int) -> bool:
    """Whether a heading has a speaker or links in it or right below, as a talk has."""
    _, reading = from_title(blocks[n].text)
    return bool(reading.speakers or reading.links) or bears(blocks[n + 1 : n + 6])


def is_spoken(blocks: Sequence[Block], n: int) -> bool:
    """Whether a heading has a speaker in it or right below."""
    return bool(from_title(blocks[n].text)[1].speakers) or names_speaker(blocks[n + 1 : n + 6])


def only_groups(blocks: Sequence[Block], n: int) -> bool:
    """Whether a heading has nothing of its own under it, only headings below."""
    return n + 1 < len(blocks) and blocks[n + 1].kind == "heading"


def names_a_section(title: str) -> bool:
    """Whether a heading is worded as a section of a talk is: `Introduction`."""
    return bool(_SECTION_NAMES.match(title.strip()))
