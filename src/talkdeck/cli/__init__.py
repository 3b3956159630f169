"""The only place that reads options, prints and exits. Commands have a file each:

build, cards, check, config, explain, init, ledger, lsp, preview, pull, push, rules

session                what every command does first and last
home                   which settings and which ledger notes belong to
packages, making       the packages of a build and its ledger, and what is said of them
planned                the plan of a build as data
reading                reading again and again, while
watching               `build --watch` builds, and
looking, serve         `preview --serve` shows
target                 which Anki `push` and `pull` mean
catalogue              all problems that any room can report
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from talkdeck import __version__
from talkdeck.garbage import SELDOM

COMMANDS = {
    "init": ("talkdeck.cli.init", "Begin: sample notes, settings, a rule of your own."),
    "build": ("talkdeck.cli.build", "Make Anki decks from notes."),
    "cards": ("talkdeck.cli.cards", "Print the cards that notes give."),
    "check": ("talkdeck.cli.check", "Say what is wrong, and which bullets have no card."),
    "preview": ("talkdeck.cli.preview", "See the cards as Anki will show them, in a browser."),
    "explain": ("talkdeck.cli.explain", "Say what became of one line of the notes, and why."),
    "push": ("talkdeck.cli.push", "Bring decks into Anki without the import dialog."),
    "pull": ("talkdeck.cli.pull", "Say what your reviews in Anki teach about the notes."),
    "rules": ("talkdeck.cli.rules", "List, show, test and write rules."),
    "ledger": ("talkdeck.cli.ledger", "Mend the ledger: resolve a conflict, rebuild a lost one."),
    "config": ("talkdeck.cli.config", "Show the settings in force and where each comes from."),
    "lsp": ("talkdeck.cli.lsp", "Speak with an editor (language server)."),
}
"""Commands in the order of the help: the module that holds each, and its short help.

A module is imported when its command runs, so that `talkdeck --version` is instant.
"""

INTERRUPTED = 130
"""Exit code of a program that was stopped with Ctrl-C, as shells expect it."""

EPILOG = """\b
Examples:
  talkdeck build                    notes/ become decks/*.apkg
  talkdeck cards notes/             see the cards first
  talkdeck explain notes/a.md:12    why line 12 made this card, or none
"""


class LazyGroup(click.Group):
    """Commands that are imported only when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = getattr(import_module(module), "command")  # noqa: B009  (typed as Any)
        assert isinstance(command, click.Command)  # noqa: S101  (a slip in our own table)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help; nothing is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; stopped with Ctrl-C it has not made a mistake, as click would say."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, EOFError, click.Abort) as end:
            stopped = isinstance(end, KeyboardInterrupt) or isinstance(
                end.__context__, KeyboardInterrupt
            )
            click.echo("\nStopped.", err=True)
            raise click.exceptions.Exit(INTERRUPTED if stopped else 2) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant, or the one that it looks like."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1) if args else []
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{near[0]}'?", ctx) from None


def _version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"talkdeck {__version__}")
        ctx.exit()


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["--help", "-h"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Turn the bullet notes you already take into Anki decks."""


def main(args: list[str] | None = None) -> None:
    """Runs the command line and exits; whatever goes wrong is said, never as a traceback."""
    if args is None:
        if sys.getfilesystemencoding() != "utf-8":
            _begin_again_in_utf_8()
        gc.set_threshold(SELDOM, 20, 20)  # importing makes thousands of values, and no garbage
        atexit.register(gc.freeze)  # at the end all goes at once: nothing is searched for garbage
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        _never_fail_on_letters(stream)
    try:
        cli.main(args, prog_name="talkdeck")
    except Exception as error:
        if isinstance(error, OSError) and _was_printing(error):
            _stop_printing(error)
        if os.environ.get("TALKDECK_DEBUG"):
            raise
        _apologize(error)


def _begin_again_in_utf_8() -> None:
    """Starts the program anew where file names like `für.md` could not be written.

    That is so in the locale C with `PYTHONUTF8=0`; what is printed keeps its encoding.
    """
    if os.environ.get("PYTHONUTF8") == "1":
        return  # in vain
    os.environ["PYTHONUTF8"] = "1"
    os.environ["PYTHONIOENCODING"] = os.environ.get("PYTHONIOENCODING") or sys.stdout.encoding
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves


def _never_fail_on_letters(stream: Any) -> None:
    """Has a stream write `?` for what its encoding lacks, instead of failing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def _open_what_is_closed() -> None:
    """Has output go nowhere where a shell closed it (`>&-`): Python has no stream then, and the
    next file to be opened would be taken for it.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (stays open)


def _was_printing(error: OSError) -> bool:
    """Whether it was printing that failed, such as into a file on a full disk. All of it is
    done by click.
    """
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return at is not None and at.tb_frame.f_globals.get("__name__") == "click.utils"


def _stop_printing(error: OSError) -> NoReturn:
    """Says why nothing can be printed; what is left to print is dropped."""
    from talkdeck.files import reason

    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    lines = [
        f"standard output: error: can't be written: {reason(error)} [unwritable]",
        "  help: make room there, or print it elsewhere",
    ]
    click.echo("\n".join(lines), err=True)
    sys.exit(2)


def _apologize(error: Exception) -> NoReturn:
    """Says that the mistake is ours, what was being read, and where to report it."""
    lines = [
        f"talkdeck made a mistake of its own: {type(error).__name__}: {error}",
        *(f"  {note}" for note in getattr(error, "__notes__", ())),
        "  Please report it, with what `TALKDECK_DEBUG=1 talkdeck …` prints.",
        "  No notes were changed. Packages and ledger are all as they were, or all new.",
    ]
    click.echo("\n".join(lines), err=True)
    sys.exit(2)
