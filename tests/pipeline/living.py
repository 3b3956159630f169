"""A collection that lives with its notes: studied, edited by hand, and built again and again.

Notes are edited at random, each edit upon the one before; after each the packages are built
and imported into a real collection with default options. What has to hold every time:

- cards that are the same keep guid, schedule and reviews; no schedule goes to another question;
- only notes whose content changed are updated; the person's remarks, edits and tags on all
  others are still there; nothing conflicts.

`python tests/pipeline/living.py FOLDER COUNT SEED` does it with the notes of a folder.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

sys.path.append(str(Path(__file__).resolve().parents[1] / "ledger"))
from edits import EDITS, Vault, _bare, load_vault

from talkdeck import pipeline
from talkdeck.building import packing, writing
from talkdeck.building.arrange import arrange
from talkdeck.building.drafts import FileDrafts, draft
from talkdeck.config import Settings
from talkdeck.ledger.disk import load
from talkdeck.rules.model import Ruleset
from talkdeck.rules.packs import load_rules

STATE = """
    select c.id, c.due, c.ivl, c.factor, c.reps, c.lapses, c.queue, c.type, c.flags,
           (select count(*) from revlog r where r.cid = c.id) from cards c
"""


@dataclass
class Outcome:
    """What became of the cards, over all edits; every list ought to be empty, but `lost`."""

    edits: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    touched: int = 0
    lost: list[str] = field(default_factory=list)
    stolen: list[str] = field(default_factory=list)
    schedules: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    person: list[str] = field(default_factory=list)
    conflicting: int = 0


@dataclass
class Made:
    """A card of the present notes: its line and rule, its guid, and what it asks."""

    origin: object
    guid: str
    question: str
    answer: tuple[str, ...]


class Life:
    """Notes, ledger, packages and collection in a folder."""

    def __init__(self, folder: Path, vault: Vault, ruleset: Ruleset, col: Collection) -> None:
        self.folder, self.vault, self.ruleset, self.col = folder, vault, ruleset, col
        self.now = int(time.time()) - 1_000_000  # so that 900 builds lie in the past
        self.known: dict[tuple[str, str], FileDrafts] = {}
        self.packages: dict[Path, bytes] = {}
        self.mods: dict[str, int] = {}
        self.fresh = 0
        (folder / "decks").mkdir()

    def build(self) -> list[Made]:
        """Builds all packages, as `talkdeck build` does, and gives the cards."""
        self.now += 1000
        packages, _ = arrange(self._drafts())
        ledger, problems = load(self.folder / "talkdeck.ledger")
        assert ledger is not None, problems
        assert not problems
        build = packing.plan(packages, ledger, self.now, folder=self.folder)
        build = packing.with_retired(build, self.folder, {})
        targets = [self.folder / "decks" / p.file for p in packages]
        _, problems = writing.write(build, targets, self.folder / "talkdeck.ledger")
        assert not [p for p in problems if p.severity == "error"]
        counts: Counter[object] = Counter()
        made = []
        drafts = (
            (deck.file, draft.line)
            for parcel in build.parcels
            for deck in parcel.decks
            for _, draft in deck.drafts()
        )
        for (file, line), entry in zip(drafts, build.memory.entries, strict=True):
            key = entry.key
            origin = (self._line(file, line), key.rule, key.role, key.family)
            counts[origin] += 1
            made.append(Made((origin, counts[origin]), entry.guid, key.question, key.answer))
        self.changed = {
            e.guid
            for e in build.memory.ledger.entries
            if e.guid in self.mods and self.mods[e.guid] != e.mod
        }
        self.mods = {e.guid: e.mod for e in build.memory.ledger.entries}
        return made

    def bring_in(self, every: bool = False) -> tuple[set[str], set[str], int]:
        """Imports packages that changed, or all: the guids that are new and updated, and how
        many notes conflict.
        """
        new: set[str] = set()
        updated: set[str] = set()
        conflicting = 0
        for package in sorted((self.folder / "decks").glob("*.apkg")):
            data = package.read_bytes()
            if every or self.packages.get(package) != data:
                self.packages[package] = data
                request = ImportAnkiPackageRequest(
                    package_path=str(package), options=ImportAnkiPackageOptions()
                )
                log: Any = self.col.import_anki_package(request).log
                new |= {n.fields[0] for n in log.new}
                updated |= {n.fields[0] for n in log.updated}
                conflicting += len(log.conflicting)
        return new, updated, conflicting

    def state(self) -> dict[int, list[Any]]:
        """Schedule and number of reviews of each card."""
        assert self.col.db is not None
        return {row[0]: row for row in self.col.db.all(STATE)}

    def study(self, count: int, dice: random.Random) -> None:
        """Answers some cards through the scheduler, once or more."""
        cards = sorted(self.col.find_cards("is:new"))
        for number in dice.sample(cards, min(count, len(cards))):
            for _ in range(dice.randint(1, 3)):
                card = self.col.get_card(number)
                self.col.decks.select(card.did)
                card.start_timer()
                self.col.sched.answerCard(card, dice.choice([2, 3, 3, 4]))  # type: ignore[arg-type]

    def work_in_anki(self, guid: str) -> None:
        """The person's own remark, tag, and correction of an answer."""
        note = self.note(guid)
        note["Remarks"] = "mine"
        note["Extra"] = note["Extra"] + " <i>my own words</i>"
        note.tags = [*note.tags, "mine"]
        self.col.update_note(note)
        assert self.col.db is not None  # the person's clock is that of the builds
        self.col.db.execute("update notes set mod = ? where id = ?", self.now + 500, note.id)

    def still_there(self, guid: str) -> bool:
        note = self.note(guid)
        own = note["Remarks"] == "mine" and "my own words" in note["Extra"]
        return own and "mine" in note.tags

    def note(self, guid: str) -> Any:
        assert self.col.db is not None
        return self.col.get_note(self.col.db.scalar("select id from notes where guid = ?", guid))

    def guids(self) -> set[str]:
        assert self.col.db is not None
        return set(self.col.db.list("select guid from notes"))

    def edit(self, kind: str, dice: random.Random) -> bool:
        """Edits the notes; whether that was possible."""
        after = EDITS[kind][1](self.vault, dice)
        if after is None:
            return False
        self.vault = after
        for lines in self.vault.values():
            for n, line in enumerate(lines):
                if line.origin is None:  # a line of its own from now on
                    self.fresh += 1
                    lines[n] = replace(line, origin=("new", self.fresh))
        return True

    def _drafts(self) -> Iterator[FileDrafts]:
        for name, lines in self.vault.items():
            text = "\n".join(line.text for line in lines)
            if (name, text) not in self.known:
                file = str(self.folder / "notes" / name)
                notes, _ = pipeline.read_text(text, file, Settings())
                cards, _ = pipeline.cards_of(notes, self.ruleset, Settings())
                used = {n for talk in cards.talks for card in talk.cards for n in card.lines}
                self.vault[name] = [replace(x, used=n in used) for n, x in enumerate(lines, 1)]
                self.known[name, text] = draft(cards, self.folder / "notes")
            yield self.known[name, text]

    def _line(self, file: str, number: int) -> object:
        lines = self.vault[Path(file).relative_to(self.folder / "notes").as_posix()]
        return lines[number - 1].origin if 0 < number <= len(lines) else None


