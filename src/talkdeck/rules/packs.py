"""Finding packs and putting their files together into one ruleset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import talkdeck
from talkdeck.problems import Place, Problem
from talkdeck.rules.load import RuleFile, load_rule_file
from talkdeck.rules.load_match import Reference
from talkdeck.rules.model import Rule, Ruleset, WordList
from talkdeck.rules.reading import did_you_mean
from talkdeck.rules.shapes import ANCHORED, WHOLE

FOLDER = "card_rules"
"""Name of a folder of packs, the person's and ours."""

OWN = "own"
"""Pack name of files that lie in the person's folder itself."""

_ENDINGS = (".yaml", ".yml")


class _File(NamedTuple):
    """A rule file that was found."""

    path: Path
    shown: str
    pack: str
    own: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rules are switched on or off, beside what the rule files say.

    Attributes:
        select: rules or packs to switch on, e.g. `optional/quotes` or `optional`.
        ignore: rules or packs to switch off; a rule named by its id counts more than its
            pack.
        where: where this was said, for messages, e.g. `talkdeck.yaml` or `--ignore`.
    """

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    where: str = "the settings"


def built_in_folder() -> Path | None:
    """Where the built-in packs lie: beside the package in a wheel, above it in a checkout."""
    package = Path(talkdeck.__file__).parent
    for folder in (package / FOLDER, package.parent.parent / FOLDER):
        if folder.is_dir():
            return folder
    return None


def load_rules(
    folders: Sequence[Path | str] = (),
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    where: str = "the settings",
    built_in: bool = True,
    texts: Mapping[Path, str] | None = None,
) -> tuple[Ruleset, list[Problem]]:
    """Reads the person's rules and the built-in ones, and puts them in order.

    Args:
        folders: the person's folders (or single rule files). A sub-folder is a pack of its
            own; files in the folder itself are the pack `own`, or, if the folder is not
            called `card_rules`, the pack of its name.
        select: rules or packs to switch on that are off by default.
        ignore: rules or packs to switch off.
        where: where `select` and `ignore` were said, for messages.
        built_in: whether the built-in packs count.
        texts: texts that stand in for files, by resolved path: what an editor has not saved.

    Returns:
        The ruleset and all problems of all files. With an error among them no rule is on:
        half the rules make other decks than all of them.
    """
    problems: list[Problem] = []
    found = _find([Path(f) for f in folders], built_in, problems)
    files: list[RuleFile] = []
    for file in found:
        read, wrong = _read(file, texts or {})
        problems += wrong
        files.append(read)
    ruleset, wrong = assemble(files)
    problems += wrong
    problems.sort(key=lambda p: (p.place, p.code, p.message))
    if any(p.severity == "error" for p in problems):
        return Ruleset((), ruleset.off, ruleset.lists), problems
    ruleset, wrong = choose_rules(ruleset, Choice(select, ignore, where))
    return ruleset, problems + wrong


def choose_rules(ruleset: Ruleset, choice: Choice) -> tuple[Ruleset, list[Problem]]:
    """The ruleset with some rules switched on or off, e.g. for one notes file.

    Args:
        ruleset: the rules.
        choice: what to switch; unknown names are problems.
    """
    if not choice.select and not choice.ignore:
        return ruleset, []
    problems = [
        _unknown_rule(ruleset, Reference(name, Place(choice.where), ""))
        for name in (*choice.select, *choice.ignore)
        if not ruleset.find(name)
    ]
    on: list[Rule] = []
    off: list[tuple[Rule, str]] = []
    states = [(r, "") for r in ruleset.rules] + list(ruleset.off)
    for rule, reason in states:
        selected, ignored = _weight(rule, choice.select), _weight(rule, choice.ignore)
        if ignored and ignored >= selected:
            off.append((rule, f"ignored in {choice.where}"))
        elif selected or not reason:
            on.append(rule)
        else:
            off.append((rule, reason))
    return Ruleset(tuple(sorted(on, key=_order)), tuple(off), ruleset.lists), problems


def _weight(rule: Rule, names: Iterable[str]) -> int:
    """2 if the rule itself is named, 1 if its pack is, else 0."""
    names = set(names)
    return 2 if {rule.id, rule.name} & names else 1 if rule.pack in names else 0


# Finding files


def _find(folders: list[Path], built_in: bool, problems: list[Problem]) -> list[_File]:
    """All rule files: the person's, then those built-in packs that they do not replace."""
    ours = built_in_folder() if built_in else None
    own: list[_File] = []
    seen: set[Path] = set()
    for folder in folders:
        if folder.resolve() in seen:
            continue
        seen.add(folder.resolve())
        if ours is not None and folder.exists() and _same_folder(folder, ours):
            continue
        if folder.is_file():
            own.append(_File(folder, folder.as_posix(), _pack_of(folder.parent), True))
        elif not folder.is_dir():
            problems.append(
                Problem("rules-not-found", Place(folder.as_posix()),
                        "there is no such folder of rules", "correct the path in the settings")
            )  # fmt: skip
        else:
            here = list(_files_of(folder, folder.as_posix(), own=True))
            own += here
            if not here:
                problems.append(
                    Problem("no-rules", Place(folder.as_posix()),
                            "there is no rule file (.yaml) in this folder",
                            "name a folder with rules; `talkdeck rules new` begins one")
                )  # fmt: skip
    if ours is None:
        return own
    return own + list(_not_replaced(own, list(_files_of(ours, FOLDER, own=False)), problems))


