"""Packages and ledger change together, or not at all, even if the program is killed.

The parts of a build are written beside their places under temporary names; then a journal
says which file goes where; then each is renamed into its place, the ledger last; then the
journal goes. Killed before the journal is there, everything is as it was. Killed after it,
the next command carries out what it says (`recover`), which may be done any number of times.

    talkdeck.ledger            the ledger
    talkdeck.ledger.new        the next ledger, while it is being written
    talkdeck.ledger.journal    what is to be renamed; only there during, or after a broken, commit

The folder may have come from somebody else, journal included. So a journal only says which
packages are finished: what is renamed is always a file of our temporary name, to its own name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from talkdeck.ledger.messages import problem
from talkdeck.ledger.places import itself, journal_of, temporary
from talkdeck.problems import Problem
from talkdeck.values import dataclass

ENDING = ".apkg"
"""How the names of packages end."""


def commit(packages: Iterable[Path], ledger: Path, text: str) -> list[Problem]:
    """Puts packages and ledger in place, all or none. Call it with the ledger locked.

    Args:
        packages: their final paths; each is completely written under its `temporary` name.
        ledger: path of the ledger.
        text: its new text.

    Returns:
        What prevented it, e.g. a package that another program keeps open. If anything
        did, all files are as they were, or the next command completes the commit.
    """
    ledger = itself(ledger)
    files = [*packages, ledger]
    try:
        for final in files:
            _must_be_replaceable(final)
        for package in files[:-1]:
            _to_disk(temporary(package))
        _write(temporary(ledger), text.encode("utf-8"))
        moves = [Move(final, _digest(temporary(final))) for final in files]
        body = _journal_text(moves, _digest(ledger), ledger.parent)
        _write(temporary(journal_of(ledger)), body.encode("utf-8"))
    except OSError as error:
        for final in files:
            with suppress(OSError):
                temporary(final).unlink(missing_ok=True)
        return [_failed(error, ledger)]
    try:
        os.replace(temporary(journal_of(ledger)), journal_of(ledger))
        _folder_to_disk(ledger.parent)
        _carry_out(moves, journal_of(ledger))
    except OSError as error:
        return [_failed(error, ledger)]
    return []


def recover(ledger: Path) -> list[Problem]:
    """Completes what a killed build had begun. Call it with the ledger locked.

    Returns:
        What prevented it; nothing may be built then.
    """
    ledger = itself(ledger)
    journal = journal_of(ledger)
    try:
        moves = pending(ledger)
        if moves is None:
            for file in (journal, temporary(journal), temporary(ledger)):
                file.unlink(missing_ok=True)
        else:
            _carry_out(moves, journal)
    except OSError as error:
        return [_failed(error, ledger)]
    return []


def pending(ledger: Path) -> list[Move] | None:
    """What a killed build has still to put in place; None if there is nothing, or if the
    journal speaks of a ledger that is no longer there (another one was checked out), or says
    what no build of ours has written.
    """
    ledger = itself(ledger)
    try:
        read = json.loads(journal_of(ledger).read_bytes())
        moves = [Move(ledger.parent / m["to"], str(m["sha256"])) for m in read["moves"]]
        before = str(read["ledger"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if not moves or moves[-1].final != ledger or any(move.temp.is_symlink() for move in moves):
        return None
    if any(move.final.suffix != ENDING for move in moves[:-1]):
        return None
    return moves if _digest(ledger) in (before, moves[-1].digest) else None


def text_of(ledger: Path) -> bytes:
    """The ledger's content as it will be once a pending commit is carried out.

    Raises:
        OSError: it can't be read; FileNotFoundError if there is none.
    """
    moves = pending(ledger)
    if moves and _digest(moves[-1].temp) == moves[-1].digest:
        return moves[-1].temp.read_bytes()
    return ledger.read_bytes()


@dataclass(frozen=True, slots=True)
class Move:
    """One file that is to be put in place.

    Attributes:
        final: where it belongs.
        digest: SHA-256 of its content, hexadecimal.
    """

    final: Path
    digest: str

    @property
    def temp(self) -> Path:
        """Where it was written."""
        return temporary(self.final)


def _carry_out(moves: Iterable[Move], journal: Path) -> None:
    """Renames what has not been renamed yet; a file of other content is left alone."""
    folders = {journal.parent}
    for move in moves:
        if move.temp.exists() and _digest(move.temp) == move.digest:
            os.replace(move.temp, move.final)
            folders.add(move.final.parent)
    for folder in folders:
        _folder_to_disk(folder)
    journal.unlink(missing_ok=True)


def _journal_text(moves: Iterable[Move], before: str, folder: Path) -> str:
    """Paths are relative where they can be, so that the folder may be moved in between."""
    lines = [{"to": _relative(m.final, folder), "sha256": m.digest} for m in moves]
    return json.dumps({"ledger": before, "moves": lines}, indent=1, ensure_ascii=True) + "\n"


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path.absolute().as_posix()


def _must_be_replaceable(final: Path) -> None:
    """Finds out beforehand what would stop the renaming half-way.

    Renaming a file to its own name does nothing, but fails on Windows while another program
    has the file open.
    """
    if final.is_dir():
        raise IsADirectoryError(21, "a folder of that name is in the way", str(final))
    if final.exists():
        os.replace(final, final)


def _write(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)  # it may be a link to another file
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _folder_to_disk(folder: Path) -> None:
    """Makes renamings last through a power failure; Windows can't, and need not."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _digest(path: Path) -> str:
    """SHA-256 of a file; "" if there is none."""
    try:
        with path.open("rb") as file:
            digest = sha256()
            while block := file.read(1 << 20):
                digest.update(block)
            return digest.hexdigest()
    except FileNotFoundError:
        return ""


def _failed(error: OSError, ledger: Path) -> Problem:
    file = str(error.filename or ledger).replace("\\", "/")
    message = f"the files of this build can't be put in place: {error.strerror or error}"
    advice = "close the programs that have it open, see that it may be written, and try again"
    return problem("ledger-unfinished", file, message, advice=advice)
