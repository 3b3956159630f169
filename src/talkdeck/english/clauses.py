"""Finding the finite verb of a clause, and what stands before and after it.

There is no tagger here. A verb is believed when its form leaves no choice (`provides`,
`can`), or when the words around an ambiguous form (`tests`, `uses`, `saved`) leave none.
When neither is so the answer is None: a question broken by a wrong verb costs more than
one that was never asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from talkdeck.english import inflect, tables
from talkdeck.english import tokens as tk
from talkdeck.english.tokens import Token, tokenize

MAX_LENGTH = 600
"""Texts longer than this many characters are no clause."""

_BREAKS = frozenset((":", ";", "—", "–", "-", "→", "⇒", "->", "=>", "...", "…", "|", "=", "!", "?"))
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_QUOTES = frozenset("\"“”'‘’")


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


@dataclass(frozen=True, slots=True)
class _Found:
    """A finite verb: first token of its subject, first and last token of the verb group.

    `sure` is False when the subject holds a clause of its own, or other words that a plain
    subject has not.
    """

    subject: int
    first: int
    last: int
    sure: bool


def finite_verb(text: str) -> tuple[int, int] | None:
    """Offsets of the main finite verb with its auxiliaries; None if there is none, or doubt.

    A bullet that begins with its verb has one (`provides a stable API`), an imperative, a
    question and a heading such as `Why tests matter` have none.
    """
    return _finite(text[:MAX_LENGTH])


@lru_cache(1 << 12)
def _finite(text: str) -> tuple[int, int] | None:
    tokens = tokenize(text)
    for start, end in _segments(tokens):
        if _imperative(tokens, start, end) or _interrogative(tokens, start, end):
            continue
        if found := _find(tokens, start, end):
            return _verb_span(tokens, found)
    return None


def is_sentence(text: str) -> bool:
    """Whether the text holds a finite verb, in a main or a subordinate clause."""
    if finite_verb(text) is not None:
        return True
    tokens = tokenize(text[:MAX_LENGTH])
    for start, end in _segments(tokens):
        for i in range(start, end - 1):
            if (
                tokens[i].tags & (tk.SUB | tk.WH)
                and not tokens[i].tags & tk.PREP
                and (_find(tokens, i + 1, end))
            ):
                return True
    return False


def split_clause(text: str) -> Clause | None:
    """Subject, finite verb and rest of a simple declarative clause; None when in doubt.

    Example:
        `Kafka is the backbone` -> `Kafka`, `is`, `the backbone`.
    """
    return _split(text) if len(text) <= MAX_LENGTH else None


@lru_cache(1 << 12)
def _split(text: str) -> Clause | None:
    tokens = tokenize(text)
    segments = _segments(tokens)
    if not segments or text.rstrip().endswith("?"):
        return None
    start, end = segments[0]
    if _imperative(tokens, start, end) or _interrogative(tokens, start, end):
        return None
    found = _find(tokens, start, end)
    if found is None or not found.sure or found.subject >= found.first:
        return None
    if any(_is_stop(tokens, i) for i in range(found.last + 1, len(tokens) - 1)):
        return None
    subject = tokens[found.subject : found.first]
    if not _is_subject(subject):
        return None
    verb_start, verb_end = _verb_span(tokens, found)
    subject_end = min(subject[-1].end, verb_start)
    lead_end = tokens[found.subject - 1].start if found.subject > start else 0
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


def is_imperative(text: str) -> bool:
    """Whether the text tells somebody to do something: `Use pytest`, `Don't repeat yourself`."""
    tokens = tokenize(text[:MAX_LENGTH])
    segments = _segments(tokens)
    return bool(segments) and _imperative(tokens, *segments[0])


def is_question(text: str) -> bool:
    """Whether the text asks: it ends in `?`, or is inverted as a question is.

    `Why is it slow` and `Can we cache it` are questions, `Why it is slow` and `How to cache`
    are not.
    """
    stripped = text.rstrip(" \t\n\"”')")
    if stripped.endswith("?"):
        return True
    tokens = tokenize(text[:MAX_LENGTH])
    segments = _segments(tokens)
    return bool(segments) and _interrogative(tokens, *segments[0])


def invert(subject: str, verb: str) -> str:
    """A subject and its finite verb in the order of a question, with `do` where it is needed.

    `("LBs", "use")` -> `do LBs use`, `("Heroku", "pairs")` -> `does Heroku pair`,
    `("tools", "can handle")` -> `can tools handle`, `("X", "doesn't set")` ->
    `doesn't X set`, `("Python 3", "saved")` -> `did Python 3 save`, `("it", "is")` -> `is it`.
    """
    words = verb.split()
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


def _do_form(verb: str) -> str:
    low = verb.lower()
    if inflect.is_third(low) and not (inflect.is_base(low) and not low.endswith("s")):
        return "does"
    if inflect.is_past(low) and not inflect.is_base(low):
        return "did"
    return "do"


# The parts of a text


def _is_stop(tokens: list[Token], i: int) -> bool:
    """Whether a token ends a sentence: a full stop between two, `!`, `?`, `;`."""
    return tokens[i].text in (".", "!", "?", ";", "…", "...")


def _segments(tokens: list[Token]) -> list[tuple[int, int]]:
    """Stretches between colons, dashes, arrows and ends of sentences, brackets kept whole."""
    found = []
    start = depth = 0
    for i, token in enumerate(tokens):
        if token.tags & tk.PUNCT:
            if token.text in _OPEN:
                depth += 1
            elif token.text in _CLOSE:
                depth = max(0, depth - 1)
            elif depth == 0 and (token.text in _BREAKS or token.text == "."):
                if i > start:
                    found.append((start, i))
                start = i + 1
    if start < len(tokens):
        found.append((start, len(tokens)))
    return found


def _past_bracket(tokens: list[Token], i: int, end: int) -> int:
    """The index after the bracket that opens at i."""
    depth = 0
    while i < end:
        if tokens[i].text in _OPEN:
            depth += 1
        elif tokens[i].text in _CLOSE:
            depth -= 1
            if depth == 0:
                return i + 1
        i += 1
    return end


# What the text is


def _imperative(tokens: list[Token], start: int, end: int) -> bool:
    i = start
    while i < end and (tokens[i].text in _QUOTES or tokens[i].low in _POLITE):
        i += 1
    if i >= end:
        return False
    if tokens[i].low in ("don't", "dont", "do") and i + 1 < end:
        if tokens[i].low == "do" and tokens[i + 1].low != "not":
            return False
        after = i + 1 + (tokens[i].low == "do")
        return after < end and bool(tokens[after].tags & (tk.VERB | tk.ADV | tk.HAVE | tk.DO) or
                                    tokens[after].low == "be")  # fmt: skip
    if tokens[i].tags & tk.ADV and not tokens[i].tags & (tk.NOUN | tk.VERB) and i + 1 < end:
        # `Always use`, `only use`; but `Very fast`, `Originally build` …
        return (
            tokens[i].low in _BEFORE_ORDER
            and bool(tokens[i + 1].tags & tk.VERB)
            and (_orders(tokens, i + 1, end))
        )
    return _orders(tokens, i, end)


_POLITE = frozenset(("please", "just", "then", "so", "and", "first", "finally", ","))
_BEFORE_ORDER = frozenset(("always", "never", "only", "also", "simply", "instead", "actually"))


def _orders(tokens: list[Token], i: int, end: int) -> bool:
    """Whether the verb at i is an order: it can be a base form, and what follows suits one."""
    word = tokens[i]
    if word.low in ("be", "have"):
        return i + 1 < end
    if not word.tags & tk.VERB or word.tags & (tk.NAME | tk.AUX | tk.PREP | tk.DET | tk.POSS):
        return False
    if word.low in tables.words("noun-leaning"):
        return False
    following = tokens[i + 1] if i + 1 < end else None
    if following is None:
        return not word.tags & (tk.NOUN | tk.ADJ | tk.PART | tk.PAST)
    if following.text in ("(", ",", "/"):
        return not word.tags & (tk.NOUN | tk.ADJ | tk.PAST)
    if f"{word.low}-{following.low}" in tables.words("compounds"):
        return False
    if following.tags & (tk.AUX & ~tk.DO) and not following.tags & (tk.NOUN | tk.NAME):
        return False
    if following.low == "of":
        return word.low in ("think", "get", "dispose", "beware")
    if not word.tags & (tk.NOUN | tk.ADJ | tk.PAST | tk.PART):
        return not (following.tags & tk.VERBS and not following.tags & tk.NOUNS)
    if _opens_object(following):
        return following.low != "that" or word.low in _SAYS
    if word.low in tables.words("adjective-leaning"):
        return False
    if word.low in tables.words("verb-leaning") or word.low in tables.words("base-leaning"):
        if following.tags & (tk.PREP | tk.CONJ | tk.SUB | tk.TO):
            return not word.tags & tk.NOUN or word.low in _VERBS_WITH_PARTICLES
        # `Help wanted`, `Store opened`, `Run finished`
        if following.tags & tk.PAST and not following.tags & (tk.NOUN | tk.ADJ):
            return i + 2 < end and bool(tokens[i + 2].tags & tk.NOMINAL)
        return bool(following.tags & (tk.NOMINAL | tk.ADJ | tk.ADV | tk.NUM | tk.GERUND)) or (
            following.text in _QUOTES
        )
    return False


_SAYS = frozenset("say think know see note ensure check remember show learn believe hope".split())
_VERBS_WITH_PARTICLES = frozenset(
    "look work think go talk wait move stand listen run start stop keep try come get put take make "
    "set let give read write add use learn build help break draw fall check care".split()
)


def _opens_object(token: Token) -> bool:
    """Whether a word can only begin an object or a clause: `the`, `it`, `what`."""
    return token.low in tables.words("object-openers") and not (
        token.low == "a" and token.text == "A"
    )


def _interrogative(tokens: list[Token], start: int, end: int) -> bool:
    if end < len(tokens) and tokens[end].text == "?":
        return True
    i = start
    while i < end and (tokens[i].tags & tk.CONJ or tokens[i].text in _QUOTES):
        i += 1
    if i + 1 >= end:
        return False
    first, second = tokens[i], tokens[i + 1]
    if first.low in tables.words("question-words"):
        if first.low in ("what", "which", "how", "whose"):
            # `What tools do …`, `How many workers are …`: an auxiliary, then a subject.
            for j in range(i + 1, min(i + 5, end)):
                if tokens[j].tags & tk.AUX:
                    return j == i + 1 or (
                        j + 1 < end and bool(tokens[j].tags & tk.DO | tokens[j + 1].tags & tk.PRON)
                    )
                if tokens[j].tags & (tk.PRON | tk.DET) and not tokens[j].tags & tk.NOUN:
                    return False
            return False
        return bool(second.tags & tk.AUX)
    if first.tags & tk.AUX and not first.tags & tk.NAME and first.low not in ("have", "do", "had"):
        return bool(second.tags & (tk.PRON | tk.DET)) and not first.low.startswith("don")
    if first.low in ("do", "did"):
        return bool(second.tags & tk.PRON)
    return False


# Finding the verb


def _find(tokens: list[Token], start: int, end: int) -> _Found | None:
    """The main finite verb between two indices."""
    sure = True
    i = start
    while i < end and (tokens[i].text in _QUOTES or tokens[i].tags & tk.CONJ):
        sure = sure and not tokens[i].tags & tk.CONJ
        i += 1
    subject = i
    if i < end and _leads(tokens[i]):
        comma = _comma(tokens, i, end)
        if comma is None and tokens[i].tags & (tk.SUB | tk.WH) and not tokens[i].tags & tk.PREP:
            return None
        if comma is not None:
            subject = i = comma + 1
        else:
            sure = False
    while i < end and tokens[i].tags & tk.ADV and not tokens[i].tags & (tk.NOMINAL | tk.ADJ):
        i += 1
    if i < end and i > subject and tokens[i].text == ",":
        i += 1
    if i > subject and not tokens[i - 1].text == ",":
        sure = False
    if i < end and tokens[i].tags & tk.WH and not tokens[i].tags & tk.SUB:
        return None
    subject = i
    pending = 0  # verbs that belong to relative clauses in the subject
    while i < end:
        token = tokens[i]
        if token.text in _OPEN:
            i = _past_bracket(tokens, i, end)
            continue
        if token.text == "," or token.text in _QUOTES or token.text == "/":
            i += 1
            continue
        if i > subject and _opens_clause(tokens, i, subject):
            if token.tags & tk.SUB and not token.tags & (tk.REL | tk.PREP):
                return None
            if pending:
                return None
            pending, sure = 1, False
            i += 1
            continue
        if i > subject and _contact_clause(tokens, i):
            pending, sure = 1, False
            i += 1
            if not token.tags & tk.CONTR:
                continue
            i -= 1
        if _is_finite(tokens, i, subject, end):
            last = _group_end(tokens, i, end)
            if not pending:
                first = i
                while first > subject and _preverbal(tokens, first - 1, subject):
                    first -= 1
                return _Found(subject, first, last, sure)
            pending -= 1
            i = last + 1
            continue
        i += 1
    return None


def _leads(token: Token) -> bool:
    """Whether a text that begins so has its subject only after a comma."""
    if token.tags & tk.CODE or token.tags & tk.NAME:
        return False
    if token.tags & (tk.SUB | tk.TO):
        return not token.tags & (tk.DET | tk.PRON)
    return bool(token.tags & tk.PREP) and not token.tags & (tk.NOUN | tk.DET)


def _comma(tokens: list[Token], i: int, end: int) -> int | None:
    """The comma after which a main clause begins."""
    for j in range(i, end - 1):
        if tokens[j].text == ",":
            return j
    return None


def _opens_clause(tokens: list[Token], i: int, subject: int) -> bool:
    """Whether a clause begins here that is not the main one."""
    token = tokens[i]
    if token.tags & tk.REL and not tokens[i - 1].tags & tk.PREP:
        # `that` after a noun opens a relative clause; after `of` it is a determiner.
        return True
    if token.tags & tk.WH:
        return True
    return bool(token.tags & tk.SUB) and not token.tags & tk.PREP and i > subject


def _contact_clause(tokens: list[Token], i: int) -> bool:
    """`the tools we use`: a pronoun that can only be a subject, right after a noun."""
    token = tokens[i]
    if not token.tags & tk.PRON or token.tags & tk.DET or token.low == "there":
        return False
    return bool(tokens[i - 1].tags & tk.NOMINAL) or tokens[i - 1].low in (
        "everything", "something", "anything", "nothing", "all",
    )  # fmt: skip


def _preverbal(tokens: list[Token], i: int, subject: int) -> bool:
    """Whether a token before the verb is an adverb that belongs to it."""
    token = tokens[i]
    return bool(token.tags & tk.ADV) and not token.tags & (tk.NOMINAL | tk.ADJ) and i > subject


def _is_finite(tokens: list[Token], i: int, subject: int, end: int) -> bool:
    """Whether the word at i is a finite verb here."""
    token = tokens[i]
    tags = token.tags
    if tags & tk.CONTR:
        return True
    if tags & tk.POSS:
        return _is_contracted_be(tokens, i, end)
    if not tags & (tk.AUX | tk.VERB | tk.VERBS | tk.PAST) or tags & (tk.CODE | tk.NAME):
        return False
    before = _before(tokens, i, subject)
    if before is not None and _holds_back(before, tags):
        return False
    if tags & tk.AUX:
        return before is not None or not tags & tk.DO
    return (
        _is_third(tokens, i, before, end)
        or _is_past(tokens, i, before, end)
        or _is_base(tokens, i, before, end)
    )


def _before(tokens: list[Token], i: int, subject: int) -> Token | None:
    """The word before, adverbs and brackets passed over; None at the subject's beginning."""
    j = i - 1
    while j >= subject:
        token = tokens[j]
        if token.text in _CLOSE:
            while j >= subject and tokens[j].text not in _OPEN:
                j -= 1
            j -= 1
            continue
        if token.tags & tk.PUNCT and token.text != ",":
            j -= 1
            continue
        if token.tags & tk.ADV and not token.tags & (tk.NOMINAL | tk.ADJ | tk.PRON):
            j -= 1
            continue
        return token
    return None


