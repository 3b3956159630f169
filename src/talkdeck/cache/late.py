"""A ruleset as bytes, and back: most of what a small build never asks for stays bytes.

Of a rule only what tells whether it may fire is read at once, of word lists and shared
exceptions only their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from talkdeck.cache.frozen import dumps, loads, loads_or_none
from talkdeck.rules.model import Demand, Rule, Ruleset

_LATE = (("matches", "cards"), ("examples", "about", "why", "place"))
"""What of a rule is read when it is first asked for: what fires, and what tells about it."""

_AT_ONCE = tuple(name for name in Rule.__slots__ if name not in (*_LATE[0], *_LATE[1]))


class _Rule(NamedTuple):
    """A rule: what is read at once, and the rest."""

    known: tuple[Any, ...]
    rest: tuple[bytes, ...]


class _Ruleset(NamedTuple):
    """A ruleset; see there."""

    rules: tuple[_Rule, ...]
    off: tuple[tuple[_Rule, str], ...]
    lists: Mapping[str, bytes]
    shapes: Mapping[str, bytes]
    exceptions: Mapping[str, bytes]
    demands: Mapping[str, tuple[Demand, ...]]
    needed: Mapping[str, bytes]


class LateRule(Rule):
    """A rule of which the larger part is read when it is first asked for."""

    __slots__ = ("_rest",)

    def __getattr__(self, name: str) -> Any:
        """Python asks this for what is not there yet."""
        for names, stored in zip(_LATE, self._rest, strict=True):
            if name in names:
                for each, value in zip(names, loads(stored), strict=True):
                    object.__setattr__(self, each, value)
                return getattr(self, name)
        raise AttributeError(name)


class Late(Mapping[str, Any]):
    """Values by name, each read when it is first asked for."""

    def __init__(self, stored: Mapping[str, bytes]) -> None:
        self._stored = stored
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            self._read[name] = loads(self._stored[name])
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._stored

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


def stored(ruleset: Ruleset) -> bytes:
    """A ruleset as bytes."""
    return dumps(
        _Ruleset(
            tuple(map(_stored_rule, ruleset.rules)),
            tuple((_stored_rule(rule), why) for rule, why in ruleset.off),
            stored_apart(ruleset.lists),
            stored_apart(ruleset.shapes),
            stored_apart(ruleset.exceptions),
            ruleset.demands,
            stored_apart(ruleset.needed),
        )
    )


def stored_apart(values: Mapping[str, Any]) -> dict[str, bytes]:
    """Values by name, for `Late`."""
    return {name: dumps(value) for name, value in values.items()}


@lru_cache(maxsize=4)
def read(data: bytes) -> Ruleset | None:
    """The ruleset of some bytes, None if they hold none.

    For the same bytes it is the very same, with all that was worked out for it since: rules are
    compiled once in a process.
    """
    found = loads_or_none(data)
    if not isinstance(found, _Ruleset):
        return None
    return Ruleset(
        tuple(map(_late_rule, found.rules)),
        tuple((_late_rule(rule), why) for rule, why in found.off),
        Late(found.lists),
        Late(found.shapes),
        Late(found.exceptions),
        found.demands,
        Late(found.needed),
    )


def _stored_rule(rule: Rule) -> _Rule:
    known = tuple(getattr(rule, name) for name in _AT_ONCE)
    rest = (dumps(tuple(getattr(rule, name) for name in names)) for names in _LATE)
    return _Rule(known, tuple(rest))


def _late_rule(given: _Rule) -> Rule:
    rule = LateRule.__new__(LateRule)
    for name, value in zip(_AT_ONCE, given.known, strict=True):
        object.__setattr__(rule, name, value)
    object.__setattr__(rule, "_rest", given.rest)
    return rule
