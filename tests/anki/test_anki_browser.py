"""List cards in a real browser, as Anki renders them: items that open one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from anki_kit import bring_in, card, collection, note, package
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

WIDTHS = {"phone": (390, 780), "desktop": (1280, 800)}
THEMES = {"day": "", "night": " nightMode night_mode"}
ITEMS = ["No servers to look after", "A release is a git push", "Add-ons, e.g. logs"]

SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Anki</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body class="card card1{theme}"><main id="qa">{html}</main></body></html>"""

# Anki keeps its page: it puts the next side into it, and makes the scripts of that side anew.
NEXT_SIDE = """html => {
  const qa = document.getElementById("qa");
  qa.innerHTML = html;
  for (const script of qa.querySelectorAll("script")) {
    const again = document.createElement("script");
    again.textContent = script.textContent;
    script.replaceWith(again);
  }
}"""


class Reviewer:
    """Anki's reviewer in the browser, and what was amiss there.

    Attributes:
        page: Playwright's page. It is kept, as Anki keeps its own: a new one takes longer to
            open than a card to be looked at.
        complaints: errors and warnings of the console, and exceptions.
        requests: addresses asked for, the page's own aside.
    """

    def __init__(self, browser: Browser, size: str, scripts: bool) -> None:
        width, height = WIDTHS[size]
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            java_script_enabled=scripts,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def load(self, file: Path, html: str, theme: str) -> None:
        """Begins anew with a side, which goes through a file."""
        file.write_text(SHELL.format(theme=THEMES[theme], html=html), "utf-8")
        self.page.mouse.move(0, 0)
        self.page.goto(file.as_uri())
        self.requests.remove(file.as_uri())

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def turn_to(self, html: str) -> None:
        """Goes on to another side."""
        self.page.evaluate(NEXT_SIDE, html)

    def seen(self) -> list[str]:
        """The texts of the items that can be read now."""
        texts = self.page.locator(".answer > :is(ul, ol) > li").all_inner_texts()
        return [text.strip() for text in texts if text.strip()]

    def waiting(self) -> int:
        """How many items have a bar in their place."""
        return int(
            self.page.evaluate(
                "[...document.querySelectorAll('.reveal li')]"
                ".filter(li => getComputedStyle(li, '::after').content !== 'none').length"
            )
        )

    def too_wide(self) -> bool:
        """Whether one has to scroll sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    def faint(self) -> list[str]:
        """Texts that axe-core finds too faint to read."""
        self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate("axe.run({ runOnly: ['color-contrast'] })")["violations"]
        return [node["failureSummary"] for violation in found for node in violation["nodes"]]


Sides = tuple[str, str]
Open = Callable[..., Reviewer]


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sides]:
    """Question and answer of each card, as the real Anki renders them."""
    folder = tmp_path_factory.mktemp("anki")
    cards = {
        "list": card("list", "pros of Heroku?", ITEMS[0], "A release is a `git push`", ITEMS[2]),
        "steps": card("list", "Steps of a release?", "Tag", "Build", "Tell", ordered=True),
        "link": card("list", "Where to read on?", "[docs](https://example.org)", "the source"),
    }
    with collection(folder / "collection") as col:
        bring_in(col, package(*(note(c, key) for key, c in cards.items())), folder)
        found = {key: col.get_card(col.find_cards(f"Key:{key}")[0]) for key in cards}
        return {key: (c.question(), c.answer()) for key, c in found.items()}


@pytest.fixture(scope="module")
def reviewers(browser: Browser) -> Iterator[Callable[[str, bool], Reviewer]]:
    """Gives the reviewer of a size, with or without scripts."""
    kept: dict[tuple[str, bool], Reviewer] = {}

    def reviewer(size: str, scripts: bool) -> Reviewer:
        if (size, scripts) not in kept:
            kept[size, scripts] = Reviewer(browser, size, scripts)
        return kept[size, scripts]

    yield reviewer
    for one in kept.values():
        one.context.close()


@pytest.fixture
def review(reviewers: Callable[[str, bool], Reviewer], tmp_path: Path) -> Iterator[Open]:
    """Opens a side in the browser; complains of anything amiss at the end."""
    used: list[Reviewer] = []

    def open_one(
        html: str, size: str = "desktop", theme: str = "day", *, scripts: bool = True
    ) -> Reviewer:
        used.append(reviewers(size, scripts))
        used[-1].load(tmp_path / "card.html", html, theme)
        return used[-1]

    yield open_one
    amiss = [said for one in used for said in (*one.complaints, *one.requests)]
    for one in used:
        one.complaints.clear()
        one.requests.clear()
    assert amiss == [], "the card complained, or asked for something outside itself"


everywhere = pytest.mark.parametrize(
    ("size", "theme"), [(size, theme) for size in WIDTHS for theme in THEMES]
)


def by_click(shown: Reviewer) -> None:
    shown.page.locator(".reveal").click()


def by_tap(shown: Reviewer) -> None:
    shown.page.locator(".reveal li").last.tap()


def by_key(key: str) -> Callable[[Reviewer], None]:
    return lambda shown: shown.page.keyboard.press(key)


@everywhere
def test_items_open_one_by_one(
    review: Open, sides: dict[str, Sides], size: str, theme: str
) -> None:
    ways = [by_click, by_key("Space"), by_key("n"), by_key("ArrowRight")]
    for way in [*ways, by_tap] if size == "phone" else ways:
        shown = review(sides["list"][0], size, theme)
        assert (shown.seen(), shown.waiting()) == ([], 3)
        for n in (1, 2, 3):
            way(shown)
            assert (shown.seen(), shown.waiting()) == (ITEMS[:n], 3 - n)
        assert not shown.too_wide()
    assert shown.faint() == []


@everywhere
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_the_back_has_all_items_with_or_without_scripts(
    review: Open, sides: dict[str, Sides], size: str, theme: str, scripts: bool
) -> None:
    shown = review(sides["list"][1], size, theme, scripts=scripts)
    assert shown.seen() == ITEMS
    for item in shown.page.locator(".answer li").all():
        assert item.is_visible()
    if scripts:
        assert not shown.too_wide()
        assert shown.faint() == []


def test_without_scripts_the_question_gives_nothing_away(
    review: Open, sides: dict[str, Sides]
) -> None:
    shown = review(sides["list"][0], scripts=False)
    assert shown.page.get_by_text("pros of Heroku?").is_visible()
    assert not shown.page.locator(".reveal").is_visible()


def test_one_press_opens_one_item_however_many_cards_came_before(
    review: Open, sides: dict[str, Sides]
) -> None:
    shown = review(sides["list"][0])
    for key in ("steps", "link", "list", "steps"):
        shown.turn_to(sides[key][1])
        shown.turn_to(sides[key][0])
    assert shown.seen() == []
    by_key("Space")(shown)
    assert shown.seen() == ["Tag"]
    by_click(shown)
    assert shown.seen() == ["Tag", "Build"]


def test_space_is_ankis_again_when_nothing_waits(review: Open, sides: dict[str, Sides]) -> None:
    shown = review(sides["steps"][0])
    # As Anki does: Space turns the card, unless the card has taken the key for itself.
    shown.page.evaluate("window.turned = 0; document.addEventListener('keydown', () => turned++)")
    for turned in (0, 0, 0, 1):
        shown.page.keyboard.press("Space")
        assert shown.page.evaluate("turned") == turned
    shown.turn_to(sides["steps"][1])
    shown.page.keyboard.press("Space")
    assert shown.page.evaluate("turned") == 2
    assert shown.seen() == ["Tag", "Build", "Tell"]


def test_a_link_in_an_item_can_be_followed(review: Open, sides: dict[str, Sides]) -> None:
    shown = review(sides["link"][0])
    by_key("Space")(shown)
    shown.page.evaluate("document.addEventListener('click', e => e.preventDefault())")
    shown.page.locator(".reveal a").click()
    assert shown.seen() == ["docs"]


def test_keys_with_a_modifier_are_left_alone(review: Open, sides: dict[str, Sides]) -> None:
    shown = review(sides["list"][0])
    for keys in ("Control+n", "Alt+ArrowRight", "Meta+n"):
        shown.page.keyboard.press(keys)
        assert shown.seen() == []
