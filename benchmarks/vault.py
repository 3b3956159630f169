"""Makes vaults of notes for the benchmarks: realistic shapes, no two bullets alike.

    python benchmarks/vault.py FOLDER BULLETS TALKS FILES

The same numbers give the same vault on any machine.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

SYLLABLES = (
    "ba be bo da de do ka ke ko la le lo ma mi mo na ne no ra ri ro sa se so ta ti to".split()
)
THINGS = (
    "cache index queue router parser bridge valve engine turbine reef glacier enzyme membrane"
    " orbit lens ledger court treaty harbour loom kiln sail keel beam truss pixel shader kernel"
).split()
QUALITIES = "cold warm broad narrow early late open closed steady loose shared hidden plain".split()
VERBS = "stores sends moves holds keeps turns splits joins checks reads writes drops".split()


class Words:
    """Words that never repeat a bullet: each sentence carries a name of its own."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # a vault, not a secret
        self.made = 0

    def name(self) -> str:
        """A name that no other bullet has, e.g. `Kelobari`."""
        self.made += 1
        number, syllables = self.made, []
        while number:
            number, digit = divmod(number, len(SYLLABLES))
            syllables.append(SYLLABLES[digit])
        return ("so" + "".join(syllables)).capitalize()

    def pick(self, words: list[str]) -> str:
        """One of the words."""
        return self.random.choice(words)

    def thing(self) -> str:
        """A noun phrase, e.g. `shared ledger`."""
        return f"{self.pick(QUALITIES)} {self.pick(THINGS)}"

    def phrase(self) -> str:
        """A short item, e.g. `cold valve of Solake`."""
        return f"{self.thing()} of {self.name()}"

    def sentence(self) -> str:
        """A sentence about a name."""
        name, verb = self.name(), self.pick(VERBS)
        return f"{name} {verb} the {self.thing()} before the {self.thing()}"


Shape = Callable[[Words], tuple[list[str], int]]


def pros_and_cons(words: Words) -> tuple[list[str], int]:
    """A heading with pros and cons."""
    lines = [f"#### {words.name()}", ""]
    made = 0
    for side in ("Pros", "Cons"):
        count = words.random.randint(2, 4)
        lines.append(f"* {side}:")
        lines += [f"\t* {words.phrase()}" for _ in range(count)]
        made += count + 1
    return [*lines, ""], made


def definitions(words: Words) -> tuple[list[str], int]:
    """Terms with their meaning, some in code style."""
    count = words.random.randint(2, 6)
    lines = []
    for n in range(count):
        term = f"`{words.name().lower()}`" if n % 3 == 0 else words.name()
        lines.append(f"* {term}: a {words.thing()} that {words.pick(VERBS)} the {words.thing()}")
    return [*lines, ""], count


def sentences(words: Words) -> tuple[list[str], int]:
    """Plain sentences, some with emphasis, links or a number."""
    count = words.random.randint(3, 8)
    lines = []
    for n in range(count):
        text = words.sentence()
        if n % 4 == 1:
            text += f" for **{words.random.randint(2, 97)}%** of all cases"
        elif n % 5 == 2:
            text += f" ([{words.name()}](https://example.org/{words.made}))"
        lines.append(f"* {text}")
    return [*lines, ""], count


def question(words: Words) -> tuple[list[str], int]:
    """A question with its answers."""
    count = words.random.randint(2, 4)
    lines = [f"* Why does {words.name()} need a {words.thing()}?"]
    lines += [f"\t* {words.phrase()}" for _ in range(count)]
    return [*lines, ""], count + 1


def enumeration(words: Words) -> tuple[list[str], int]:
    """A lead-in with a list."""
    count = words.random.randint(3, 6)
    lines = [f"Parts of {words.name()}:", ""]
    lines += [f"{n}. {words.phrase()}" for n in range(1, count + 1)]
    return [*lines, ""], count


def nested(words: Words) -> tuple[list[str], int]:
    """A list three levels deep."""
    lines = [f"* {words.thing()} of {words.name()}"]
    made = 1
    for _ in range(words.random.randint(2, 3)):
        lines.append(f"\t* {words.phrase()}")
        lines += [f"\t\t* {words.phrase()}" for _ in range(2)]
        made += 3
    return [*lines, ""], made


SHAPES: tuple[Shape, ...] = (
    pros_and_cons, definitions, sentences, sentences, question, enumeration, nested,
)  # fmt: skip


def talk(words: Words, bullets: int) -> Iterator[str]:
    """The lines of one talk with so many bullets, to a few."""
    yield from (f"## {words.name()} and the {words.thing()}", "", f"{words.name()} Miller", "")
    made = 0
    while made < bullets:
        lines, count = words.random.choice(SHAPES)(words)
        made += count
        yield from lines


def make(folder: Path, bullets: int, talks: int, files: int) -> None:
    """Writes a vault; an existing one of the same numbers is left as it is."""
    mark = folder / ".vault"
    stamp = f"{bullets} {talks} {files} 1\n"
    if mark.exists() and mark.read_text("utf-8") == stamp:
        return
    folder.mkdir(parents=True, exist_ok=True)
    words = Words(bullets)
    left = talks
    for number in range(files):
        here = left // (files - number)
        left -= here
        lines = [f"# Vault {number:04d}", ""]
        for _ in range(here):
            lines += talk(words, max(1, bullets // talks))
        (folder / f"notes-{number:04d}.md").write_text("\n".join(lines) + "\n", "utf-8")
    mark.write_text(stamp, "utf-8")


if __name__ == "__main__":
    place, *numbers = sys.argv[1:]
    bullets, talks, files = (int(n) for n in numbers)
    make(Path(place), bullets, talks, files)
