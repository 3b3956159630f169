"""Conditions at work: whether a rule's match holds for a node, and if not, why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from operator import attrgetter
from typing import Any

from talkdeck.outline.inline import Inline
from talkdeck.outline.node import Node
from talkdeck.rules import words as say
from talkdeck.rules.bindings import AROUND, NO, Bindings, Miss, Taken, miss, same
from talkdeck.rules.children import is_first, is_last, test_children
from talkdeck.rules.fitting import Hit
from talkdeck.rules.initials import test_initials
from talkdeck.rules.matcher import Matcher, Matchers, Patterns
from talkdeck.rules.model import Demand, Match, Relation
from talkdeck.rules.needs import any_of, greatest, rarest
from talkdeck.rules.pattern import Capture, Pattern
from talkdeck.rules.scene import Scene
from talkdeck.rules.shapes import clause
from talkdeck.rules.view import View
from talkdeck.values import replace

_UNKNOWN: Any = object()

_ANYTHING = Match()
_FORM = ("ordered", "colon", "first", "last", "words", "children")
_form = attrgetter(*_FORM)
_all_else = attrgetter(*(n for n in Match.__match_args__ if n not in ("kinds", *_FORM)))
_all_but_text = attrgetter(*(n for n in Match.__match_args__ if n != "text"))


class Condition:
    """A match, compiled; what is asked after its own texts, when it is first asked.

    Attributes:
        match: what was compiled.
        names: the names it captures.
        verbs: forms of main verb of which the text must have one; empty if it may have any
            or none.
    """

    def __init__(self, match: Match, matchers: Matchers) -> None:
        self.match = match
        self.matchers = matchers
        self.names = match.captures()
        self.text = matchers.of(match.text, whole=True)
        self.find = matchers.of(match.find, whole=False)
        self.patterns = tuple(
            (k, Patterns(m)) for k, m in (("text", self.text), ("find", self.find)) if m
        )
        self.shaped = _form(match) != _form(_ANYTHING)
        self.worded = _all_else(match) != _all_else(_ANYTHING)
        forms = [m.needed.verbs for m in self.text]
        self.verbs = frozenset().union(*forms) if all(forms) else frozenset()

    @cached_property
    def demand(self) -> Demand:
        """What it needs of a node."""
        bounds = [m.needed.most_words for m in self.text]
        return Demand(_asked_of_nodes(self.match), self._needs(), greatest(bounds, default=None))

    @cached_property
    def relations(self) -> tuple[tuple[Relation, Condition | None], ...]:
        """What is asked of other nodes."""
        return tuple(
            (r, None if r.match is None else Condition(r.match, self.matchers))
            for r in self.match.relations
        )

    @cached_property
    def topic(self) -> Condition | None:
        """What is asked of the topic's node and name."""
        topic = self.match.topic
        return Condition(topic, self.matchers) if isinstance(topic, Match) else None

    @cached_property
    def unless(self) -> Unless:
        """What must not hold for this match."""
        return Unless(self.match.unless, self.matchers)

    @cached_property
    def excepted(self) -> tuple[tuple[str, Unless], ...]:
        """Shared exceptions, by name; each is compiled once for all that name it."""
        compiled, shared = self.matchers.compiled, self.matchers.exceptions
        for name in self.match.excepted:
            if name not in compiled:
                compiled[name] = Unless(shared[name].any, self.matchers)
        return tuple((name, compiled[name]) for name in self.match.excepted)

    def _needs(self) -> tuple[frozenset[str], ...]:
        """What the patterns need of a text: each by itself, and what all of them need."""
        found: list[frozenset[str]] = []
        for matchers in (self.text, self.find):
            if matchers:
                needs = [m.needed.needs for m in matchers]
                found += any_of(needs)
                found += frozenset.intersection(*map(frozenset, needs))
        if self.text:
            for excepted in map(_wanted, self.match.unless):
                found += any_of([m.needed.needs for m in self.matchers.of(excepted, whole=True)])
        return rarest(found)

    def may_hold(self, view: View) -> bool:
        """A quick look at a text: whether it has what the patterns need."""
        features = view.features
        for needs in self.demand.needs:
            if needs.isdisjoint(features):
                return False
        most = self.demand.most_words
        return most is None or view.words <= most

    def test(self, node: Node, scene: Scene, bound: Bindings) -> Bindings | Miss:
        """All captures if the match holds for a node, else the first condition that fails."""
        match = self.match
        if match.kinds and node.kind not in match.kinds:
            return miss(scene, ("kind",), lambda: say.kind(node, match.kinds))
        view = scene.views.get(node) or scene.view(node)
        if self.shaped:
            failed = self._shape_of(node, view, scene)
            if failed is not None:
                return failed
        if not self.worded:
            return bound
        if self.verbs and not scene.telling:
            verb = clause(view)
            if verb is None or verb[2] not in self.verbs:
                return NO
        return self._texts(node, view, scene, bound)

    def _shape_of(self, node: Node, view: View, scene: Scene) -> Miss | None:
        """The cheap conditions, which capture nothing."""
        match = self.match
        if match.ordered is not None and match.ordered != (node.number is not None):
            return miss(scene, ("ordered",), lambda: say.ordered(node))
        if match.colon is not None and match.colon != node.colon:
            return miss(scene, ("colon",), lambda: say.colon(node))
        if match.first is not None and match.first != is_first(node):
            return miss(scene, ("first",), lambda: say.edge(bool(match.first), "first"))
        if match.last is not None and match.last != is_last(node):
            return miss(scene, ("last",), lambda: say.edge(bool(match.last), "last"))
        if match.words is not None and view.words not in match.words:
            wanted = match.words
            return miss(scene, ("words",), lambda: say.words(view.words, wanted))
        return None if match.children is None else test_children(match.children, node, scene)

    def _texts(self, node: Node, view: View, scene: Scene, bound: Bindings) -> Bindings | Miss:
        for key, patterns in self.patterns:
            found = _fit(patterns, node, view, bound)
            if found is None:
                return _text_miss(key, patterns.all, view, bound) if scene.telling else NO
            bound = found
        for relation, condition in self.relations:
            related = _related(relation, condition, node, scene, bound)
            if isinstance(related, Miss):
                return related
            bound = related
        if self.match.topic is not None:
            about = self._topic(node, scene, bound)
            if isinstance(about, Miss):
                return about
            bound = about
        if self.match.initials is not None:
            fitted = test_initials(self.match.initials, bound, scene)
            if isinstance(fitted, Miss):
                return fitted
            bound = fitted
        if self.match.excepted:
            for name, exception in self.excepted:
                why = _known(exception, node, view, scene)
                if why is not None:
                    return miss(scene, ("except", name), why)
        if self.match.unless:
            why = self.unless.holds(node, view, scene)
            if why is not None:
                return miss(scene, ("not",), why)
        return bound

    def _topic(self, node: Node, scene: Scene, bound: Bindings) -> Bindings | Miss:
        topic = scene.topic(node)
        if topic is None:
            if self.match.topic is False:
                return bound
            return miss(scene, ("topic",), lambda: say.no_topic(node, scene))
        if self.match.topic is False:
            return miss(scene, ("topic",), lambda: f"it is about {topic.text.text}")
        if self.topic is None:
            return bound
        return self.topic.on_text(topic.node, View(topic.text), scene, bound, "topic")

    def on_text(
        self, node: Node, view: View, scene: Scene, bound: Bindings, key: str
    ) -> Bindings | Miss:
        """As `test`, with another text in the place of the node's own."""
        if self.match.kinds and node.kind not in self.match.kinds:
            return miss(scene, (key, "kind"), lambda: say.kind(node, self.match.kinds))
        found = self._shape_of(node, view, scene) or self._texts(node, view, scene, bound)
        return _deeper(key, found, scene) if isinstance(found, Miss) else found


