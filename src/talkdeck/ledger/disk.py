"""The ledger on disk: loading, saving, and the lock against two builds at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from talkdeck.ledger.commit import commit, recover, text_of
from talkdeck.ledger.entry import Ledger
from talkdeck.ledger.messages import problem
from talkdeck.ledger.places import itself, temporary
from talkdeck.ledger.store import format as format_ledger
from talkdeck.ledger.store import parse
from talkdeck.problems import Problem

NAME = "talkdeck.ledger"
"""The ledger's name, beside the notes, unless the settings say otherwise."""

__all__ = ["NAME", "LedgerBusy", "commit", "load", "lock", "recover", "save", "temporary"]


class LedgerBusy(Exception):  # noqa: N818 - it says what is the matter
    """Another talkdeck has the ledger; `problem` says so in words for the person."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


def load(path: Path, packages: Sequence[Path] = ()) -> tuple[Ledger | None, list[Problem]]:
    """The ledger, as it will be once a commit that was killed is carried out. Reads only.

    Args:
        path: the ledger.
        packages: where this build's packages go. If one of them exists there was a build
            before, so a missing ledger is an error, not a first time.

    Returns:
        An empty ledger the first time; None with problems if it is missing or unreadable.
        Nothing may be built where a problem is an `error`.
    """
    file = path.as_posix()
    if path.is_symlink() and not path.exists():
        message = f"the ledger is a link to {os.readlink(path)}, and there is no such file"
        advice = "make that folder available, or take the link away to begin a new ledger"
        return None, [problem("ledger-missing", file, message, advice=advice)]
    if path.exists() and not path.is_file():  # reading a pipe would wait for ever
        message = "the ledger can't be read: it is not an ordinary file"
        return None, [problem("ledger-unreadable", file, message)]
    try:
        data = text_of(path)
    except FileNotFoundError:
        built = next((p for p in packages if p.exists()), None)
        if built is None:
            return Ledger(), []
        message = f"the ledger is missing, but {built.as_posix()} shows that there was one"
        return None, [problem("ledger-missing", file, message)]
    except OSError as error:
        message = f"the ledger can't be read: {error.strerror or error}"
        return None, [problem("ledger-unreadable", file, message)]
    return parse(data, file)


def save(path: Path, ledger: Ledger) -> list[Problem]:
    """Writes a ledger that changes alone, without packages; all of it or nothing."""
    return commit([], path, format_ledger(ledger))


@contextmanager
def lock(path: Path, wait: float = 0) -> Iterator[None]:
    """Keeps every other talkdeck from building with this ledger.

    The operating system holds the lock and frees it when the program ends, however it ends:
    what a killed program leaves behind never has to be removed by hand.

    Args:
        path: the ledger.
        wait: how many seconds to wait for another talkdeck to finish.

    Raises:
        LedgerBusy: another one has not finished by then.
        OSError: the folder can't be written.
    """
    real = itself(path)
    file = real.with_name(real.name + ".lock")
    until = monotonic() + wait
    while (handle := _try_lock(file)) is None:
        if monotonic() >= until:
            raise LedgerBusy(_busy(path, file))
        sleep(0.05)
    try:
        yield
    finally:
        _unlock(handle, file)


def _try_lock(file: Path) -> int | None:
    if file.is_symlink():  # never ours; what it leads to would be emptied
        file.unlink()
    handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        if _grab(handle) and _same(handle, file):
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
            return handle
    except OSError:
        os.close(handle)
        raise
    os.close(handle)
    return None


def _same(handle: int, file: Path) -> bool:
    """Whether the locked file is still the one of that name: its owner before us removes it."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(file))
    except FileNotFoundError:
        return False


def _unlock(handle: int, file: Path) -> None:
    if os.name == "nt":  # an open file can't be removed there
        os.close(handle)
        with suppress(OSError):
            file.unlink()
    else:
        with suppress(OSError):
            file.unlink()
        os.close(handle)


if os.name == "nt":
    import msvcrt

    def _grab(handle: int) -> bool:
        # A byte far behind the content, so that others can read whose lock it is.
        os.lseek(handle, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _grab(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _busy(path: Path, file: Path) -> Problem:
    with suppress(OSError, ValueError):
        owner = f" (process {int(file.read_text())})"
        return _busy_problem(path, owner)
    return _busy_problem(path, "")


def _busy_problem(path: Path, owner: str) -> Problem:
    message = f"another talkdeck{owner} is working with this ledger"
    advice = "wait until it has finished, and run the command again"
    return problem("ledger-busy", path.as_posix(), message, advice=advice)
