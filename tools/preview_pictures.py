"""Draws the pictures of the preview in docs/images from the sample notes: `make pictures`.

Needs Chromium on the machine; without it the pictures stay as they are.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

TOP = Path(__file__).resolve().parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu"]


def main() -> None:
    """Draws both pictures."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        sys.exit("There is no Chromium on this machine; the preview's pictures stay as they are.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "preview.html"
        subprocess.run(  # noqa: S603  (our own program)
            [sys.executable, "-m", "talkdeck", "preview", "notes/pycon-2017.md", "-o", str(file)],
            cwd=TOP,
            check=True,
        )
        for draw, scale in ((desktop, 1), (phone, 2)):
            # Given here, because a scale that is only emulated does not reach the card's frame.
            flags = [*FLAGS, f"--force-device-scale-factor={scale}"]
            browser = playwright.chromium.launch(executable_path=program, args=flags)
            draw(browser, file)
            browser.close()


def desktop(browser: Browser, file: Path) -> None:
    """The notes beside a card, in daylight."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    page = opened(context.new_page(), file)
    page.locator("#tab-notes").click()
    page.locator("#talk").select_option(label=talk(page, "5 ways to deploy"))
    heroku = page.locator("#notes li", has=page.locator(".h", has_text="Heroku"))
    pros = heroku.locator("xpath=following-sibling::li[contains(., 'Pros:')]").first
    pros.locator("button").click()
    page.keyboard.press("Enter")
    heroku.evaluate("element => element.scrollIntoView({ block: 'start' })")
    page.locator("#notes").evaluate("element => { element.scrollTop -= 250 }")
    picture(page, "preview")


def phone(browser: Browser, file: Path) -> None:
    """A card on a phone, at night."""
    context = browser.new_context(
        viewport={"width": 390, "height": 780}, color_scheme="dark", device_scale_factor=2
    )
    page = opened(context.new_page(), file)
    page.locator("#q").fill("round trip")
    page.locator("#rows .row").first.click()
    page.locator("#flip").click()
    picture(page, "preview-phone")


def opened(page: Page, file: Path) -> Page:
    """The page, once it has drawn itself."""
    page.goto(file.as_uri())
    page.wait_for_selector("body[data-ready]")
    return page


def talk(page: Page, title: str) -> str:
    """The filter's choice for a talk."""
    options = page.locator("#talk option", has_text=title)
    return options.first.inner_text()


def picture(page: Page, name: str) -> None:
    """Draws what is seen."""
    page.wait_for_timeout(400)
    target = TOP / "docs" / "images" / f"{name}.png"
    page.screenshot(path=target)
    sys.stdout.write(f"Drew {target.relative_to(TOP)}\n")


if __name__ == "__main__":
    main()
