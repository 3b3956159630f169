"""The edge to the file system: finding notes files, reading them, replacing files whole.

What goes wrong out there (a folder that is not there, a file that can't be read, a full
disk) comes back as problems with a place and advice, never as a traceback.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.regex import regex
from talkdeck.values import dataclass

NOTES_ENDINGS = (".md", ".markdown", ".mkd", ".mdown")
"""Endings (in lower case) of the files that are read from a folder."""

_HERE = Path()

_LEFT = regex(r"\.\d+\.tmp\Z")

_AN_HOUR = 3600
"""Seconds after which nobody can still be writing a small file."""

SKIPPED_FOLDERS = frozenset({"card_rules", "decks", "node_modules", "venv", "__pycache__"})
"""Folders that hold no notes; hidden ones (`.git`, `.venv`) are left out as well."""

register(
    Entry(
        "path-not-found",
        "no such file or folder",
        "error",
        "Nothing can be read from a path that is not there.",
        "Check the spelling, or say which notes to read: `talkdeck build my-notes/`.",
        stops=True,
    ),
    Entry(
        "no-notes",
        "no notes in this folder",
        "error",
        "A folder without Markdown files gives no cards.",
        f"Put notes into it (files ending in {', '.join(NOTES_ENDINGS)}), or name another.",
    ),
    Entry(
        "not-a-file",
        "not an ordinary file",
        "warning",
        "Pipes, devices and broken links have no text that could be read twice.",
        "Put an ordinary file in its place, or leave it out with `exclude:`.",
    ),
    Entry(
        "unreadable",
        "file or folder can't be read",
        "error",
        "Cards of a file that can't be read would look as if their notes had been deleted.",
        "Allow reading it, or leave it out with `exclude:` in talkdeck.yaml.",
        stops=True,
    ),
    Entry(
        "unwritable",
        "file or folder can't be written",
        "error",
        "The decks have to be put somewhere; what stood there before is left as it was.",
        "Choose another folder with `-o`, or make room and allow writing.",
        stops=True,
    ),
    Entry(
        "file-in-the-way",
        "a file that talkdeck did not write stands there",
        "error",
        "Writing over it would lose it, and there may be no other copy.",
        "Move it away, or choose another place with `-o`.",
        stops=True,
    ),
    Entry(
        "not-markdown",
        "read as Markdown all the same",
        "warning",
        "Other formats use other marks for headings and bullets; the cards may look odd.",
        "Save the notes as Markdown.",
    ),
)


@dataclass(frozen=True, slots=True)
class Source:
    """One notes file that was found.

    Attributes:
        path: where it is, to open it.
        name: the path as the person gave it, with forward slashes, e.g. `notes/a.md`.
        root: the folder that was given, or the one that the given file lies in.
        within: the path from the folder of the settings, e.g. `notes/a.md`, whatever folder the
            person is in: what gets on cards is taken from it. `name` if the file lies elsewhere.
    """

    path: Path
    name: str
    root: Path
    within: str = ""


def shown(path: Path | str) -> str:
    """A path as it is shown and stored: forward slashes, printable on any terminal."""
    text = os.fspath(path).replace(os.sep, "/")
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def within(path: Path, folder: Path) -> str:
    """A path from a folder, as it is stored; as the person gave it if it lies elsewhere."""
    full, top = os.path.abspath(path), os.path.join(os.path.abspath(folder), "")
    return shown(full.removeprefix(top) if full.startswith(top) else path)


_PLAIN = regex(r"[^\s\"'`$&|;<>()\\*?\[\]{}!#~]+")


def typed(name: str) -> str:
    """A path, as shown, as it is typed in a command: in quotes where it needs them, e.g.
    `"notes/two words.md"`.
    """
    if _PLAIN.fullmatch(name):
        return name
    if any(sign in name for sign in '"$`\\!'):
        return "'" + name.replace("'", "'\\''") + "'"
    return f'"{name}"'


def find_notes(
    paths: Sequence[Path | str], *, exclude: Sequence[str] = (), folder: Path = _HERE
) -> tuple[tuple[Source, ...], list[Problem]]:
    """The notes files that paths stand for.

    Args:
        paths: files (taken whatever their ending) and folders (searched to the bottom).
        exclude: patterns for paths to leave out, as shown, e.g. `notes/drafts/*`.
        folder: that of the settings.

    Returns:
        Every file once, a folder's files sorted by name; and what could not be read.
    """
    found: dict[str, Source] = {}
    problems: list[Problem] = []
    for given in map(Path, paths):
        name = shown(given)
        try:
            mode = given.stat().st_mode
        except OSError as error:
            problems.append(_missing(given, error))
            continue
        if stat.S_ISDIR(mode):
            files = [f for f in _walk(given, exclude, problems) if _is_notes(f, problems)]
            if not files and not any(p.place.file.startswith(name) for p in problems):
                problems.append(_no_notes(name))
        elif stat.S_ISREG(mode):
            files = [given]
            problems += _other_format(given)
        else:
            problems.append(_not_a_file(given, "error"))
            continue
        for file in files:
            root = given.parent if file is given else given
            source = Source(file, shown(file), root, within(file, folder))
            found.setdefault(os.path.realpath(file), source)
    return tuple(found.values()), problems


def read_bytes(source: Source) -> tuple[bytes | None, list[Problem]]:
    """The content of a notes file; None, with the reason, where it can't be read."""
    try:
        return source.path.read_bytes(), []
    except OSError as error:
        return None, [unreadable(source.name, error)]


