"""What is done again and what is not, and how work grows: counted, never timed."""

from __future__ import annotations

import cProfile
import gc
import os
import pstats
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talkdeck import files, pipeline
from talkdeck.anki import package
from talkdeck.building import bulk
from talkdeck.cache import shipped
from talkdeck.cache.frozen import loads
from talkdeck.cache.rules import Rules
from talkdeck.cache.store import Store, default_folder
from talkdeck.cli import cli
from talkdeck.config import Settings
from talkdeck.ledger import store as ledger_store
from talkdeck.ledger.changes import Changes
from talkdeck.ledger.entry import Entry, Key
from talkdeck.report.plan import parted
from talkdeck.rules import packs
from talkdeck.rules.engine import Engine

FILES = 12


def write(folder: Path, n: int, thing: str = "a store") -> None:
    text = (
        f"---\ntalks: h2\n---\n\n# Day {n}\n\n## Talk {n}\n\n"
        f"* Tool {n} is {thing} of things that were said before\n"
        f"* Tool {n}\n  * Pros:\n    * fast to set up\n    * known number {n}\n"
    )
    (folder / f"day-{n:02}.md").write_text(text, "utf-8")


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of notes, in which the program runs; nothing of other tests is kept, and the
    built-in rules are not read ahead.
    """
    folder = tmp_path / "notes"
    folder.mkdir()
    for n in range(FILES):
        write(folder, n)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TALKDECK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(shipped, "FILE", tmp_path / "not there")
    return folder


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often what takes long is done."""
    counted: Counter[str] = Counter()

    def count(room: Any, name: str, what: str) -> None:
        does: Callable[..., Any] = getattr(room, name)

        def and_count(*arguments: Any, **named: Any) -> Any:
            counted[what] += 1
            return does(*arguments, **named)

        monkeypatch.setattr(room, name, and_count)

    count(pipeline, "read_data", "files read")
    count(packs, "load", "rules loaded")
    count(package, "write", "packages written")
    count(ledger_store, "format", "ledgers written")
    return counted


def build(*options: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["build", "--jobs", "1", *options])
    assert not ended.value.code


def test_a_first_build_does_everything_once(vault: Path, counts: Counter[str]) -> None:
    build()
    assert counts == {
        "files read": FILES, "rules loaded": 1, "packages written": FILES, "ledgers written": 1,
    }  # fmt: skip


def test_where_nothing_changed_nothing_is_done(vault: Path, counts: Counter[str]) -> None:
    build()
    counts.clear()
    build()
    assert not counts


def test_one_edit_reads_one_file_and_writes_one_package(vault: Path, counts: Counter[str]) -> None:
    build()
    counts.clear()
    write(vault, 3, "a queue")
    build()
    assert counts == {"files read": 1, "packages written": 1, "ledgers written": 1}
    counts.clear()
    build()
    assert not counts


def test_a_line_that_makes_no_card_writes_nothing_anew(vault: Path, counts: Counter[str]) -> None:
    build()
    counts.clear()
    with (vault / "day-05.md").open("a", encoding="utf-8") as file:
        file.write("\n<!-- seen -->\n")
    build()
    assert counts == {"files read": 1}


def test_a_package_that_somebody_changed_is_made_again(vault: Path, counts: Counter[str]) -> None:
    build()
    counts.clear()
    Path("decks/Day 4.apkg").write_bytes(b"")
    Path("decks/Day 5.apkg").unlink()
    build()
    assert counts == {"packages written": 2, "ledgers written": 1}


def test_another_ledger_makes_all_packages_again(vault: Path, counts: Counter[str]) -> None:
    build()
    before = Path("talkdeck.ledger").read_bytes()
    write(vault, 3, "a queue")
    build()
    counts.clear()
    Path("talkdeck.ledger").write_bytes(before)
    build()
    assert counts == {"packages written": FILES, "ledgers written": 1}


def test_a_rule_more_reads_all_files_again(vault: Path, counts: Counter[str]) -> None:
    build()
    counts.clear()
    Path("card_rules").mkdir()
    rule = (
        "version: 1\nrules:\n- id: my-own\n  about: no quotes\n  match: {kind: quote}\n"
        "  skip: no quotes\n  examples: [{note: '> a', cards: none}]\n"
    )
    Path("card_rules/mine.yaml").write_text(rule, "utf-8")
    build()
    assert (counts["files read"], counts["rules loaded"]) == (FILES, 1)


def test_a_setting_reads_all_files_again(vault: Path, counts: Counter[str]) -> None:
    build()
    counts.clear()
    Path("talkdeck.yaml").write_text("allow: [too-long]\n", "utf-8")
    build()
    assert counts["files read"] == FILES


def test_without_a_cache_everything_is_done(vault: Path, counts: Counter[str]) -> None:
    build()
    counts.clear()
    build("--no-cache")
    assert (counts["files read"], counts["packages written"]) == (FILES, FILES)


