"""Runs while talkdeck is built or installed: works out ahead what is the same for everybody."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WorkAhead(BuildHookInterface):  # type: ignore[misc, type-arg, unused-ignore]
    """Adds what was worked out to the wheel; to a checkout where that is installed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Works it out: see `talkdeck.ahead`."""
        sys.path.insert(0, str(Path(self.root) / "src"))
        try:
            from talkdeck import ahead

            ahead.write()
        except ImportError:  # built without what this needs: builds of decks work it out
            return
        build_data["artifacts"] += [f.relative_to(self.root).as_posix() for f in ahead.FILES]
