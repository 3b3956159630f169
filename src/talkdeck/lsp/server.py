"""The protocol: what editors ask and are told, as LSP wants it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer

from talkdeck import __version__
from talkdeck.lsp.complete import Choice, complete, complete_settings, typed
from talkdeck.lsp.desk import Desk, Opener
from talkdeck.lsp.hover import explanation, hover
from talkdeck.problems import CATALOGUE, Problem, Severity

DELAY = 0.15
"""Seconds of rest after a key before a file is looked at again."""

EXPLAIN = "talkdeck.explain"
"""Command of the action `Why no card?`: takes a document's address and a 0-based line."""

SEVERITIES: dict[Severity, lsp.DiagnosticSeverity] = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "info": lsp.DiagnosticSeverity.Hint,
}

SORTS = {
    "key": lsp.CompletionItemKind.Property,
    "word": lsp.CompletionItemKind.EnumMember,
    "list": lsp.CompletionItemKind.Constant,
    "shape": lsp.CompletionItemKind.Struct,
    "exception": lsp.CompletionItemKind.Event,
    "filter": lsp.CompletionItemKind.Function,
    "capture": lsp.CompletionItemKind.Variable,
    "rule": lsp.CompletionItemKind.Reference,
}


class Server(LanguageServer):
    """The language server: one desk, and one look at it at a time."""

    def __init__(self, opener: Opener) -> None:
        super().__init__("talkdeck", __version__)
        self.desk = Desk(opener)
        self.turn = asyncio.Lock()
        self.waiting: dict[str, asyncio.Task[None]] = {}

    def path(self, uri: str) -> Path | None:
        """The full path of a document; None if it is no file."""
        name = uris.to_fs_path(uri)
        return Path(name).resolve() if name else None

    def take(self, uri: str) -> Path | None:
        """Puts a document's text, as it stands in the editor, on the desk."""
        path = self.path(uri)
        if path is not None:
            self.desk.texts[path] = self.workspace.get_text_document(uri).source
        return path

    async def look(self, uri: str) -> None:
        """Tells the editor what is wrong with a document."""
        path = self.path(uri)
        if path is None or path not in self.desk.texts:
            return
        async with self.turn:
            problems = await asyncio.to_thread(self.desk.problems, path)
        document = self.workspace.get_text_document(uri)
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(
                uri=uri,
                version=document.version,
                diagnostics=[self._diagnostic(p, uri) for p in problems],
            )
        )

    def soon(self, uri: str) -> None:
        """Looks at a document once nothing has been typed for a moment."""
        if uri in self.waiting:
            self.waiting[uri].cancel()

        async def wait() -> None:
            await asyncio.sleep(DELAY)
            await self.look(uri)

        self.waiting[uri] = asyncio.create_task(wait())

    def others(self, uri: str) -> None:
        """Looks again at the documents that another one has a say in."""
        path = self.path(uri)
        if path is not None and self.desk.sort(path) in ("rules", "settings"):
            for other in list(self.workspace.text_documents):
                if other != uri:
                    self.soon(other)

    def _diagnostic(self, problem: Problem, uri: str) -> lsp.Diagnostic:
        entry = CATALOGUE.get(problem.code)
        parts = [problem.message, problem.advice and f"help: {problem.advice}"]
        return lsp.Diagnostic(
            range=self.range(problem, uri),
            message="\n".join(part for part in parts if part),
            severity=SEVERITIES[problem.severity],
            code=problem.code,
            source="talkdeck",
            data=entry.why if entry else None,
        )

    def range(self, problem: Problem, uri: str) -> lsp.Range:
        """What an editor underlines: the named part, or the words of the line."""
        document = self.workspace.get_text_document(uri)
        place, lines = problem.place, document.lines
        number = min(max(place.line - 1, 0), max(len(lines) - 1, 0))
        text = lines[number].rstrip() if lines else ""
        start, end = len(text) - len(text.lstrip()), len(text)
        if place.column:
            start = min(place.column - 1, end)
            end = place.end_column - 1 if place.end_column > place.column else end
        found = lsp.Range(lsp.Position(number, start), lsp.Position(number, max(start, end)))
        return document.position_codec.range_to_client_units(lines, found)

    def place(self, uri: str, position: lsp.Position) -> tuple[int, int]:
        """An editor's position as 0-based line and offset in characters."""
        document = self.workspace.get_text_document(uri)
        found = document.position_codec.position_from_client_units(document.lines, position)
        return found.line, found.character


