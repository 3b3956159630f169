"""The preview in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from example import EXAMPLE
from opened import SECONDS, Opened
from playwright.sync_api import Browser, Page

from talkdeck.report.page.build import page as build


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the example, as a file."""
    file = tmp_path_factory.mktemp("example") / "preview.html"
    file.write_text(build(EXAMPLE), "utf-8")
    return file


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Page]:
    """One window for all tests: another one takes longer to open than most of them."""
    # Without motion colours are what they are at once, also for axe-core.
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        yield page


@pytest.fixture
def show(window: Page, example: Path) -> Iterator[Callable[..., Opened]]:
    """Opens pages, the example's if no other is named; complains of anything amiss at the end."""
    opened: list[Opened] = []

    def open_one(file: Path | str = example, **settings: Any) -> Opened:
        opened.append(Opened(window, file, **settings))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
    for one in opened:
        assert one.complaints == []
        assert one.requests == [], "the page asked for something outside itself"
