"""Measures talkdeck against what it can't be faster than, and prints a table of ratios.

    make bench                  vaults of up to 40,000 bullets: a few minutes
    make bench SIZE=400000      the large one as well

Everything is measured in the same run on the same input: whole processes, by the clock and by
the processors' time. On a busy machine the ratio of processor times is the one to look at.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import vault

HERE = Path(__file__).resolve().parent
IMPORTS = "import click, yaml, markdown_it, genanki"
SIZES = {400: (4, 1), 4_000: (40, 20), 40_000: (4_000, 1_000), 400_000: (4_000, 1_000)}
"""Bullets of a vault, and its numbers of talks and files."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took.

    Attributes:
        wall: seconds by the clock.
        cpu: seconds of processor time, processes that it started included.
        memory: bytes at most, of the largest process.
    """

    wall: float
    cpu: float
    memory: int


def run(*command: object, cache: Path | None = None) -> Cost:
    """Runs a program to its end."""
    environment = os.environ | {"TALKDECK_CACHE": str(cache or "off")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else all of talkdeck is compiled each time
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  (this Python, our own arguments)
        [sys.executable, *map(str, command)], env=environment, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    unit = 1 if sys.platform == "darwin" else 1024
    wall = time.perf_counter() - began
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit)


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    columns = ([c.wall for c in costs], [c.cpu for c in costs], [c.memory for c in costs])
    wall, cpu, memory = (statistics.median(column) for column in columns)
    return Cost(wall, cpu, int(memory))


def in_turn(runs: int, *measures: Callable[[], Cost]) -> list[Cost]:
    """Several things in turn, so that a machine that slows down slows all of them."""
    found = [[measure() for measure in measures] for _ in range(runs)]
    return [middle(costs) for costs in zip(*found, strict=True)]


class Table:
    """The rows, printed as they come."""

    def __init__(self) -> None:
        head = ("what", "seconds", "against", "ratio", "cpu ratio", "target")
        print("{:44}{:>9}{:>9}{:>8}{:>11}{:>9}".format(*head), flush=True)

    def row(self, what: str, ours: Cost, theirs: Cost, target: str) -> None:
        """One comparison."""
        ratios = (ours.wall / theirs.wall, ours.cpu / theirs.cpu)
        print(
            f"{what:44}{ours.wall:9.2f}{theirs.wall:9.2f}{ratios[0]:8.2f}{ratios[1]:11.2f}"
            f"{target:>9}",
            flush=True,
        )


class Vault:
    """A folder of notes, and its builds."""

    def __init__(self, above: Path, bullets: int) -> None:
        talks, files = SIZES[bullets]
        self.notes = above / f"notes-{bullets}"
        vault.make(self.notes, bullets, talks, files)
        self.output = above / f"decks-{bullets}"
        self.cache = above / f"cache-{bullets}"
        self.settings = above / f"made-{bullets}" / "talkdeck.yaml"

    def forget(self) -> None:
        """Takes away all that builds have made."""
        for folder in (self.output, self.cache, self.settings.parent):
            shutil.rmtree(folder, ignore_errors=True)
        self.settings.parent.mkdir()
        self.settings.write_text("ledger: talkdeck.ledger\n", "utf-8")

    def build(self, *options: str) -> Cost:
        """A build with what is kept of earlier ones."""
        command = ("-m", "talkdeck", "build", self.notes, "-o", self.output, "-q")
        return run(*command, "--config", self.settings, *options, cache=self.cache)

    def cold(self) -> Cost:
        """A build from nothing, with nothing kept."""
        self.forget()
        return self.build()

    def floor(self) -> Cost:
        """What no build can be faster than."""
        return run(HERE / "floor.py", self.notes, self.cards())

    def cards(self) -> int:
        """Number of cards of the last build."""
        ledger = self.settings.parent / "talkdeck.ledger"
        return sum(line.startswith("card\t") for line in ledger.open(encoding="utf-8"))

    def edit(self, number: int) -> None:
        """Adds a bullet to one of the files."""
        file = sorted(self.notes.glob("*.md"))[number]
        with file.open("a", encoding="utf-8") as stream:
            stream.write(f"* Someone edits the file number {number} before the build\n")


def cold_builds(table: Table, above: Path, largest: int) -> dict[int, Cost]:
    """Builds from nothing, of every size."""
    found = {}
    for bullets in (size for size in SIZES if size <= largest):
        this = Vault(above, bullets)
        # A build comes before each floor: it says how many cards there are.
        ours, floor = in_turn(3 if bullets <= 4_000 else 1, this.cold, this.floor)
        target = {400: "", 4_000: "1.5"}.get(bullets, "1.0")
        table.row(f"cold build, {bullets:,} bullets, and the floor", ours, floor, target)
        found[bullets] = ours
    return found


def rebuilds(table: Table, above: Path, cold: Cost, bullets: int) -> None:
    """Builds after a build."""
    this = Vault(above, bullets)
    this.forget()
    this.build()
    files = SIZES[bullets][1]
    nothing = middle([this.build() for _ in range(3)])
    table.row(f"nothing changed in {files:,} files, and cold", nothing, cold, "0.04")
    edits = []
    for number in range(3):
        this.edit(number * files // 3)
        edits.append(this.build())
    table.row(f"one edit in {files:,} files, and cold", middle(edits), cold, "0.08")


def small(table: Table, above: Path) -> None:
    """What a person waits for who has little."""
    version = ("-m", "talkdeck", "--version")
    ours, theirs = in_turn(7, lambda: run(*version), lambda: run("-c", "import click"))
    table.row("--version, and importing click", ours, theirs, "1.3")
    SIZES[20] = (1, 1)
    one = Vault(above, 20)
    del SIZES[20]
    one.forget()
    one.build()

    def edited() -> Cost:
        one.edit(0)
        return one.build()

    def anew() -> Cost:
        return one.build("--no-cache")

    names = ("nothing changed", "edited", "without a cache")
    *ours_each, theirs = in_turn(5, one.build, edited, anew, lambda: run("-c", IMPORTS))
    for name, ours in zip(names, ours_each, strict=True):
        table.row(f"one file of 20 bullets, {name}, and imports", ours, theirs, "1.3")


def packages(table: Table) -> None:
    """Writing packages, in processes of their own."""
    for decks, notes in ((100, 2_000), (4_000, 8_000)):
        each = (HERE / "packages.py", decks, notes)
        runs = 3 if decks <= 100 else 1
        nothing, ours, theirs = in_turn(
            runs,
            lambda each=each: run(*each, "neither"),  # type: ignore[misc]
            lambda each=each: run(*each, "talkdeck"),  # type: ignore[misc]
            lambda each=each: run(*each, "genanki"),  # type: ignore[misc]
        )
        target = "0.5" if decks <= 100 else "0.05"
        name = f"writing {decks:,} decks, and genanki"
        table.row(name, less(ours, nothing), less(theirs, nothing), target)


def less(cost: Cost, other: Cost) -> Cost:
    """What is left of a cost without another."""
    return Cost(cost.wall - other.wall, cost.cpu - other.cpu, cost.memory)


def main() -> None:
    """Measures all, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=40_000, choices=SIZES)
    largest = parser.parse_args().size
    with tempfile.TemporaryDirectory(prefix="talkdeck-bench-") as folder:
        above, table = Path(folder), Table()
        small(table, above)
        packages(table)
        cold = cold_builds(table, above, largest)
        if largest >= 4_000:
            middling = min(largest, 40_000)
            rebuilds(table, above, cold[middling], middling)
        if largest == 400_000:
            ten = cold[40_000]
            linear = Cost(ten.wall * 10, ten.cpu * 10, ten.memory)
            table.row("400,000 bullets, and ten times 40,000", cold[largest], linear, "1.1")
        print(f"\npeak memory at {largest:,} bullets: {cold[largest].memory / 1e6:.0f} MB", end="")
        print(" (target: 700 MB at 400,000)")


if __name__ == "__main__":
    main()
