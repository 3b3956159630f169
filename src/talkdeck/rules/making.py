"""Cards from rules that fired."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from talkdeck import english
from talkdeck.cards.card import Card, Gap, Item
from talkdeck.cards.context import context_of
from talkdeck.cards.portions import portions
from talkdeck.cards.words import STEMMED_SMALL, stem, words
from talkdeck.outline.inline import EMPTY, Inline, Mark, join
from talkdeck.outline.node import Node, Talk
from talkdeck.regex import regex
from talkdeck.rules.bindings import Bindings
from talkdeck.rules.children import counted
from talkdeck.rules.filters import capital, lead_lower, unnumbered
from talkdeck.rules.model import CardRule, Match, Rule
from talkdeck.rules.recurring import is_bare, with_owner
from talkdeck.rules.render import Missing, Value, render, render_items, tidy
from talkdeck.rules.scene import Scene
from talkdeck.rules.template import Template
from talkdeck.rules.topic import LONGEST_NAME, title_of
from talkdeck.rules.view import count_words
from talkdeck.values import replace

SHORT_LINE = 8
"""Most words of the line above which is shown in full though it names nothing: what is asked of
"Temperature?" below it, no heading further up tells."""

_GAP = "\x00gap:"
"""Target of the marks that follow a hidden capture through a template until its offsets in
the finished text are known."""


class Maker:
    """Makes the cards of one rule that fired on one node.

    Attributes:
        dropped: says of a node whether a rule left it out of lists.
    """

    def __init__(
        self,
        rule: Rule,
        match: Match,
        node: Node,
        bound: Bindings,
        around: Bindings,
        scene: Scene,
        talk: Talk,
        file: str,
        dropped: Callable[[Node], bool],
    ) -> None:
        self.rule = rule
        self.match = match
        self.node = node
        self.bound = bound
        self.around = around
        self.scene = scene
        self.talk = talk
        self.file = file
        self.dropped = dropped
        self.used: list[Node] = []
        self.item: Node | None = None
        self._found: list[Node] | None = None
        self.hide: tuple[str, ...] = ()

    def cards(self) -> tuple[list[Card], str]:
        """All cards, and why one of the rule's cards could not be made ("" if all were)."""
        made: list[Card] = []
        why = ""
        for card_rule in self.rule.cards:
            if not self._enough():
                return made, "too few of its points are worth a list"
            asked = self._each(card_rule)
            if not asked:
                why = "it has no points below it to ask for"
            for child in asked:
                self.used = []
                self.item = child
                try:
                    made.extend(portions(self._card(card_rule)))
                except Missing as missing:
                    why = missing.why
        return made, why

    def _enough(self) -> bool:
        """Whether the children are still as many as the rule wants, those left out not counted."""
        wanted = self.match.children
        return wanted is None or len(self._children()) >= wanted.count.least

    def _each(self, card_rule: CardRule) -> Sequence[Node | None]:
        return self._children() if card_rule.each else (None,)

    def _children(self) -> list[Node]:
        """The children that its cards speak of."""
        if self._found is None:
            children = [c for c in counted(self.match.children, self.node) if not self.dropped(c)]
            if self.rule.flat:
                # With what stands below it left out, a label such as `Examples` says nothing.
                children = [c for c in children if not (c.items and self.scene.label(c))]
            if self.rule.counts_on:
                children = [c for c in children if unnumbered(c.text)]
            self._found = children
        return self._found

    def _card(self, made_by: CardRule) -> Card:
        self.hide = made_by.hide
        question, gaps = self._question(made_by)
        answer = self._answer(made_by, question, gaps)
        shown = list(_shown(answer))
        kind = made_by.kind
        if kind == "list" and len(answer) == 1 and not answer[0].items:
            kind = "basic"
        elif kind != "list" and kind != "cloze" and len(answer) > 1:
            answer = (Item(join((i.text for i in answer), "; ")),)
        back = made_by.back_ask
        reverse = EMPTY if back is None else tidy(render(back, self._look))
        hint = EMPTY if made_by.hint is None else self._hint(made_by.hint)
        topic = self._topic_text()
        node = self.item or self.node
        extra = tuple(self._extra(node, shown))
        alone = answer[0].text.text if len(answer) == 1 and not answer[0].items else ""
        return Card(
            kind=kind,
            question=question,
            answer=answer,
            context=context_of(node, self.talk, question.text, self._called, alone),
            rule=self.rule.id,
            role=made_by.name,
            topic=topic.text,
            talk=self.talk,
            node=node,
            file=self.file,
            lines=self._lines([*shown, *extra]),
            ordered=self._ordered(made_by, answer),
            reverse=reverse,
            gaps=gaps,
            hint=hint,
            extra=extra,
            tags=(f"talkdeck::{self.rule.name}", *made_by.tags),
        )

    def _question(self, made_by: CardRule) -> tuple[Inline, tuple[Gap, ...]]:
        """The first question that can be asked, and the gaps in it."""
        missing = Missing("ask")
        for template in made_by.ask:
            try:
                text = self._where(
                    _one_mark(tidy(render(template, self._look, self._is_name))), made_by.kind
                )
            except Missing as found:
                missing = found
                continue
            gaps = _gaps(text, one_by_one=made_by.one_by_one)
            if made_by.kind == "cloze" and not gaps:
                missing = Missing(made_by.hide[0] if made_by.hide else "hide")
                continue
            return self._told_apart(_without_gap_marks(text)), gaps
        raise missing

    def _where(self, question: Inline, kind: str) -> Inline:
        """A question with the phrase that says where it holds: `In Go, what …?`"""
        phrase = self.scene.circumstance(self.node)
        if phrase is None:
            return question
        if kind != "cloze":
            if not _ASKS.match(question.text):
                raise Missing("ask", "the question has no place for the phrase before the sentence")
            question = lead_lower(question)
        return join((capital(phrase), question), ", ")

    def _told_apart(self, question: Inline) -> Inline:
        """A question for a heading that comes back, such as `Method?`, names what it is of."""
        node = self.item or self.node
        if not self.scene.recurs(node) or node.parent is None or node.parent.kind == "talk":
            return question  # what is directly below the talk has its title beside it
        if not node.text.text.isascii() or not is_bare(question.text, node.text.text):
            return question
        topic = self.scene.topic(node)
        if topic is None or not english.is_noun_phrase(node.text.mask):
            raise Missing("topic", "the heading comes back, and nothing tells this one apart")
        self.used.append(topic.node)
        return with_owner(question, topic.text)

    def _answer(self, made_by: CardRule, question: Inline, gaps: tuple[Gap, ...]
                ) -> tuple[Item, ...]:  # fmt: skip
        if made_by.kind == "cloze":
            return tuple(Item(question[g.start : g.end]) for g in gaps)
        items: list[Item] = []
        for template in made_by.answer:
            items.extend(render_items(template, self._look))
        if not items:
            raise Missing("answer")
        return tuple(_swept(item) for item in items)

    def _hint(self, template: Template) -> Inline:
        try:
            return tidy(render(template, self._look))
        except Missing:
            return EMPTY

    def _look(self, name: str) -> Value | None:
        """The value of a name in a template."""
        taken = self.bound.get(name)
        if taken is not None:
            if taken.node is not self.node:
                self.used.append(taken.node)
            return _marked(taken.text, name) if name in self.hide else taken.text
        if name == "children":
            return tuple(self._item(c) for c in self._children())
        if name == "item":
            return self.item.text if self.item is not None else None
        if name in self.around:
            return self.around[name].text
        return self._built_in(name)

    def _is_name(self, word: str) -> bool:
        return word[:1].isupper() and word in self.scene.own_names(self.talk.root)

    def _built_in(self, name: str) -> Inline | None:
        node = self.node
        if name == "node":
            return self._whole()
        if name == "topic":
            topic = self.scene.topic(node)
            if topic is None:
                return None
            self.used.append(topic.node)
            return topic.text
        if name == "title":
            return title_of(self.scene.view(_root(node)))
        if name == "section":
            above = next((a for a in node.ancestors() if a.kind == "heading"), None)
            return None if above is None else self.scene.name(above) or above.text
        if name == "count":
            return Inline(str(len(self._children())))
        beside = {"parent": node.parent, "next": node.next, "previous": node.previous}.get(name)
        if beside is None:
            return None
        self.used.append(beside)
        return _as_code(beside.text.text) if beside.kind == "code" else beside.text

    def _whole(self) -> Inline:
        """The node's text, hidden captures marked where they stand in it."""
        text = self.node.text
        for name in self.hide:
            taken = self.bound.get(name)
            if taken is not None and taken.node is self.node:
                mark = Mark("highlight", taken.start, taken.end, _GAP + name)
                text = Inline(text.text, (*text.marks, mark))
        return text

    def _item(self, node: Node) -> Item:
        """A child as an item, with what is nested below it."""
        if node.kind == "code":
            return Item(_as_code(node.text.text), (), node)
        if node.kind == "heading":
            return Item(node.text, (), node)
        below = tuple(
            self._item(c)
            for c in node.children
            if c.kind in ("bullet", "paragraph", "quote") and not self.dropped(c)
        )
        text = node.text + ":" if node.colon and below else node.text
        return Item(text, below, node)

    def _topic_text(self) -> Inline:
        taken = self.bound.get("topic")
        if taken is not None:
            return taken.text
        topic = self.scene.topic(self.node)
        return topic.text if topic is not None else EMPTY

    def _called(self, node: Node) -> str:
        """What a node is called in the context line."""
        opened = self.scene.opened(node)
        if opened is not None:
            return opened.text
        name = self.scene.name(node)
        if name is not None:
            whole = node.kind == "heading" and count_words(node.text.text) <= LONGEST_NAME
            return node.text.text if whole else name.text
        near = node is (self.item or self.node).parent and _stands_alone(node.text.text)
        return node.text.text if near or self.scene.label(node) else ""

    def _lines(self, shown: list[Node]) -> tuple[int, ...]:
        nodes = [self.node, *self.used, *shown]
        nodes += [t.node for t in self.bound.values()]
        if self.item is not None:
            nodes.append(self.item)
        return tuple(sorted({line for n in nodes if n.kind != "talk" for line in n.lines}))

    def _ordered(self, made_by: CardRule, answer: tuple[Item, ...]) -> bool:
        if made_by.ordered is not None:
            return made_by.ordered
        nodes = [i.node for i in answer]
        return bool(nodes) and all(n is not None and n.number is not None for n in nodes)

    def _extra(self, node: Node, shown: list[Node]) -> Iterator[Node]:
        seen: set[Node] = set()
        for owner in (node, *shown):
            if owner not in seen:
                seen.add(owner)
                if owner.kind != "heading" or owner is node:
                    yield from (n for n in owner.attached if n not in shown)


