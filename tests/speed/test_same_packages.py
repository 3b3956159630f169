"""With what was kept and without, by one process or by several: the same packages and ledger."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from talkdeck import workers
from talkdeck.building import bulk
from talkdeck.building.bulk import Bulk
from talkdeck.cache.rules import Rules
from talkdeck.cache.store import FILE, Store
from talkdeck.config import Settings
from talkdeck.files import Source, find_notes
from transcripts import talkdeck

NAMES = ("caches", "queues", "filters", "ropes", "reefs")
EPOCH = 1_700_000_000
DAY = 24 * 60 * 60


def write(folder: Path, name: str, thing: str = "a fast thing") -> None:
    front = "---\ntalks: h2\n---\n\n" if name < "r" else ""  # the others share a package
    (folder / f"{name}.md").write_text(
        f"{front}# Day of {name}\n\n"
        f"## Why {name}?\n\n* {name}\n  * Pros:\n    * {thing}\n    * simple\n"
        f"  * Cons:\n    * old\n* A {name[:-1]} is {thing} that keeps what it has\n\n"
        f"## Kinds\n\n* ![all kinds](kinds.png) of {name}:\n  * warm\n  * cold\n",
        "utf-8",
    )


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in NAMES:
        write(folder, name)
    (folder / "kinds.png").write_bytes(b"a picture")
    return folder


def build(
    folder: Path, *options: str, cache: Path | None = None, days: int = 0
) -> dict[str, bytes]:
    """Builds the notes of a folder, some days later; gives the ledger and every package."""
    epoch = str(EPOCH + days * DAY)
    environment = {"SOURCE_DATE_EPOCH": epoch, "TALKDECK_CACHE": str(cache or "off")}
    done = talkdeck(["build", *options], folder.parent, **environment)
    assert done.returncode == 0, done.stdout.decode()
    files = [folder.parent / "talkdeck.ledger", *(folder.parent / "decks").iterdir()]
    return {file.name: file.read_bytes() for file in files}


def forget(folder: Path) -> None:
    """Takes away what builds have made."""
    shutil.rmtree(folder.parent / "decks")
    (folder.parent / "talkdeck.ledger").unlink()


def test_the_same_whatever_was_kept_and_however_many_processes(notes: Path, tmp_path: Path) -> None:
    expected = build(notes, "--no-cache", "-j", "1")
    assert sorted(expected) == [
        *(f"Day of {n}.apkg" for n in sorted(NAMES[:3])),
        "Notes.apkg",
        "talkdeck.ledger",
    ]
    cache = tmp_path / "cache"
    for options in (["--no-cache", "-j", "3"], ["-j", "1"], ["-j", "3"], []):
        forget(notes)
        assert build(notes, *options, cache=cache) == expected, options
    assert (cache / FILE).exists()


@pytest.mark.long
def test_the_same_after_edits(notes: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "notes"
    shutil.copytree(notes, other)
    cache = tmp_path / "cache"

    def edit(folder: Path, step: int) -> None:
        if step == 0:
            write(folder, "caches", "another thing")
        elif step == 1:
            (folder / "kinds.png").write_bytes(b"another picture")
        elif step == 2:
            (folder / "reefs.md").rename(folder / "banks.md")
            (folder / "ropes.md").write_text("# Day of queues\n\n* nothing\n", "utf-8")
        elif step == 3:
            (folder / "kinds.png").unlink()
        elif step == 4:
            lines = (folder / "queues.md").read_text("utf-8").splitlines()
            (folder / "queues.md").write_text("\n".join(lines[:-3]) + "\n", "utf-8")
            with (folder / "filters.md").open("a", encoding="utf-8") as file:
                file.write("\n".join(["", *lines[-3:], ""]))  # cards that move
        elif step == 5:
            write(folder, "filters")  # and are gone
        elif step == 6:
            (folder / "banks.md").unlink()
        elif step == 7:
            write(folder, "banks")

    for step in range(-1, 9):
        for folder in (notes, other):
            edit(folder, step)
        expected = build(other, "--no-cache", "--yes")
        assert build(notes, "--yes", cache=cache) == expected, step
        assert build(notes, "--yes", cache=cache) == expected, f"{step}, and nothing since"


@pytest.mark.parametrize("gone", ["a card", "a file"])
def test_the_same_when_retired_cards_have_been_sent_for_long_enough(
    notes: Path, tmp_path: Path, gone: str
) -> None:
    """They leave their package, though nothing in its notes changes that day."""
    other = tmp_path / "other" / "notes"
    shutil.copytree(notes, other)
    cache = tmp_path / "cache"
    for folder in (notes, other):
        build(folder, cache=cache)
        if gone == "a card":
            text = (folder / "caches.md").read_text("utf-8")
            (folder / "caches.md").write_text(text.replace("  * Cons:\n    * old\n", ""), "utf-8")
        else:
            (folder / "queues.md").unlink()
        build(folder, "--yes", cache=cache, days=1)
    sent = build(notes, cache=cache, days=2)
    for days in (40, 80):
        for folder in (notes, other):
            write(folder, "filters", f"a thing of day {days}")
        expected = build(other, "--no-cache", days=days)
        assert build(notes, cache=cache, days=days) == expected, days
        assert build(notes, cache=cache, days=days + 1) == expected, f"{days}, and nothing since"
        same = sent["Day of caches.apkg"] == expected["Day of caches.apkg"]
        assert same is (days == 40), "the cards are in it for 60 days"


def test_the_same_when_a_package_loses_its_last_card(notes: Path, tmp_path: Path) -> None:
    """Another one takes its retired cards along, and gives them back."""
    other = tmp_path / "other" / "notes"
    shutil.copytree(notes, other)
    cache = tmp_path / "cache"
    bare = "---\ntalks: h2\n---\n\n# Day of queues\n\n## Kinds\n\nnothing\n"
    for text in ("", bare, bare + "\n* Queues:\n  * Pros:\n    * fair\n    * simple\n"):
        for folder in (notes, other):
            if text:
                (folder / "queues.md").write_text(text, "utf-8")
        expected = build(other, "--no-cache", "--yes")
        assert build(notes, "--yes", cache=cache) == expected, text


def test_nothing_is_kept_without_a_cache(notes: Path, tmp_path: Path) -> None:
    build(notes, "--no-cache", cache=tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_a_damaged_cache_changes_nothing(notes: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    expected = build(notes, cache=cache)
    for damage in (b"", b"no database", (cache / FILE).read_bytes()[:9000]):
        (cache / FILE).write_bytes(damage)
        forget(notes)
        assert build(notes, cache=cache) == expected


# Processes that go wrong


def sources(folder: Path) -> tuple[Source, ...]:
    return find_notes([folder])[0]


def everything(folder: Path, jobs: int) -> Bulk:
    store = Store(None)
    roots = {source.name: source.root for source in sources(folder)}
    return Bulk(Rules([], (), (), "", store), Settings(), store, roots, jobs)


@pytest.mark.skipif(not workers.FORKS, reason="what is put in place here is seen by copies only")
def test_a_process_that_ends_is_a_problem_of_its_file(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    work = bulk.make

    def ends(task: bulk.Task, *under: object) -> bytes:
        if task.name.endswith("queues.md"):
            os._exit(3)
        return work(task, *under)  # type: ignore[arg-type]

    monkeypatch.setattr(bulk, "make", ends)
    found = list(everything(notes, 2).read(sources(notes)))
    names = [cards.notes.title if cards else "" for cards, _ in found]
    assert names == ["Day of caches", "Day of filters", "", "Day of reefs", "Day of ropes"]
    (problem,) = found[2][1]
    assert (problem.code, problem.severity) == ("reader-ended", "error")
    assert problem.place.file.endswith("queues.md")


@pytest.mark.skipif(not workers.FORKS, reason="what is put in place here is seen by copies only")
def test_a_mistake_of_ours_names_the_file(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from talkdeck import pipeline

    def fails(data: bytes, name: str, settings: Settings, within: str) -> object:
        if name.endswith("reefs.md"):
            raise ValueError("a slip")
        return read(data, name, settings, within)

    read = pipeline.read_data
    monkeypatch.setattr(pipeline, "read_data", fails)
    with pytest.raises(ValueError, match="a slip") as caught:
        list(everything(notes, 2).read(sources(notes)))
    assert any("reefs.md" in note for note in caught.value.__notes__)


def test_processes_that_are_started_afresh_give_the_same(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows and macOS, where a process does not begin as a copy."""
    one = [cards for cards, _ in everything(notes, 1).read(sources(notes))]
    monkeypatch.setattr(workers, "FORKS", False)
    two = [cards for cards, _ in everything(notes, 2).read(sources(notes))]
    asked = [[[s for t in f.talks for s in t.seen()] for f in fs if f] for fs in (one, two)]
    assert asked[0] == asked[1]
    assert all(asked[0])
