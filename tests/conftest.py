"""Options and fixtures that all tests share."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A busy machine is not a defect: properties are held to what they say, not to a stopwatch.
# The same examples everywhere, so that nobody's change fails by chance; `make properties` looks
# for new ones at random, and for twice as many.
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("search", deadline=None)
settings.load_profile("search" if os.environ.get("TALKDECK_SEARCH") else "steady")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-sessions",
        action="store_true",
        help="rewrite the expected output in command-line transcripts with what is printed now",
    )


def pytest_configure(config: pytest.Config) -> None:
    """What holds for every program that tests start: folders of their own, quick starts."""
    config.addinivalue_line("markers", "long: takes far longer than most, and is begun first")
    # Results are kept, but not in the folder of whoever runs the tests.
    if "PYTEST_XDIST_WORKER" not in os.environ:  # the processes of one run share a folder
        folder = tempfile.mkdtemp(prefix="talkdeck-tests-cache-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        os.environ["TALKDECK_CACHE"] = folder
    # Hundreds of times the program is started: it needn't be compiled each time.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Begun in the background by a shell, all that tests start would ignore an interrupt.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that take longest come first: begun last, one of them would be waited for."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def project() -> Path:
    """The top folder of the project."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; a person without one skips these tests, CI never does.

    One for all rooms, because Playwright can be started only once in a process.
    """
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        reason = "no Chromium on this machine (apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield launched
        launched.close()
