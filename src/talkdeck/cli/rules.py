"""`talkdeck rules`: list, show, test and write rules."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from talkdeck.cli.session import (
    notes_argument,
    open_session,
    paint,
    print_data,
    read_all,
    rule_options,
    terminal_width,
)

if TYPE_CHECKING:
    from talkdeck.problems import Place
    from talkdeck.rules.match import Tried
    from talkdeck.rules.model import Rule

EPILOG = """\b
Examples:
  talkdeck rules list                   in the order in which they are tried
  talkdeck rules show pros-and-cons     what it does, why, how to change it
  talkdeck rules test                   run every rule's own examples
  talkdeck rules new                    begin a rule file of your own
  talkdeck rules stats notes/           what each rule did on these notes
"""


@click.group("rules", epilog=EPILOG)
def command() -> None:
    """List, show, test and write rules."""


@command.command("list", epilog="\b\nExamples:\n  talkdeck rules list\n  talkdeck rules list --all")
@click.option("--all", "everything", is_flag=True, help="Rules that are off as well.")
@rule_options
def list_(
    everything: bool,
    settings_file: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """List the rules in the order in which they are tried."""
    session = open_session((), settings_file=settings_file, select=select, ignore=ignore)
    ruleset = session.ruleset()
    session.stop_if_failed()
    from talkdeck.report.rules import render_list

    text = render_list(ruleset, paint(sys.stdout), terminal_width(), everything)
    click.echo(text, nl=False)
    session.finish()


@command.command(
    epilog="\b\nExamples:\n  talkdeck rules show question\n  talkdeck rules show english/question"
)
@click.argument("rule")
@rule_options
def show(
    rule: str, settings_file: str | None, select: tuple[str, ...], ignore: tuple[str, ...]
) -> None:
    """Show a rule: what it does, why, its examples, and how to change it.

    RULE may also be an exception that rules share.
    """
    session = open_session((), settings_file=settings_file, select=select, ignore=ignore)
    ruleset = session.ruleset()
    session.stop_if_failed()
    from talkdeck.report.rules import render_exception, render_rule

    found = [r for r in ruleset.find(rule) if rule in (r.id, r.name)]
    exceptions, paint_ = ruleset.exceptions, paint(sys.stdout)
    if not found and rule not in exceptions:
        known = [*(r.id for r in ruleset.everything()), *exceptions]
        raise click.UsageError(_no_such_rule(rule, known))
    off = dict(ruleset.off)
    pages = [
        render_rule(one, off.get(one, ""), _source(one.place, own=one.own, item=True), paint_,
                    one.place.file, [exceptions[n] for n in sorted(one.exceptions)])
        for one in found
    ]  # fmt: skip
    if rule in exceptions:
        shared = exceptions[rule]
        naming = [r for r in ruleset.everything() if rule in r.exceptions]
        source = _source(shared.place, own=shared.own, item=False)
        pages.append(render_exception(shared, naming, source, paint_))
    click.echo("\n".join(pages), nl=False)
    session.finish()


@command.command(
    epilog="\b\nExamples:\n  talkdeck rules test\n  talkdeck rules test card_rules/my_rules.yaml"
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-v", "--verbose", is_flag=True, help="Name the examples that passed as well.")
@rule_options
def test(
    paths: tuple[str, ...],
    verbose: bool,
    settings_file: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """Run the examples of rules: each rule alone, then all rules together.

    PATH are rule files or folders; without any, all rules are tested. Exits with 1 if an
    example does not give the cards that it says.
    """
    session = open_session((), settings_file=settings_file, select=select, ignore=ignore)
    for path in map(Path, paths):
        if not path.exists():
            raise click.UsageError(f"there is no file or folder '{path}'")
        session.more_rules.append(path)
    ruleset = session.ruleset()
    session.stop_if_failed()
    from talkdeck.pipeline import read_text
    from talkdeck.report.rules import render_results
    from talkdeck.rules.examples import run_examples

    only = [r for r in ruleset.everything() if _stands_in(r, paths)] if paths else []
    if paths and not only:
        raise click.UsageError("no rule stands in what you named")

    results = run_examples(
        ruleset, lambda note: read_text(note, "example.md", session.settings)[0], only
    )
    click.echo(render_results(results, paint(sys.stdout), verbose), nl=False)
    session.tell()
    sys.exit(max(session.exit_code(), any(not r.passed for r in results)))


@command.command(epilog="\b\nExamples:\n  talkdeck rules stats\n  talkdeck rules stats notes/")
@notes_argument
@rule_options
def stats(
    notes: tuple[str, ...],
    settings_file: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """Say for each rule how often it was tried, fired and made cards on some notes."""
    session = open_session(notes, settings_file=settings_file, select=select, ignore=ignore)
    ruleset = session.ruleset()
    session.stop_if_failed()
    from talkdeck.report.rules import Statistics, render_statistics

    numbers = {rule.id: Statistics() for rule in ruleset.everything()}

    def observe(tried: Tried) -> None:
        this = numbers[tried.rule.id]
        if tried.fired is not None and not tried.kept_away:
            this.fired += 1
        missed = [m for m in tried.misses if m.key[0] != "kind"]
        this.tried += bool(tried.fired or missed)
        this.missed.update(missed[0].key[:1] if missed else ())

    for file in read_all(session, ruleset, observe):
        for talk in file.talks:
            for card in talk.cards:
                numbers[card.rule].cards += 1
    click.echo(render_statistics(ruleset, numbers, paint(sys.stdout)), nl=False)
    session.finish()


@command.command(
    epilog="\b\nExamples:\n  talkdeck rules new\n  talkdeck rules new card_rules/questions.yaml"
)
@click.argument("path", default="card_rules/my_rules.yaml")
def new(path: str) -> None:
    """Write a rule file to begin with, explained line by line; never over another file.

    A second one in the same folder is shorter, its rule named after the file.
    """
    from talkdeck.files import shown, typed, unwritable, write_text
    from talkdeck.report.terminal import render_problems

    target = Path(path)
    if target.suffix.lower() not in (".yaml", ".yml"):
        wanted = Path("card_rules", f"{target.name}.yaml").as_posix()
        advice = f"e.g. `talkdeck rules new {typed(wanted)}`"
        raise click.UsageError(f"'{path}' would not be read: rule files end in .yaml, {advice}")
    if target.exists():
        other = target.with_name("more_rules.yaml").as_posix()
        advice = f"name another file, e.g. `talkdeck rules new {typed(other)}`"
        raise click.UsageError(f"'{path}' is there already; {advice}")
    try:
        write_text(target, _first_rules(target))
    except OSError as error:
        problem = unwritable(shown(target), error)
        click.echo(render_problems([problem], paint(sys.stderr)), err=True, nl=False)
        sys.exit(2)
    name = shown(target)
    click.echo(f"Wrote {name}: change it, then run `talkdeck rules test {typed(name)}`.")
    folders = [folder.resolve() for folder in open_session((), stop=False).rule_folders()]
    if not any(target.resolve().is_relative_to(folder) for folder in folders):
        click.echo("Builds don't read it there: move it to card_rules/, or name it in `rules:`.")


@command.command(
    epilog="\b\nFor editors with a YAML language server, at the top of a rule file:\n"
    "  # yaml-language-server: $schema=rules.schema.json\n\n"
    "\b\nExamples:\n  talkdeck rules schema > rules.schema.json"
)
def schema() -> None:
    """Print the JSON Schema of rule files, for completion in editors."""
    import json

    from talkdeck.rules.schema import schema as rules_schema

    print_data(json.dumps(rules_schema(), indent=2, ensure_ascii=False) + "\n")


def _first_rules(target: Path) -> str:
    """What a new rule file holds: names in it must not be those of files beside it."""
    beside = [p for p in target.parent.glob("*.y*ml") if p.is_file()]
    taken = ("id: red-flags", "warnings:")
    if not any(name in p.read_text("utf-8", "replace") for p in beside for name in taken):
        text = Path(__file__).with_name("new_rules.yaml").read_text("utf-8")
        return text.replace("card_rules/my_rules.yaml", target.as_posix())
    words = re.sub(r"[^a-z0-9]+", " ", target.stem.lower()).strip(" 0123456789") or "more rules"
    text = Path(__file__).with_name("more_rules.yaml").read_text("utf-8")
    name = words.replace(" ", "-")
    return text.replace("PATH", target.as_posix()).replace("NAME", name).replace("WORDS", words)


def _no_such_rule(rule: str, ids: list[str]) -> str:
    from difflib import get_close_matches

    names = {i.partition("/")[2]: i for i in ids} | {i: i for i in ids}
    near = get_close_matches(rule, names, n=1)
    return f"there is no rule '{rule}'" + (
        f"; did you mean '{names[near[0]]}'?" if near else "; see `talkdeck rules list`"
    )


def _stands_in(rule: Rule, paths: tuple[str, ...]) -> bool:
    """Whether a rule stands in one of some files and folders."""
    file = _file_of(rule.place, own=rule.own)
    full = [Path(p).resolve() for p in paths]
    return file is not None and any(file == p or p in file.parents for p in full)


def _file_of(place: Place, *, own: bool) -> Path | None:
    """The file of a place, a person's own or a built-in one; None if it can't be found."""
    from talkdeck.rules.finding import FOLDER, built_in_folder

    ours = built_in_folder()
    if not own and ours is not None:
        return (ours / Path(place.file).relative_to(FOLDER)).resolve()
    return Path(place.file).resolve()


def _source(place: Place, *, own: bool, item: bool) -> list[str]:
    """The lines of a file from a place to the next that begins as far left.

    With `item` they begin where the list item begins that the place is in, e.g. at `- id:`.
    """
    file = _file_of(place, own=own)
    try:
        lines = file.read_text("utf-8-sig").splitlines() if file else []
    except OSError:
        return []
    start = place.line - 1
    while item and start > 0 and not lines[start].lstrip().startswith("- "):
        start -= 1
    indent = len(lines[start]) - len(lines[start].lstrip()) if lines else 0
    end = start + 1
    while end < len(lines) and not (
        lines[end].strip() and len(lines[end]) - len(lines[end].lstrip()) <= indent
    ):
        end += 1
    while end > start + 1 and not lines[end - 1].strip(" #"):
        end -= 1
    return [line[indent:] for line in lines[start:end]] if lines else []