def _holds_back(before: Token, tags: int) -> bool:
    """Whether the word before can't be followed by a finite verb."""
    if before.tags & tk.PRON:
        return False
    if before.tags & tk.POSS:
        return True
    if before.tags & tk.DET:
        return not (tags & tk.AUX and before.low in _STAND_ALONE)
    if before.text == ",":
        return not tags & tk.AUX
    if before.tags & tk.AUX:
        return True
    return bool(before.tags & (tk.PREP | tk.TO | tk.CONJ)) and not before.tags & tk.NOMINAL


_STAND_ALONE = frozenset("all most some many few several both each any more less enough".split())


def _is_contracted_be(tokens: list[Token], i: int, end: int) -> bool:
    """`Python's a language`: a possessive is never followed by an article or `not`."""
    if i + 1 >= end:
        return False
    return tokens[i + 1].low in ("a", "an", "the", "not", "been", "very", "just", "also")


def _subject_ok(before: Token) -> bool:
    """Whether a subject can end with this word."""
    return bool(before.tags & (tk.NOMINAL | tk.PRON | tk.NUM | tk.GERUND)) or (
        not before.tags & (tk.PUNCT | tk.ANY_VERB | tk.ADJ | tk.DET | tk.PREP)
    )


def _next(tokens: list[Token], i: int, end: int) -> Token | None:
    """The word after, adverbs passed over."""
    i += 1
    while i < end and tokens[i].tags & tk.ADV and not tokens[i].tags & (tk.NOMINAL | tk.ADJ):
        i += 1
    return tokens[i] if i < end else None


