"""Regular expressions compiled when talkdeck was installed, as Python does it with modules.

Compiling the hundred expressions that a small file needs takes longer than reading it. What
Python compiles them to is a list of numbers, good for the very same Python; with another one, or
without the file, expressions are compiled when they are first used. They are kept by their text,
so that one which was changed is never found.
"""

from __future__ import annotations

import marshal
import re
import sys
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any

import talkdeck

Expression = tuple[str, int]
"""A pattern and its flags."""

FILE = Path(talkdeck.__file__).parent / "expressions.bin"
"""Where they are: a key of Python, then for each expression what makes it."""

_KEY = 20  # bytes


def ready(expression: Expression) -> re.Pattern[str] | None:
    """An expression as it was kept; None if it was not, or by another Python."""
    kept = _kept().get(expression)
    return None if kept is None else _made(expression, *kept)


def write(path: Path = FILE) -> None:
    """Compiles all expressions of the program, and keeps them."""
    kept: dict[Expression, tuple[Any, ...]] = {}
    with suppress(ImportError, AttributeError):  # a Python that compiles them in another way
        for expression in expressions():
            parts = _parts(*expression)
            if _made(expression, *parts) == re.compile(*expression):  # equal: by what they do
                kept[expression] = parts
    path.write_bytes(_python() + marshal.dumps(kept))


def expressions() -> Iterable[Expression]:
    """All expressions that modules of the program keep for their own use."""
    from talkdeck.regex import given

    for name in _modules():
        with suppress(ImportError):  # it needs a package that is not there
            import_module(name)
    return sorted(set(given))


def _modules() -> Iterator[str]:
    import pkgutil

    found = pkgutil.walk_packages(talkdeck.__path__, "talkdeck.", onerror=lambda _: None)
    return (module.name for module in found if not module.name.endswith("__main__"))


@cache
def _kept() -> dict[Expression, tuple[Any, ...]]:
    try:
        data = FILE.read_bytes()
        if data[:_KEY] != _python():
            return {}
        kept: dict[Expression, tuple[Any, ...]] = marshal.loads(data[_KEY:])  # noqa: S302  (ours)
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return kept


def _python() -> bytes:
    """What tells this Python from others, to the way it compiles expressions."""
    parts = sys.implementation.cache_tag, sys.version, sys.byteorder, import_module("_sre").MAGIC
    return blake2b(repr(parts).encode(), digest_size=_KEY).digest()


def _parts(pattern: str, flags: int) -> tuple[Any, ...]:
    """What Python makes of an expression before it becomes an object, as `re.compile` does it."""
    parsed = import_module("re._parser").parse(pattern, flags)
    code = import_module("re._compiler")._code(parsed, flags)
    names: dict[str, int] = parsed.state.groupdict
    by_number = {number: name for name, number in names.items()}
    groups = parsed.state.groups
    in_order = tuple(by_number.get(number) for number in range(groups))
    return flags | parsed.state.flags, array("I", code).tobytes(), groups - 1, names, in_order


def _made(
    expression: Expression,
    flags: int,
    code: bytes,
    groups: int,
    names: dict[str, int],
    in_order: tuple[str | None, ...],
) -> re.Pattern[str]:
    numbers = list(array("I", code))
    made: re.Pattern[str] = import_module("_sre").compile(
        expression[0], flags, numbers, groups, names, in_order
    )
    return made
