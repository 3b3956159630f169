"""What a build would change, as one JSON object for other programs.

    {"version": 1, "asks": false,
     "counts": {"new": 1, "changed": 1, "moved": 0, "renamed": 0, "retired": 0, "returned": 0,
                "untouched": 228},
     "packages": [{"title": "PyCon 2017", "file": "decks/PyCon 2017.apkg", "cards": 230, …}],
     "new": […], "changed": […], "moved": […], "renamed": […], "retired": […], "returned": […]}

`docs/plan.md` describes it, `docs/plan.schema.json` is its schema. Further keys may come; where
one goes or means something else, `version` is another.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from talkdeck.ledger.changes import Change, Changes, word_diff
from talkdeck.ledger.entry import Entry
from talkdeck.report.plan import parted
from talkdeck.values import dataclass

VERSION = 1
"""Version of the format."""

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Planned:
    """One package of a build.

    Attributes:
        title: e.g. `PyCon 2017`.
        file: path of the package, e.g. `decks/PyCon 2017.apkg`.
        decks: by guid the deck of each of its cards.
        notes: the notes files that it is made of, as the ledger names them.
    """

    title: str
    file: str
    decks: Mapping[str, str]
    notes: Collection[str]


def plan_json(
    changes: Changes, packages: Sequence[Planned], lines: Mapping[str, int], asks: bool
) -> str:
    """The plan as JSON text.

    Args:
        changes: what is different from the last build.
        packages: what is to be made.
        lines: by guid the line of each card in its notes file.
        asks: whether so many cards would be retired that the build asks first.
    """
    show = _Cards(packages, lines)
    data = {
        "version": VERSION,
        "asks": asks,
        "counts": {
            **_counts(changes),
            "renamed": len(changes.renamed),
            "retired": len(changes.retired),
        },
        "packages": list(_packages(changes, packages)),
        "new": [show.card(e) for e in changes.new],
        "changed": [show.changed(c) for c in changes.changed],
        "moved": [{**show.card(c.after), "from": _place(c.before)} for c in changes.moved],
        "renamed": [
            {"what": r.what, "before": r.before, "after": r.after, "cards": r.cards}
            for r in changes.renamed
        ],
        "retired": [show.card(e) for e in changes.retired],
        "returned": [show.card(c.after) for c in changes.returned],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


class _Cards:
    """Cards as data, with what is known of them from the build."""

    def __init__(self, packages: Sequence[Planned], lines: Mapping[str, int]) -> None:
        self.lines = lines
        self.decks = {guid: deck for p in packages for guid, deck in p.decks.items()}

    def card(self, entry: Entry) -> Data:
        """A card; without `deck` and `line` if it is not in the notes any more."""
        key = entry.key
        data: Data = {
            "guid": entry.guid,
            "kind": key.kind,
            "question": key.question,
            "answer": list(key.answer),
            **_place(entry),
            "rule": key.rule,
        }
        if entry.guid in self.decks:
            data |= {"deck": self.decks[entry.guid], "line": self.lines[entry.guid]}
        return data

    def changed(self, change: Change) -> Data:
        """A card that changed, with what it was and the words that differ."""
        before, after = change.before.key, change.after.key
        what = [
            name
            for name, differs in (
                ("question", before.question != after.question),
                ("answer", before.answer != after.answer),
            )
            if differs
        ]
        return {
            **self.card(change.after),
            "what": what or ["other"],
            "before": {"question": before.question, "answer": list(before.answer)},
            "after": {"question": after.question, "answer": list(after.answer)},
            "words": {
                "question": _words(before.question, after.question),
                "answer": list(_items(before.answer, after.answer)),
            },
        }


def _place(entry: Entry) -> Data:
    return {"file": entry.key.file, "talk": entry.key.talk, "topic": entry.key.topic}


def _counts(changes: Changes) -> dict[str, int]:
    return {
        "new": len(changes.new),
        "changed": len(changes.changed),
        "moved": len(changes.moved),
        "returned": len(changes.returned),
        "untouched": changes.untouched,
    }


def _packages(changes: Changes, packages: Sequence[Planned]) -> Iterator[Data]:
    retired = Counter(entry.key.file for entry in changes.retired)
    parts = parted(changes, [package.decks.keys() for package in packages])
    for package, mine in zip(packages, parts, strict=True):
        yield {
            "title": package.title,
            "file": package.file,
            "cards": len(package.decks),
            **_counts(mine),
            "retired": sum(retired[file] for file in set(package.notes)),
        }


def _items(before: Sequence[str], after: Sequence[str]) -> Iterator[list[Data]]:
    """For each item of the answer that differs the words that do; items that go or come whole
    have only words that are gone, or new.
    """
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            for n in range(max(b - a, d - c)):
                old = before[a + n] if a + n < b else ""
                new = after[c + n] if c + n < d else ""
                yield _words(old, new)


def _words(before: str, after: str) -> list[Data]:
    return [{"kind": piece.kind, "text": piece.text} for piece in word_diff(before, after)]