def _verb_follows(token: Token | None) -> bool:
    """Whether a word can only be a finite verb, so that the one before is none."""
    if token is None or token.tags & (tk.NAME | tk.CODE | tk.PRON):
        return False
    if token.tags & tk.AUX:
        return True
    return bool(token.tags & tk.VERBS) and not token.tags & (tk.NOUNS | tk.NOUN | tk.ADJ)


def _is_third(tokens: list[Token], i: int, before: Token | None, end: int) -> bool:
    token = tokens[i]
    if not token.tags & tk.VERBS:
        return False
    following = _next(tokens, i, end)
    if _verb_follows(following):
        return False
    verb = inflect.verb_of_third(token.low) or ""
    ambiguous = bool(token.tags & (tk.NOUNS | tk.NOUN))
    leaning = verb in tables.words("verb-leaning") or verb in tables.words("third-leaning")
    if before is None:
        if not ambiguous:
            return True
        if following is None or following.low in ("of", "in", "for") or following.tags & tk.CONJ:
            return False
        if _opens_object(following):
            return verb not in tables.words("noun-leaning") or verb == "matter"
        return (
            leaning
            and not following.tags & tk.PUNCT
            and (verb in tables.words("verb-leaning") or bool(following.tags & (tk.NAME | tk.TO)))
        )
    if before.tags & tk.PRON and not before.tags & tk.DET:
        return True
    if not _subject_ok(before):
        return False
    if not ambiguous:
        return True
    if verb in tables.words("noun-leaning"):
        return before.tags & tk.PRON != 0 and following is not None and _opens_object(following)
    if following is not None and following.tags & tk.PUNCT and following.text not in _QUOTES:
        return leaning and verb in tables.words("verb-leaning")
    if following is not None and _opens_object(following):
        return True
    if before.tags & tk.PRON:
        # `this tests …`, but also `these tests`.
        return leaning and before.low in ("this", "that")
    return leaning and not before.tags & tk.NOUNS


