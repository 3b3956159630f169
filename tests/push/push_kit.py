"""What the tests of this folder share: small wants, a real collection, and both ways into it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from anki.collection import Collection
from ankiconnect import Server

from talkdeck.anki.collection import CollectionFile
from talkdeck.anki.connect import RunningAnki
from talkdeck.anki.html import CardFields
from talkdeck.anki.notetypes import FIELDS, NOTE_TYPES
from talkdeck.anki.plan import DeckPlan, MediaFile, NotePlan, PackagePlan
from talkdeck.anki.push.plan import plan_push
from talkdeck.anki.push.values import Name, Options, PushPlan, Wanted, WantedNote
from talkdeck.problems import Place

NOW = 1_700_000_000


def note(
    guid: str,
    front: str = "pros of Zappa?",
    back: str = "no servers",
    *,
    deck: str = "Conf::Deploying",
    kind: Any = "basic",
    tags: tuple[str, ...] = ("talkdeck::pros",),
    due: int = 64,
    mod: int = NOW,
    line: int = 1,
    **more: str,
) -> WantedNote:
    """One wanted note, its fields given in the words of `CardFields`."""
    content = {"context": "Deploying", "talk": "Deploying", "rule": "english/pros"} | more
    content.setdefault("source", f"notes/a.md:{line}")
    fields = CardFields(front, back, **content).values(guid)
    place = Place("notes/a.md", line)
    plan = NotePlan(guid, mod, kind, fields, tags, due, place)
    return WantedNote(Name(guid, front, place), plan, deck)


def want(
    *notes: WantedNote, retired: tuple[str, ...] = (), media: tuple[MediaFile, ...] = ()
) -> Wanted:
    """What is wanted, retired notes by their guid."""
    gone = {guid: Name(guid, f"question of {guid}", Place("notes/a.md")) for guid in retired}
    remembered = {n.name.guid for n in notes} | set(retired)
    return Wanted(notes, gone, frozenset(remembered), media, dict.fromkeys(NOTE_TYPES, NOW))


def package(wanted: Wanted) -> PackagePlan:
    """The same as a package to import."""
    decks: dict[str, list[NotePlan]] = {}
    for item in wanted.notes:
        decks.setdefault(item.deck, []).append(item.note)
    plans = tuple(DeckPlan(name, tuple(notes)) for name, notes in decks.items())
    return PackagePlan("Conf", plans, NOW, wanted.media, wanted.looks)


class Desk:
    """A collection in use: a person who studies, and a way in for talkdeck."""

    def __init__(self, folder: Path, way: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "collection.anki2"
        self.col = Collection(str(self.path))
        self.server = Server(self.col) if way == "running" else None
        self.anki: Any = (
            RunningAnki(self.server.address) if self.server else CollectionFile(self.col, self.path)
        )

    def plan(self, wanted: Wanted, **options: Any) -> PushPlan:
        return plan_push(wanted, self.anki.now(wanted), Options(**options))

    def push(self, wanted: Wanted, **options: Any) -> PushPlan:
        plan = self.plan(wanted, **options)
        assert self.anki.carry_out(plan) == []
        return plan

    def id(self, guid: str) -> int:
        return self.col.db.scalar("SELECT id FROM notes WHERE guid = ?", guid)

    def note(self, guid: str) -> Any:
        return self.col.get_note(self.id(guid))

    def cards(self, guid: str) -> list[Any]:
        return self.note(guid).cards()

    def edit(self, guid: str, **fields: str) -> None:
        """The person writes into fields."""
        changed = self.note(guid)
        for name, text in fields.items():
            changed[name] = text
        self.col.update_note(changed)

    def study(self, guid: str, times: int = 1) -> None:
        """The person answers a card `Good`."""
        for _ in range(times):
            card = self.cards(guid)[0]
            card.start_timer()
            states = self.col._backend.get_scheduling_states(card.id)
            answer = self.col.sched.build_answer(card=card, states=states, rating=2)
            self.col.sched.answer_card(answer)

    def deck_of(self, guid: str) -> str:
        return self.col.decks.name(self.cards(guid)[0].did)

    def move(self, guid: str, deck: str) -> None:
        """The person moves a note's cards."""
        self.col.set_deck([c.id for c in self.cards(guid)], self.col.decks.id(deck))

    def model(self, kind: Any) -> Any:
        """A note type as it is stored (Anki keeps an older copy after an import)."""
        self.col.models._clear_cache()
        return self.col.models.get(NOTE_TYPES[kind].id)

    def guids(self) -> set[str]:
        return set(self.col.db.list("SELECT guid FROM notes"))

    def contents(self) -> dict[str, Any]:
        """All that a card consists of, whichever way it came in."""
        decks = {d.id: d.name for d in self.col.decks.all_names_and_ids()}
        notes = {
            guid: (mid, mod, flds.split("\x1f"), tags.split())
            for guid, mid, mod, flds, tags in self.col.db.execute(
                "SELECT guid, mid, mod, flds, tags FROM notes"
            )
        }
        cards = sorted(
            (guid, ord, decks[did], due, kind, queue)
            for guid, ord, did, due, kind, queue in self.col.db.execute(
                "SELECT n.guid, c.ord, c.did, c.due, c.type, c.queue"
                " FROM cards c JOIN notes n ON n.id = c.nid"
            )
        )
        models = {}
        self.col.models._clear_cache()
        for t in NOTE_TYPES.values():
            model = self.col.models.get(t.id)
            if model:
                look = [(s["name"], s["qfmt"], s["afmt"], s["bqfmt"]) for s in model["tmpls"]]
                fields = [{**f, "id": 0} for f in model["flds"]]
                models[t.id] = (model["name"], model["css"], look, fields, model["sortf"])
        return {"notes": notes, "cards": cards, "models": models}

    def history(self, guid: str) -> tuple[Any, ...]:
        """A card's schedule and its reviews: what no push may ever change."""
        ids = [c.id for c in self.cards(guid)]
        card = "ord, type, queue, due, ivl, factor, reps, lapses, odue, odid, flags, data"
        rows = [self.col.db.all(f"SELECT {card} FROM cards WHERE id = ?", i) for i in ids]  # noqa: S608
        log = [self.col.db.all("SELECT * FROM revlog WHERE cid = ?", i) for i in ids]
        return (rows, log)

    def close(self) -> None:
        if self.server:
            self.server.close()
        self.col.close()


def changed(item: WantedNote, **fields: str) -> WantedNote:
    """The same note with other words in some fields (by their names in Anki)."""
    texts = [fields.get(name, text) for name, text in zip(FIELDS, item.note.fields, strict=True)]
    new = replace(item.note, fields=tuple(texts), mod=item.note.mod + 10)
    return replace(item, note=new)
