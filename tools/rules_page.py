"""Writes docs/rules-reference.md, the rule language, from the program: `make reference`."""

from __future__ import annotations

from pathlib import Path

from talkdeck.report.reference import render_reference
from talkdeck.rules.packs import load_rules

PAGE = Path(__file__).resolve().parents[1] / "docs" / "rules-reference.md"

if __name__ == "__main__":
    PAGE.write_text(render_reference(load_rules()[0]), "utf-8", newline="\n")
    print(f"Wrote {PAGE}")
