"""Two computers and a server on this one: the server that Anki itself ships."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from push_kit import Desk, changed, note, want
from test_push_cli import NOTES, Person

from talkdeck.anki.sync import FullSyncNeeded, Login, log_in, sync
from talkdeck.anki.trouble import Unreachable

A = note("aaa", "pros of Zappa?", "no servers", due=64)
B = note("bbb", "cons of Zappa?", "cold starts", due=128)
USER, PASSWORD = "me", "correct horse"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class SyncServer:
    """`python -m anki.syncserver` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        environment = os.environ | {
            "SYNC_USER1": f"{USER}:{PASSWORD}",
            "SYNC_BASE": str(folder),
            "SYNC_HOST": "127.0.0.1",
            "SYNC_PORT": str(self.port),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "anki.syncserver"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(200):
            try:
                with urlopen(f"{self.address}health", timeout=1):  # noqa: S310
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the sync server did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def login(self, password: str = PASSWORD) -> Login:
        return Login(USER, password, self.address)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SyncServer]:
    server = SyncServer(tmp_path / "server")
    yield server
    server.stop()


def synchronize(desk: Desk, server: SyncServer) -> str:
    login = server.login()
    return sync(desk.col, log_in(desk.col, login), login)


def test_a_review_on_one_side_and_new_words_from_the_other(
    server: SyncServer, tmp_path: Path
) -> None:
    laptop = Desk(tmp_path / "laptop", "file")
    laptop.push(want(A, B))
    assert synchronize(laptop, server) == "upload"
    phone = Desk(tmp_path / "phone", "file")
    assert synchronize(phone, server) == "download"

    phone.study("aaa", 3)  # on the phone: reviews, an edit, a deletion
    phone.edit("aaa", Hint="think of lambdas")
    phone.col.remove_notes([phone.id("bbb")])
    assert synchronize(phone, server) == "merged"
    assert synchronize(laptop, server) == "merged"
    new = want(changed(A, Back="no servers at all"), B)
    plan = laptop.push(new)  # on the laptop: other words in the notes
    assert [n.guid for n in plan.gone] == ["bbb"]
    assert synchronize(laptop, server) == "merged"
    assert synchronize(phone, server) == "merged"

    for desk in (laptop, phone):
        assert desk.note("aaa")["Back"] == "no servers at all"
        assert desk.note("aaa")["Hint"] == "think of lambdas"
        assert desk.col.db.scalar("SELECT count(*) FROM revlog") == 3
        assert desk.guids() == {"aaa"}
    assert phone.history("aaa")[1][0][0][0] == laptop.history("aaa")[1][0][0][0]
    # What was pushed on one computer is known on the other: nothing to do, nothing comes back.
    plan = phone.push(new)
    assert plan.empty
    assert [n.guid for n in plan.gone] == ["bbb"]
    laptop.close()
    phone.close()


def test_two_sides_that_cannot_be_merged_need_a_decision(
    server: SyncServer, tmp_path: Path
) -> None:
    first, second = Desk(tmp_path / "first", "file"), Desk(tmp_path / "second", "file")
    first.push(want(A))
    second.push(want(B))
    synchronize(first, server)
    login = server.login()
    auth = log_in(second.col, login)
    with pytest.raises(FullSyncNeeded):
        sync(second.col, auth, login)
    assert second.guids() == {"bbb"}, "nothing was decided"
    assert sync(second.col, auth, login, "download") == "download"
    assert second.guids() == {"aaa"}
    first.close()
    second.close()


