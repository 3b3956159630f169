"""The problems that this room can report."""

from __future__ import annotations

from talkdeck.problems import Entry, Place, Problem, Severity, register

_WHY = "The ledger is how talkdeck knows which card is which; without it, all cards would be new."
_RESTORE = (
    "restore the file from version control or a backup, or run `talkdeck ledger rebuild` to "
    "recreate it from your packages or your Anki collection"
)

register(
    Entry("ledger-missing", "ledger is missing", "error", _WHY, f"Either {_RESTORE}.", stops=True),
    Entry("ledger-unreadable", "ledger can't be read", "error", _WHY, f"Either {_RESTORE}.",
          stops=True),
    Entry("ledger-version", "ledger of a newer talkdeck", "error", _WHY,
          "Update talkdeck; an older one would lose what the newer one noted down.", stops=True),
    Entry("ledger-conflict", "merge conflict in the ledger", "error",
          "Two branches changed the ledger, and version control left both versions in it.",
          "Run `talkdeck ledger resolve`: it keeps the cards of both, and of two versions of "
          "one card the newer.", stops=True),
    Entry("ledger-line", "damaged line in the ledger", "error",
          "The card on that line would get a new identity, and lose its review history.",
          f"Either {_RESTORE}.", stops=True),
    Entry("ledger-cut-off", "ledger is cut off", "error",
          "The cards that stood in the missing part would get new identities, and lose their "
          "review history.", f"Either {_RESTORE}.", stops=True),
    Entry("ledger-busy", "another talkdeck is at work", "error",
          "Two builds at once would give the same new card two identities.",
          "Wait until the other one has finished.", stops=True),
    Entry("ledger-unfinished", "an interrupted build could not be completed", "error",
          "An earlier build was interrupted while it put its files in place.",
          "Close the programs that have the named file open, see that it may be written, and "
          "run the command again.", stops=True),
    Entry("clock-behind", "the clock runs behind the last build", "warning",
          "Anki takes an update only if its time is later than what it has.",
          "Set the computer's clock; the cards of this build are dated just after the last one."),
)  # fmt: skip


def problem(
    code: str,
    file: str,
    message: str,
    *,
    line: int = 0,
    advice: str = _RESTORE,
    severity: Severity = "error",
    excerpt: str = "",
) -> Problem:
    """A problem of this room, at a line of the ledger (0: the whole file)."""
    return Problem(code, Place(file, line), message, advice, severity, excerpt[:200])
