"""Synchronizing a collection with AnkiWeb or a server of one's own."""

from __future__ import annotations

import time
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from talkdeck.anki.trouble import unreachable
from talkdeck.values import dataclass

if TYPE_CHECKING:
    from anki.collection import Collection
    from anki.sync import SyncAuth

Full = Literal["upload", "download"]


@dataclass(frozen=True, slots=True)
class Login:
    """Who synchronizes, and with whom.

    Attributes:
        user: e.g. an e-mail address.
        password: never shown, never stored.
        server: address of a server, e.g. `http://127.0.0.1:8080/`; "" for AnkiWeb.
    """

    user: str
    password: str = field(repr=False)
    server: str = ""

    @property
    def name(self) -> str:
        """What the server is called in messages."""
        return self.server or "AnkiWeb"


class FullSyncNeeded(Exception):  # noqa: N818 - it says what is the matter
    """The two sides can't be merged: one has to replace the other, which only a person decides."""


def log_in(col: Collection, login: Login) -> SyncAuth:
    """Logs in; the answer holds a key instead of the password.

    Raises:
        Unreachable: wrong password, or the server does not answer.
    """
    from anki.errors import BackendError

    try:
        return col.sync_login(login.user, login.password, login.server or None)
    except BackendError as error:
        raise _failed(error, login, "logging in") from None


def sync(col: Collection, auth: SyncAuth, login: Login, full: Full | None = None) -> str:
    """Synchronizes notes, reviews and media.

    Args:
        col: an open collection.
        auth: from `log_in`.
        login: for messages.
        full: which side replaces the other where they can't be merged.

    Returns:
        What was done: `merged`, `upload` or `download`.

    Raises:
        FullSyncNeeded: they can't be merged, and `full` was not given.
        Unreachable: the server went away, or refused.
    """
    from anki.errors import BackendError

    try:
        done = _sync_notes(col, auth, full)
    except BackendError as error:
        _reopen(col)
        raise _failed(error, login, "synchronizing") from None
    try:
        _sync_media(col, auth)
    except BackendError as error:
        raise _failed(error, login, "synchronizing pictures") from None
    return done


def _sync_notes(col: Collection, auth: SyncAuth, full: Full | None) -> str:
    out = col.sync_collection(auth, sync_media=False)
    if out.new_endpoint:
        auth.endpoint = out.new_endpoint
    if out.required in (out.NO_CHANGES, out.NORMAL_SYNC):
        return "merged"
    if out.required == out.FULL_DOWNLOAD:  # there is nothing on this side
        full = "download"
    elif out.required == out.FULL_UPLOAD:  # there is nothing on the other
        full = "upload"
    if full is None:
        raise FullSyncNeeded
    col.close_for_full_sync()
    col.full_upload_or_download(auth=auth, server_usn=None, upload=full == "upload")
    col.reopen(after_full_sync=True)
    return full


def _sync_media(col: Collection, auth: SyncAuth) -> None:
    col.sync_media(auth)
    while col.media_sync_status().active:
        time.sleep(0.05)


def _reopen(col: Collection) -> None:
    """A collection that a failed full sync left closed, open again."""
    if col.db is None:
        try:
            col.reopen(after_full_sync=False)
        except Exception:  # it was left open after all
            col.reopen(after_full_sync=True)


def _failed(error: Exception, login: Login, doing: str) -> Exception:
    from anki.errors import NetworkError, SyncError, SyncErrorKind

    if isinstance(error, SyncError) and error.kind == SyncErrorKind.AUTH:
        message = "the user name or password is wrong"
        advice = "set TALKDECK_SYNC_USER and TALKDECK_SYNC_PASSWORD, or type them when asked"
        return unreachable("anki-sync", login.name, message, advice)
    if isinstance(error, NetworkError):
        message = f"{doing} failed: the server does not answer, or went away"
        advice = "check the address and the network, and run the command again"
        return unreachable("anki-sync", login.name, message, advice)
    text = " ".join(str(error).split())[:200]
    advice = "run the command again; what is done is not done twice"
    return unreachable("anki-sync", login.name, f"{doing} failed: {text}", advice)
