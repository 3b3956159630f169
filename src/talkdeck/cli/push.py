"""`talkdeck push`: decks into Anki without the import dialog."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from talkdeck.cli.session import (
    Session,
    notes_argument,
    now,
    open_session,
    paint,
    print_data,
    read_drafts,
    rule_options,
    terminal_width,
)
from talkdeck.cli.target import (
    Target,
    chosen,
    find_target,
    stop,
    target_options,
    wanted_of,
)
from talkdeck.files import reason, shown
from talkdeck.values import dataclass

if TYPE_CHECKING:
    from anki.sync import SyncAuth

    from talkdeck.anki.collection import CollectionFile
    from talkdeck.anki.connect import RunningAnki
    from talkdeck.anki.push.values import Options, PushPlan, Wanted
    from talkdeck.anki.sync import Login
    from talkdeck.building.packing import Build
    from talkdeck.problems import Problem

USER, PASSWORD = "TALKDECK_SYNC_USER", "TALKDECK_SYNC_PASSWORD"

EPILOG = """\b
Examples:
  talkdeck push                           into the Anki that runs, or a profile
  talkdeck push --dry-run                 say what would happen, change nothing
  talkdeck push --profile "User 1" --sync     into a closed Anki, then AnkiWeb
  talkdeck push --connect http://127.0.0.1:8765   through the add-on 2055492159
