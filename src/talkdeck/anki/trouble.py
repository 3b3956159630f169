"""What can be in the way of reaching Anki, as problems with advice."""

from __future__ import annotations

from talkdeck.problems import Entry, Place, Problem, register

register(
    Entry(
        "anki-missing",
        "the anki package is not installed",
        "error",
        "A collection file is read and written with Anki's own code, which is an extra.",
        "Run `pip install 'talkdeck[anki]'`, or start Anki and use `--connect`.",
        stops=True,
    ),
    Entry(
        "anki-open",
        "Anki has the collection open",
        "error",
        "Two programs in one collection would damage it.",
        "Close Anki (or stop its sync), or use `--connect` to talk to it while it runs.",
        stops=True,
    ),
    Entry(
        "anki-collection",
        "a collection that can't be used",
        "error",
        "Writing into a file that is damaged, or not understood, could cost reviews.",
        "Open it in Anki and run Tools > Check Database; update talkdeck if Anki is newer.",
        stops=True,
    ),
    Entry(
        "anki-profile",
        "which profile is meant is not clear",
        "error",
        "Cards in the wrong person's collection are hard to get out again.",
        "Say it with `--profile NAME` or `--collection FILE`.",
        stops=True,
    ),
    Entry(
        "anki-not-running",
        "no Anki answers",
        "error",
        "AnkiConnect is an add-on of Anki's desktop program, and answers while that is open.",
        "Start Anki, and install the add-on with the code 2055492159.",
        stops=True,
    ),
    Entry(
        "anki-refused",
        "Anki did not do what it was asked to",
        "error",
        "The rest was not tried; run the command again when the reason is gone.",
        "Look at what Anki says; update the AnkiConnect add-on.",
        stops=True,
    ),
    Entry(
        "anki-sync",
        "synchronizing failed",
        "error",
        "Your other devices don't have the new cards yet; nothing is lost.",
        "Run the command again; what is done already is not done twice.",
        stops=True,
    ),
    Entry(
        "anki-unfinished",
        "something is left to do",
        "warning",
        "Anki did not take all of it; the plan shows what is still missing.",
        "Run the command again; if this stays, please report it.",
    ),
)


class Unreachable(Exception):  # noqa: N818 - it says what is the matter
    """Anki can't be reached or used; `problem` says so in words for the person."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def unreachable(code: str, where: str, message: str, advice: str) -> Unreachable:
    """An exception with its problem.

    Args:
        code: of the catalogue, e.g. `anki-open`.
        where: the collection's path, or Anki's address.
        message: what is the matter.
        advice: what to do next.
    """
    return Unreachable(Problem(code, Place(where), message, advice))
