"""Finding rule files: the person's, then the built-in packs that they do not replace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import talkdeck
from talkdeck.problems import Place, Problem
from talkdeck.rules import catalogue  # noqa: F401  (the codes below are registered there)
from talkdeck.values import dataclass

FOLDER = "card_rules"
"""Name of a folder of packs, the person's and ours."""

OWN = "own"
"""Pack name of files that lie in the person's folder itself."""

_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class File:
    """A rule file that was found.

    Attributes:
        path: where it is.
        shown: the path as messages show it.
        pack: the pack it belongs to, e.g. `own`.
        own: whether it is the person's rather than built in.
    """

    path: Path
    shown: str
    pack: str
    own: bool


@dataclass(frozen=True, slots=True)
class Given:
    """The rule files in force, as they are on disk.

    Attributes:
        files: each with its text or bytes, or the problem that prevented reading it.
        problems: what was found about folders and packs.
    """

    files: tuple[tuple[File, str | bytes | Problem], ...]
    problems: tuple[Problem, ...]

    def content(self) -> Iterator[str | bytes]:
        """All that the rules depend on, for telling one state of the files from another."""
        for file, data in self.files:
            yield f"{file.shown}\0{file.pack}\0{file.own}"
            yield str(data) if isinstance(data, Problem) else data
        yield from map(str, self.problems)


def built_in_folder() -> Path | None:
    """Where the built-in packs lie: beside the package in a wheel, above it in a checkout."""
    package = Path(talkdeck.__file__).parent
    for folder in (package / FOLDER, package.parent.parent / FOLDER):
        if folder.is_dir():
            return folder
    return None


def find_rules(
    folders: Sequence[Path | str] = (),
    *,
    built_in: bool = True,
    texts: Mapping[Path, str] | None = None,
) -> Given:
    """Finds and reads the rule files; the arguments are those of `load_rules`."""
    problems: list[Problem] = []
    found = _find([Path(f) for f in folders], built_in, problems)
    return Given(tuple((f, _content(f, texts or {})) for f in found), tuple(problems))


def _find(folders: list[Path], built_in: bool, problems: list[Problem]) -> list[File]:
    """All rule files: the person's, then those built-in packs that they do not replace."""
    ours = built_in_folder() if built_in else None
    own: list[File] = []
    seen: set[Path] = set()
    for folder in folders:
        if folder.resolve() in seen:
            continue
        seen.add(folder.resolve())
        if ours is not None and folder.exists() and _same_folder(folder, ours):
            continue
        if folder.is_file():
            own.append(File(folder, folder.as_posix(), _pack_of(folder.parent), True))
        elif not folder.is_dir():
            problems.append(
                Problem("rules-not-found", Place(folder.as_posix()),
                        "there is no such folder of rules", "correct the path in the settings")
            )  # fmt: skip
        else:
            here = list(_files_of(folder, folder.as_posix(), own=True))
            own += here
            if not here and not _is_empty(folder):
                problems.append(
                    Problem("no-rules", Place(folder.as_posix()),
                            "there is no rule file (.yaml) among the files of this folder",
                            "give rule files the ending .yaml; `talkdeck rules new` begins one")
                )  # fmt: skip
    if ours is None:
        return own
    return own + list(_not_replaced(own, list(_files_of(ours, FOLDER, own=False)), problems))


def _same_folder(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _is_empty(folder: Path) -> bool:
    """Whether nobody can have meant to have rules there: hidden files and READMEs don't count."""
    names = (path.name.lower() for path in folder.iterdir())
    return all(name.startswith((".", "readme")) for name in names)


def _pack_of(folder: Path) -> str:
    name = folder.resolve().name
    return OWN if name == FOLDER or not name else name


def _files_of(folder: Path, shown: str, *, own: bool) -> Iterator[File]:
    """The rule files of a folder and of its sub-folders, in the order of their names."""
    entries = sorted(folder.iterdir(), key=lambda p: p.name)
    for path in entries:
        if path.is_file() and path.suffix in _ENDINGS and not path.name.startswith("."):
            yield File(path, f"{shown}/{path.name}", _pack_of(folder), own)
    for path in entries:
        if path.is_dir() and not path.name.startswith((".", "_")):
            yield from _files_of(path, f"{shown}/{path.name}", own=own)


def _not_replaced(own: list[File], ours: list[File], problems: list[Problem]
                  ) -> Iterator[File]:  # fmt: skip
    """Built-in files, without packs that the person has a folder of the same name for."""
    theirs = {f.pack: f for f in own if f.pack != OWN}
    told: set[str] = set()
    for file in ours:
        if file.pack not in theirs:
            yield file
        elif file.pack not in told:
            told.add(file.pack)
            if not _same_files(file.pack, own, ours):
                folder = Path(theirs[file.pack].shown).parent.as_posix()
                problems.append(
                    Problem("pack-replaced", Place(folder),
                            f"this folder is read in place of the built-in pack '{file.pack}'",
                            "rename it if the built-in rules should count as well",
                            severity="info")
                )  # fmt: skip


def _same_files(pack: str, own: list[File], ours: list[File]) -> bool:
    """Whether two packs have the same files with the same content."""

    def content(files: list[File]) -> dict[str, bytes]:
        return {f.path.name: f.path.read_bytes() for f in files if f.pack == pack}

    try:
        return content(own) == content(ours)
    except OSError:
        return False


def _content(file: File, texts: Mapping[Path, str]) -> str | bytes | Problem:
    """What a file holds, or why it can't be read."""
    if texts and file.path.resolve() in texts:
        return texts[file.path.resolve()]
    try:
        return file.path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it can't be opened").lower()
        return Problem(
            "rules-unreadable", Place(file.shown), f"this file can't be read: {reason}",
            "check its permissions",
        )  # fmt: skip