def unreadable(name: str, error: OSError) -> Problem:
    """The problem for a file or folder that can't be read."""
    return Problem(
        "unreadable",
        Place(name),
        f"can't be read: {reason(error)}",
        "allow reading it, or leave it out with `exclude:` in talkdeck.yaml",
    )


def unwritable(name: str, error: OSError) -> Problem:
    """The problem for a file or folder that can't be written, with advice that fits."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        advice = "make room on the disk, or choose another folder with `-o`"
    else:
        advice = "allow writing there, or choose another folder with `-o`"
    return Problem("unwritable", Place(name), f"can't be written: {reason(error)}", advice)


def in_the_way(name: str, wanted: str) -> Problem:
    """The problem for a file that is not to be written over.

    Args:
        name: the file, as shown.
        wanted: what may be written over there, e.g. `a page of talkdeck's`.
    """
    message = f"a file stands there that is not {wanted}; it was left as it is"
    advice = "move it away, or choose another place with `-o`"
    return Problem("file-in-the-way", Place(name), message, advice)


def reason(error: OSError) -> str:
    """Why the system refused, in its own words but in lower case and without numbers."""
    words = os.strerror(error.errno) if error.errno else str(error)
    return words[:1].lower() + words[1:]


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Gives a temporary path beside `target` to write to, and renames it at the end.

    Whatever happens in between, `target` is either the old file or the new one, and the
    temporary file is gone.

    Raises:
        OSError: when the folder can't be made or written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{_start(target)}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)  # it may be a link to another file
    try:
        yield temporary
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def sweep(targets: Iterable[Path], age: int = 0) -> None:
    """Removes what programs that were killed left behind beside some files.

    Args:
        targets: the files; each of their folders is looked through once.
        age: seconds that a leftover must be old; 0 where nobody else can be writing now.
    """
    starts: dict[Path, set[str]] = {}
    for target in targets:
        starts.setdefault(target.parent, set()).add(_start(target))
    for folder, names in starts.items():
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):
                left = _LEFT.search(name)
                if left and name[: left.start()] in names:
                    _remove(folder / name, age)


def _remove(left: Path, age: int) -> None:
    with contextlib.suppress(OSError):  # somebody else may have been quicker
        if left.stat().st_mtime <= time.time() - age:
            left.unlink()


def _start(target: Path) -> str:
    """What the names of a file's temporary ones begin with, before the program's number."""
    return f".{target.name[:40]}"


def write_text(target: Path, text: str) -> None:
    """Writes a text file whole or not at all (UTF-8, line feeds)."""
    sweep([target], _AN_HOUR)
    with replacing(target) as temporary:
        temporary.write_bytes(text.encode("utf-8", "replace"))


def _walk(folder: Path, exclude: Sequence[str], problems: list[Problem]) -> Iterator[Path]:
    """All that is not a folder below one, sorted, links followed, every folder once."""
    seen: set[str] = set()
    stack = [folder]
    while stack:
        place = stack.pop()
        real = os.path.realpath(place)
        if real in seen:
            continue
        seen.add(real)
        try:
            entries = sorted(os.scandir(place), key=lambda e: e.name)
        except OSError as error:
            problems.append(unreadable(shown(place), error))
            continue
        folders = []
        for entry in entries:
            path = place / entry.name
            if entry.name.startswith(".") or is_excluded(shown(path), exclude):
                continue
            if not _is_folder(entry):
                yield path
            elif entry.name not in SKIPPED_FOLDERS:
                folders.append(path)
        stack.extend(reversed(folders))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def is_excluded(name: str, patterns: Iterable[str]) -> bool:
    """Whether a path, as shown, is to be left out, e.g. `notes/drafts` by `drafts`."""
    for pattern in patterns:
        pattern = pattern.removeprefix("./").rstrip("/")
        if os.path.isabs(pattern) and fnmatchcase(shown(os.path.abspath(name)), pattern):
            return True
        if fnmatchcase(name, pattern) or fnmatchcase(name, f"*/{pattern}"):
            return True
    return False


def _is_notes(path: Path, problems: list[Problem]) -> bool:
    """Whether a folder's entry is a notes file; what only looks like one is reported."""
    if path.suffix.lower() not in NOTES_ENDINGS:
        return False
    try:
        if stat.S_ISREG(path.stat().st_mode):
            return True
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ELOOP):  # else: a link that leads nowhere
            problems.append(unreadable(shown(path), error))
            return False
    problems.append(_not_a_file(path, "warning"))
    return False


