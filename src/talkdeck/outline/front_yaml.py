"""Front matter written in YAML. A module of its own, as importing YAML takes long."""

from __future__ import annotations

from typing import Any

import yaml

_DEEPEST = 30
_LONGEST_NUMBER = 30


class UnreadableError(ValueError):
    """YAML that can't be read, or that front matter may not be.

    Attributes:
        why: why front matter may not be so; "" where it is no YAML at all.
        line: the line of it where that shows, 0-based; None if that is not known.
    """

    def __init__(self, why: str, line: int | None) -> None:
        super().__init__(why)
        self.why = why
        self.line = line


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # PyYAML may lack it
    """YAML's plain values; numbers too long to be any stay text (Python won't print them)."""

    def number(self, node: Any) -> object:
        """The value of a number."""
        if len(node.value) > _LONGEST_NUMBER:
            return node.value
        whole = node.tag.endswith(":int")
        return self.construct_yaml_int(node) if whole else self.construct_yaml_float(node)

    def date(self, node: Any) -> object:
        """A date; what looks like one and is none, e.g. `2020-13-45`, stays text."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.date)
for _tag in ("int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _Loader.number)


def read(source: str) -> object:
    """A YAML document without references: a few lines of them can stand for gigabytes.

    Raises:
        UnreadableError: it is none, has references, or nests without end.
    """
    try:
        _check(source)
        return yaml.load(source, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise UnreadableError("", mark.line if mark is not None else None) from error


def _check(source: str) -> None:
    depth = 0
    for event in yaml.parse(source, Loader=_Loader):
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            why = f"the alias *{event.anchor} stands for a value from elsewhere"
            raise UnreadableError(why, line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise UnreadableError(f"lists and mappings nest more than {_DEEPEST} deep", line)