def _same_folder(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _pack_of(folder: Path) -> str:
    name = folder.resolve().name
    return OWN if name == FOLDER or not name else name


def _files_of(folder: Path, shown: str, *, own: bool) -> Iterator[_File]:
    """The rule files of a folder and of its sub-folders, in the order of their names."""
    entries = sorted(folder.iterdir(), key=lambda p: p.name)
    for path in entries:
        if path.is_file() and path.suffix in _ENDINGS and not path.name.startswith("."):
            yield _File(path, f"{shown}/{path.name}", _pack_of(folder), own)
    for path in entries:
        if path.is_dir() and not path.name.startswith((".", "_")):
            yield from _files_of(path, f"{shown}/{path.name}", own=own)


def _not_replaced(own: list[_File], ours: list[_File], problems: list[Problem]
                  ) -> Iterator[_File]:  # fmt: skip
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


def _same_files(pack: str, own: list[_File], ours: list[_File]) -> bool:
    """Whether two packs have the same files with the same content."""

    def content(files: list[_File]) -> dict[str, bytes]:
        return {f.path.name: f.path.read_bytes() for f in files if f.pack == pack}

    try:
        return content(own) == content(ours)
    except OSError:
        return False


def _read(file: _File, texts: Mapping[Path, str]) -> tuple[RuleFile, list[Problem]]:
    if texts and file.path.resolve() in texts:
        text = texts[file.path.resolve()]
        return load_rule_file(text, file.shown, file.pack, own=file.own)
    try:
        data = file.path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it can't be opened").lower()
        return RuleFile(file.pack), [
            Problem("rules-unreadable", Place(file.shown), f"this file can't be read: {reason}",
                    "check its permissions")
        ]  # fmt: skip
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace").split("\n")
        excerpt = data.split(b"\n")[len(before) - 1].decode("utf-8", "replace").rstrip()
        place = Place(file.shown, len(before), len(before[-1]) + 1, len(before[-1]) + 2)
        return RuleFile(file.pack), [
            Problem("rule-file-encoding", place, "this character is not UTF-8 text",
                    "save the file as UTF-8", excerpt=excerpt)
        ]  # fmt: skip
    return load_rule_file(text, file.shown, file.pack, own=file.own)


# Putting files together


def assemble(files: Sequence[RuleFile]) -> tuple[Ruleset, list[Problem]]:
    """One ruleset from several files: names resolved, rules in order.

    The order: priority from high to low, own rules before built-in ones, then the order of
    the files and of the rules in them.
    """
    problems: list[Problem] = []
    lists = _word_lists(files, problems)
    for file in files:
        for used in file.references:
            if used.name not in lists:
                problems.append(_unknown_shape(used, lists))
    rules = _without_duplicates(files, problems)
    replaced = _replaced(files, rules, problems)
    off: dict[str, str] = {r.id: "off by default" for r in rules if r.off}
    off |= replaced
    everything = Ruleset(tuple(rules))
    for file in files:
        for name in file.disable:
            found = everything.find(name.name)
            if not found:
                problems.append(_unknown_rule(everything, name))
            off |= {r.id: f"disabled in {name.place.file}" for r in found}
    usable = [r for r in rules if r.matches]
    on = tuple(sorted((r for r in usable if r.id not in off), key=_order))
    if any(p.severity == "error" for p in problems):
        on = ()  # a rule may name a word list that is not there
    return Ruleset(on, tuple((r, off[r.id]) for r in rules if r.id in off), lists), problems


def _order(rule: Rule) -> tuple[int, bool, str, str, int]:
    return -rule.priority, not rule.own, rule.pack, rule.place.file, rule.place.line


def _word_lists(files: Sequence[RuleFile], problems: list[Problem]) -> dict[str, WordList]:
    words: dict[str, dict[str, str]] = {}
    tolerant: dict[str, set[str]] = {}
    first: dict[str, Place] = {}
    every = [given for file in files for given in file.words]
    for given in every:
        itself = any(r.name == given.name for r in given.add_to)
        if given.name in first and not itself:
            problems.append(
                Problem("duplicate-word-list", given.place,
                        f"the word list '{given.name}' is defined already, in"
                        f" {first[given.name]}",
                        f"give it another name; with `add-to: {given.name}` it adds to the other",
                        excerpt=given.excerpt)
            )  # fmt: skip
            continue
        if not itself:
            first[given.name] = given.place
        words.setdefault(given.name, {}).update(given.words)
        if given.tolerant:
            tolerant.setdefault(given.name, set()).update(given.words)
    for given in every:
        for target in given.add_to:
            if target.name not in first:
                problems.append(_unknown_list(target, first))
                continue
            for word, spelt in given.words.items():
                words[target.name].setdefault(word, spelt)
            if given.tolerant:
                tolerant.setdefault(target.name, set()).update(given.words)
    return {
        name: WordList(name, found, frozenset(tolerant.get(name, ())))
        for name, found in sorted(words.items())
    }


def _without_duplicates(files: Sequence[RuleFile], problems: list[Problem]) -> list[Rule]:
    found: dict[str, Rule] = {}
    for file in files:
        for rule in file.rules:
            first = found.setdefault(rule.id, rule)
            if first is not rule:
                problems.append(
                    Problem("duplicate-id", rule.place,
                            f"the rule '{rule.id}' is there already, in {first.place}",
                            "rename one of them; with `replaces:` a rule of another pack takes"
                            " its place",
                            excerpt=file.source.excerpt(rule.place) if file.source else "")
                )  # fmt: skip
    return list(found.values())


def _replaced(files: Sequence[RuleFile], rules: list[Rule], problems: list[Problem]
              ) -> dict[str, str]:  # fmt: skip
    """Rules that others take the place of, with the reason."""
    everything = Ruleset(tuple(rules))
    by_id = {r.id: r for r in rules}
    off: dict[str, str] = {}
    for file in files:
        for by, target in file.replaces.items():
            if target.name in by_id and target.name != by:
                off[target.name] = f"replaced by {by}"
            else:
                problems.append(_unknown_rule(everything, target))
    return off


def _unknown_rule(ruleset: Ruleset, name: Reference) -> Problem:
    known = {n for r in ruleset.everything() for n in (r.id, r.pack)}
    near = did_you_mean(name.name, sorted(known))
    return Problem("unknown-rule", name.place, f"there is no rule or pack '{name.name}'",
                   near or "see `talkdeck rules list`", excerpt=name.excerpt)  # fmt: skip


def _unknown_shape(used: Reference, lists: dict[str, WordList]) -> Problem:
    shapes = (*ANCHORED, *WHOLE)
    near = did_you_mean(used.name, [*lists, *shapes])
    message = f"there is no shape or word list '{used.name}'"
    if not near:
        own = f"; the word lists are {', '.join(lists)}" if lists else "; there are no word lists"
        message += f"; the shapes are {', '.join(shapes)}{own}"
    advice = near or "define a word list of that name under `words:`"
    return Problem("unknown-shape", used.place, message, advice, excerpt=used.excerpt)


def _unknown_list(target: Reference, known: dict[str, Place]) -> Problem:
    return Problem("unknown-word-list", target.place,
                   f"there is no word list '{target.name}' to add to",
                   did_you_mean(target.name, sorted(known)) or "define it under `words:`",
                   excerpt=target.excerpt)  # fmt: skip
