"""Where a build takes place."""

from __future__ import annotations

from pathlib import Path

from talkdeck.values import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """The places of a build, as the settings and the command line say.

    Attributes:
        ledger: the ledger's file, there or not.
        output: folder of the packages.
        exclude: patterns of notes that are left out.
        strange: real paths of what was found among the notes and is no ordinary file, such as a
            link into a disk that is not there.
    """

    ledger: Path
    output: Path
    exclude: tuple[str, ...] = ()
    strange: frozenset[str] = frozenset()

    @property
    def folder(self) -> Path:
        """The ledger's folder: notes files are remembered by their paths from there."""
        return self.ledger.parent