def test_a_wrong_password_is_said_and_not_shown(server: SyncServer, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", "file")
    with pytest.raises(Unreachable, match="user name or password is wrong") as caught:
        log_in(desk.col, server.login("hunter2"))
    assert "hunter2" not in str(caught.value.problem)
    assert "hunter2" not in repr(server.login("hunter2"))
    desk.close()


def test_a_server_that_is_gone(server: SyncServer, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", "file")
    login = server.login()
    auth = log_in(desk.col, login)
    server.stop()
    desk.push(want(A))
    with pytest.raises(Unreachable, match="does not answer, or went away"):
        sync(desk.col, auth, login)
    assert desk.guids() == {"aaa"}
    assert desk.plan(want(A)).empty
    desk.close()


class Line:
    """A line to a server that goes dead after so many bytes of answers."""

    def __init__(self, port: int, most: int) -> None:
        self.most, self.target, self.socket = most, port, socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen()
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self.socket.accept()
            except OSError:
                return
            there = socket.create_connection(("127.0.0.1", self.target))
            for a, b, counts in ((here, there, False), (there, here, True)):
                threading.Thread(target=self._pump, args=(a, b, counts), daemon=True).start()

    def _pump(self, source: socket.socket, to: socket.socket, counts: bool) -> None:
        try:
            while data := source.recv(4096):
                if counts:
                    self.most -= len(data)
                    if self.most < 0:
                        break
                to.sendall(data)
        except OSError:
            pass
        for end in (source, to):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def close(self) -> None:
        self.socket.close()


def sync_again_and_again(desk: Desk, auth: object, login: Login) -> None:
    """A line that bears one sync breaks in a later one."""
    for _ in range(20):
        desk.edit("aaa", Hint=str(time.time_ns()))
        sync(desk.col, auth, login)  # type: ignore[arg-type]


@pytest.mark.parametrize("most", [0, 300, 700, 1500, 3000, 6000])
def test_a_server_that_goes_away_in_the_middle(
    most: int, server: SyncServer, tmp_path: Path
) -> None:
    first = Desk(tmp_path / "first", "file")
    first.push(want(A))
    synchronize(first, server)
    second = Desk(tmp_path / "second", "file")
    synchronize(second, server)
    second.study("aaa", 2)
    second.push(want(changed(A, Back="new"), B))
    login = server.login()
    auth = log_in(second.col, login)
    line = Line(server.port, most)
    auth.endpoint = line.address
    with pytest.raises(Unreachable) as caught:
        sync_again_and_again(second, auth, login)
    assert caught.value.problem.code == "anki-sync"
    line.close()
    assert second.guids() == {"aaa", "bbb"}
    # The line is mended: one more sync, and both have everything.
    synchronize(second, server)
    synchronize(first, server)
    assert first.guids() == {"aaa", "bbb"}
    assert first.note("aaa")["Back"] == "new"
    assert first.col.db.scalar("SELECT count(*) FROM revlog") == 2
    first.close()
    second.close()


def test_from_notes_in_a_repository_to_the_phone(server: SyncServer, tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    person = Person(tmp_path / "repository")
    environment = {
        "TALKDECK_SYNC_USER": USER,
        "TALKDECK_SYNC_PASSWORD": PASSWORD,
    }
    # A collection that is not there yet: it is filled from the server, as on a build machine.
    push = ["push", "--yes", "--collection", "cache.anki2", "--server", server.address]
    code, said = person.run(*push, **environment)
    assert code == 0, said
    assert "Synchronized." in said
    assert PASSWORD not in said
    phone = Desk(tmp_path / "phone", "file")
    synchronize(phone, server)
    assert phone.col.note_count() == 3
    question = phone.col.db.scalar("SELECT guid FROM notes WHERE sfld LIKE 'Why do tests%'")
    phone.study(question, 2)
    phone.col.remove_notes(phone.col.find_notes("Gets expensive"))
    synchronize(phone, server)
    person.notes.write_text(NOTES.replace("catch regressions", "catch mistakes"), "utf-8")
    (person.folder / "cache.anki2").unlink()  # another build machine, without a cache
    code, said = person.run(*push, **environment)
    assert code == 0, said
    assert "Deleted in Anki, left alone" in said
    synchronize(phone, server)
    assert "catch mistakes" in phone.note(question)["Back"]
    assert phone.col.db.scalar("SELECT count(*) FROM revlog") == 2
    assert phone.col.note_count() == 2
    for file in person.folder.rglob("*"):
        if file.is_file():
            assert PASSWORD.encode() not in file.read_bytes(), f"the password is in {file}"
    code, said = person.run(*push, TALKDECK_SYNC_USER=USER)
    assert code == 2
    assert "TALKDECK_SYNC_PASSWORD" in said
    phone.close()
