"""Draws the pictures of cards in docs/images from the sample notes: `make pictures`.

The notes are built and imported as a person would, so what is drawn is what Anki itself makes
of them. Needs Chromium on the machine; without it the pictures stay as they are.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from playwright.sync_api import Browser, sync_playwright

TOP = Path(__file__).resolve().parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu"]
HEIGHT = 420
"""Of the window: above any card here, yet low, as a high one leaves more room above the card."""
MARGIN = 22
"""Below the last line of a card, in CSS pixels."""
END = """() => {
  const last = [...document.querySelectorAll(".sheet li, .sheet .footer > div")].pop();
  return last.getBoundingClientRect().bottom;
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of one card.

    Attributes:
        name: of the file, e.g. `list` for `docs/images/card-list.png`.
        question: how the question begins, as plain text.
        side: which side of the card.
        theme: by day or by night.
        width: of the window, in CSS pixels.
        scale: pixels of the picture for one of CSS.
        opened: how many items of a list are revealed.
    """

    name: str
    question: str
    side: Literal["question", "answer"]
    theme: Literal["light", "dark"]
    width: int
    scale: float
    opened: int = 0


PICTURES = (
    Picture("list", "pros of Heroku?", "answer", "light", 680, 1.5),
    Picture("code", "What does datetime.utcnow() return?", "answer", "dark", 680, 1.5),
    Picture("reveal", "Why do scientists choose", "question", "light", 390, 2, opened=2),
)


def main() -> None:
    """Draws all pictures."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        sys.exit("There is no Chromium on this machine; the pictures of cards stay as they are.")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        pages = rendered(folder, PICTURES)
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for picture, html in zip(PICTURES, pages, strict=True):
            file = folder / f"{picture.name}.html"
            file.write_text(page(html, picture), "utf-8")
            draw(browser, file, picture)
        browser.close()


def rendered(folder: Path, pictures: Sequence[Picture]) -> list[str]:
    """Each picture's side of its card, with its style, as Anki renders it."""
    shutil.copytree(TOP / "notes", folder / "notes")
    build = [sys.executable, "-m", "talkdeck", "build", "--quiet"]
    subprocess.run(build, cwd=folder, check=True)  # noqa: S603  (our own program)
    col = Collection(str(folder / "collection.anki2"))
    try:
        for package in sorted((folder / "decks").glob("*.apkg")):
            request = ImportAnkiPackageRequest(
                package_path=str(package), options=ImportAnkiPackageOptions()
            )
            col.import_anki_package(request)
        return [side(col, picture) for picture in pictures]
    finally:
        col.close()


def side(col: Collection, picture: Picture) -> str:
    """The side of the card that a picture shows, from a collection."""
    found = col.find_cards(f'"Front:re:^{pattern(picture.question)}"')
    if len(found) != 1:
        sys.exit(f"{len(found)} cards ask {picture.question!r}; one was expected.")
    card = col.get_card(found[0])
    return card.question() if picture.side == "question" else card.answer()


def pattern(question: str) -> str:
    """A question as Anki's search finds it, whatever mark-up stands between its words."""
    return re.sub(r"\W+", ".*", question)


def page(html: str, picture: Picture) -> str:
    """One side as a page of its own, with what Anki's reviewer puts around it."""
    night = picture.theme == "dark"
    outer, body = ("night-mode", " nightMode night_mode") if night else ("", "")
    return (
        f'<!doctype html><html class="{outer}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f'<body class="card card1{body}"><div id="qa">{html}</div></body></html>'
    )


def draw(browser: Browser, file: Path, picture: Picture) -> None:
    """Draws a page down to the end of its card."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": HEIGHT},
        color_scheme=picture.theme,
        device_scale_factor=picture.scale,
    )
    shown = context.new_page()
    shown.goto(file.as_uri())
    for _ in range(picture.opened):
        shown.keyboard.press("Space")
    target = TOP / "docs" / "images" / f"card-{picture.name}.png"
    end = shown.evaluate(END)
    clip: Any = {"x": 0, "y": 0, "width": picture.width, "height": round(end) + MARGIN}
    shown.screenshot(path=target, clip=clip)
    context.close()
    sys.stdout.write(f"Drew {target.relative_to(TOP)}\n")


if __name__ == "__main__":
    main()
