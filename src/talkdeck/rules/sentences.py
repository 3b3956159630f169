"""Sentences of a text, and what opens them without saying anything of its own."""

from __future__ import annotations

from collections.abc import Mapping

from talkdeck import english
from talkdeck.outline.inline import Inline
from talkdeck.outline.node import Node
from talkdeck.regex import regex
from talkdeck.rules.view import View
from talkdeck.rules.wordlist import Words

OPENERS = "sentence-openers"
"""The word list of what opens a sentence and says nothing: `Note that`, `Basically`."""

CIRCUMSTANCES = "circumstances"
"""The word list of what opens a phrase before a sentence, up to a comma: `In` of `In Go, …`."""

POINTING = "pointing"
"""The word list of words that point at something outside of a sentence: `this`."""

KINDS = frozenset(("bullet", "paragraph", "quote"))
"""What is made of sentences."""

_MANY = regex(r"[.!?][\"')\]]{0,9}\s")
"""What a text has that may be more than one sentence."""

_AFTER_OPENER = regex(r"(?:,|:| [-–—])?\s+(?=\S+\s+\S+\s+\S)")
"""What parts an opening from a sentence: three words or more."""

_CIRCUMSTANCE = regex(r"(?:\s[^\s,:;()\"“”?]+){0,6}(?=,\s+\S+\s+\S+\s+\S)")
"""The rest of a phrase before a sentence: up to six more words before its comma."""

_JOINT = regex(r"(?P<mark>; | (?:-|–|—|--) )|,?\s+(?:and|but)\s+|,\s+")
"""What may join two main clauses."""

_HOLDING = regex(
    r"(?i)\b(?:that|which|who|whose|if|when|where|because|whether|unless|until|how|why)\b"
)
"""What a clause hangs on: what is joined to it may hang on it as well."""

_LAST_BRACKET = regex(r"\s\((?P<inside>[^()]{9,300})\)\.?\s*$")
"""A bracket at a sentence's end that may hold a sentence of its own."""


class Sentences:
    """Finds sentences, with the word lists that say what opens one."""

    __slots__ = ("_circumstances", "_lists", "_openers", "_phrases")

    def __init__(self, lists: Mapping[str, Words]) -> None:
        self._lists = lists
        self._openers = lists.get(OPENERS)
        self._circumstances = lists.get(CIRCUMSTANCES)
        self._phrases: dict[Node, Inline] = {}

    def of(self, node: Node, view: View) -> tuple[Node, ...]:
        """The sentences of a node, each as a node, without words that only open it.

        Args:
            node: one of `KINDS`.
            view: its text as patterns see it.

        Returns:
            () if there is one sentence only, and that is the node itself.
        """
        whole = (view.begin, len(view.text))
        spans = view.sentences() if _MANY.search(view.text) else (whole,)
        if len(spans) < 2 and self._opened(view, *whole) == (view.begin, 0):
            return ()
        return tuple(self._apart(node, view, *span) for span in spans)

    def _apart(self, node: Node, view: View, begin: int, end: int) -> Node:
        """A sentence as a node, without its `Note that`, and with its `In Go` apart."""
        begin, comma = self._opened(view, begin, end)
        sentence = _node(node, view.slice(comma + 1 if comma else begin, end))
        if comma:
            self._phrases[sentence] = view.slice(begin, comma)
        return sentence

    def clauses(self, node: Node, view: View) -> tuple[Node, ...]:
        """The main clauses of a sentence that has several, each as a node; () if it has one.

        `Yeast eats sugar; salt slows it down` has two, and so has `A hive has one queen (the
        others were killed)`.
        """
        text = view.text
        begin, end, spans = view.begin, len(text.rstrip()), []
        bracket = _LAST_BRACKET.search(text, begin)
        if bracket and _is_clause(text[begin : bracket.start()]):
            inside = bracket.span("inside")
            if english.finite_verb(text[slice(*inside)]):
                end = bracket.start()
                spans.append(inside)
        for hit in _JOINT.finditer(text, begin, end):
            at = hit.start()
            if at in view.atoms or any(a < at < b for a, b in view.pairs):
                continue
            left, right = text[begin:at], text[hit.end() : end]
            if _is_clause(left) and (
                hit["mark"] or (not _HOLDING.search(left) and _is_clause(right))
            ):
                spans.append((begin, at))
                begin = hit.end()
        if not spans:
            return ()
        return tuple(_node(node, view.slice(a, b)) for a, b in sorted([*spans, (begin, end)]))

    def _opened(self, view: View, begin: int, end: int) -> tuple[int, int]:
        """Where a sentence begins to say something, and the comma behind its circumstance."""
        openers = self._openers
        while openers is not None:
            behind, _ = openers.fit(view, begin)
            gap = _AFTER_OPENER.match(view.text, behind, end) if behind >= 0 else None
            if not gap:
                break
            begin = gap.end()
        return begin, self._circumstance(view, begin, end)

    def _circumstance(self, view: View, begin: int, end: int) -> int:
        """The comma behind a phrase that says where or when a sentence holds; 0 if none does."""
        openers, pointing = self._circumstances, self._lists.get(POINTING)
        behind, _ = openers.fit(view, begin) if openers is not None else (-1, "")
        phrase = _CIRCUMSTANCE.match(view.text, behind, end) if behind >= 0 else None
        if not phrase:
            return 0
        if pointing is not None and any(begin < at < phrase.end() for at in pointing.places(view)):
            return 0
        return phrase.end()

    def circumstance(self, sentence: Node) -> Inline | None:
        """The phrase that a sentence lost: see `Scene.circumstance`."""
        return self._phrases.get(sentence)


def _is_clause(text: str) -> bool:
    """Whether a text is a clause with its subject at its beginning."""
    clause = english.split_clause(text.strip())
    return clause is not None and clause.lead == (0, 0)


def _node(node: Node, text: Inline) -> Node:
    """A sentence in the place of the node that it was cut out of."""
    made = Node("sentence", text, node.start, node.end)
    object.__setattr__(made, "parent", node.parent)
    object.__setattr__(made, "index", node.index)
    return made
