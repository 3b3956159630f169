"""Regular expressions that are compiled when they are first used.

Compiling one takes as long as reading a page of notes with it, and a command uses a third of
all that there are. So none is compiled while modules are imported.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """Stands in for a compiled expression, and takes over each of its methods once asked."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        """What the compiled expression has under a name; kept, so that it is asked once."""
        compiled = self.__dict__.get("_compiled")
        if compiled is None:
            compiled = self._compiled = re.compile(*self._given)
        value = getattr(compiled, name)
        setattr(self, name, value)
        return value


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """An expression that a module keeps for its own use.

    Args:
        pattern: as for `re.compile`; a mistake in it shows at the first use, and in the tests.
        flags: as for `re.compile`.
    """
    return cast(re.Pattern[str], _Late(pattern, flags))
