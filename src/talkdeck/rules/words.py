"""Why a condition does not hold, in the words of somebody who takes notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talkdeck.outline.node import Node
from talkdeck.rules.fitting import Stop
from talkdeck.rules.matcher import Matcher
from talkdeck.rules.model import Bounds, Match
from talkdeck.rules.pattern import Capture, Literal
from talkdeck.rules.shapes import ANCHORED, WHOLE
from talkdeck.rules.view import View

if TYPE_CHECKING:
    from talkdeck.rules.scene import Scene

_CLOSE = {
    "parent": "node above",
    "under": "node above",
    "next": "node after it",
    "previous": "node before it",
    "child": "bullet below",
    "every": "bullet below",
    "most": "bullet below",
}


def kind(node: Node, wanted: tuple[str, ...]) -> str:
    """The node is of another kind."""
    return f"it is {_a(node.kind)}, not {_a(' or '.join(wanted))}"


def too_few(fit: int, number: int) -> str:
    """Not enough of the nodes below are so."""
    return f"{fit} of the {number} bullets below fit, wanted is more than half"


def ordered(node: Node) -> str:
    """The node is numbered and should not be, or the other way round."""
    return "it is not numbered" if node.number is None else "it is numbered"


def colon(node: Node) -> str:
    """The node has a final colon and should not, or the other way round."""
    return "it ends in a colon" if node.colon else "it does not end in a colon"


def edge(wanted: bool, which: str) -> str:
    """The node is not where it should be among its siblings."""
    return f"it is {'not ' if wanted else ''}the {which} under its parent"


def words(count: int, wanted: Bounds) -> str:
    """The text has too few or too many words."""
    return f"it has {_count(count, 'word')}, wanted is {wanted}"


def has_children(node: Node) -> str:
    """Something stands below."""
    return f"{_count(len(node.children), 'part')} stand below it, wanted is none"


def children(count: int, wanted: Bounds, kinds: tuple[str, ...]) -> str:
    """Too few or too many children."""
    name = " or ".join(kinds)
    return f"{_count(count, name) if count else f'no {name}'} below it, wanted is {wanted}"


def numbered(found: bool) -> str:
    """The children are numbered and should not be, or the other way round."""
    return "they are numbered" if found else "they are not numbered"


def longest_child(most: int, wanted: Bounds) -> str:
    """A child has too many words."""
    return f"the longest has {_count(most, 'word')}, wanted is {wanted}"


def unlike(alike: str, forms: dict[str, str]) -> str:
    """The children do not share a form."""
    return "they are not alike" if alike == "any" else f"they are not all {forms[alike]}"


def exception(source: str) -> str:
    """A pattern under `not` fits."""
    return f"it fits the exception '{source}'"


def exceptions(match: Match) -> str:
    """A nested match under `not` holds."""
    keys: list[str] = [r.where for r in match.relations]
    keys += ["text"] * bool(match.text) + ["find"] * bool(match.find)
    return f"an exception holds{f' ({keys[0]})' if keys else ''}"


def no_topic(node: Node, scene: Scene) -> str:
    """Nothing above names a thing."""
    above = scene.decides(node)
    if above is None:
        return "nothing above names a thing"
    if scene.recurs(above):
        return f"what stands above comes back and names no thing: '{_shorten(above.text.text)}'"
    return f"what stands above does not name a thing: '{_shorten(above.text.text)}'"


def unwanted(where: str, node: Node | None) -> str:
    """There is a node where none should be."""
    text = f": '{_shorten(node.text.text)}'" if node is not None else ""
    return f"there is a {_CLOSE[where]}{text}"


def nobody(where: str) -> str:
    """There is no node to ask about."""
    same = " of the same kind" if where in ("next", "previous") else ""
    return f"there is no {_CLOSE[where]}{same}"


def none_of(where: str, count: int) -> str:
    """None of several nodes fits."""
    what = "nodes above" if where == "under" else "bullets below"
    return f"none of the {count} {what} fits"


def initials(short: str, long: str) -> str:
    """The short form is not made of the long one's initials."""
    return f"'{short}' are not the initials of '{_shorten(long)}'"


def disagree(name: str, found: str, held: str) -> str:
    """One name would have to hold two texts."""
    return f"{{{name}}} would be '{_shorten(found)}' here and is '{_shorten(held)}' elsewhere"


def stop(matcher: Matcher, where: Stop, view: View) -> str:
    """Where the reading of a pattern came to its end."""
    several = f" (of '{matcher.pattern.source}')"
    part = where.part
    if isinstance(part, Literal):
        text = part.text.strip() or part.text
        parts = matcher.pattern.parts
        if matcher.whole and part is _last(matcher) and text in view.text:
            return f"does not end in '{text}'{several}"
        if matcher.whole and parts and isinstance(parts[-1], Literal) and _is(parts[-1], part):
            return f"does not end in '{text}'{several if len(parts) > 2 else ''}"
        if matcher.whole and parts and _is(parts[0], part):
            return f"does not begin with '{text}'{several if len(parts) > 2 else ''}"
        return f"has no '{text}' where it is needed{several}"
    if isinstance(part, Capture):
        wanted = " or ".join(_group(part, n) for n in range(len(part.shapes)))
        if where.took:
            return f"'{_shorten(where.took)}' is not {wanted}{several}"
        wanted = wanted.replace("a word of", "word of")
        return f"there is no {wanted} where it is needed{several}"
    return f"does not fit '{matcher.pattern.source}'"


def _group(capture: Capture, n: int) -> str:
    parts = []
    for shape in capture.shapes[n]:
        if not shape.name:
            parts.append(f"{Bounds(shape.least, shape.most)} words")
        elif shape.name in WHOLE or shape.name in ANCHORED:
            parts.append(f"'{shape.name}'")
        else:
            parts.append(f"a word of the list '{shape.name}'")
    return " and ".join(parts)


def _last(matcher: Matcher) -> object:
    return matcher.pattern.parts[-1] if matcher.pattern.parts else None


def _is(part: object, literal: Literal) -> bool:
    return isinstance(part, Literal) and part.text.strip() == literal.text.strip()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _a(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"
