"""A running Anki, through the add-on AnkiConnect (version 6 of its protocol).

The protocol knows nothing of guids and note type ids. So notes are found by their key field,
and new ones go in as a package that Anki imports: with the same identities as everywhere.
Each request holds many actions; the add-on works on one request at a time.
"""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha1
from http.client import HTTPException
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from talkdeck.anki.collection import changed_picture, grouped
from talkdeck.anki.marks import read as read_marks
from talkdeck.anki.notetypes import FIELDS, MARKS, NOTE_TYPES, NoteKind
from talkdeck.anki.plan import MediaFile
from talkdeck.anki.push.adding import KNOWN_FILE, known_text, package_of, read_known
from talkdeck.anki.push.values import (
    CardNow,
    Look,
    NoteNow,
    Now,
    PushPlan,
    Wanted,
)
from talkdeck.anki.trouble import unreachable
from talkdeck.problems import Problem

ADDRESS = "http://127.0.0.1:8765"
PACKAGE = "_talkdeck-push.apkg"
_VERSION = 6
_BATCH = 200
_FLAGS = 7

Json = Any


class RunningAnki:
    """An Anki that is open, with the add-on.

    Attributes:
        address: e.g. `http://127.0.0.1:8765`.
    """

    def __init__(self, address: str = ADDRESS, key: str = "", timeout: float = 120) -> None:
        self.address = address
        self._key = key
        self._timeout = timeout
        self._opener = build_opener(ProxyHandler({}))  # never by way of a proxy

    def answers(self, within: float = 1) -> bool:
        """Whether there is an AnkiConnect at the address."""
        try:
            with self._opener.open(self.address, timeout=within) as reply:
                return bool(reply.read(100).startswith(b"AnkiConnect"))
        except (OSError, HTTPException, ValueError):
            return False

    def check(self) -> None:
        """Makes sure that Anki answers, in a version of the protocol that we speak.

        Raises:
            Unreachable: it does not, or wants another key.
        """
        version = self.ask("version")
        if not isinstance(version, int) or version < _VERSION:
            message = f"the AnkiConnect add-on speaks version {version} of its protocol"
            raise unreachable("anki-refused", self.address, message, "update the add-on in Anki")

    def ask(self, action: str, **params: Json) -> Json:
        """The result of one action.

        Raises:
            Unreachable: Anki does not answer, or refuses.
        """
        return self._result(action, self._send(self._request(action, params)))

    def ask_all(self, requests: Iterable[tuple[str, dict[str, Json]]]) -> list[Json]:
        """The results of many actions, in order, a few hundred of them in one request."""
        results: list[Json] = []
        for batch in _batches(list(requests), _BATCH):
            actions = [self._request(action, params) for action, params in batch]
            replies = self.ask("multi", actions=actions)
            if not isinstance(replies, list) or len(replies) != len(batch):
                raise self._refused("multi", "an answer of another form")
            for (action, _), reply in zip(batch, replies, strict=True):
                results.append(self._result(action, reply))
        return results

    def now(self, wanted: Wanted, *, reviews: bool = False) -> Now:
        """What Anki has of the notes that are wanted or remembered.

        Args:
            wanted: what the notes want.
            reviews: whether flags, answers and lapses are asked for as well, which takes longer.
        """
        names = {_kind(i): n for n, i in self.ask("modelNamesAndIds").items() if _kind(i)}
        looks = {kind: self._look(name) for kind, name in names.items() if kind}
        kept = self.ask("retrieveMediaFile", filename=KNOWN_FILE)
        known = base64.b64decode(kept).decode("utf-8", "replace") if kept else ""
        return Now(
            self._notes(wanted, {n: k for k, n in names.items() if k}, reviews),
            read_known(known),
            frozenset(self.ask("deckNames")),
            looks,
            self._media(wanted.media),
        )

    def carry_out(self, plan: PushPlan) -> list[Problem]:
        """Does what a plan says, in an order that lets the next push finish a stopped one."""
        problems = self._store(plan.media) + self._add(plan)
        change = plan.change
        todo: list[tuple[str, dict[str, Json]]] = []
        for action, tagged in (
            ("addTags", grouped((c.add_tags, c.id) for c in change)),
            ("removeTags", grouped((c.remove_tags, c.id) for c in change)),
        ):
            todo += [(action, {"notes": n, "tags": " ".join(t)}) for t, n in tagged.items()]
        moves = grouped((c.deck, card) for c in change for card in c.move)
        todo += [("changeDeck", {"cards": cards, "deck": deck}) for deck, cards in moves.items()]
        todo += [
            ("setSpecificValueOfCard", {"card": card, "keys": ["due"], "newValues": [place]})
            for c in change
            for card, place in c.places
        ]
        if cards := [card for c in change for card in c.suspend]:
            todo.append(("suspend", {"cards": cards}))
        if cards := [card for c in change for card in c.unsuspend]:
            todo.append(("unsuspend", {"cards": cards}))
        todo += [
            ("updateNoteFields", {"note": {"id": c.id, "fields": dict(c.fields)}})
            for c in change
            if c.fields
        ]
        if plan.delete:
            todo.append(("deleteNotes", {"notes": [d.id for d in plan.delete]}))
        self.ask_all(todo)
        self._restyle(plan)
        if plan.known is not None:
            self._store_data(KNOWN_FILE, known_text(plan.known).encode())
        return problems

    def sync(self) -> None:
        """Has Anki synchronize, with the account that it is logged in to."""
        self.ask("sync")

    def _notes(
        self, wanted: Wanted, kinds: dict[str, NoteKind], reviews: bool
    ) -> dict[str, NoteNow]:
        guids = wanted.remembered | {n.name.guid for n in wanted.notes}
        models = " OR ".join(f"mid:{t.id}" for t in NOTE_TYPES.values())
        numbers = sorted(self.ask("findNotes", query=f'({models} OR "Key:_*")'))
        ours: dict[str, dict[str, Json]] = {}
        batches = [("notesInfo", {"notes": part}) for part in _batches(numbers, _BATCH)]
        for info in (info for found in self._one_by_one(batches) for info in found):
            fields = {name: f["value"] for name, f in info.get("fields", {}).items()}
            guid = fields.get("Key", "")
            other = ours.get(guid)
            # A copy that the person made has the same key; the original is the older note.
            if guid in guids and (other is None or info["noteId"] < other["noteId"]):
                ours[guid] = {**info, "fields": fields}
        cards = self._cards(wanted, ours, reviews)
        result = {}
        for guid, info in ours.items():
            whole = info["fields"].keys() >= set(FIELDS)
            kind = kinds.get(info["modelName"]) if whole else None
            own = tuple(cards[c] for c in info["cards"] if c in cards)
            result[guid] = NoteNow(info["noteId"], kind, info["fields"], tuple(info["tags"]), own)
        return result

    def _cards(
        self, wanted: Wanted, ours: dict[str, dict[str, Json]], reviews: bool
    ) -> dict[int, CardNow]:
        """Our cards by number. Asking for one's whole state has Anki render it, so that is done
        only where it matters: where its place among the new cards changes, or for reviews.
        """
        if not ours:
            return {}
        numbers = sorted(c for info in ours.values() for c in info["cards"])
        among = f"({' OR '.join(f'mid:{t.id}' for t in NOTE_TYPES.values())})"
        queries = ["is:new", "is:suspended", "deck:filtered"]
        queries += [f"flag:{n}" for n in range(1, _FLAGS + 1)] if reviews else []
        found = self.ask_all(("findCards", {"query": f"{q} {among}"}) for q in queries)
        new, suspended, filtered, *flagged = (set(cards) for cards in found)
        flags = {card: n for n, cards in enumerate(flagged, 1) for card in cards}
        decks: dict[int, str] = {}
        parts = [("getDecks", {"cards": part}) for part in _batches(numbers, _BATCH)]
        for by_deck in self._one_by_one(parts):
            decks.update({card: name for name, cards in by_deck.items() for card in cards})
        ask = numbers if reviews else _of_moved_places(wanted, ours, new - filtered)
        infos: dict[int, dict[str, Json]] = {}
        parts = [("cardsInfo", {"cards": part}) for part in _batches(ask, _BATCH)]
        for answer in self._one_by_one(parts):
            infos.update({info["cardId"]: info for info in answer if info})
        return {
            n: CardNow(
                n,
                "" if n in filtered else decks.get(n, ""),
                n in new and n not in filtered,
                infos.get(n, {}).get("due", 0),
                n in suspended,
                flags.get(n, 0),
                infos.get(n, {}).get("reps", 0),
                infos.get(n, {}).get("lapses", 0),
            )
            for n in numbers
        }

    def _one_by_one(self, requests: Iterable[tuple[str, dict[str, Json]]]) -> Iterator[Json]:
        """The results of actions that are large enough for a request of their own."""
        for action, params in requests:
            yield self.ask(action, **params)

    def _look(self, name: str) -> Look:
        css, templates = self.ask_all(
            [("modelStyling", {"modelName": name}), ("modelTemplates", {"modelName": name})]
        )
        sides = {t: (both["Front"], both["Back"]) for t, both in templates.items()}
        return Look(css["css"], sides)

    def _media(self, media: Sequence[MediaFile]) -> frozenset[str]:
        requests = [("getMediaFilesNames", {"pattern": m.name}) for m in media]
        return frozenset(name for found in self.ask_all(requests) for name in found)

    def _store(self, media: Iterable[MediaFile]) -> list[Problem]:
        problems = []
        for m in media:
            try:
                data = m.path.read_bytes()
            except OSError:
                data = b""
            if sha1(data, usedforsecurity=False).hexdigest() == m.sha1:
                self._store_data(m.name, data)
            else:
                problems.append(changed_picture(m))
        return problems

    def _store_data(self, name: str, data: bytes) -> None:
        text = base64.b64encode(data).decode("ascii")
        self.ask("storeMediaFile", filename=name, data=text)

    def _add(self, plan: PushPlan) -> list[Problem]:
        """New notes, as a package in the one folder that Anki is sure to be able to read."""
        if not plan.add:
            return []
        from talkdeck.anki.package import write

        with tempfile.TemporaryDirectory(prefix="talkdeck-") as folder:
            package = Path(folder) / PACKAGE
            written, problems = write(package_of(plan), package)
            if written is None:
                return problems
            data = package.read_bytes()
        there = self.ask("getMediaDirPath")
        windows = "\\" in there and "/" not in there
        path = (PureWindowsPath if windows else PurePosixPath)(there) / PACKAGE
        self._store_data(PACKAGE, data)
        try:
            if self.ask("importPackage", path=str(path)) is not True:
                raise self._refused("importPackage", "the new cards were not imported")
        finally:
            self.ask("deleteMediaFile", filename=PACKAGE)
        return problems

    def _restyle(self, plan: PushPlan) -> None:
        if not plan.looks:
            return
        names = {_kind(i): name for name, i in self.ask("modelNamesAndIds").items()}
        for look in plan.looks:
            name = names[look.kind]
            if look.css is not None:
                self.ask("updateModelStyling", model={"name": name, "css": look.css})
            if look.templates:
                sides = {t: {"Front": q, "Back": a} for t, (q, a) in look.templates.items()}
                self.ask("updateModelTemplates", model={"name": name, "templates": sides})

    def _request(self, action: str, params: dict[str, Json]) -> dict[str, Json]:
        request: dict[str, Json] = {"action": action, "version": _VERSION, "params": params}
        if self._key:
            request["key"] = self._key
        return request

    def _send(self, request: dict[str, Json]) -> Json:
        data = json.dumps(request).encode()
        headers = {"Content-Type": "application/json"}
        try:
            to = Request(self.address, data, headers)  # noqa: S310 - the person's own address
            with self._opener.open(to, timeout=self._timeout) as reply:
                return json.loads(reply.read())
        except HTTPError as error:
            raise self._refused(request["action"], f"HTTP {error.code} {error.reason}") from None
        except HTTPException:  # it went away in the middle of its answer
            message = "Anki went away in the middle of its answer"
            advice = "see that Anki is running, and run the command again: it goes on from there"
            raise unreachable("anki-not-running", self.address, message, advice) from None
        except OSError as error:
            reason = getattr(error, "reason", None) or error
            message = f"no Anki answers there ({reason})"
            advice = (
                "start Anki with the AnkiConnect add-on (Tools > Add-ons > Get Add-ons,"
                " code 2055492159); or close Anki and use `--collection`"
            )
            raise unreachable("anki-not-running", self.address, message, advice) from None
        except ValueError:
            message = "something answers there, but it is not AnkiConnect"
            advice = "give AnkiConnect's address with `--connect URL`"
            raise unreachable("anki-not-running", self.address, message, advice) from None

    def _result(self, action: str, reply: Json) -> Json:
        if not isinstance(reply, dict) or "result" not in reply:
            raise self._refused(action, "an answer of another form")
        if reply.get("error") is not None:
            raise self._refused(action, str(reply["error"]))
        return reply["result"]

    def _refused(self, action: str, reason: str) -> Exception:
        reason = " ".join(reason.split())[:200]
        if "api key" in reason:
            message = "AnkiConnect wants its key"
            advice = "set TALKDECK_ANKICONNECT_KEY to the `apiKey` of the add-on's settings"
            return unreachable("anki-refused", self.address, message, advice)
        message = f"Anki did not do “{action}”: {reason}"
        advice = "update the AnkiConnect add-on, and run the command again"
        return unreachable("anki-refused", self.address, message, advice)


def _kind(number: int) -> NoteKind | None:
    return next((kind for kind, t in NOTE_TYPES.items() if t.id == int(number)), None)


def _of_moved_places(wanted: Wanted, ours: dict[str, dict[str, Json]], new: set[int]) -> list[int]:
    """New cards whose place in the notes is no longer the one that was written."""
    cards: list[int] = []
    for item in wanted.notes:
        if (info := ours.get(item.name.guid)) is not None:
            was = read_marks(info["fields"].get(MARKS, ""))
            if was is not None and was.due != item.note.due:
                cards += [c for c in info["cards"] if c in new]
    return cards


def _batches(items: Sequence[Json], size: int) -> Iterator[list[Json]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