def _as_code(block: str) -> Inline:
    """A code block as it stands in an answer: each of its lines is marked as code."""
    lines = [line.strip() for line in block.split("\n")]
    return join((Inline(line, (Mark("code", 0, len(line)),)) for line in lines if line), "\n")


_ASKS = regex(r"(?:what|why|how|who|when|where|which)\b", re.IGNORECASE)
_LEFT_MARKS = regex(r"(?:[?!,;:]|(?<=[^\W\d_]{3})\.|\s[-–—])\?$")
_BEFORE_MARK = frozenset("?!,;:.-–—")


def _one_mark(text: Inline) -> Inline:
    """A question ends in its mark alone: it may have been one already, or been cut at a comma."""
    while text.mask[-2:-1] in _BEFORE_MARK and (found := _LEFT_MARKS.search(text.mask)):
        text = text[: found.start()] + "?"
    return text


_LEFT_BEFORE = regex(r"(?:->|=>|→|⇒|[-–—]\s|\^\s?(?=\w))\s*")
_LEFT_BEHIND = regex(r"(?:\s+(?:[-–—/|&+]|->|=>|→|⇒)+|\s*,)\s*$")


_SIGNS_BEFORE = frozenset("-=→⇒–—^")
_SIGNS_BEHIND = frozenset("-–—/|&+>→⇒,")


