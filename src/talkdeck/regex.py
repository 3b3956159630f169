"""Regular expressions that are compiled when they are first used.

Compiling one takes as long as reading a page of notes with it, and a command uses a third of
all that there are. So none is compiled while modules are imported.
"""

from __future__ import annotations

import re
from typing import Any, cast

_NAMES = tuple(name for name in dir(re.Pattern) if not name.startswith("_"))


class _Ready:
    """What a late expression has become: an object with the methods of the compiled one."""


class _Late:
    """Stands in for an expression that is not compiled yet."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        """What is asked for first; from now on all of it is there without asking this method."""
        compiled = re.compile(*self._given)
        self.__dict__.update((each, getattr(compiled, each)) for each in _NAMES)
        self.__class__ = _Ready  # type: ignore[assignment]
        return getattr(compiled, name)


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """An expression that a module keeps for its own use.

    Args:
        pattern: as for `re.compile`; a mistake in it shows at the first use, and in the tests.
        flags: as for `re.compile`.
    """
    return cast(re.Pattern[str], _Late(pattern, flags))
