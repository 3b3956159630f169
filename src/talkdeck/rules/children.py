"""Conditions on what stands below a node, and on its place among its siblings."""

from __future__ import annotations

from talkdeck import english
from talkdeck.outline.node import Node
from talkdeck.rules import words as say
from talkdeck.rules.bindings import Miss, miss
from talkdeck.rules.model import Bounds, Children
from talkdeck.rules.scene import Scene
from talkdeck.rules.shapes import WHOLE, clause
from talkdeck.rules.view import View

FORMS: dict[str, str] = {
    "noun-phrase": "noun phrases",
    "imperative": "orders or advice",
    "sentence": "sentences",
    "verb-s": "beginning with a verb in the third person",
    "gerund": "beginning with a verb in -ing",
}
"""Forms that children may share, with how they are called."""

CONTENT = ("bullet", "label", "paragraph", "heading")
"""Kinds of children that `children: none` forbids."""


def is_first(node: Node) -> bool:
    """Whether it is the first child of its parent that has content, pictures aside."""
    above = node.parent
    return above is None or next((c for c in above.children if c.kind != "image"), node) is node


def is_last(node: Node) -> bool:
    """Whether it is the last child of its parent that has content, pictures aside."""
    above = node.parent
    if above is None:
        return True
    return next((c for c in reversed(above.children) if c.kind != "image"), node) is node


def counted(children: Children | None, node: Node) -> tuple[Node, ...]:
    """The children that a rule speaks of: those of the kinds it names, else the bullets."""
    if children is None:
        return node.items
    return tuple([c for c in node.children if c.kind in children.kinds])


def test_children(wanted: Children, node: Node, scene: Scene) -> Miss | None:
    """What is not as it should be with the nodes below; None if all is."""
    if wanted.nothing:
        below = next((c for c in node.children if c.kind in CONTENT), None)
        return None if below is None else miss(scene, ("children",), lambda: say.has_children(node))
    found = counted(wanted, node)
    if len(found) not in wanted.count:
        return miss(
            scene, ("children",), lambda: say.children(len(found), wanted.count, wanted.kinds)
        )
    if wanted.ordered is not None:
        numbered = all(c.number is not None for c in found)
        if wanted.ordered != numbered:
            return miss(
                scene,
                (
                    "children",
                    "ordered",
                ),
                lambda: say.numbered(numbered),
            )
    if wanted.words is not None:
        most = max((scene.view(c).words for c in found), default=0)
        if most > wanted.words:
            limit = Bounds(0, wanted.words)
            return miss(
                scene,
                (
                    "children",
                    "words",
                ),
                lambda: say.longest_child(most, limit),
            )
    if wanted.alike and not any(_all_are(form, found, scene) for form in _forms(wanted.alike)):
        return miss(
            scene,
            (
                "children",
                "alike",
            ),
            lambda: say.unlike(wanted.alike, FORMS),
        )
    return None


def _forms(alike: str) -> tuple[str, ...]:
    return tuple(FORMS) if alike == "any" else (alike,)


def _all_are(form: str, nodes: tuple[Node, ...], scene: Scene) -> bool:
    return all(_is(form, scene.view(n)) for n in nodes)


def _is(form: str, view: View) -> bool:
    if form in view.memo:
        return bool(view.memo[form])
    if form == "verb-s":
        first = view.low[view.begin : view.end].split(" ", 1)[0].rstrip(".,;:")
        found = bool(first) and english.is_third(first)
    elif form == "sentence":
        found = clause(view) is not None or WHOLE[form].judge(view, view.begin, view.end)
    else:
        found = WHOLE[form].judge(view, view.begin, view.end)
    view.memo[form] = found
    return found
