"""The whole catalogue of problems: every module that registers entries, imported.

Commands import only what they need, and so know only some of the codes; whoever wants all of
them asks here.
"""

from __future__ import annotations

from importlib import import_module

from talkdeck.problems import CATALOGUE, Entry

MODULES = (
    "anki.media", "anki.plan", "anki.trouble", "building.arrange", "building.bulk",
    "cards.catalogue", "cli.check", "cli.looking", "cli.lsp", "cli.making", "cli.packages",
    "cli.serve", "config", "coverage", "files", "ledger.messages", "outline.conflicts",
    "outline.decode", "outline.front", "outline.markdown", "pipeline", "rules.catalogue",
    "yaml_catalogue",
)  # fmt: skip
"""The modules that register entries."""


def entries() -> dict[str, Entry]:
    """All entries by code, in the order of the alphabet."""
    for name in MODULES:
        import_module(f"talkdeck.{name}")
    return dict(sorted(CATALOGUE.items()))
