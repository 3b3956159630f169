"""Runs while talkdeck is built or installed: reads the built-in rules, so that no user has to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReadRules(BuildHookInterface):  # type: ignore[misc, type-arg, unused-ignore]
    """Adds the rules, read from their YAML, to the wheel; to a checkout if that is installed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes them: see `talkdeck.cache.shipped`."""
        sys.path.insert(0, str(Path(self.root) / "src"))
        from talkdeck.cache import shipped

        shipped.write()
        build_data["artifacts"].append(shipped.FILE.relative_to(self.root).as_posix())
