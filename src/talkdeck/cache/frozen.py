"""Our values as bytes, and back: pickled, with nothing allowed but talkdeck's own values.

Reading bytes that somebody else wrote can at worst give wrong values of ours; it can't run
anything, as pickles otherwise can. A value is stored as the arguments that make it: those of a
dataclass or named tuple.
"""

from __future__ import annotations

import pickle
from functools import cache
from hashlib import blake2b
from io import BytesIO
from typing import Any


class StoringError(ValueError):
    """A value that can't be stored, or bytes that are no value of ours."""


def dumps(value: object) -> bytes:
    """A value as bytes: dataclasses and named tuples of talkdeck, and what plain data is made of.

    Raises:
        StoringError: it holds something else, or is nested too deeply.
    """
    to = BytesIO()
    try:
        _Pickler(to, protocol=5).dump(value)
    except (pickle.PicklingError, TypeError, RecursionError, AttributeError) as error:
        raise StoringError(str(error)) from error
    return to.getvalue()


def digest(value: object) -> bytes:
    """A digest that equal values have in common, however their parts are shared in memory."""
    to = BytesIO()
    pickler = _Pickler(to, protocol=5)
    pickler.fast = True  # every part written out, never "the same as above"
    pickler.dump(value)
    return blake2b(to.getbuffer(), digest_size=20).digest()


def loads(data: bytes) -> Any:
    """The value of some bytes.

    Raises:
        StoringError: they are damaged, or ask for anything that is no value of ours.
    """
    try:
        return _Unpickler(BytesIO(data)).load()
    except Exception as error:  # damaged bytes fail in any way there is
        raise StoringError(str(error)) from error


def loads_or_none(data: bytes | None) -> Any:
    """The value of stored bytes; None if there are none, or no good ones."""
    if data is None:
        return None
    try:
        return loads(data)
    except StoringError:
        return None


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        names = _arguments(value.__class__)
        if names is None:
            return NotImplemented
        return type(value), tuple([getattr(value, name) for name in names])


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return _ours(module, name)


@cache
def _arguments(kind: Any) -> tuple[str, ...] | None:
    """What makes a value of a kind, in order; None if it is no value of ours."""
    if not kind.__module__.startswith("talkdeck."):
        return None
    names: tuple[str, ...] | None = getattr(kind, "__match_args__", None)
    return names


@cache
def _ours(module: str, name: str) -> type:
    from importlib import import_module

    if module.startswith("talkdeck."):
        found = vars(import_module(module)).get(name)
        if isinstance(found, type) and found.__module__ == module and _arguments(found) is not None:
            return found
    raise pickle.UnpicklingError(f"{module}.{name} is no value of talkdeck")
