"""A page that is open in the browser, and what was seen of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame, Locator, Page

SECONDS = 60
"""How long to wait for what should take an instant: a slow machine is not a defect."""

FORGET = "Storage.prototype.setItem = () => {}; sessionStorage.clear(); localStorage.clear()"
"""What a page does last: a page that goes remembers how it was, and the next one is to be new."""

WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1440, 900)}


class Opened:
    """One page, with everything that the browser complained of and asked for.

    Attributes:
        page: Playwright's page.
        complaints: errors and warnings of the console, and exceptions.
        requests: addresses asked for, the page's own and those in it (`data:`) aside.
    """

    def __init__(
        self, page: Page, file: Path | str, size: str = "desktop", theme: Any = "light"
    ) -> None:
        width, height = WIDTHS[size]
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.address = file.as_uri() if isinstance(file, Path) else file
        self.listeners: dict[Any, Callable[[Any], None]] = {
            "console": self._said,
            "pageerror": lambda error: self.complaints.append(str(error)),
            "request": lambda request: self._asked(request.url),
        }
        for event, listener in self.listeners.items():
            page.on(event, listener)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        page.mouse.move(0, 0)
        page.goto(self.address)
        self.ready()

    def ready(self) -> None:
        """Waits until the page has drawn itself and its card."""
        self.page.wait_for_selector("body[data-ready]")

    def close(self) -> None:
        """Leaves the page, as if nobody had been there; what was seen stays."""
        for event, listener in self.listeners.items():
            self.page.remove_listener(event, listener)
        self.page.evaluate(FORGET)
        self.page.goto("about:blank")

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "about:")):
            self.requests.append(url)

    def __getitem__(self, selector: str) -> Locator:
        return self.page.locator(selector)

    @property
    def frame(self) -> Frame:
        """The frame that cards are shown in."""
        return self.page.frames[1]

    def view(self, name: str) -> None:
        """Goes to `cards`, `notes` or `numbers`."""
        self[f"#tab-{name}"].click()

    def rows(self) -> list[str]:
        """Questions in the list, as far as they are drawn."""
        return self["#rows .q"].all_inner_texts()

    def chosen(self) -> str:
        """The question that is marked in the list."""
        return self["#rows [aria-selected=true] .q"].inner_text()

    def press(self, *keys: str) -> None:
        """Presses keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def card(self, text: str) -> None:
        """Waits until the card that is shown has some text."""
        self.page.frame_locator("#frame").locator("#qa", has_text=text).wait_for()

    def card_is(self, text: str) -> None:
        """Waits until the card that is shown has a text and nothing else."""
        self.until(lambda: self.card_text() == text)

    def card_text(self) -> str:
        """The visible text of the card that is in the frame; wait for it before asking."""
        return self.frame.evaluate("document.getElementById('qa').innerText").strip()

    def violations(self, *, card: bool = False) -> list[str]:
        """What axe-core finds that keeps people from using the page, or the card in it."""
        frame = self.frame if card else self.page.main_frame
        if not frame.evaluate("'axe' in window"):
            frame.evaluate(AXE_SCRIPT)
        result = frame.evaluate("axe.run({ iframes: false, resultTypes: ['violations'] })")
        found = []
        for violation in result["violations"]:
            if violation["impact"] in ("serious", "critical"):
                where = [" ".join(map(str, n["target"])) for n in violation["nodes"][:3]]
                why = violation["nodes"][0]["failureSummary"]
                found.append(f"{violation['id']}: {where} {why}")
        return found

    def until(self, condition: Callable[[], Any], tell: Callable[[], Any] = str) -> None:
        """Waits until something holds (the page's policy forbids Playwright's own way)."""
        until = monotonic() + SECONDS
        while monotonic() < until:
            if condition():
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"waited in vain: {tell()}")

    def overflow(self) -> int:
        """Pixels by which the page is wider than the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
