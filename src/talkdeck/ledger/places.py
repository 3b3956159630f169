"""Where a ledger is, and the files beside it."""

from __future__ import annotations

import os
from pathlib import Path

HEADER = "talkdeck-ledger"
"""How a ledger begins."""


def temporary(final: Path) -> Path:
    """The name under which a file is written before it is put in place, e.g. `x.apkg.new`.

    It is in the same folder, so that renaming is one step; and always the same, so that
    what a killed build leaves behind is overwritten by the next one.
    """
    return final.with_name(final.name + ".new")


def journal_of(ledger: Path) -> Path:
    """The name of a ledger's journal."""
    ledger = itself(ledger)
    return ledger.with_name(ledger.name + ".journal")


def itself(ledger: Path) -> Path:
    """The file that a ledger's name leads to: to rename another over a link would cut the link.

    A link to anything but a ledger is not followed; it may have come with somebody else's folder.
    """
    if not ledger.is_symlink() or not ledger.is_file():
        return ledger
    try:
        with ledger.open("rb") as file:
            followed = file.read(len(HEADER)) == HEADER.encode()
    except OSError:
        followed = False
    return Path(os.path.realpath(ledger)) if followed else ledger
