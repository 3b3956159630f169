"""Dataclasses with slots of which nothing is worked out before it is needed.

The standard decorator looks at each field closely, and writes and compiles six functions for
every class while modules are imported; for all classes together that takes longer than building
a page of notes. Here names and defaults are collected, and no more. What a class can do is the
same: making, comparing, hashing, printing, copying, pickling, `replace`, `fields` and `match`.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn

Class = type[Any]
Function = Callable[..., Any]

OFTEN = 50
"""With this many values of a class it pays to compile a function that makes them."""


def _dataclass(
    *, slots: bool, frozen: bool = False, eq: bool = True, order: bool = False
) -> Callable[[Class], Class]:
    """Makes a class one of values; the options are those of `dataclasses.dataclass`."""

    def made(plain: Class) -> Class:
        plain.__doc__ = plain.__doc__ or plain.__name__  # else a signature is put together for it
        above = getattr(plain, "_defaults", {})
        own = {name: vars(plain).get(name, MISSING) for name in plain.__annotations__}
        defaults = above | own
        body = {k: v for k, v in vars(plain).items() if k not in own and k not in _MADE_ANEW}
        body |= {
            "_defaults": defaults,
            "__slots__": tuple(name for name in own if name not in above),
            "__match_args__": tuple(name for name, d in defaults.items() if _option(d, "init")),
            "__dataclass_fields__": _Standard(plain),
            "__dataclass_params__": _Standard(plain),
        }
        cls: Class = type(plain.__name__, plain.__bases__, body)
        cls.__qualname__ = plain.__qualname__
        operators = _OPERATORS if order else _OPERATORS[:1] if eq else ()
        for name, method in _methods(cls, defaults, frozen, operators).items():
            if body.get(name) is None:  # a class that is compared has the hash None until now
                setattr(cls, name, method)
        return cls

    return made


def _replace(value: Any, **changes: Any) -> Any:
    """A value like another one but for some fields."""
    names = value.__match_args__
    return value.__class__(**{name: getattr(value, name) for name in names} | changes)


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import replace as replace
else:
    dataclass, replace = _dataclass, _replace


_MADE_ANEW = ("__dict__", "__weakref__")
_OPERATORS = ("eq", "lt", "le", "gt", "ge")


class _Standard:
    """What the standard library keeps about a class, worked out when it is asked for."""

    def __init__(self, plain: Class) -> None:
        self._plain = plain  # the class as it is written, which has no slots

    def __set_name__(self, _: Class, name: str) -> None:
        self._name = name

    def __get__(self, *_: object) -> Any:
        if self._name not in vars(self._plain):
            dataclasses.dataclass(init=False, repr=False, eq=False)(self._plain)
        return vars(self._plain)[self._name]


def _option(default: Any, name: str) -> bool:
    """What `field` says about a field, which is true where it says nothing."""
    return not isinstance(default, Field) or bool(getattr(default, name))


def _methods(
    cls: Class, defaults: Mapping[str, Any], frozen: bool, operators: Iterable[str]
) -> dict[str, Function | None]:
    methods: dict[str, Function | None] = {"__init__": _init(cls, defaults), "__repr__": _repr}
    if operators:
        compared = [name for name, default in defaults.items() if _option(default, "compare")]
        content = _content(compared)
        methods |= {f"__{name}__": _comparison(name, content) for name in operators}
        methods["__hash__"] = (lambda self: hash(content(self))) if frozen else None
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
        methods |= {"__getstate__": _state, "__setstate__": _set_state}
    return methods


# Making


def _init(cls: Class, defaults: Mapping[str, Any]) -> Function:
    """Sets each field by its slot: a frozen value refuses to be set by name.

    Once many values were made it is written out for the class, which is the fastest way; so it
    is where the arguments don't fit, for the error that says so.
    """
    names: tuple[str, ...] = cls.__match_args__
    ready, factories = _ready(defaults)
    every = set(names)
    required = every.difference(ready, factories)
    then = getattr(cls, "__post_init__", None)
    set_field = object.__setattr__
    count = 0

    def method(self: Any, *values: Any, **named: Any) -> None:
        nonlocal count
        count += 1
        given = dict(zip(names, values, strict=False), **named)
        fits = len(given) == len(values) + len(named) and required <= given.keys() <= every
        if count == OFTEN or not fits:
            cls.__init__ = _written_init(cls, ready, factories)
            cls.__init__(self, *values, **named)
            return
        for name, value in (ready | given).items():
            set_field(self, name, value)
        for name, make in factories.items():
            if name not in given:
                set_field(self, name, make())
        if then:
            then(self)

    return method


def _ready(defaults: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Function]]:
    """What fields have that are not given: a value, or what makes one."""
    ready, factories = {}, {}
    for name, default in defaults.items():
        if isinstance(default, Field):
            if default.default_factory is not MISSING:
                factories[name] = default.default_factory
            default = default.default
        if default is not MISSING:
            ready[name] = default
    return ready, factories


def _written_init(
    cls: Class, ready: Mapping[str, Any], factories: Mapping[str, Function]
) -> Function:
    used: dict[str, Any] = {"_none": MISSING}
    arguments, lines = ["self"], []
    for name in cls._defaults:
        given = name in cls.__match_args__
        value, argument = name, name
        if name in factories:
            used[f"_make_{name}"] = factories[name]
            argument += "=_none"
            value = f"_make_{name}()" + (f" if {name} is _none else {name}" if given else "")
        elif name in ready:
            used[f"_default_{name}"] = ready[name]
            argument += f"=_default_{name}"
            value = name if given else f"_default_{name}"
        elif not given:
            continue  # `__post_init__` sets it
        if given:
            arguments.append(argument)
        used[f"_set_{name}"] = getattr(cls, name).__set__
        lines.append(f"_set_{name}(self, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    body = "\n ".join(lines or ["pass"])
    exec(f"def __init__({', '.join(arguments)}):\n {body}", used)  # noqa: S102  (our own names)
    init: Function = used["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


# Comparing


def _content(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What of a value is compared."""
    if len(names) > 1:
        return operator.attrgetter(*names)
    return lambda value: tuple([getattr(value, name) for name in names])


def _comparison(name: str, content: Callable[[Any], tuple[Any, ...]]) -> Function:
    """Values of one class are compared like tuples of what counts."""
    compare = getattr(operator, name)

    def method(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return compare(content(self), content(other))

    return method


# Printing and sending


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