def live(life: Life, count: int, seed: int) -> Outcome:
    """Studies, then edits, builds and imports again and again."""
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    outcome = Outcome()
    before = life.build()
    outcome.conflicting += life.bring_in(every=True)[2]
    own = dice.sample(sorted(life.guids()), min(30, len(life.guids())))
    for guid in own:
        life.work_in_anki(guid)
    life.study(len(before) // 3, dice)
    life.col.fix_integrity()  # Anki may note when a card was last studied only then
    kinds = list(EDITS)
    dice.shuffle(kinds)
    for attempt in range(count * 20):
        if outcome.edits.total() == count:
            break
        kind = kinds[attempt % len(kinds)]
        if not life.edit(kind, dice):
            continue
        outcome.edits[kind] += 1
        schedules, there = life.state(), life.guids()
        after = life.build()
        _, updated, conflicting = life.bring_in(every=outcome.edits.total() % 10 == 0)
        outcome.conflicting += conflicting
        _compare(kind, before, after, outcome)
        now = life.state()
        outcome.schedules += [f"{kind}: {row}" for n, row in schedules.items() if now[n] != row]
        if updated != life.changed & there:
            outcome.updates.append(f"{kind}: {updated ^ (life.changed & there)}")
        for guid in own:
            if guid in updated:  # the notes changed it: it is what they say, until edited anew
                life.work_in_anki(guid)
            elif not life.still_there(guid):
                outcome.person.append(f"{kind}: {guid}")
        before = after
    return outcome


def _compare(kind: str, before: list[Made], after: list[Made], outcome: Outcome) -> None:
    """Counts what became of each card, with the true correspondence from the lines."""
    true = {m.origin: m for m in before}
    owner = {m.guid: m for m in before}
    now = {m.guid for m in after}
    for m in after:
        was = true.get(m.origin)
        if was and was.guid == m.guid:
            outcome.kept += 1
            outcome.touched += (was.question, was.answer) != (m.question, m.answer)
            continue
        had = owner.get(m.guid)
        if had and had.origin[0][0] != m.origin[0][0] and _bare(had.question) != _bare(m.question):  # type: ignore[index]
            outcome.stolen.append(f"{kind}: {had.question}  →  {m.question}")
        elif was and was.guid not in now:
            outcome.touched += 1
            outcome.lost.append(f"{kind}: {was.question}  →  {m.question}")


def main(folder: str, count: str = "300", seed: str = "1") -> None:
    ruleset, _ = load_rules([])
    with tempfile.TemporaryDirectory() as temp:
        col = Collection(str(Path(temp) / "collection.anki2"))
        life = Life(Path(temp), load_vault(Path(folder)), ruleset, col)
        outcome = live(life, int(count), int(seed))
        print(f"{outcome.edits.total()} edits, {len(life.guids())} notes, {outcome.kept} kept")
        print(f"{outcome.touched} changed, {len(outcome.lost)} lost, {len(outcome.stolen)} stolen")
        for name in ("lost", "stolen", "schedules", "updates", "person"):
            for line in getattr(outcome, name):
                print(f"{name:10}{line}")
        print("conflicting", outcome.conflicting)
        life.build()
        print("unchanged rebuild:", life.bring_in(every=True))
        print("check database:", col.fix_integrity())
        col.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
