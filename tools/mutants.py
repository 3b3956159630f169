"""Spoils the program on purpose and sees whether a test notices (mutation testing).

    python tools/mutants.py [--sample 40] [--seed 1] [--seconds 3600] [ROOM …]

For each room a random sample of small changes (`<` for `<=`, 1 for 2, `and` for `or` …) is made
by cosmic-ray in a copy of the project, one at a time, and tests run until the first failure: the
room's own, and those that pin what the whole program makes of notes (corpus and transcripts).
What no test notices is printed: each is a gap in the tests, or a change that makes no
difference. It takes long; it is not part of `make test`.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkItem

TOP = Path(__file__).resolve().parents[1]
COPIED = ("src", "tests", "card_rules", "notes", "docs", "tools", "pyproject.toml", "README.md")
LONGEST = 240.0
"""Seconds after which a spoilt program counts as noticed: it runs for ever."""
LARGEST = 8 << 30
"""Bytes of addresses above which it does so as well: it gathers for ever."""


@dataclass(frozen=True)
class Room:
    """What is spoilt, and the tests that have to notice, the quick ones first."""

    code: tuple[str, ...]
    tests: tuple[str, ...]
    chosen: str = ""
    """Which of them, as pytest's `-k` takes it: all but the slowest."""
    without: tuple[str, ...] = ()
    """Modules of the room that are not spoilt."""


MATCHING = (
    "candidates", "identity", "keys", "likeness", "matching", "renaming", "tokens", "wording",
)  # fmt: skip
"""The part of the ledger that says which card is which."""

ROOMS = {
    "outline": Room(
        ("outline",),
        ("tests/outline", "tests/fuzzed", "tests/rules/test_examples.py", "tests/corpus",
         "tests/sessions"),
        "not hostile and not real_notes",
    ),
    "rules": Room(
        ("rules",),
        ("tests/rules/test_conditions.py", "tests/rules/test_rule_matching.py",
         "tests/rules/test_patterns.py", "tests/rules", "tests/corpus", "tests/sessions"),
        "not linear_time",
    ),
    "matching": Room(
        tuple(f"ledger/{part}.py" for part in MATCHING),
        ("tests/ledger/test_keys.py", "tests/ledger/test_limits.py", "tests/ledger/test_renames.py",
         "tests/ledger/test_matching.py", "tests/ledger/test_remember.py"),
        "not random and not new_version and not takes_little",
    ),
    "ledger": Room(
        ("ledger",),
        ("tests/ledger/test_remember.py", "tests/ledger/test_store.py",
         "tests/ledger/test_commit.py", "tests/ledger/test_renames.py", "tests/sessions",
         "tests/cli/test_ledger_command.py", "tests/pipeline/test_in_anki.py"),
        "not again_and_again",
        without=MATCHING,
    ),
    "packager": Room(
        ("anki/package.py", "anki/plan.py", "packing.py"),
        ("tests/anki/test_anki_rows.py", "tests/anki/test_anki_package.py",
         "tests/anki/test_anki_media.py", "tests/pipeline/test_packages.py",
         "tests/pipeline/test_in_anki.py", "tests/pipeline/test_any_outline.py",
         "tests/cli/test_withstand.py", "tests/sessions", "tests/faults"),
        "not random_moments",
    ),
}  # fmt: skip
UNLIKE = re.compile(
    r"_(Is|IsNot)$(?<!Is_IsNot)(?<!IsNot_Is)"  # `is` for `==` finds the same, or fails at once
    r"|BinaryOperator_.*_(Pow|RShift|LShift|BitOr|BitAnd|BitXor|Mod)$"  # nobody's slip
    r"|Operator_(Eq|NotEq)_[GL]t|[GL]tE?_(Eq|NotEq)$"  # nor this
    r"|USub_(Invert|Not)$"
)
"""Changes that tell nothing: no person makes them by mistake, or they are equal by chance."""
SETTINGS = {"dataclass", "lru_cache"}
"""Decorators whose options say how fast or how strict, not what the program does."""
CACHES = {"cache", "lru_cache"}
"""Decorators without which the program does the same, only slower."""