def _swept(item: Item) -> Item:
    """An item without an arrow or dash that led to it, or a sign that leads on to nothing."""
    mask = item.text.mask
    before = _LEFT_BEFORE.match(mask) if mask[:1] in _SIGNS_BEFORE else None
    behind = _LEFT_BEHIND.search(mask) if mask.rstrip()[-1:] in _SIGNS_BEHIND else None
    if before is None and behind is None:
        return item
    start, end = before.end() if before else 0, behind.start() if behind else len(mask)
    return replace(item, text=item.text[start:end]) if start < end else item


def _root(node: Node) -> Node:
    return next((a for a in node.ancestors() if a.parent is None), node)


def _shown(items: tuple[Item, ...]) -> Iterator[Node]:
    """The nodes of items and of all that is nested in them."""
    for item in items:
        if item.node is not None:
            yield item.node
        yield from _shown(item.items)


def _marked(text: Inline, name: str) -> Inline:
    return Inline(text.text, (Mark("highlight", 0, len(text), _GAP + name), *text.marks))


def _stands_alone(line: str) -> bool:
    """Whether a line can be shown as the place of what is below it: it is short, and neither
    points back nor leads on, as `the main roles are` does.
    """
    said = words(line)
    if not said or count_words(line) > SHORT_LINE:
        return False
    return said[0] not in _POINTING_BACK and stem(said[-1]) not in STEMMED_SMALL


_POINTING_BACK = frozenset("it they he she this that these those we i".split())


def _gaps(text: Inline, *, one_by_one: bool) -> tuple[Gap, ...]:
    """Hidden stretches, in order; one that begins inside another is part of it."""
    found: list[Gap] = []
    if not text.marks:
        return ()
    for m in sorted(text.marks, key=lambda m: m.start):
        if not m.target.startswith(_GAP) or (found and m.start < found[-1].end):
            continue
        found.append(Gap(m.start, m.end, len(found) + 1 if one_by_one else 1))
    return tuple(found)


def _without_gap_marks(text: Inline) -> Inline:
    if not text.marks or not any(m.target.startswith(_GAP) for m in text.marks):
        return text
    return replace(text, marks=tuple(m for m in text.marks if not m.target.startswith(_GAP)))
