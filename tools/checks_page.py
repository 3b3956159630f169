"""Writes docs/checks.md, the catalogue of problems, from the program: `make reference`."""

from __future__ import annotations

from pathlib import Path

from talkdeck.cli.catalogue import entries
from talkdeck.report.catalogue import render_page

PAGE = Path(__file__).resolve().parents[1] / "docs" / "checks.md"

if __name__ == "__main__":
    PAGE.write_text(render_page(entries().values()), "utf-8", newline="\n")
    print(f"Wrote {PAGE}")