def test_a_package_takes_as_many_statements_whatever_its_size(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows go in together: not one statement a note, nor one for every deck."""
    statements: list[int] = []

    class Database:
        """A database that counts what it is told, and does it."""

        def __init__(self, *arguments: Any, **named: Any) -> None:
            self.real = connect(*arguments, **named)

        def __getattr__(self, name: str) -> Any:
            if name.startswith("execute"):
                statements.append(1)
            return getattr(self.real, name)

    connect = package.sqlite3.connect
    monkeypatch.setattr(package.sqlite3, "connect", Database)
    needed = []
    for notes in (1, 2, FILES):  # the first one makes ready what all packages begin with
        text = "---\ntalks: h2\n---\n\n# All\n\n" + "".join(
            f"## Talk {n}\n\n* Tool {n} is a store of things that were said\n\n"
            for n in range(notes)
        )
        Path("talks").mkdir(exist_ok=True)
        Path("talks/all.md").write_text(text, "utf-8")
        statements.clear()
        build("--no-cache", "--yes", "talks")
        needed.append(len(statements))
    assert needed[1] == needed[2] > 0


def calls(folder: Path, talks: int) -> int:
    """How many functions are called to build that many talks, without any cache."""
    folder.mkdir()
    text = "".join(
        f"## Talk {n}\n\n* Tool{n} is a store of things that were said before\n"
        f"* Tool{n}\n  * Pros:\n    * fast to set up\n    * number {n}\n\n"
        for n in range(talks)
    )
    (folder / "all.md").write_text("---\ntalks: h2\n---\n\n# All\n\n" + text, "utf-8")
    return counted_calls(folder)


def counted_calls(folder: Path) -> int:
    """How many functions are called to build what a folder holds, without any cache."""
    profile = cProfile.Profile()
    profile.enable()
    try:
        build("--no-cache", str(folder), "-o", f"{folder}-decks", "--yes", "-q")
    finally:
        profile.disable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_work_grows_no_faster_than_the_notes(vault: Path) -> None:
    calls(Path("first"), 3)  # what is made ready once
    few, many = calls(Path("few"), 20), calls(Path("many"), 80)
    assert many < few * 4 * 1.1


@pytest.mark.parametrize(
    ("top", "inside"),
    [
        ("ignore: [english/numbered-steps]\n", ""),
        ("select: [optional]\n", ""),
        ("", "<!-- talkdeck: without english/numbered-steps -->\n\n"),
    ],
)
def test_rules_that_many_files_switch_are_made_ready_once(
    vault: Path, top: str, inside: str
) -> None:
    def calls_for(name: str, top: str = "", inside: str = "") -> int:
        folder = Path(name)
        folder.mkdir()
        for n in range(6):
            front = f"---\ntalks: h2\n{top}---\n\n"
            text = f"{front}# Day {n}\n\n## Talk {n}\n\n{inside}* Tool{n} is a store of things\n"
            (folder / f"{n}.md").write_text(text, "utf-8")
        return counted_calls(folder)

    calls_for("first", top, inside)
    assert calls_for("switched", top, inside) < calls_for("plain") * 1.25


def test_work_grows_no_faster_than_the_packages(vault: Path) -> None:
    def calls_for(packages: int) -> int:
        folder = Path(f"notes-{packages}")
        folder.mkdir()
        for n in range(packages):
            write(folder, n)
        return counted_calls(folder)

    calls_for(3)
    assert calls_for(40) < calls_for(10) * 4 * 1.1


def test_a_line_of_notes_takes_no_more_work_than_it_did() -> None:
    """Reading, matching, choosing and writing out; over notes of many forms."""
    settings, ruleset = Settings(), packs.load_rules()[0]
    bullets, lines = 0, ["# All"]
    while bullets < 600:
        thing, other = THINGS[bullets % 10], THINGS[bullets * 7 % 9]
        name = f"So{bullets}ka".translate(LETTERS)
        shape, count = SHAPES[len(lines) % len(SHAPES)]
        lines.append(shape.format(name=name, thing=thing, other=other))
        bullets += count
    data = "\n\n".join(lines).encode()
    bulk.make(bulk.Task("all.md", Path(), data), ruleset, settings)  # what is made ready once
    profile = cProfile.Profile()
    renamed = data.replace(b"So", b"Su")  # no text was met before
    profile.runcall(bulk.make, bulk.Task("all.md", Path(), renamed), ruleset, settings)
    done = int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]
    assert done < MOST_CALLS * bullets, done / bullets


LETTERS = str.maketrans("0123456789", "abdefgilmn")
THINGS = "kiln ledger glacier turbine orchard shader treaty lens harbour compiler".split()
SHAPES = (
    ("#### {name}\n\n* Pros:\n\t* cold {thing} of {name}x\n* Cons:\n\t* a late {other}", 4),
    ("* {name}: a broad {thing} that sends the hidden {other}", 1),
    ("* {name} joins the late {thing} before the plain {other}", 1),
    ("* {name} checks the {thing} for **42%** of all cases", 1),
    ("* Why does {name} need a {thing}?\n\t* loose {other} of {name}y", 2),
    ("Parts of {name}:\n\n1. early {thing} of {name}z\n2. open {other}", 2),
)
"""Pieces of notes, each with its number of bullets."""

MOST_CALLS = 1_310
"""Function calls for one bullet. More work for each is fine if it makes better cards: then this
number grows with it, and somebody has looked.
"""


def test_what_changed_is_told_apart_in_one_go() -> None:
    def calls_for(packages: int) -> int:
        guids = [[f"{n}-{card}" for card in range(10)] for n in range(packages)]
        key = Key("basic", "a", "0", "talk", "", "what?", ("that",), "notes/a.md")
        new = tuple(Entry(guid, 1, 1, key, "") for each in guids for guid in each)
        profile = cProfile.Profile()
        found = profile.runcall(parted, Changes(new), guids)
        assert [len(changes.new) for changes in found] == [10] * packages
        return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]

    assert calls_for(200) < calls_for(20) * 11


def test_garbage_is_searched_for_seldom(vault: Path) -> None:
    build()  # what is made ready once
    searches: list[str] = []

    def search(phase: str, _: object) -> None:
        if phase == "start":
            searches.append(phase)

    before = gc.get_threshold()
    gc.callbacks.append(search)
    try:
        build("--no-cache")
    finally:
        gc.callbacks.remove(search)
    assert len(searches) < 5, len(searches)
    assert gc.get_threshold() == before
    assert not gc.get_freeze_count()


def test_a_folder_is_looked_through_once_however_many_packages_go_into_it(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    listed = os.listdir

    def names_in(folder: Any = ".") -> list[str]:
        looked.append(Path(folder).name)
        return listed(folder)

    monkeypatch.setattr(files.os, "listdir", names_in)
    build("--no-cache")
    assert len(list(vault.with_name("decks").glob("*.apkg"))) > 1
    assert looked.count("decks") == 1


def test_what_processes_send_is_small(vault: Path) -> None:
    """Some texts for each card: no outline, nor anything that the rules found."""
    settings, ruleset = Settings(talks="h2"), packs.load_rules()[0]
    rows = [f"* Tool{n} is a store of the things of day {n}\n" for n in range(400)]

    def sent(bullets: int) -> int:
        data = "".join(["# All\n\n## Talk\n\n", *rows[:bullets]]).encode()
        result = bulk.make(bulk.Task("all.md", Path(), data), ruleset, settings)
        assert sum(talk.count for talk in loads(result)[0].talks) == bullets
        return len(result)

    few, many = sent(100), sent(400)
    assert many < few * 4 * 1.1
    assert many < 400 * 400


def modules(*arguments: str) -> set[str]:
    """What the program imports."""
    code = (
        "import sys; from talkdeck.cli import cli\n"
        "try: cli.main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "finally: print('\\n', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_few_expressions_are_compiled_for_a_page(vault: Path) -> None:
    """Of more than 200; those for scripts without spaces and for odd signs take longest."""
    code = (
        "import re, sys; from talkdeck.cli import cli; from talkdeck import regex\n"
        "compiled, compile_it = [], re.compile\n"
        "def compile(pattern, flags=0):\n"
        "    compiled.append(str(pattern)); return compile_it(pattern, flags)\n"
        "re.compile = compile\n"
        "try: cli.main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "finally: print(*map(ascii, compiled), sep='\\n')"
    )
    command = [sys.executable, "-c", code, "build", "--no-cache", "notes/day-03.md"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    compiled = [line for line in done.stdout.splitlines() if line.startswith("'")]
    assert 10 < len(compiled) < 110
    assert not [line for line in compiled if r"\\u3040" in line or r"\\u2028" in line]


SLOW = {"asyncio", "genanki", "markdown_it", "multiprocessing", "rich", "rapidfuzz", "yaml"}
"""What takes long to import, and is needed only where something is read or written."""


def test_nothing_is_imported_that_is_not_needed(vault: Path) -> None:
    assert not modules("--version") & (SLOW | {"dataclasses", "sqlite3", "talkdeck.files"})
    build()
    assert not modules("build") & (SLOW | {"talkdeck.rules.model", "talkdeck.pipeline"})


def test_a_small_file_is_read_without_parsers_and_with_rules_not_compiled(vault: Path) -> None:
    """What takes longest where little is read: importing parsers, and rules nobody tries."""
    Path("talkdeck.yaml").write_text("output: decks  # here\n", "utf-8")
    notes = Path("plain/day.md")
    notes.parent.mkdir()
    notes.write_text(
        "# Day\n\n## Talk\n\n* Tool 1 is a store of things that were said before\n", "utf-8"
    )
    build("plain")
    with notes.open("a", encoding="utf-8") as file:
        file.write("* [Tool_2](https://x.org) is a `store` of things & other tools\n")
    assert not modules("cards", "plain") & SLOW
    engine = Engine(Rules((), (), (), "", Store(default_folder())).ruleset)
    assert not any(entry.is_compiled for entry in engine.rules.entries)
