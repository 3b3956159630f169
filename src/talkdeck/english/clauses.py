"""The finite verb of a text, and what stands before and after it.

When the reading is uncertain the answer is None: a question broken by a wrong verb costs
more than one that was never asked.
"""

from __future__ import annotations

import itertools
from functools import lru_cache

from talkdeck.english import inflect, nouns, tables
from talkdeck.english import tokens as tk
from talkdeck.english.moods import (
    CLOSE,
    OPEN,
    QUOTES,
    asks,
    is_stop,
    orders,
    outside_brackets,
    segments_of,
)
from talkdeck.english.tokens import MAX_LENGTH, Token, Tokens, tokenize
from talkdeck.english.verbs import Found, find_verb, verb_span
from talkdeck.values import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """A simple declarative clause, as offsets into its text.

    Attributes:
        subject: start and end of the subject, e.g. `Python 3`.
        verb: of the finite verb with its auxiliaries and the adverbs among them, e.g.
            `doesn't set`, `can easily handle`, `is used`.
        rest: of all that follows, end mark left out; may be empty.
        lead: of what stands before the subject, e.g. `In practice`; mostly empty.
        plural: whether the subject is plural.
    """

    subject: tuple[int, int]
    verb: tuple[int, int]
    rest: tuple[int, int]
    lead: tuple[int, int] = (0, 0)
    plural: bool = False


def finite_verb(text: str) -> tuple[int, int] | None:
    """Offsets of the main finite verb with its auxiliaries; None if there is none, or doubt.

    A bullet that begins with its verb has one (`provides a stable API`), an imperative, a
    question and a heading such as `Why tests matter` have none.
    """
    return _finite(text[:MAX_LENGTH])


@lru_cache(1 << 12)
def _finite(text: str) -> tuple[int, int] | None:
    tokens = tokenize(text)
    for start, end in segments_of(tokens):
        if orders(tokens, start, end) or asks(tokens, start, end):
            continue
        if found := find_verb(tokens, start, end):
            return verb_span(tokens, found)
    return None


def split_clause(text: str) -> Clause | None:
    """Subject, finite verb and rest of a simple declarative clause; None when in doubt.

    Example:
        `Kafka is a log` -> `Kafka`, `is`, `a log`.
    """
    return _split(text) if len(text) <= MAX_LENGTH else None


@lru_cache(1 << 12)
def _split(text: str) -> Clause | None:
    tokens = tokenize(text)
    segments = segments_of(tokens)
    if not segments or text.rstrip().endswith("?"):
        return None
    start, end = segments[0]
    if orders(tokens, start, end) or asks(tokens, start, end):
        return None
    found = find_verb(tokens, start, end)
    if found is None or not found.sure:
        return None
    contracted = bool(tokens[found.first].tags & (tk.CONTR | tk.POSS))  # `it's`
    if found.subject >= found.first + contracted:
        return None
    if found.last + 1 < len(tokens) and _loose(tokens[found.last + 1]):
        return None
    if _is_bare_auxiliary(tokens, found):
        return None
    if any(is_stop(tokens, i) for i in range(found.last + 1, len(tokens) - 1)):
        return None
    opened = found.subject > start and tokens[found.subject - 1].text in QUOTES
    first = found.subject - opened
    subject = tokens[first : found.first + contracted]
    if not _is_subject(subject):
        return None
    verb_start, verb_end = verb_span(tokens, found)
    subject_end = min(subject[-1].end, verb_start)
    lead_end = tokens[first - 1].start if first > start else 0
    rest_end = len(text.rstrip().rstrip(".!").rstrip())
    rest_start = min(tokens[found.last + 1].start if found.last + 1 < len(tokens) else rest_end,
                     rest_end)  # fmt: skip
    return Clause(
        (subject[0].start, subject_end),
        (verb_start, verb_end),
        (rest_start, rest_end),
        (tokens[start].start, lead_end) if lead_end else (0, 0),
        _plural_subject(subject),
    )


def is_clause(text: str) -> bool:
    """Whether a text is nothing but a clause that says of itself who or what it is about.

    `Yeast eats sugar` is, `it eats sugar`, `then yeast eats sugar` and `sugar for yeast` are not.
    """
    clause = split_clause(text)
    if clause is None or clause.lead != (0, 0) or text[: clause.subject[0]].strip():
        return False
    first = text[slice(*clause.subject)].split()[0].lower()
    verb = text[slice(*clause.verb)]
    return (first == "you" or not inflect.is_pronoun(first)) and verb[0].isalpha()


def _is_bare_auxiliary(tokens: Tokens, found: Found) -> bool:
    """Whether the full verb after `can` or `doesn't` was not recognized."""
    last = tokens[found.last]
    first = tokens[found.first]
    if tokens[found.last].tags & tk.DO and found.first != found.last:
        return not (
            found.last + 1 < len(tokens)
            and tokens[found.last + 1].tags & (tk.NOMINAL | tk.DET | tk.PRON | tk.ADJ)
        )  # `they often do`
    return bool(last.tags & tk.MODAL) or (
        bool(first.tags & tk.DO) and found.first == found.last and "n" in first.low[2:]
    )


def _loose(after: Token) -> bool:
    """Whether what follows the verb hangs on something else: `can add and subtract`."""
    if after.tags & tk.PUNCT:
        return after.text not in OPEN and after.text not in QUOTES and after.text not in ".!…"
    return bool(after.tags & tk.CONJ)


@lru_cache(1 << 12)
def is_imperative(text: str) -> bool:
    """Whether the text tells somebody to do something: `Use pytest`, `Don't repeat yourself`."""
    tokens = tokenize(text[:MAX_LENGTH])
    segments = segments_of(tokens)
    return bool(segments) and orders(tokens, *segments[0])