def create(opener: Opener) -> Server:
    """A server, ready to be started.

    Args:
        opener: finds the settings that hold for a file.
    """
    server = Server(opener)
    for add in (_documents, _hover, _actions, _completion):
        add(server)
    return server


def _documents(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.take(params.text_document.uri)
        await server.look(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        server.take(params.text_document.uri)
        server.soon(params.text_document.uri)
        server.others(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        server.soon(params.text_document.uri)
        server.others(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        path = server.path(uri)
        if path is not None:
            server.desk.close(path)
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))


def _hover(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        path = server.take(params.text_document.uri)
        if path is None or server.desk.sort(path) != "notes":
            return None
        async with server.turn:
            sheet = await asyncio.to_thread(server.desk.sheet, path)
        text = hover(sheet, params.position.line + 1) if sheet else ""
        if not text:
            return None
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text))


def _actions(server: Server) -> None:
    kinds = lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, kinds)
    async def actions(params: lsp.CodeActionParams) -> list[lsp.Command | lsp.CodeAction]:
        uri = params.text_document.uri
        path = server.take(uri)
        if path is None or server.desk.sort(path) != "notes":
            return []
        async with server.turn:
            sheet = await asyncio.to_thread(server.desk.sheet, path)
        if sheet is None:
            return []
        line = params.range.start.line
        talk = sheet.talk(line + 1)
        bare = talk is not None and not any(line + 1 in card.lines for card in talk.cards)
        title = "Why no card?" if bare else "Why this card?"
        why = lsp.Command(title, EXPLAIN, arguments=[uri, line])
        lines = range(line, params.range.end.line + 1)
        here = [p for p in sheet.problems if p.place.line - 1 in lines]
        return [why, *(_silencing(server, uri, p) for p in here if p.severity != "error")]

    @server.command(EXPLAIN)
    async def explain(uri: str, line: int) -> str:
        path = server.take(uri)
        if path is None:
            return ""
        async with server.turn:
            sheet = await asyncio.to_thread(server.desk.sheet, path)
            if sheet is None:
                return ""
            text = await asyncio.to_thread(explanation, sheet, line + 1)
        server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, text))
        return text


def _silencing(server: Server, uri: str, problem: Problem) -> lsp.CodeAction:
    """The action that writes a comment above a line."""
    lines = server.workspace.get_text_document(uri).lines
    number = problem.place.line - 1
    text = lines[number] if number < len(lines) else ""
    margin = text[: len(text) - len(text.lstrip())]
    comment = f"{margin}<!-- talkdeck: ignore {problem.code} -->\n"
    start = lsp.Position(number, 0)
    return lsp.CodeAction(
        f"Silence `{problem.code}` here",
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[server._diagnostic(problem, uri)],
        edit=lsp.WorkspaceEdit({uri: [lsp.TextEdit(lsp.Range(start, start), comment)]}),
    )


def _completion(server: Server) -> None:
    options = lsp.CompletionOptions(trigger_characters=["{", ":", "|", " ", "[", ","])

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, options)
    async def completions(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        uri = params.text_document.uri
        path = server.take(uri)
        if path is None:
            return []
        text = server.desk.texts[path]
        line, column = server.place(uri, params.position)
        choices: Sequence[Choice] = ()
        match server.desk.sort(path):
            case "rules":
                async with server.turn:
                    rules = await asyncio.to_thread(server.desk.rules, path)
                ruleset = rules.usable if rules.usable and not rules.known.rules else rules.known
                choices = complete(text, line, column, ruleset)
            case "settings":
                choices = complete_settings(text, line, column)
        end = params.position
        start = lsp.Position(end.line, end.character - typed(text, line, column))
        return [_item(choice, lsp.Range(start, end), n) for n, choice in enumerate(choices)]


def _item(choice: Choice, range_: lsp.Range, number: int) -> lsp.CompletionItem:
    values: dict[str, Any] = {"documentation": choice.about} if choice.about else {}
    return lsp.CompletionItem(
        choice.label,
        kind=SORTS[choice.sort],
        detail=choice.sort,
        sort_text=f"{number:04d}",
        text_edit=lsp.TextEdit(range_, choice.insert),
        **values,
    )
