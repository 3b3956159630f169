"""What a line says about a talk, as a value."""

from __future__ import annotations

from talkdeck.outline.node import Link
from talkdeck.values import dataclass

LONGEST = 400
"""Characters beyond which a line is content, not metadata."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one line says about the talk.

    Attributes:
        what: in words, e.g. `speaker`.
        speakers: names on the line.
        links: links on the line.
    """

    what: str
    speakers: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
