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
        except ModuleNotFoundError as missing:
            if (missing.name or "").startswith("talkdeck"):
                raise
            # Built without what `[build-system]` asks for: then every build of decks works it out.
            self.app.display_warning(f"nothing is worked out ahead: {missing}")
            return
        build_data["artifacts"] += [f.relative_to(self.root).as_posix() for f in ahead.FILES]
