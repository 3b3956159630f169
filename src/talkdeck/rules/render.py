"""Templates at work: captures put into their places, with their mark-up."""

from __future__ import annotations

from collections.abc import Callable

from talkdeck.cards.answered import too_many
from talkdeck.cards.card import Item
from talkdeck.outline.inline import Inline, Mark, join
from talkdeck.regex import regex
from talkdeck.rules import filters
from talkdeck.rules.parts import split
from talkdeck.rules.template import FLAT, Hole, Maybe, Template

Value = Inline | tuple[Item, ...]
"""What a name stands for: a text, or items."""

Lookup = Callable[[str], Value | None]
"""The value of a name; None if there is none."""

IsName = Callable[[str], bool]
"""Whether notes use a word as a proper name."""

_RECASTING = frozenset({"lead-lower", "the"})
"""Filters that would make a common noun of a name: of Ray `the ray`."""

_SIGNS = ("  ", " ?", " .", " ,", " ;")
_UNTIDY = regex(r"[^\S ]+\s*|\s{2,}|^\s+|\s+$|\s+(?=[?.,;]{1,3}(?:\s|$))")


class Missing(Exception):  # noqa: N818  (it is no error: the next template is tried)
    """A template needs a value that is not there.

    Attributes:
        name: the capture or built-in name.
        why: what is missing, in words.
    """

    def __init__(self, name: str, why: str = "") -> None:
        super().__init__(name)
        self.name = name
        self.why = why or f"there is nothing to put in place of {{{name}}}"


def _never(_: str) -> bool:
    return False


def render(template: Template, look: Lookup, is_name: IsName = _never) -> Inline:
    """The text of a template.

    Args:
        template: the template.
        look: the value of each name in it.
        is_name: whether the notes use a word as a name, though it may be an ordinary one.

    Raises:
        Missing: if a capture outside `[…]` has no value.
    """
    parts: list[Inline | str] = []
    for part in template.parts:
        if isinstance(part, str):
            parts.append(part)
        elif isinstance(part, Hole):
            parts.append(_text(part, look, is_name))
        else:
            parts.extend(_maybe(part, look, is_name))
    return join(parts)


def render_items(template: Template, look: Lookup) -> tuple[Item, ...]:
    """The items of a template: several if it is nothing but `{children}` or ends in `split`.

    Raises:
        Missing: as `render`.
    """
    hole = template.parts[0] if len(template.parts) == 1 else None
    if isinstance(hole, Hole):
        value = look(hole.name)
        if not value:
            raise Missing(hole.name)
        if isinstance(value, tuple):
            flat = any(f in FLAT for f in hole.filters)
            if "explained" in hole.filters and _all_explained(value):
                flat = False
            return tuple(
                Item(_filtered(i.text, hole.filters), () if flat else i.items, i.node)
                for i in value
            )
        if "split" in hole.filters:
            at = hole.filters.index("split")
            texts = split(_filtered(value, hole.filters[:at]))
            return tuple(Item(_filtered(t, hole.filters[at + 1 :])) for t in texts)
    text = render(template, look).strip()
    return (Item(text),) if text else ()


def _all_explained(items: tuple[Item, ...]) -> bool:
    """Whether most items have their explanation below them, and it is short enough to be asked
    for with them: three kinds of mistakes, each with a line that says which they are.
    """
    return 2 * sum(bool(i.items) for i in items) > len(items) and not too_many(items)


def tidy(text: Inline) -> Inline:
    """Single spaces, none at the ends and before `?`, `.`, `,` and `;`; code left alone."""
    plain = text.text
    if plain.isprintable() and plain == plain.strip() and not any(s in plain for s in _SIGNS):
        return text
    parts: list[Inline | str] = []
    done = 0
    mask = text.mask
    for hit in _UNTIDY.finditer(mask):
        parts.append(text[done : hit.start()])
        after = mask[hit.end() : hit.end() + 1]
        if hit.start() and hit.end() < len(mask) and after not in "?.,;":
            parts.append(" ")
        done = hit.end()
    parts.append(text[done:])
    return _joined_marks(join(parts))


def _joined_marks(text: Inline) -> Inline:
    """Marks that a dropped space cut in two are one again."""
    marks: list[Mark] = []
    for m in sorted(text.marks, key=lambda m: (m.start, -m.end)):
        n = next(
            (n for n, o in enumerate(marks)
             if (o.kind, o.target, o.label) == (m.kind, m.target, m.label)
             and m.start - o.end in (0, 1) and not text.text[o.end : m.start].strip()),
            -1,
        )  # fmt: skip
        if n < 0 or m.kind == "image":
            marks.append(m)
        else:
            marks[n] = Mark(m.kind, marks[n].start, m.end, m.target, m.label)
    return Inline(text.text, tuple(sorted(marks, key=lambda m: (m.start, -m.end))))


def _maybe(part: Maybe, look: Lookup, is_name: IsName) -> list[Inline | str]:
    try:
        return [p if isinstance(p, str) else _text(p, look, is_name) for p in part.parts]
    except Missing:
        return []


def _text(hole: Hole, look: Lookup, is_name: IsName) -> Inline:
    value = look(hole.name)
    if not value:
        raise Missing(hole.name)
    if isinstance(value, tuple):
        value = join((i.text for i in value), ", ")
    if not _RECASTING.isdisjoint(hole.filters) and is_name(value.text):
        return _filtered(value, tuple(f for f in hole.filters if f not in _RECASTING))
    return _filtered(value, hole.filters)


def _filtered(value: Inline, names: tuple[str, ...]) -> Inline:
    for name in names:
        value = filters.FILTERS[name][0](value)
    return value
