"""AnkiConnect's protocol, version 6, in front of a real collection.

Written after the add-on's documentation: what comes in is `{"action", "version", "params",
"key"}`, what goes out `{"result", "error"}`, or the bare result for version 4 and below. Each
action does to the collection what the documentation says it does in Anki; nothing is canned.
"""

from __future__ import annotations

import base64
import fnmatch
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.errors import NotFoundError


class Actions:
    """The actions, named as in the protocol."""

    def __init__(self, col: Collection, server: Server) -> None:
        self._col, self._server = col, server

    def version(self) -> int:
        return 6

    def multi(self, actions: list[dict[str, Any]]) -> list[Any]:
        return [self._server.answer(action) for action in actions]

    def deckNames(self) -> list[str]:  # noqa: N802
        return [d.name for d in self._col.decks.all_names_and_ids()]

    def getDecks(self, cards: list[int]) -> dict[str, list[int]]:  # noqa: N802
        decks: dict[str, list[int]] = {}
        for card in cards:
            did = self._col.db.scalar("SELECT did FROM cards WHERE id = ?", card)
            decks.setdefault(self._col.decks.name(did), []).append(card)
        return decks

    def changeDeck(self, cards: list[int], deck: str) -> None:  # noqa: N802
        self._col.set_deck(cards, self._col.decks.id(deck))

    def modelNamesAndIds(self) -> dict[str, int]:  # noqa: N802
        return {m.name: m.id for m in self._col.models.all_names_and_ids()}

    def modelStyling(self, modelName: str) -> dict[str, str]:  # noqa: N802, N803
        return {"css": self._model(modelName)["css"]}

    def modelTemplates(self, modelName: str) -> dict[str, dict[str, str]]:  # noqa: N802, N803
        tmpls = self._model(modelName)["tmpls"]
        return {t["name"]: {"Front": t["qfmt"], "Back": t["afmt"]} for t in tmpls}

    def updateModelStyling(self, model: dict[str, str]) -> None:  # noqa: N802
        found = self._model(model["name"])
        found["css"] = model["css"]
        self._col.models.update_dict(found)

    def updateModelTemplates(self, model: dict[str, Any]) -> None:  # noqa: N802
        found = self._model(model["name"])
        for t in found["tmpls"]:
            sides = model["templates"].get(t["name"], {})
            t["qfmt"] = sides.get("Front") or t["qfmt"]
            t["afmt"] = sides.get("Back") or t["afmt"]
        self._col.models.update_dict(found)

    def findNotes(self, query: str) -> list[int]:  # noqa: N802
        return list(self._col.find_notes(query))

    def findCards(self, query: str) -> list[int]:  # noqa: N802
        return list(self._col.find_cards(query))

    def notesInfo(self, notes: list[int]) -> list[dict[str, Any]]:  # noqa: N802
        return [self._note_info(n) for n in notes]

    def cardsInfo(self, cards: list[int]) -> list[dict[str, Any]]:  # noqa: N802
        return [self._card_info(c) for c in cards]

    def updateNoteFields(self, note: dict[str, Any]) -> None:  # noqa: N802
        found = self._col.get_note(note["id"])
        for name, text in note["fields"].items():
            if name in found:
                found[name] = text
        self._col.update_note(found)

    def addTags(self, notes: list[int], tags: str) -> None:  # noqa: N802
        self._col.tags.bulk_add(notes, tags)

    def removeTags(self, notes: list[int], tags: str) -> None:  # noqa: N802
        self._col.tags.bulk_remove(notes, tags)

    def suspend(self, cards: list[int]) -> bool:
        self._col.sched.suspend_cards(cards)
        return True

    def unsuspend(self, cards: list[int]) -> bool:
        self._col.sched.unsuspend_cards(cards)
        return True

    def setSpecificValueOfCard(  # noqa: N802
        self,
        card: int,
        keys: list[str],
        newValues: list[Any],  # noqa: N803
    ) -> list[bool]:
        found = self._col.get_card(card)
        for key, value in zip(keys, newValues, strict=True):
            setattr(found, key, value)
        self._col.update_card(found)
        return [True]

    def deleteNotes(self, notes: list[int]) -> None:  # noqa: N802
        self._col.remove_notes(notes)

    def getMediaDirPath(self) -> str:  # noqa: N802
        return os.path.abspath(self._col.media.dir())

    def getMediaFilesNames(self, pattern: str = "*") -> list[str]:  # noqa: N802
        return fnmatch.filter(os.listdir(self._col.media.dir()), pattern)

    def storeMediaFile(self, filename: str, data: str) -> str:  # noqa: N802
        if self._col.media.have(filename):
            self._col.media.trash_files([filename])
        return self._col.media.write_data(filename, base64.b64decode(data))

    def retrieveMediaFile(self, filename: str) -> str | bool:  # noqa: N802
        path = Path(self._col.media.dir(), filename)
        return base64.b64encode(path.read_bytes()).decode() if path.exists() else False

    def deleteMediaFile(self, filename: str) -> None:  # noqa: N802
        self._col.media.trash_files([filename])

    def importPackage(self, path: str) -> bool:  # noqa: N802
        options = ImportAnkiPackageOptions(
            merge_notetypes=True, with_scheduling=True, with_deck_configs=True
        )
        request = ImportAnkiPackageRequest(package_path=path, options=options)
        self._col.import_anki_package(request)
        return True

    def _model(self, name: str) -> Any:
        model = self._col.models.by_name(name)
        if model is None:
            raise ValueError(f"model was not found: {name}")
        return model

    def _note_info(self, number: int) -> dict[str, Any]:
        try:
            note = self._col.get_note(number)
        except NotFoundError:
            return {}
        fields = {k: {"value": v, "order": n} for n, (k, v) in enumerate(note.items())}
        return {
            "noteId": note.id,
            "tags": note.tags,
            "fields": fields,
            "modelName": note.note_type()["name"],
            "cards": self._col.db.list("SELECT id FROM cards WHERE nid = ? ORDER BY ord", note.id),
        }

    def _card_info(self, number: int) -> dict[str, Any]:
        try:
            card = self._col.get_card(number)
        except NotFoundError:
            return {}
        keys = {"cardId": "id", "note": "nid", "interval": "ivl", "factor": "factor"}
        keys |= {k: k for k in ("ord", "type", "queue", "due", "reps", "lapses", "left", "mod")}
        info = {key: getattr(card, name) for key, name in keys.items()}
        output = card.render_output()  # the add-on renders too
        return info | {
            "deckName": self._col.decks.name(card.did),
            "question": output.question_text,
            "answer": output.answer_text,
        }


class Server:
    """The add-on's web server.

    Attributes:
        address: e.g. `http://127.0.0.1:40001`.
        requests: how many it has answered.
        dies_after: number of requests after which it answers no more; None for never.
    """

    def __init__(self, col: Collection, key: str | None = None) -> None:
        self.key, self.requests = key, 0
        self.dies_after: int | None = None
        self._actions = Actions(col, self)
        self._http = HTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def answer(self, request: dict[str, Any]) -> Any:
        """The reply to one action."""
        version = request.get("version", 4)
        try:
            if request.get("key") != self.key:
                raise ValueError("valid api key must be provided")
            name = request["action"]
            method = None if name.startswith("_") else getattr(self._actions, name, None)
            if method is None:
                raise ValueError("unsupported action")
            result = method(**request.get("params", {}))
        except Exception as error:
            return {"result": None, "error": str(error)}
        return result if version <= 4 else {"result": result, "error": None}

    def close(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._reply(b"AnkiConnect")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if server.dies_after is not None and server.requests >= server.dies_after:
                    self.close_connection = True
                    return
                server.requests += 1
                self._reply(json.dumps(server.answer(json.loads(body))).encode())

            def _reply(self, data: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
