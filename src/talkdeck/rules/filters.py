"""What a template may do to a capture. Code stays as it is, mark-up is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

from talkdeck import english
from talkdeck.outline.inline import ATOMIC, EMPTY, Inline, join
from talkdeck.regex import regex
from talkdeck.rules.parts import outside, unparen
from talkdeck.rules.shapes import verb_form
from talkdeck.rules.view import View

Change = Callable[[Inline], Inline]

_END_MARKS = " \t\n.;,:!"
_QUOTES = regex(r"""^["“”'‘](.*)["“”'’]$""", re.DOTALL)
_ARTICLE = regex(r"(?:an?|the)\s+(?=\S)", re.IGNORECASE)
_BULLET = regex(r"^\s*(?:[-*•·–]|\d+[.)])\s+")
_STOP = regex(r"[.!?](?=\s+[A-Z0-9“\"`(]|\s*$)")
LONGEST_NAME = 60
"""Most characters before a colon that are a name."""

_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()


def rewrite(value: Inline, text: str) -> Inline:
    """The value with another text; what both have in common at their ends stays as it is.

    Args:
        value: the value before.
        text: what its mask has become; a change that touches code is not made.
    """
    old = value.mask
    if text == old:
        return value
    if not value.marks:
        return Inline(text)
    shared = min(len(old), len(text))
    start = next((n for n in range(shared) if old[n] != text[n]), shared)
    rest = shared - start
    end = next((n for n in range(rest) if old[-1 - n] != text[-1 - n]), rest)
    if any(_closed(value)[max(0, start - 1) : max(start, len(old) - end)]):
        return value
    return value[:start] + text[start : len(text) - end] + value[len(old) - end :]


def same_length(value: Inline, change: Callable[[str], str]) -> Inline:
    """The value with its letters changed in place, code and math left alone."""
    text = list(value.text)
    for n, (character, seen) in enumerate(zip(value.text, _closed(value), strict=True)):
        if not seen:
            new = change(character)
            text[n] = new if len(new) == 1 else character
    return Inline("".join(text), value.marks)


def _closed(value: Inline) -> list[bool]:
    """For each character whether it stands in code, math or a picture."""
    inside = [False] * len(value.text)
    for m in value.marks:
        if m.kind in ATOMIC:
            inside[m.start : m.end] = [True] * (m.end - m.start)
    return inside


_COUNTED = regex(r"[^\W\d_]+ #?(?:\d+|[A-Z])(?:\s*[:–—]|\s+-|\.)\s+(?=\S)")


def _first_letter(value: Inline, change: Callable[[str], str]) -> Inline:
    at = next((n for n, c in enumerate(value.text) if c.isalnum()), -1)
    if at < 0 or _closed(value)[at]:
        return value
    new = change(value.text[at])
    if len(new) != 1:
        return value
    return Inline(value.text[:at] + new + value.text[at + 1 :], value.marks)


def _lower(value: Inline) -> Inline:
    return same_length(value, str.lower)


def _upper(value: Inline) -> Inline:
    return same_length(value, str.upper)


_SIGNS = regex(r"[._$#@/\\*(]")


def capital(value: Inline) -> Inline:
    """The first letter in upper case, unless the first word is written in a way of its own."""
    first = value.text.split()[:1]
    if first and (any(c.isupper() for c in first[0]) or _SIGNS.search(first[0].rstrip(_END_MARKS))):
        return value  # iPhone, `$scope` and routing.key, or a capital is there already
    return _first_letter(value, str.upper)


_COMMON_END = regex(r"(?:ity|ness|ism|ics|tion|ment|ship)s?$")


def _opening(value: Inline) -> Inline:
    """As `capital`, but one word that English does not know is a name, and stays as it is."""
    word = value.text.rstrip(_END_MARKS)
    if word.isalpha() and not english.known(word) and not _COMMON_END.search(word):
        return value
    return capital(value)


def lead_lower(value: Inline) -> Inline:
    """The first letter in lower case, unless the first word is a name, acronym or `I`."""
    words = value.text.split()
    if not words:
        return value
    first = words[0].strip("\"'“”‘’([,.;:!?")
    if first in ("I", "I'm", "I've", "I'd", "I'll") or first[1:] != first[1:].lower():
        return value
    if any(c.isdigit() for c in first) or english.is_name(first):
        return value
    # A capital on the second word as well: a title such as Queen of the Night, not An Owl.
    titled = len(words) > 1 and words[1].istitle()
    if titled and first not in ("A", "An", "The"):
        return value
    return _first_letter(value, str.lower)


def _plain(value: Inline) -> Inline:
    return Inline(value.text)


def _strip(value: Inline) -> Inline:
    value = value.strip()
    while True:
        kept = len(value.mask.rstrip(_END_MARKS))
        quoted = _QUOTES.match(value.mask[:kept])
        if kept == len(value.text) and not quoted:
            return value
        value = value[1 : kept - 1] if quoted else value[:kept]


def _bare(value: Inline) -> Inline:
    hit = _ARTICLE.match(value.text)
    return value[hit.end() :] if hit and not any(_closed(value)[: hit.end()]) else value


def _unbullet(value: Inline) -> Inline:
    hit = _BULLET.match(value.mask)
    return value[hit.end() :] if hit else value


def _first_sentence(value: Inline) -> Inline:
    hit = _STOP.search(value.mask)
    return value[: hit.end()] if hit else value


def _clause(value: Inline) -> Inline:
    """Up to where another statement is added, or another line begins."""
    line = value.mask.find("\n")
    value = value if line < 0 else value[:line]
    return value[: english.clause_end(value.mask)]


LONG = 25
"""Words of an answer from which on it is too long to be graded at a glance."""


def _first_part(value: Inline) -> Inline:
    """Up to its first semicolon where it is long: remarks follow behind one."""
    at = outside(View(value), "; ") if len(value.text.split()) > LONG else []
    first = value[: at[0]] if at else value
    return first if at and len(first.text.split()) > 1 else value


def _name(value: Inline) -> Inline:
    """What stands before a colon or dash: the term of `term: meaning`."""
    view = View(value)
    at = [n for mark in (": ", " - ") for n in outside(view, mark)]
    at = [n for n in at if not view.text[:n].rstrip()[-1:].isdigit() and n <= LONGEST_NAME]
    return view.slice(0, min(at)) if at else value


def unnumbered(value: Inline) -> Inline:
    """Without the word and number that count it: `Option 2: a roof`; empty if it has none."""
    hit = _COUNTED.match(value.mask)
    return value[hit.end() :] if hit else EMPTY


def _same(value: Inline) -> Inline:
    return value


def _number(value: Inline) -> Inline:
    text = value.text.strip()
    if text.isdecimal() and int(text) < len(_NUMBERS):
        return rewrite(value, _NUMBERS[int(text)])
    return value


def _ask(name: str) -> Change:
    """A function of the English room that gives another form of a word or phrase."""

    def change(value: Inline) -> Inline:
        if value.covered_by("code", "math", "display-math", "image"):
            return value
        return rewrite(value, str(getattr(english, name)(value.mask)))

    return change


def _base(value: Inline) -> Inline:
    """A verb's base form; within a question it has no capital."""
    return _ask("base")(_first_letter(value, str.lower) if value.text.istitle() else value)


def _the(value: Inline) -> Inline:
    """With the definite article where an indefinite one would have to stand."""
    if english.with_article(value.mask) == value.mask:
        return value
    return _ask("with_the")(value)


def _agree(name: str) -> Change:
    """A verb in agreement with the capture, in place of it; a piece of code is one thing."""

    def change(value: Inline) -> Inline:
        one = len(value.text) == 1 and value.covered_by("code")  # `i` is no person
        return Inline(str(getattr(english, name)("it" if one else value.mask)))

    return change


def _verb_parts(group: str) -> tuple[str, str]:
    """What a question begins with, and what is left of a verb group: `did`, `save`."""
    words = group.split()
    if not words:
        return "", ""
    opening = next((n for n, w in enumerate(words) if not english.is_adverb(w)), 0)
    if opening and verb_form(words[opening].lower()) in ("be", "modal"):
        words.insert(0, words.pop(opening))
    first = words[0].lower()
    auxiliary = verb_form(first) in ("be", "modal") or first.endswith("n't") or first == "cannot"
    helper = first in ("does", "do", "did", "doesn't", "don't", "didn't")
    perfect = first in ("has", "have", "had", "hasn't", "haven't") and len(words) > 1
    if auxiliary or (helper and len(words) > 1) or perfect:
        rest = " ".join(words[1:])
        if first == "cannot":
            return "can", f"not {rest}".strip()
        if first.endswith("n't") and first != "can't":
            plain = "will" if first == "won't" else first.removesuffix("n't")
            return plain, f"not {rest}".strip()
        if first == "can't":
            return "can", f"not {rest}".strip()
        return first, rest
    lead = [w for w in words if english.is_adverb(w)]
    verbs = [w for w in words if w not in lead] or words
    verbs[0] = verbs[0].lower() if verbs[0].istitle() else verbs[0]
    helping = {"s": "does", "plural": "do"}.get(verb_form(" ".join(verbs)), "did")
    return helping, " ".join([*lead, english.base(verbs[0]), *verbs[1:]])


def _aux(value: Inline) -> Inline:
    """The auxiliary of a question: `saved` -> did, `doesn't set` -> does."""
    return Inline(_verb_parts(value.text.replace("’", "'"))[0])


def _main(value: Inline) -> Inline:
    """What is left of a verb group in a question: `saved` -> save, `doesn't set` -> not set."""
    return Inline(_verb_parts(value.text.replace("’", "'"))[1])


def _asked(value: Inline) -> Inline:
    """A sentence in the order of a question; what is no plain sentence stays as it is."""
    clause = english.split_clause(value.mask)
    if clause is None or clause.lead != (0, 0):
        return value
    helper, main = _verb_parts(value.text[slice(*clause.verb)].replace("’", "'"))
    subject = _the(lead_lower(value[slice(*clause.subject)]))
    rest = value[slice(*clause.rest)]
    return join([part for part in (Inline(helper), subject, Inline(main), rest) if part.text], " ")


FILTERS: dict[str, tuple[Change, str]] = {
    "lower": (_lower, "in lower case"),
    "upper": (_upper, "in capitals"),
    "capital": (capital, "the first letter a capital"),
    "opening": (_opening, "the first letter a capital, unless it is one word unknown to English"),
    "lead-lower": (lead_lower, "the first letter in lower case, unless it begins a name"),
    "plain": (_plain, "without mark-up"),
    "strip": (_strip, "without end marks and surrounding quotes"),
    "bare": (_bare, "without a leading a, an or the"),
    "article": (_ask("with_article"), "with a or an where it needs one"),
    "the": (_the, "with the, where a name, plural or mass noun has none"),
    "plural": (_ask("plural"), "in the plural"),
    "singular": (_ask("singular"), "in the singular"),
    "base": (_base, "the verb in its base form"),
    "third": (_ask("third"), "the verb in the third person"),
    "gerund": (_ask("gerund"), "the verb with -ing"),
    "past": (_ask("past"), "the verb in the past"),
    "participle": (_ask("participle"), "the verb's past participle"),
    "be": (_agree("be"), "is or are, whichever agrees with it"),
    "do": (_agree("do"), "does or do, whichever agrees with it"),
    "have": (_agree("have"), "has or have, whichever agrees with it"),
    "aux": (_aux, "what a question with this verb begins with: does, did, can, is"),
    "main": (_main, "what is left of the verb in such a question: saved gives save"),
    "asked": (
        _asked,
        "a sentence in the order of a question: `yeast eats` gives `does yeast eat`",
    ),
    "split": (_plain, "as items, at ; or / or ,"),
    "unparen": (unparen, "without what stands in parentheses"),
    "number": (_number, "a small number as a word"),
    "name": (_name, "what stands before its first colon or dash"),
    "unnumbered": (
        unnumbered,
        "items without the number before them, as in `Option 2: …`; those without one left out",
    ),
    "top": (_same, "items without what is nested below them"),
    "explained": (
        _same,
        "items with what is nested below them, where it explains most of them in few words;"
        " else without",
    ),
    "unbullet": (_unbullet, "without a list mark at its start"),
    "first-sentence": (_first_sentence, "its first sentence"),
    "first-part": (_first_part, f"up to its first semicolon, if it has over {LONG} words"),
    "clause": (_clause, "up to where another statement is added: `, but …`, `and increases …`"),
}
"""Filters by name, with what they make of a capture. `split` is done by the renderer, for it
alone makes several texts of one."""
