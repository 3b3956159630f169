"""Putting the files of all packs together into one ruleset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from talkdeck.problems import Place, Problem
from talkdeck.rules.finding import File, Given, find_rules
from talkdeck.rules.load import RuleFile, load_rule_file
from talkdeck.rules.load_match import Reference
from talkdeck.rules.model import Rule, Ruleset
from talkdeck.rules.names import gather
from talkdeck.rules.reading import did_you_mean
from talkdeck.values import dataclass, replace
from talkdeck.yaml_places import not_utf_8


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
    given = find_rules(folders, built_in=built_in, texts=texts)
    return load(given, Choice(select, ignore, where))


def load(
    given: Given, choice: Choice, ready: Mapping[str, RuleFile] | None = None
) -> tuple[Ruleset, list[Problem]]:
    """The rules of the files that were found, as `load_rules` gives them.

    Args:
        given: the files.
        choice: which rules are switched on or off.
        ready: built-in files that were read before, without any problem, by the path shown.
    """
    problems = list(given.problems)
    files: list[RuleFile] = []
    for file, data in given.files:
        if ready and not file.own and file.shown in ready:
            files.append(ready[file.shown])
            continue
        text, wrong = _text(file, data)
        read = RuleFile(file.pack)
        if text is not None:
            read, wrong = load_rule_file(text, file.shown, file.pack, own=file.own)
        problems += wrong
        files.append(read)
    ruleset, wrong = assemble(files)
    problems += wrong
    problems.sort(key=lambda p: (p.place, p.code, p.message))
    if any(p.severity == "error" for p in problems):
        return replace(ruleset, rules=()), problems
    ruleset, wrong = choose_rules(ruleset, choice)
    return ruleset, problems + wrong


def choose_rules(ruleset: Ruleset, choice: Choice) -> tuple[Ruleset, list[Problem]]:
    """The ruleset with some rules switched on or off, e.g. for one notes file.

    Args:
        ruleset: the rules.
        choice: what to switch; unknown names are problems. A rule whose place another one
            takes is not switched on with its pack, only by its own name.
    """
    if not choice.select and not choice.ignore:
        return ruleset, []
    problems = [
        _unknown_rule(ruleset, Reference(name, Place(choice.where), ""))
        for name in (*choice.select, *choice.ignore)
        if not ruleset.find(name)
    ]
    select, ignore = tuple(choice.select), tuple(choice.ignore)
    return _switched(ruleset, select, ignore, choice.where), problems


@lru_cache(maxsize=64)
def _switched(
    ruleset: Ruleset, select: tuple[str, ...], ignore: tuple[str, ...], where: str
) -> Ruleset:
    """The ruleset with rules switched; for the same choice the same one: see `engine_of`."""
    on: list[Rule] = []
    off: list[tuple[Rule, str]] = []
    states = [(r, "") for r in ruleset.rules] + list(ruleset.off)
    replaced = {r.replaces for r in ruleset.everything()}
    for rule, reason in states:
        selected, ignored = _weight(rule, select), _weight(rule, ignore)
        if ignored and ignored >= selected:
            off.append((rule, f"ignored in {where}"))
        elif not reason or selected == 2 or (selected and rule.id not in replaced):
            on.append(rule)
        else:
            off.append((rule, reason))
    return replace(ruleset, rules=tuple(sorted(on, key=_order)), off=tuple(off))


def _weight(rule: Rule, names: Iterable[str]) -> int:
    """2 if the rule itself is named, 1 if its pack is, else 0."""
    names = set(names)
    return 2 if {rule.id, rule.name} & names else 1 if rule.pack in names else 0


def _text(file: File, data: str | bytes | Problem) -> tuple[str | None, list[Problem]]:
    if isinstance(data, str):
        return data, []
    if isinstance(data, Problem):
        return None, [data]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        return None, [not_utf_8(error, file.shown, "rule-file-encoding")]


# Putting files together


def assemble(files: Sequence[RuleFile]) -> tuple[Ruleset, list[Problem]]:
    """One ruleset from several files: names resolved, rules in order.

    The order: priority from high to low, own rules before built-in ones, then the order of
    the files and of the rules in them.
    """
    problems: list[Problem] = []
    names = gather(files, problems)
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
    exceptions = names.exceptions
    if any(p.severity == "error" for p in problems):
        on, exceptions = (), {}  # one may name a word list that is not there
    switched_off = tuple((r, off[r.id]) for r in rules if r.id in off)
    return Ruleset(on, switched_off, names.lists, names.shapes, exceptions), problems


def _order(rule: Rule) -> tuple[int, bool, str, str, int]:
    return -rule.priority, not rule.own, rule.pack, rule.place.file, rule.place.line


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
