"""An editor for the tests: starts the real server and speaks the protocol with it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

SECONDS = 120


class Editor:
    """Open documents, and what the server has said about them."""

    def __init__(self, folder: Path, client: LanguageClient) -> None:
        self.folder = folder
        self.client = client
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.told: dict[str, lsp.PublishDiagnosticsParams] = {}
        self.shown: list[str] = []
        self.news = asyncio.Event()

        @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def told(params: lsp.PublishDiagnosticsParams) -> None:
            self.told[params.uri] = params
            self.news.set()

        @client.feature(lsp.WINDOW_SHOW_MESSAGE)
        def shown(params: lsp.ShowMessageParams) -> None:
            self.shown.append(params.message)

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    async def open(self, name: str, text: str | None = None) -> list[lsp.Diagnostic]:
        """Opens a file, with its text on disk or another; what the server says about it."""
        uri = self.uri(name)
        self.texts[uri] = (self.folder / name).read_text("utf-8") if text is None else text
        self.versions[uri] = 1
        language = "markdown" if name.endswith(".md") else "yaml"
        document = lsp.TextDocumentItem(uri, language, 1, self.texts[uri])
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
        return await self.diagnostics(name)

    async def type(self, name: str, text: str) -> list[lsp.Diagnostic]:
        """Replaces a file's text in the editor, without saving it."""
        self.change(name, text)
        return await self.diagnostics(name)

    def change(self, name: str, text: str) -> None:
        uri = self.uri(name)
        self.texts[uri] = text
        self.versions[uri] += 1
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(self.versions[uri], uri),
                [lsp.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    async def diagnostics(
        self, name: str, wanted: Callable[[list[lsp.Diagnostic]], bool] = lambda _: True
    ) -> list[lsp.Diagnostic]:
        """What the server says about the newest text of a file, once it is as wanted."""
        uri = self.uri(name)
        async with asyncio.timeout(SECONDS):
            while True:
                said = self.told.get(uri)
                if said and said.version == self.versions[uri] and wanted([*said.diagnostics]):
                    return list(said.diagnostics)
                self.news.clear()
                await self.news.wait()

    async def hover(self, name: str, words: str) -> str:
        """What is shown over some words of a file."""
        found = await self.client.text_document_hover_async(
            lsp.HoverParams(lsp.TextDocumentIdentifier(self.uri(name)), self.position(name, words))
        )
        if found is None:
            return ""
        assert isinstance(found.contents, lsp.MarkupContent)
        return found.contents.value

    async def actions(self, name: str, words: str) -> dict[str, lsp.Command | lsp.CodeAction]:
        at = self.position(name, words)
        found = await self.client.text_document_code_action_async(
            lsp.CodeActionParams(
                lsp.TextDocumentIdentifier(self.uri(name)),
                lsp.Range(at, at),
                lsp.CodeActionContext([]),
            )
        )
        return {action.title: action for action in found or ()}

    async def run(self, command: lsp.Command | lsp.CodeAction) -> Any:
        assert isinstance(command, lsp.Command)
        return await self.client.workspace_execute_command_async(
            lsp.ExecuteCommandParams(command.command, command.arguments)
        )

    async def complete(self, name: str, text: str) -> dict[str, lsp.CompletionItem]:
        """What may be written where `‸` stands in a text."""
        before = text[: text.index("‸")]
        self.change(name, text.replace("‸", ""))
        position = lsp.Position(before.count("\n"), units(before.split("\n")[-1]))
        found = await self.client.text_document_completion_async(
            lsp.CompletionParams(lsp.TextDocumentIdentifier(self.uri(name)), position)
        )
        items = found.items if isinstance(found, lsp.CompletionList) else found or ()
        return {item.label: item for item in items}

    def position(self, name: str, words: str) -> lsp.Position:
        before = self.texts[self.uri(name)].split(words)[0]
        return lsp.Position(before.count("\n"), units(before.split("\n")[-1]))

    def applied(self, name: str, edits: Any) -> str:
        """A file's text with edits made."""
        lines = self.texts[self.uri(name)].split("\n")
        for edit in edits:
            assert edit.range.start == edit.range.end
            assert edit.range.start.character == 0
            lines.insert(edit.range.start.line, edit.new_text.rstrip("\n"))
        return "\n".join(lines)


def units(text: str) -> int:
    """Length of a text as the protocol counts: in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


@asynccontextmanager
async def editor(folder: Path) -> AsyncIterator[Editor]:
    client = LanguageClient("editor", "1")
    await client.start_io(sys.executable, "-m", "talkdeck", "lsp", cwd=str(folder))
    try:
        this = Editor(folder, client)
        await client.initialize_async(
            lsp.InitializeParams(lsp.ClientCapabilities(), root_uri=folder.as_uri())
        )
        client.initialized(lsp.InitializedParams())
        yield this
    finally:
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()


def edit(folder: Path, script: Callable[[Editor], Coroutine[Any, Any, None]]) -> None:
    """Runs a script with an editor that has a folder open."""

    async def run() -> None:
        async with editor(folder) as this:
            await script(this)

    def whole() -> None:
        asyncio.run(asyncio.wait_for(run(), 3 * SECONDS))

    # In a thread of its own: tests of pages keep an event loop running in the main one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(whole).result()