"""


@dataclass(frozen=True, slots=True)
class _How:
    """How the person wants to be asked and told."""

    form: str
    dry_run: bool
    yes: bool
    verbose: bool


@click.command(epilog=EPILOG)
@notes_argument
@target_options
@click.option("--sync", "sync", is_flag=True, help="Synchronize before and afterwards.")
@click.option("--server", metavar="URL", help="Synchronize with this server, not with AnkiWeb.")
@click.option("--full-upload", is_flag=True, help="If a full sync is needed: replace the server's.")
@click.option(
    "--full-download", is_flag=True, help="If a full sync is needed: replace the collection."
)
@click.option("--ours", is_flag=True, help="Where notes and Anki both changed: take the notes'.")
@click.option("--theirs", is_flag=True, help="Where notes and Anki both changed: keep Anki's.")
@click.option("--suspend-retired", is_flag=True, help="Suspend cards whose bullet is gone.")
@click.option("--delete-retired", is_flag=True, help="Delete notes whose bullet is gone.")
@click.option("--restore", is_flag=True, help="Bring back notes that you deleted in Anki.")
@click.option("--restyle", is_flag=True, help="Replace your own look of the note types.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the plan.",
)
@click.option("-v", "--verbose", is_flag=True, help="Name every note of the plan.")
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
@rule_options
def command(
    notes: tuple[str, ...],
    collection: str | None,
    profile: str | None,
    connect: str | None,
    sync: bool,
    server: str | None,
    full_upload: bool,
    full_download: bool,
    ours: bool,
    theirs: bool,
    suspend_retired: bool,
    delete_retired: bool,
    restore: bool,
    restyle: bool,
    dry_run: bool,
    yes: bool,
    form: str,
    verbose: bool,
    quiet: bool,
    settings_file: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """Bring decks into Anki: the plan is shown first, and nothing is deleted unasked.

    What an import can't do: cards of renamed talks move, retired ones are tagged, what you
    edited in Anki stays unless the notes changed it too, and notes that you deleted in Anki
    stay deleted. NOTES are files or folders; what talkdeck.yaml says, or notes/, if none are
    named.
    """
    from talkdeck.anki.push.values import Options
    from talkdeck.anki.trouble import Unreachable

    conflicts = chosen(["--ours", "--theirs"], [ours, theirs]).strip("-") or "keep"
    retired = chosen(["--suspend-retired", "--delete-retired"], [suspend_retired, delete_retired])
    full = chosen(["--full-upload", "--full-download"], [full_upload, full_download])
    options = Options(
        cast(Literal["keep", "ours", "theirs"], conflicts),
        cast(Literal["tag", "suspend", "delete"], retired.strip("-").partition("-")[0] or "tag"),
        restore,
        restyle,
    )
    how = _How("quiet" if quiet and form == "text" else form, dry_run, yes, verbose)
    session = open_session(
        notes, settings_file=settings_file, select=select, ignore=ignore, quiet=quiet
    )
    try:
        target = find_target(collection, profile, connect, file_only=server is not None)
    except Unreachable as error:
        stop(session, error)
    rules = session.rules()
    session.stop_if_failed("Nothing was changed: mend the rules first.")

    from talkdeck.building.planning import plan
    from talkdeck.cli import making
    from talkdeck.cli.packages import packages_of, stop_without_cards

    packages = packages_of(session, list(read_drafts(session, rules)))
    session.stop_if_failed("Nothing was changed.")
    stop_without_cards(session, packages)
    folder = session.loaded.path(session.settings.output)
    targets = [folder / package.file for package in packages]
    with making.ledger_for(session, targets, change=not dry_run) as ledger:
        build = plan(session.site(), packages, ledger, now())
        session.add(build.memory.problems)
        session.stop_if_failed("Nothing was changed.")
        if not dry_run:
            making.ask_before_retiring(session, build, yes)
        wanted = wanted_of(build, session.ledger_path().parent)
        push = _Push(session, target, wanted, options, how, lambda: _save(session, build, targets))
        try:
            if target.running:
                push.into_running(target.running, sync)
            else:
                login = _login(session, server or "") if sync or server else None
                push.into_file(login, full.removeprefix("--full-"))
        except Unreachable as error:
            stop(session, error)
        except BrokenPipeError:
            raise  # nobody reads what is printed
        except OSError as error:  # e.g. no room for the backup
            session.add([_refused(error, target.name)])
    session.finish()


@dataclass(slots=True)
class _Push:
    """One run of the command.

    Attributes:
        session: this run.
        target: which Anki.
        wanted: what the notes want.
        options: how the person wants it.
        how: how the person wants to be asked and told.
        save: saves the ledger; to be called before anything is written into Anki.
    """

    session: Session
    target: Target
    wanted: Wanted
    options: Options
    how: _How
    save: Callable[[], None]

    def into_running(self, anki: RunningAnki, sync: bool) -> None:
        """Into a running Anki."""
        if self._push(anki, lambda: None) and sync:
            anki.sync()
            self._say("Anki was asked to synchronize.")

    def into_file(self, login: Login | None, full: str) -> None:
        """Into a collection file, synchronized before and after if wanted."""
        from talkdeck.anki.collection import opened

        assert self.target.file is not None  # noqa: S101 - it is not a running one
        with opened(self.target.file, create=login is not None) as file:
            if login is None:
                self._push(file, file.backup)
                return
            from talkdeck.anki.sync import log_in

            auth = log_in(file.col, login)
            if not self.how.dry_run:
                self._sync(file, auth, login, full)
            if self._push(file, file.backup):
                self._sync(file, auth, login, full)
                self._say("Synchronized.")

    def _push(self, anki: CollectionFile | RunningAnki, backup: Callable[[], object]) -> bool:
        """Shows the plan and carries it out; whether all was well and not just a rehearsal."""
        from talkdeck.anki.push.plan import plan_push

        plan = plan_push(self.wanted, anki.now(self.wanted), self.options)
        self._show(plan)
        if self.how.dry_run:
            return False
        if plan.visible and not self.how.yes:
            self._ask()
        self.save()
        self.session.stop_if_failed("Nothing was changed in Anki.")
        if plan.empty:
            return True
        backup()
        self.session.add(anki.carry_out(plan))
        left = plan_push(self.wanted, anki.now(self.wanted), self.options)
        if not left.empty:
            self.session.add([_unfinished(left, self.target.name)])
        if plan.visible:
            self._say(f"Done: {self.target.name} is up to date.")
        return True

    def _show(self, plan: PushPlan) -> None:
        from talkdeck.report.push import MOST, as_data, render_push

        if self.how.form == "json":
            print_data(as_data(plan, self.target.name))
        elif self.how.form == "text":
            most = None if self.how.verbose else MOST
            text = render_push(plan, paint(sys.stdout), terminal_width(), most)
            click.echo(text, nl=False)

    def _ask(self) -> None:
        """Goes on only if the person agrees."""
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            click.echo("Nothing was changed: add --yes to go ahead without being asked.", err=True)
            self.session.tell()
            sys.exit(2)
        if not click.confirm(f"Do this in {self.target.name}?", default=True, err=True):
            click.echo("Nothing was changed.", err=True)
            sys.exit(0)

    def _sync(self, file: CollectionFile, auth: SyncAuth, login: Login, full: str) -> None:
        from talkdeck.anki.sync import FullSyncNeeded, sync

        choice = cast(Literal["upload", "download"], full) if full else None
        try:
            sync(file.col, auth, login, choice)
        except FullSyncNeeded:
            sync(file.col, auth, login, self._ask_full(login))

    def _ask_full(self, login: Login) -> Literal["upload", "download"]:
        """Which side replaces the other."""
        click.echo(
            f"This collection and the one on {login.name} can't be merged: one has to replace"
            " the other, and what only the other has is lost.\n"
            "  --full-download  the server's replaces this collection\n"
            "  --full-upload    this collection replaces the server's",
            err=True,
        )
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            click.echo("Nothing was changed: run it again with one of the two.", err=True)
            sys.exit(2)
        choice = click.prompt("Which", type=click.Choice(["download", "upload", "stop"]), err=True)
        if choice == "stop":
            sys.exit(0)
        return cast(Literal["upload", "download"], choice)

    def _say(self, text: str) -> None:
        if self.how.form != "quiet":
            click.echo(text, err=self.how.form == "json")


def _save(session: Session, build: Build, targets: Sequence[Path]) -> None:
    """Saves the ledger, so that the identities that go into Anki are remembered."""
    from talkdeck.building import packing
    from talkdeck.building.retiring import payloads
    from talkdeck.ledger.disk import save

    folder = session.ledger_path().parent
    build = packing.with_retired(build, folder, payloads(build, targets))
    session.add(save(session.ledger_path(), build.memory.ledger))


def _login(session: Session, server: str) -> Login:
    """Who synchronizes; asked for where the environment does not say, kept nowhere."""
    from talkdeck.anki.sync import Login

    user, password = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
    if not (user and password):
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            click.echo(f"Nothing was changed: synchronizing needs {USER} and {PASSWORD}.", err=True)
            session.tell()
            sys.exit(2)
        user = user or click.prompt(f"User of {server or 'AnkiWeb'}", err=True)
        password = password or click.prompt("Password", hide_input=True, err=True)
    return Login(user, password, server)


def _refused(error: OSError, where: str) -> Problem:
    from talkdeck.problems import Place, Problem

    message = f"can't be written: {reason(error)}"
    advice = "make room and allow writing there, then push again: it goes on where it stopped"
    return Problem("unwritable", Place(shown(error.filename or where)), message, advice)


def _unfinished(left: PushPlan, where: str) -> Problem:
    from talkdeck.problems import Place, Problem
    from talkdeck.report.push import summary

    message = f"Anki did not take all of it; left to do: {summary(left)}"
    advice = "run the command again; if this stays, please report it"
    return Problem("anki-unfinished", Place(where), message, advice, "warning")