@lru_cache(1 << 12)
def is_question(text: str) -> bool:
    """Whether the text asks: it ends in `?`, or is inverted as a question is.

    `Why is it slow` and `Can we cache it` are questions, `Why it is slow` and `How to cache`
    are not.
    """
    stripped = text.rstrip(" \t\n\"”')")
    if stripped.endswith("?"):
        return True
    tokens = tokenize(text[:MAX_LENGTH])
    segments = segments_of(tokens)
    return bool(segments) and asks(tokens, *segments[0])


def invert(subject: str, verb: str) -> str:
    """A subject and its finite verb in the order of a question, with `do` where it is needed.

    `("LBs", "use")` -> `do LBs use`, `("Heroku", "pairs")` -> `does Heroku pair`,
    `("tools", "can handle")` -> `can tools handle`, `("X", "doesn't set")` ->
    `doesn't X set`, `("Python 3", "saved")` -> `did Python 3 save`, `("it", "is")` -> `is it`.
    """
    words = verb.split()
    if not words:
        return subject
    if words[0][0] in "'’":
        words[0] = _spelt_out(words)
    for n, word in enumerate(words):
        tags = tk.tags_of(word, False)
        alone = n == len(words) - 1 or all(
            tk.tags_of(later, False) & tk.ADV for later in words[n + 1 :]
        )
        if tags & (tk.MODAL | tk.BE) or (tags & (tk.HAVE | tk.DO) and not alone):
            rest = words[:n] + words[n + 1 :]
            return " ".join([word, subject, *rest])
        if not tags & tk.ADV:
            break
    main = next((n for n, w in enumerate(words) if not inflect.is_adverb(w)), len(words) - 1)
    return " ".join([_do_form(words[main]), subject, *words[:main], inflect.base(words[main]),
                     *words[main + 1 :]])  # fmt: skip


def _spelt_out(words: list[str]) -> str:
    """The auxiliary that `'s`, `'ll` … at the head of a verb group stands for."""
    short = words[0].replace("’", "'")
    if short == "'s" and len(words) > 1 and words[1] in ("been", "had", "got"):
        return "has"
    return _SPELT_OUT.get(short, words[0])


_SPELT_OUT = {"'s": "is", "'re": "are", "'m": "am", "'ll": "will", "'ve": "have", "'d": "would"}


def _do_form(verb: str) -> str:
    low = verb.lower()
    if tables.irregular(inflect.PAST).get(low, low) != low:
        return "did"
    if inflect.is_third(low) and not (inflect.is_base(low) and not low.endswith("s")):
        return "does"
    if inflect.is_past(low) and not inflect.is_base(low):
        return "did"
    return "do"


# Judging a subject


def _is_subject(subject: Tokens) -> bool:
    """Whether these words make a subject that a question can be asked about."""
    words = [t for t in subject if not t.tags & tk.PUNCT]
    if not words or len(words) > 14:
        return False
    if subject[-1].text == ",":
        return False
    commas = sum(t.text == "," for t in outside_brackets(subject))
    if commas and not any(t.low in ("and", "or", "&") for t in subject):
        return False
    if subject[0].text in QUOTES and subject[-1].text in QUOTES:
        return True  # what is quoted is named
    first, last = words[0], words[-1]
    if first.tags & (tk.CONJ | tk.SUB) and not first.tags & (tk.DET | tk.PRON | tk.NOMINAL):
        return False
    if len(words) > 1 and last.tags & (tk.DET | tk.PREP) and not last.tags & (tk.NOMINAL | tk.PRON):
        return False
    if sum(t.text in OPEN for t in subject) != sum(t.text in CLOSE for t in subject):
        return False
    if sum(t.text in '"“”' for t in subject) % 2:
        return False
    # A bare verb, or a noun phrase that begins with a participle, is another construction.
    if first.tags & (tk.PAST | tk.PART) and not first.tags & (tk.NOMINAL | tk.ADJ):
        verb = inflect.verb_of_past(first.low)
        return (
            len(words) > 1
            and bool(words[1].tags & tk.NOMINAL)
            and (verb not in tables.words("intransitive"))
        )
    if any(t.text in "<>=|+*" for t in subject) or _holds_past(words):
        return False
    # `no guarantee the push arrives`: what follows the noun is a clause of its own
    if not first.tags & tk.GERUND and any(
        a.tags & tk.NOMINAL and not a.tags & (tk.ADJ | tk.PREP) and b.low in ("a", "an", "the")
        for a, b in itertools.pairwise(subject)
    ):
        return False
    # `Difficult to model`, `Good for caching`
    if (
        first.tags & tk.ADJ
        and not first.tags & (tk.NOMINAL | tk.DET)
        and len(words) > 1
        and (words[1].tags & (tk.TO | tk.PREP))
    ):
        return False
    named = tk.NOMINAL | tk.PRON | tk.GERUND | tk.NUM
    return any(t.tags & named and not (t.tags & tk.ADJ and len(words) == 1) for t in words)


def _holds_past(words: Tokens) -> bool:
    """`Editors believed tabs should …`: a past form between two nouns is a verb of its own."""
    return any(
        b.tags & tk.PAST
        and not b.tags & (tk.ADJ | tk.NOMINAL)
        and a.tags & tk.NOMINAL
        and c.tags & (tk.NOMINAL | tk.ADJ)
        for a, b, c in zip(words, words[1:], words[2:], strict=False)
    )


def _plural_subject(subject: Tokens) -> bool:
    words = [t for t in subject if not t.tags & tk.PUNCT]
    if words[0].low in tables.words("plural-pronouns"):
        return True
    if words[0].tags & tk.GERUND and not words[0].tags & tk.NAME and len(words) > 1:
        return False
    return nouns.is_plural_phrase(" ".join(t.text for t in subject))