def main() -> None:
    """Tries what the command line says."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("rooms", nargs="*", choices=[[], *ROOMS], help=", ".join(ROOMS))
    options.add_argument("--sample", type=int, default=40, help="changes tried in each room")
    options.add_argument("--seed", type=int, default=1, help="another seed, another sample")
    options.add_argument("--seconds", type=float, default=1e9, help="no new change after this time")
    given = options.parse_args()
    until = time.monotonic() + given.seconds
    if sys.platform == "linux":  # elsewhere this limit is not kept
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST))
    with tempfile.TemporaryDirectory(prefix="talkdeck-mutants-") as folder:
        copy = Path(folder)
        # The whole path: programs that tests start in other folders are to be spoilt, too.
        os.environ |= {"PYTHONPATH": str(copy / "src"), "TALKDECK_KILLS": "20"}
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        for name in COPIED:
            source = TOP / name
            if source.is_dir():  # compiled modules would hide the changes
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        for name in given.rooms or ROOMS:
            print(f"\n## {name}", flush=True)
            try_room(ROOMS[name], copy, given.sample, given.seed, until)


def try_room(room: Room, copy: Path, sample: int, seed: int, until: float) -> None:
    """Tries a sample of changes and prints those that no test noticed."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *room.tests]
    command += ["-k", room.chosen] if room.chosen else []
    first = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    if first.returncode:
        raise SystemExit(f"the tests fail before anything is spoilt:\n{first.stdout[-3000:]}")
    items = list(changes(room, copy))
    chosen = random.Random(seed).sample(items, min(sample, len(items)))  # noqa: S311 - a sample
    noticed = tried = 0
    for item in chosen:
        if time.monotonic() > until:
            break
        tried += 1
        outcome = outcome_of(item, copy, shlex.join(command))
        if outcome is None:
            noticed += 1
        else:
            print(f"not noticed: {outcome}", flush=True)
    share = 100 * noticed // max(tried, 1)
    print(f"{noticed} of {tried} changes noticed ({share}%), of {len(items)} possible", flush=True)


def changes(room: Room, copy: Path) -> Iterator[WorkItem]:
    """All changes to a room that can make a difference and that a person might make."""
    files: list[Path] = []
    for part in room.code:
        path = copy / "src" / "talkdeck" / part
        files += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    files = [file for file in files if file.stem not in room.without]
    idle = {str(file.relative_to(copy)): idle_places(file) for file in files}
    for item in all_changes(list(idle), copy):
        (mutation,) = item.mutations
        places = idle[str(mutation.module_path)]
        if UNLIKE.search(mutation.operator_name) or _is_marker(copy, item):
            continue
        if not any(a <= mutation.start_pos < b for a, b in places):
            yield item


def all_changes(files: list[str], copy: Path) -> list[WorkItem]:
    """What cosmic-ray would change in some files."""
    settings = copy / "cosmic-ray.toml"
    settings.write_text(
        f"[cosmic-ray]\nmodule-path = {files}\ntimeout = {LONGEST}\n"
        'test-command = ""\nexcluded-modules = []\n\n[cosmic-ray.distributor]\nname = "local"\n'
    )
    session = copy / "session.sqlite"
    session.unlink(missing_ok=True)
    program = Path(sys.executable).with_name("cosmic-ray")
    subprocess.run([program, "init", settings, session], cwd=copy, check=True, capture_output=True)
    with use_db(str(session), WorkDB.Mode.open) as found:
        items = list(found.work_items)
    # Their order in the database is by chance.
    return sorted(
        items,
        key=lambda i: (
            str((m := i.mutations[0]).module_path),
            m.start_pos,
            m.operator_name,
            m.occurrence,
        ),
    )


def idle_places(file: Path) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations, caches, options of decorators and `strict=` of zip begin and end."""
    found: list[ast.expr | None] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.arg() | ast.AnnAssign():
                found.append(node.annotation)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                found.append(node.returns)
                found += [d for d in node.decorator_list if _is_cache(d)]
            case ast.Call(func=ast.Name(id=name)) if name in SETTINGS:
                found += [*node.args, *(k.value for k in node.keywords)]
            case ast.Call(func=ast.Name(id="zip")):
                found += [k.value for k in node.keywords]
    return [
        ((e.lineno, max(e.col_offset - 1, 0)), (e.end_lineno or 0, e.end_col_offset or 0))
        for e in found
        if e
    ]  # from the sign before it on: the `@` of a decorator


def _is_marker(copy: Path, item: WorkItem) -> bool:
    """Whether it is the `*` among parameters that is taken for a multiplication."""
    (mutation,) = item.mutations
    lines = (copy / mutation.module_path).read_text("utf-8").splitlines()
    return lines[mutation.start_pos[0] - 1].strip() == "*,"


def _is_cache(decorator: ast.expr) -> bool:
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(named, ast.Name) and named.id in CACHES


def outcome_of(item: WorkItem, copy: Path, command: str) -> str | None:
    """None if a test notices a change, else the change as a diff."""
    with contextlib.chdir(copy):
        result = mutate_and_test(item.mutations, command, LONGEST)
    return None if result.test_outcome is not TestOutcome.SURVIVED else str(result.diff)


if __name__ == "__main__":
    main()
