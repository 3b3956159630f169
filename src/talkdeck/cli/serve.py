"""`talkdeck preview --serve`: the page on this machine, loaded again at every change.

A small server on 127.0.0.1 with two addresses: `/`, the page, and `/events`, which tells
browsers that there is a new one. The page is made again by one thread; requests are answered
by others with what was made last.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NoReturn

import click

from talkdeck.cli import reading
from talkdeck.cli.looking import Kept, Wanted, look
from talkdeck.cli.session import Session
from talkdeck.files import reason
from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.report.terminal import render_problems
from talkdeck.values import dataclass
from talkdeck.watch import Changes, snapshot, watch

BEAT = 15.0
"""Seconds after which an idle connection gets a sign of life, so that it is noticed when it is
gone."""

HOSTS = ("127.0.0.1", "localhost")

register(
    Entry(
        "port-in-use",
        "the preview's port is in use",
        "error",
        "Two programs can't listen on one port; perhaps another preview is still running.",
        "Stop the other one, or take another port: `--port 0` takes a free one.",
        stops=True,
    ),
)


class Current:
    """The page as it was made last, and how often it has been made."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self.page = b""
        self.number = int(time.time())  # above all numbers of a server that ran before
        self.closed = False

    def put(self, page: str) -> None:
        """Takes a new page and wakes all who wait for one."""
        with self._turn:
            self.page = page.encode("utf-8", "replace")
            self.number += 1
            self._turn.notify_all()

    def close(self) -> None:
        """Ends all waiting."""
        with self._turn:
            self.closed = True
            self._turn.notify_all()

    def after(self, number: int, seconds: float) -> int:
        """Waits for a page newer than one, for some time; the number of the newest."""
        with self._turn:
            self._turn.wait_for(lambda: self.number > number or self.closed, seconds)
            return self.number


class Server(ThreadingHTTPServer):
    """Serves the current page to this machine only."""

    daemon_threads = True
    current: Current

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away is nothing to tell."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host not in HOSTS:  # a page elsewhere whose name was made to point here
            self.send_error(HTTPStatus.FORBIDDEN)
        elif self.path == "/":
            self._page()
        elif self.path.partition("?")[0] == "/events":
            self._events()
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _page(self) -> None:
        page = self.server.current.page
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self._plain_headers()
        self.end_headers()
        self.wfile.write(page)

    def _events(self) -> None:
        """Tells of each new page, for as long as the browser listens."""
        current = self.server.current
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self._plain_headers()
        self.end_headers()
        self.close_connection = True
        asked = self.path.partition("?")[2]  # number of the page that the browser has
        seen = int(asked) if asked.isascii() and asked.isdigit() else current.number
        with suppress(OSError):
            while not current.closed:
                newest = current.after(seen, BEAT)
                event = f"id: {newest}\nevent: changed\ndata: {newest}\n\n"
                self.wfile.write(event.encode() if newest > seen else b": still here\n\n")
                self.wfile.flush()
                seen = newest

    def _plain_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")

    def log_message(self, format: str, *args: object) -> None:
        """Requests are nothing to tell."""


@dataclass(slots=True)
class Live:
    """A preview that is kept up to date.

    Attributes:
        wanted: what the command line asks for.
        session: settings and paths as they were read last.
        current: the page as it was made last.
        kept: what need not be made again.
    """

    wanted: Wanted
    session: Session
    current: Current
    kept: Kept

    def files(self) -> Iterator[Path]:
        """What the page depends on: notes, rules, settings, pictures."""
        yield from reading.files(self.session, self.wanted.settings_file)
        yield from self.kept.pictures

    def make(self) -> bool:
        """Makes the page; False, and the page stays as it was, where no notes can be read."""
        from talkdeck.report.page.build import page

        found = look(self.session, self.kept)
        if not found.sheets and self.session.failed():
            return False
        self.current.put(page(found, live=self.current.number + 1))
        return True

    def again(self, changes: Changes) -> None:
        """Makes the page again after changes, and says so."""
        began = time.monotonic()
        names = ", ".join(path.name for path in list(changes)[:3])
        try:
            self.session = self.wanted.open()
            made = self.make()
            self.session.tell()
        except SystemExit:  # told already; the page stays as it was until that is mended
            return
        except Exception as error:  # a slip of ours must not end the preview
            said = f"talkdeck made a mistake of its own: {type(error).__name__}: {error}"
            click.echo(said, err=True)
            return
        if made:
            click.echo(f"{names}: made again in {time.monotonic() - began:.2f} s", err=True)


def run(wanted: Wanted, port: int) -> NoReturn:
    """Serves the page until it is interrupted."""
    live = Live(wanted, wanted.open(), Current(), Kept())
    since = snapshot(live.files())
    if not live.make():
        live.session.stop_if_failed()
    since |= snapshot(path for path in live.files() if path not in since)
    live.session.tell()
    server = _listen(port)
    server.current = live.current
    threading.Thread(target=server.serve_forever, daemon=True).start()
    click.echo(f"Preview at http://127.0.0.1:{server.server_port}/ (stop with Ctrl+C)", err=True)
    try:
        for changes in watch(live.files, since=since):
            live.again(changes)
    except KeyboardInterrupt:
        click.echo("", err=True)
    finally:
        live.current.close()
        server.shutdown()
        server.server_close()
    raise SystemExit(0)


def _listen(port: int) -> Server:
    try:
        return Server(("127.0.0.1", port), _Handler)
    except OSError as error:
        place = Place(f"127.0.0.1:{port}")
        what = f"can't be used: {reason(error)}"
        problem = Problem("port-in-use", place, what, "take another: `--port 0` finds a free one")
        click.echo(render_problems([problem]), err=True, nl=False)
        raise SystemExit(2) from error