def _is_past(tokens: list[Token], i: int, before: Token | None, end: int) -> bool:
    token = tokens[i]
    if not token.tags & tk.PAST or token.low in tables.words("naming-participles"):
        return False
    if before is None:
        return False
    following = _next(tokens, i, end)
    if _verb_follows(following):
        return False
    if before.tags & tk.PRON and not before.tags & tk.DET:
        return not token.tags & tk.VERB or before.low not in ("it", "he", "she")
    if not _subject_ok(before):
        return False
    if not token.tags & (tk.PART | tk.VERB | tk.ADJ | tk.NOUN):
        return True
    verb = inflect.verb_of_past(token.low) or ""
    if token.tags & tk.VERB:
        return False
    if following is not None and (
        _opens_object(following)
        or (following.tags & tk.NUM and before.tags & tk.NAME)
        or (following.tags & tk.NAME and before.tags & tk.NAME)
    ):
        return True
    return verb in tables.words("intransitive") and not token.tags & (tk.ADJ | tk.NOUN)


def _is_base(tokens: list[Token], i: int, before: Token | None, end: int) -> bool:
    token = tokens[i]
    if not token.tags & tk.VERB or before is None:
        return False
    following = _next(tokens, i, end)
    if before.low in tables.words("plural-pronouns") and not before.tags & tk.DET:
        return True
    if not _plural_before(tokens, i, before):
        return False
    if _verb_follows(following):
        return False
    if not token.tags & (tk.NOUN | tk.ADJ | tk.PART | tk.PAST | tk.PREP):
        return True
    if token.low in tables.words("noun-leaning") or token.tags & tk.PREP:
        return False
    if following is not None and _opens_object(following):
        return True
    if token.tags & tk.ADJ and token.low in tables.words("adjective-leaning"):
        return False
    if token.low in tables.words("verb-leaning") or token.low in tables.words("base-leaning"):
        return following is None or not following.tags & tk.CONJ
    return False