class Unless:
    """Conditions of which none may hold, compiled."""

    def __init__(self, matches: tuple[Match, ...], matchers: Matchers) -> None:
        texts = (p for m in matches if _is_plain(m) for p in m.text)
        self._texts = Patterns(matchers.of(texts, whole=True))
        self._others = tuple(Condition(m, matchers) for m in matches if not _is_plain(m))

    def holds(self, node: Node, view: View, scene: Scene) -> Callable[[], str] | None:
        """Says which of them holds; None if none does."""
        for matcher in self._texts.candidates(view):
            if _hit(matcher, view) is not None:
                source = matcher.pattern.source
                return lambda: say.exception(source)
        for condition in self._others:
            if not isinstance(condition.test(node, scene, {}), Miss):
                match = condition.match
                return lambda: say.exceptions(match)
        return None


def _asked_of_nodes(match: Match) -> Match:
    """What a match asks of a node's place and form, and of which kinds others have to be."""
    relations = (
        Relation(r.where, None if r.match is None else Match(r.match.kinds))
        for r in match.relations
    )
    return Match(
        kinds=match.kinds, ordered=match.ordered, colon=match.colon, first=match.first,
        words=match.words, children=match.children, relations=tuple(relations),
    )  # fmt: skip


def _known(exception: Unless, node: Node, view: View, scene: Scene) -> Callable[[], str] | None:
    """As `Unless.holds`, found out once for all rules that name the exception."""
    why: Callable[[], str] | None = view.memo.get(exception, _UNKNOWN)
    if why is _UNKNOWN:
        why = view.memo[exception] = exception.holds(node, view, scene)
    return why


def _wanted(excepted: Match) -> tuple[Pattern, ...]:
    """The patterns one of which has to fit where `{x}`, all texts, is excepted but for these."""
    others = [pattern for match in excepted.unless for pattern in match.text]
    if others and all(map(_is_plain, excepted.unless)) and any(map(_is_all, excepted.text)):
        return tuple(others) if _is_plain(replace(excepted, unless=())) else ()
    return ()


def _is_all(pattern: Pattern) -> bool:
    """Whether it is nothing but a capture that may be anything."""
    only = pattern.parts[0] if len(pattern.parts) == 1 else None
    return isinstance(only, Capture) and not only.shapes


