"""Our dataclasses do what the standard ones do, and work out nothing before it is needed."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from talkdeck import values


def declared(decorator: Callable[..., Any], **options: bool) -> Any:
    @decorator(**options)
    class Thing:
        name: str
        size: int = 3
        parts: list[str] = dataclasses.field(default_factory=list)
        note: str = dataclasses.field(default="", compare=False, repr=False)
        twice: int = dataclasses.field(init=False, default=0, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "twice", self.size * 2)

    return Thing


OPTIONS: list[dict[str, bool]] = [
    {"slots": True},
    {"slots": True, "frozen": True},
    {"slots": True, "frozen": True, "eq": False},
    {"slots": True, "frozen": True, "order": True},
]


@pytest.fixture(params=OPTIONS, ids=lambda options: "-".join(options))
def pair(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """A class of ours and the same one made by the standard library."""
    return declared(values.dataclass, **request.param), declared(
        dataclasses.dataclass, **request.param
    )


def outcome(act: Callable[[], object]) -> object:
    """What comes of something: its value, or the type of its error."""
    try:
        return act()
    except Exception as error:
        return type(error)


ACTS: dict[str, Callable[[Any], object]] = {
    "as text": lambda kind: repr(kind("a", 4, ["b"], "c")),
    "defaults": lambda kind: dataclasses.astuple(kind("a")),
    "by name": lambda kind: dataclasses.astuple(kind(size=1, name="b")),
    "no list in common": lambda kind: kind("a").parts is kind("a").parts,
    "equal": lambda kind: kind("a", note="x") == kind("a", note="y"),
    "other": lambda kind: kind("a") == kind("b"),
    "of another kind": lambda kind: kind("a") == "a",
    "less": lambda kind: [kind("a") < kind("b"), kind("b") <= kind("a"), kind("b") > kind("a")],
    "less than a text": lambda kind: kind("a") >= "a",
    "in a set": lambda kind: len({kind("a", 1, ()), kind("a", 1, ())}),
    "hashed with a list": lambda kind: type(hash(kind("a"))),
    "changed": lambda kind: setattr(kind("a"), "name", "b"),
    "taken away": lambda kind: delattr(kind("a"), "name"),
    "too few": lambda kind: kind(),
    "too many": lambda kind: kind(1, 2, 3, 4, 5, 6),
    "replaced": lambda kind: repr(dataclasses.replace(kind("a"), size=9)),
    "copied": lambda kind: repr(copy.deepcopy(kind("a", 2, ["b"]))),
    "matched": lambda kind: kind.__match_args__,
    "fields": lambda kind: [(f.name, f.init, f.repr) for f in dataclasses.fields(kind)],
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_it_does_what_the_standard_one_does(
    pair: tuple[Any, Any], act: Callable[[Any], object]
) -> None:
    ours, theirs = pair
    assert [outcome(lambda: act(ours)) for _ in range(2)] == [outcome(lambda: act(theirs))] * 2


@values.dataclass(frozen=True, slots=True)
class Kept:
    """A value that is sent to another process."""

    name: str
    inner: Kept | None = None


def test_it_can_be_sent() -> None:
    value = Kept("a", Kept("b"))
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301  (our own)


def test_an_error_names_the_class() -> None:
    with pytest.raises(TypeError, match=r"Kept\.__init__\(\) missing 1 required .* 'name'"):
        Kept()  # type: ignore[call-arg]


def test_what_a_class_says_itself_stays() -> None:
    @values.dataclass(frozen=True, slots=True)
    class Own:
        name: str

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

    assert repr(Own("a")) == "own"
    assert Own("a") == Own("b")


def test_making_is_written_out_once_many_were_made() -> None:
    kind = declared(values.dataclass, slots=True, frozen=True)
    made = [kind("a", n) for n in range(values.OFTEN - 1)]
    assert kind.__init__.__code__.co_filename == values.__file__
    made += [kind("a", n) for n in range(values.OFTEN - 1, 2 * values.OFTEN)]
    assert kind.__init__.__code__.co_filename == "<string>"
    twins = [(n, [], 2 * n) for n in range(2 * values.OFTEN)]
    assert [(one.size, one.parts, one.twice) for one in made] == twins


def test_the_standard_library_is_not_asked_before_it_asks() -> None:
    kind = declared(values.dataclass, slots=True)
    plain = vars(kind)["__dataclass_fields__"]._plain
    assert kind("a") != kind("b")
    assert "__dataclass_fields__" not in vars(plain)
    assert dataclasses.is_dataclass(kind)
    assert "__dataclass_fields__" in vars(plain)


def test_a_class_may_add_to_another() -> None:
    @values.dataclass(slots=True)
    class Above:
        name: str
        parts: list[str] = dataclasses.field(default_factory=list)

    @values.dataclass(slots=True)
    class Below(Above):
        size: int = 1

    one = Below("a", size=2)
    assert (one.name, one.parts, one.size) == ("a", [], 2)
    assert Below.__slots__ == ("size",)
    assert [f.name for f in dataclasses.fields(Below)] == ["name", "parts", "size"]
    assert values.replace(one, name="b") == Below("b", [], 2)
    assert one != Above("a")


def test_what_is_replaced_must_be_there() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'nane'"):
        values.replace(Kept("a"), nane="b")  # type: ignore[call-arg]