def _plural_before(tokens: list[Token], i: int, before: Token) -> bool:
    """Whether the word before ends a plural subject."""
    if before.tags & tk.NOUNS and not before.tags & tk.POSS:
        return not (before.tags & tk.VERBS and before.low in ("is", "has", "does"))
    if before.low in tables.words("plural-pronouns"):
        return True
    j = tokens.index(before)
    return j > 1 and tokens[j - 1].low == "and" and bool(before.tags & tk.NOMINAL)


def _group_end(tokens: list[Token], i: int, end: int) -> int:
    """The last token of the verb group that begins at i."""
    last = i
    tags = tokens[i].tags
    if tags & tk.CONTR:
        tags = {"'ll": tk.MODAL, "'d": tk.MODAL | tk.HAVE, "'ve": tk.HAVE}.get(
            tokens[i].low[tokens[i].low.index("'") :], tk.BE
        )
    elif tags & tk.POSS:
        tags = tk.BE
    while tags & tk.AUX:
        j = last + 1
        while j < end and tokens[j].tags & tk.ADV and not tokens[j].tags & tk.NOMINAL:
            j += 1
        if j >= end:
            break
        word = tokens[j]
        if (
            tags & (tk.MODAL | tk.DO)
            and (word.tags & tk.VERB or word.low in ("be", "have", "do"))
            and not word.tags & tk.NAME
        ):
            tags = tk.BE if word.low == "be" else tk.HAVE if word.low == "have" else 0
        elif tags & tk.HAVE and (word.tags & tk.PART or word.low in ("been", "had", "done")):
            if word.tags & tk.ADJ and not word.tags & tk.PAST:
                break
            tags = tk.BE if word.low == "been" else 0
        elif tags & tk.BE and (
            word.low == "being"
            or (
                word.tags & (tk.PART | tk.GERUND)
                and not word.tags & (tk.NAME | tk.PREP)
                and not (word.tags & (tk.NOUN | tk.ADJ) and not _is_passive(tokens, j, end))
            )
        ):
            tags = tk.BE if word.low == "being" else 0
        else:
            break
        last = j
        if tokens[i].tags & tk.AUX and word.low == "have" and not tags:
            break
    while last == i and last + 1 < end and tokens[last + 1].tags & tk.NEG:
        last += 1
    return last