def _is_plain(match: Match) -> bool:
    """Whether a match asks for texts that fit and for nothing else."""
    plain: bool = _all_but_text(match) == _all_but_text(_ANYTHING)
    return plain


def _fit(patterns: Patterns, node: Node, view: View, bound: Bindings) -> Bindings | None:
    """The captures of the first pattern that fits and agrees with what is captured already."""
    for matcher in patterns.candidates(view):
        hit = _hit(matcher, view)
        if hit is not None:
            found = _bind(hit, matcher.whole, node, view, bound)
            if found is not None:
                return found
    return None


def _hit(matcher: Matcher, view: View) -> Hit | None:
    """How a pattern fits a text; found out once for all rules that have the same pattern."""
    hit: Hit | None = view.memo.get(matcher.key, _UNKNOWN)
    if hit is _UNKNOWN:
        hit = view.memo[matcher.key] = matcher.match(view)
    return hit


def _bind(hit: Hit, whole: bool, node: Node, view: View, bound: Bindings) -> Bindings | None:
    found = dict(bound)
    for span in hit.spans:
        text = view.slice(span.start, span.end)
        begin = view.original(span.start)
        while view.inline.text[begin : begin + 1].isspace():
            begin += 1
        end = begin + len(text)
        if span.spelt and span.spelt.lower() != text.text.lower():
            text = Inline(span.spelt)
        taken = Taken(text, node, begin, end)
        before = found.get(span.name)
        if before is None:
            found[span.name] = taken
        elif not same(before.text.text, taken.text.text):
            return None
    if not whole:
        size = len(view.text)
        for name, start, end in ((AROUND[0], 0, hit.start), (AROUND[1], hit.end, size)):
            if name not in found and view.text[start:end].strip():
                found[name] = Taken(view.slice(start, end), node, 0, 0)
    return found


def _text_miss(key: str, matchers: tuple[Matcher, ...], view: View, bound: Bindings) -> Miss:
    def explain() -> str:
        for matcher in matchers:
            hit = matcher.match(view)
            if hit is not None:
                for span in hit.spans:
                    held = bound.get(span.name)
                    if held is not None and not same(
                        held.text.text, view.slice(span.start, span.end).text
                    ):
                        found = view.slice(span.start, span.end).text
                        return say.disagree(span.name, found, held.text.text)
        stops = [(m, m.stop(view)) for m in matchers]
        matcher, stop = max(stops, key=lambda s: s[1].depth)
        return say.stop(matcher, stop, view)

    return Miss((key,), explain)


def _candidates(relation: Relation, node: Node) -> Iterator[Node]:
    """The nodes that a relation may mean, in the order in which they are tried."""
    kinds = relation.match.kinds if relation.match is not None else ()
    where = relation.where
    if where == "parent":
        if node.parent is not None:
            yield node.parent
    elif where == "under":
        yield from node.ancestors()
    elif where in ("next", "previous"):
        beside = node.next if where == "next" else node.previous
        if beside is not None and (kinds or relation.match is None or beside.kind == node.kind):
            yield beside
    else:
        for child in node.children:
            if child.kind == "bullet" or child.kind in kinds:
                yield child


def _related(
    relation: Relation, condition: Condition | None, node: Node, scene: Scene, bound: Bindings
) -> Bindings | Miss:
    where = relation.where
    if condition is None:
        found = next(_candidates(relation, node), None)
        if found is None:
            return bound
        return miss(scene, (where,), lambda: say.unwanted(where, found))
    if where == "most":
        return _most(relation, condition, node, scene, bound)
    last: Miss | None = None
    every = where == "every"
    count = 0
    for other in _candidates(relation, node):
        count += 1
        result = _nested(condition, other, scene, {} if every else bound)
        if isinstance(result, Miss):
            last = result
            if every:
                break
        elif not every:
            return result
    if every and count and last is None:
        return bound
    if last is None:
        return miss(scene, (where,), lambda: say.nobody(where))
    if count == 1 or every:
        return _deeper(where, last, scene)
    return miss(scene, (where,), lambda: say.none_of(where, count))


def _most(
    relation: Relation, condition: Condition, node: Node, scene: Scene, bound: Bindings
) -> Bindings | Miss:
    below = list(_candidates(relation, node))
    fit = sum(not isinstance(_nested(condition, c, scene, {}), Miss) for c in below)
    if 2 * fit > len(below):
        return bound
    return miss(scene, ("most",), lambda: say.too_few(fit, len(below)))


def _deeper(key: str, inner: Miss, scene: Scene) -> Miss:
    return Miss((key, *inner.key), inner.say) if scene.telling else NO


def _nested(condition: Condition, node: Node, scene: Scene, bound: Bindings) -> Bindings | Miss:
    """A nested condition; kept where it does not depend on what was captured before."""
    if condition.names & bound.keys():
        return condition.test(node, scene, bound)
    key = (id(condition), id(node))
    found: Any = scene.found.get(key)
    if found is None:
        tried = scene.telling or condition.may_hold(scene.view(node))
        found = scene.found[key] = condition.test(node, scene, {}) if tried else NO
    return found if isinstance(found, Miss) or not bound else {**bound, **found}
