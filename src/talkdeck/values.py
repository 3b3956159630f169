"""Dataclasses whose methods are written when they are first called.

The standard decorator writes and compiles six functions for every class while modules are
imported; for all classes together that takes longer than building a page of notes, which uses a
third of them. Here it collects the fields, and no more. What a class can do is the same: making,
comparing, hashing, printing, copying, pickling, `replace`, `fields` and `match`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import MISSING, FrozenInstanceError, fields
from functools import partial
from reprlib import recursive_repr
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, NoReturn

Class = type[Any]
Function = Callable[..., Any]
Names = dict[str, Any]
"""What a written function refers to, by name."""


def _dataclass(
    *, slots: bool = False, frozen: bool = False, eq: bool = True, order: bool = False
) -> Callable[[Class], Class]:
    """Makes a class one of values; the options are those of `dataclasses.dataclass`."""

    def made(cls: Class) -> Class:
        cls.__doc__ = cls.__doc__ or cls.__name__  # else a signature is put together for it
        cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
        own = vars(cls)
        methods = _methods(cls, frozen, _OPERATORS if order else _OPERATORS[:1] if eq else ())
        for name, method in methods.items():
            if own.get(name) is None:  # a class that is compared has the hash None until now
                setattr(cls, name, method)
        return cls

    return made


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    dataclass = _dataclass


_OPERATORS = (
    ("__eq__", "=="),
    ("__lt__", "<"),
    ("__le__", "<="),
    ("__gt__", ">"),
    ("__ge__", ">="),
)


def _methods(
    cls: Class, frozen: bool, operators: Iterable[tuple[str, str]]
) -> dict[str, Function | None]:
    methods: dict[str, Function | None] = {
        "__init__": _late(cls, "__init__", partial(_init, cls, frozen)),
        "__repr__": _repr,
    }
    for name, operator in operators:
        methods[name] = _late(cls, name, partial(_comparison, cls, name, operator))
        methods["__hash__"] = _late(cls, "__hash__", partial(_hash, cls)) if frozen else None
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
        methods |= {"__getstate__": _state, "__setstate__": _set_state}
    return methods


def _late(cls: Class, name: str, source: Callable[[Names], str]) -> Function:
    """A method that at its first call is written, and from then on is what was written."""

    def method(*values: Any, **named: Any) -> Any:
        names: Names = {}
        exec(source(names), names)  # noqa: S102  (only names of our own classes)
        real: Function = names[name]
        real.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, real)
        return real(*values, **named)

    return method


# What is written


def _init(cls: Class, frozen: bool, names: Names) -> str:
    """Takes a value for each field, and sets it.

    A frozen value refuses to be set by name; its slots know better, and are the fastest way.
    """
    names |= {"_set": object.__setattr__, "_none": MISSING}
    arguments, lines = ["self"], []
    for f in fields(cls):
        value, default = f.name, f"_default_{f.name}"
        argument = f.name
        if f.default_factory is not MISSING:
            names[default] = f.default_factory
            argument += "=_none"
            value = f"{default}() if {f.name} is _none else {f.name}" if f.init else f"{default}()"
        elif f.default is not MISSING:
            names[default] = f.default
            argument += f"={default}"
            value = f.name if f.init else default
        elif not f.init:
            continue  # `__post_init__` sets it
        if f.init:
            arguments.append(argument)
        slot = getattr(cls, f.name, None)
        if not frozen:
            lines.append(f"self.{f.name} = {value}")
        elif isinstance(slot, MemberDescriptorType):
            names[f"_set_{f.name}"] = slot.__set__
            lines.append(f"_set_{f.name}(self, {value})")
        else:
            lines.append(f"_set(self, {f.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    return f"def __init__({', '.join(arguments)}):\n " + "\n ".join(lines or ["pass"])


def _comparison(cls: Class, name: str, operator: str, _: Names) -> str:
    """Values of one class are compared like tuples of what counts."""
    names = [f.name for f in fields(cls) if f.compare]
    return (
        f"def {name}(self, other):\n"
        " if other.__class__ is not self.__class__: return NotImplemented\n"
        f" return {_tuple('self', names)} {operator} {_tuple('other', names)}"
    )


def _hash(cls: Class, _: Names) -> str:
    names = [f.name for f in fields(cls) if (f.compare if f.hash is None else f.hash)]
    return f"def __hash__(self): return hash({_tuple('self', names)})"


def _tuple(of: str, names: Iterable[str]) -> str:
    return f"({''.join(f'{of}.{name},' for name in names)})"


# What needs not be written


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, f.name) for f in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for f, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, f.name, value)