def _is_passive(tokens: list[Token], j: int, end: int) -> bool:
    """Whether a participle that is also an adjective or noun belongs to the verb."""
    word = tokens[j]
    if word.low.endswith("ed"):
        return True
    following = tokens[j + 1] if j + 1 < end else None
    return following is not None and (following.low == "by" or _opens_object(following))


def _verb_span(tokens: list[Token], found: _Found) -> tuple[int, int]:
    first = tokens[found.first]
    start = first.start
    if first.tags & (tk.CONTR | tk.POSS):
        start += first.low.rindex("'")
    return start, tokens[found.last].end


# Judging a subject


def _is_subject(subject: list[Token]) -> bool:
    """Whether these words make a subject that a question can be asked about."""
    words = [t for t in subject if not t.tags & tk.PUNCT]
    if not words or len(words) > 14:
        return False
    if subject[-1].text == ",":
        return False
    commas = sum(t.text == "," for t in subject)
    if commas and not any(t.low in ("and", "or", "&") for t in subject):
        return False
    first, last = words[0], words[-1]
    if first.tags & (tk.CONJ | tk.SUB) and not first.tags & (tk.DET | tk.PRON | tk.NOMINAL):
        return False
    if len(words) > 1 and last.tags & (tk.DET | tk.PREP) and not last.tags & (tk.NOMINAL | tk.PRON):
        return False
    if sum(t.text in _OPEN for t in subject) != sum(t.text in _CLOSE for t in subject):
        return False
    if sum(t.text in '"“”' for t in subject) % 2:
        return False
    # A bare verb, or a noun phrase that begins with a participle, is another construction.
    if first.tags & (tk.PAST | tk.PART) and not first.tags & (tk.NOMINAL | tk.ADJ):
        return len(words) > 1 and bool(words[1].tags & tk.NOMINAL)
    return not all(t.tags & tk.ADV and not t.tags & tk.NOMINAL for t in words)


def _plural_subject(subject: list[Token]) -> bool:
    words = [t for t in subject if not t.tags & tk.PUNCT]
    if words[0].low in tables.words("plural-pronouns"):
        return True
    if words[0].tags & tk.GERUND and not words[0].tags & tk.NAME and len(words) > 1:
        return False
    from talkdeck.english import nouns

    return nouns.is_plural_phrase(" ".join(t.text for t in subject))
