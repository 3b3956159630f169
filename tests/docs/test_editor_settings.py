"""The settings for editors in README.md are those of docs/editors.md, and can be read."""

import json
import re
import tomllib
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def blocks(page: str) -> dict[str, str]:
    text = (TOP / page).read_text("utf-8")
    return dict(re.findall(r"^```(json|lua|toml)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


def test_both_pages_say_the_same_and_editors_can_read_it() -> None:
    shown = blocks("README.md")
    assert shown == blocks("docs/editors.md")
    assert json.loads(shown["json"])["glspc.server.command"] == "talkdeck"
    assert tomllib.loads(shown["toml"])["language-server"]["talkdeck"]["args"] == ["lsp"]
    assert 'cmd = { "talkdeck", "lsp" }' in shown["lua"]
