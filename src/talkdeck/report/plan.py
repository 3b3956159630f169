"""What a build changes, as a person wants to read it before it happens.

PyCon 2017 › 5 ways to deploy your Python web app in 2017
  changed   cons of Heroku?
              - Scaling is easy but gets pricey
              + Scaling is easy, but pricey
  new       What is Zappa?
  retired   What is the catch with DotCloud?   (its bullet is gone)
3 changes, 228 cards untouched, no review lost
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from talkdeck.ledger.changes import Change, Changes
from talkdeck.ledger.entry import Entry
from talkdeck.report.terminal import Paint, count, plain, shorten

MOST_NEW = 8
"""New cards of one talk that are named one by one; more are only counted."""

Lines = list[str]

T = TypeVar("T")


def render_changes(
    changes: Changes, titles: Mapping[str, str], paint: Paint = plain, columns: int = 80
) -> str:
    """The plan, talk by talk, and its sum.

    Args:
        changes: what is different from the last build.
        titles: by notes file (as the ledger names it) the title of its package.
        paint: how to colour.
        columns: how wide the terminal is.
    """
    talks: dict[str, Lines] = {}

    def lines_of(entry: Entry) -> Lines:
        title = titles.get(entry.key.file, entry.key.file)
        return talks.setdefault(f"{title} › {entry.key.talk}", [])

    for change in changes.changed:
        lines_of(change.after).extend(_changed(change, paint, columns))
    for change in changes.returned:
        lines_of(change.after).append(_row("returned", change.after, paint, columns))
    for change in changes.moved:
        came = f"   (from {change.before.key.talk})"
        lines_of(change.after).append(_row("moved", change.after, paint, columns, came))
    for talk in _by_talk(changes.new):
        into = lines_of(talk[0])
        if len(talk) > MOST_NEW:
            into.append(f"  {paint('new', 'good')}       {count(len(talk), 'card')}")
        else:
            into.extend(_row("new", entry, paint, columns) for entry in talk)
    for entry in changes.retired:
        why = "   (its bullet is gone)"
        lines_of(entry).append(_row("retired", entry, paint, columns, why))
    lines = [line for talk, rows in talks.items() for line in (paint(talk, "title"), *rows)]
    for renamed in changes.renamed:
        lines.append(
            f"{renamed.what} renamed: “{renamed.before}” is now “{renamed.after}”"
            f" ({count(renamed.cards, 'card')} came along)"
        )
    lines.append(summary(changes))
    return "".join(line + "\n" for line in lines)


def summary(changes: Changes) -> str:
    """The plan in one line, e.g. `3 changes, 228 cards untouched, no review lost`."""
    if not changes.known and not changes.returned:
        return count(len(changes.new), "new card")
    number = (
        len(changes.new) + len(changes.changed) + len(changes.moved) + len(changes.retired)
        + len(changes.returned) + len(changes.renamed)
    )  # fmt: skip
    lost = (
        "no review lost" if not changes.retired else f"{len(changes.retired)} retired, not deleted"
    )
    return f"{count(number, 'change')}, {count(changes.untouched, 'card')} untouched, {lost}"


def parted(changes: Changes, parts: Sequence[Collection[str]]) -> list[Changes]:
    """The changes of each of several packages; retired cards belong to none.

    Args:
        changes: of all packages.
        parts: the guids of each package's cards; no card is in two.
    """
    part = {guid: n for n, guids in enumerate(parts) for guid in guids}

    def sort(found: Iterable[T], entry_of: Callable[[T], Entry]) -> list[list[T]]:
        sorted_out: list[list[T]] = [[] for _ in parts]
        for one in found:
            n = part.get(entry_of(one).guid)
            if n is not None:
                sorted_out[n].append(one)
        return sorted_out

    new = sort(changes.new, lambda entry: entry)
    changed, moved, returned = (
        sort(found, lambda change: change.after)
        for found in (changes.changed, changes.moved, changes.returned)
    )
    result = []
    for n, guids in enumerate(parts):
        shown = {c.after.guid for c in (*changed[n], *moved[n], *returned[n])}
        shown.update(entry.guid for entry in new[n])
        left = len(guids) - len(shown)
        here = (tuple(new[n]), tuple(changed[n]), tuple(moved[n]))
        result.append(Changes(*here, returned=tuple(returned[n]), untouched=left))
    return result


def in_words(changes: Changes) -> str:
    """The numbers alone, e.g. `3 new, 1 changed, 227 unchanged`."""
    parts = [
        (len(changes.new), "new"),
        (len(changes.changed), "changed"),
        (len(changes.moved), "moved"),
        (len(changes.returned), "back"),
        (len(changes.retired), "retired"),
        (changes.untouched, "unchanged"),
    ]
    return ", ".join(f"{number:,} {word}" for number, word in parts if number)


def _by_talk(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    talks: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        talks.setdefault((entry.key.file, entry.key.talk), []).append(entry)
    yield from talks.values()


def _row(word: str, entry: Entry, paint: Paint, columns: int, note: str = "") -> str:
    role = {"new": "good", "returned": "good", "retired": "warning"}.get(word, "info")
    question = shorten(entry.key.question, max(20, columns - 12 - len(note)))
    return f"  {paint(word, role)}{' ' * (10 - len(word))}{question}{paint(note, 'dim')}"


def _changed(change: Change, paint: Paint, columns: int) -> Lines:
    """A card's old and new words, only what differs."""
    before, after = change.before.key, change.after.key
    lines = [_row("changed", change.after, paint, columns)]
    old, new = [*before.answer], [*after.answer]
    if before.question != after.question:
        old, new = [before.question], [after.question]
    from difflib import SequenceMatcher

    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            lines += [paint(_cut(f"- {text}", columns), "error") for text in old[a:b]]
            lines += [paint(_cut(f"+ {text}", columns), "good") for text in new[c:d]]
    if len(lines) == 1:
        lines.append(_cut("(its mark-up, context, pictures or tags)", columns))
    return lines


def _cut(text: str, columns: int) -> str:
    return " " * 14 + shorten(text, max(20, columns - 14))