def _missing(path: Path, error: OSError) -> Problem:
    if not isinstance(error, FileNotFoundError):
        return unreadable(shown(path), error)
    advice = "check the spelling, or name your notes: `talkdeck build my-notes/`"
    if path.name == "notes":  # most likely nobody has named it: a first try in some folder
        advice = "name your notes: `talkdeck build my-notes/`; or begin with `talkdeck init`"
    try:
        from difflib import get_close_matches

        near = get_close_matches(path.name, os.listdir(path.parent), n=1)
    except OSError:
        near = []
    if near:
        advice = f"did you mean `{shown(path.with_name(near[0]))}`?"
    return Problem("path-not-found", Place(shown(path)), "there is no such file or folder", advice)


def _no_notes(name: str) -> Problem:
    return Problem(
        "no-notes",
        Place(name),
        "the folder holds no notes",
        f"put Markdown files into it (ending in {', '.join(NOTES_ENDINGS)}), or name another",
    )


def _not_a_file(path: Path, severity: str) -> Problem:
    return Problem(
        "not-a-file",
        Place(shown(path)),
        "is not an ordinary file; it was left out",
        "put an ordinary file in its place, or leave it out with `exclude:`",
        "error" if severity == "error" else "warning",
    )


def _other_format(path: Path) -> list[Problem]:
    ending = path.suffix.lower()
    if ending in (*NOTES_ENDINGS, ".txt", ""):
        return []
    message = f"was read as Markdown, though its name ends in `{ending}`"
    advice = "save the notes as Markdown, or check the cards: `talkdeck cards`"
    return [Problem("not-markdown", Place(shown(path)), message, advice, "warning")]
