"""How a text falls into stretches, and in which mood each speaks: order, question."""

from __future__ import annotations

from talkdeck.english import tables
from talkdeck.english import tokens as tk
from talkdeck.english.tokens import Token, Tokens

_BREAKS = frozenset((":", ";", "—", "–", "-", "→", "⇒", "->", "=>", "...", "…", "|", "=", "!", "?"))
OPEN, CLOSE = frozenset("([{"), frozenset(")]}")
QUOTES = frozenset("\"“”'‘’")


def is_stop(tokens: Tokens, i: int) -> bool:
    """Whether a token ends a sentence: a full stop between two, `!`, `?`, `;`."""
    return tokens[i].text in (".", "!", "?", ";", "…", "...")


def segments_of(tokens: Tokens) -> list[tuple[int, int]]:
    """Stretches between colons, dashes, arrows and ends of sentences, brackets kept whole."""
    found = []
    start = depth = 0
    for i, token in enumerate(tokens):
        if token.tags & tk.PUNCT:
            if token.text in OPEN:
                depth += 1
            elif token.text in CLOSE:
                depth = max(0, depth - 1)
            elif depth == 0 and (token.text in _BREAKS or token.text == "."):
                if i > start:
                    found.append((start, i))
                start = i + 1
    if start < len(tokens):
        found.append((start, len(tokens)))
    return found


def outside_brackets(tokens: Tokens) -> Tokens:
    """The tokens that stand in no bracket."""
    kept: list[Token] = []
    i = 0
    while i < len(tokens):
        if tokens[i].text in OPEN:
            i = past_bracket(tokens, i, len(tokens))
        else:
            kept.append(tokens[i])
            i += 1
    return kept


def past_bracket(tokens: Tokens, i: int, end: int) -> int:
    """The index after the bracket that opens at i."""
    depth = 0
    while i < end:
        if tokens[i].text in OPEN:
            depth += 1
        elif tokens[i].text in CLOSE:
            depth -= 1
            if depth == 0:
                return i + 1
        i += 1
    return end


def orders(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a stretch of text is an order: `Use pytest`, `Never block`, `don't repeat it`."""
    i = start
    while i < end and (tokens[i].text in QUOTES or tokens[i].low in _POLITE):
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
        if tokens[i].low not in _BEFORE_ORDER or not tokens[i + 1].tags & tk.VERB:
            return False
        return tokens[i].low in ("always", "never") or _orders_at(tokens, i + 1, end)
    return _orders_at(tokens, i, end)


_POLITE = frozenset(("please", "just", "then", "so", "and", "first", "finally", ","))
_BEFORE_ORDER = frozenset(("always", "never", "only", "also", "simply", "instead", "actually"))


def _orders_at(tokens: Tokens, i: int, end: int) -> bool:
    """Whether the verb at i is an order: it can be a base form, and what follows suits one."""
    word = tokens[i]
    if word.low in ("be", "have"):
        return i + 1 < end and not tokens[i + 1].tags & tk.TO
    if not word.tags & tk.VERB or word.tags & (tk.NAME | tk.AUX | tk.PREP | tk.DET | tk.POSS):
        return False
    if word.low in _STATES:
        return False
    following = tokens[i + 1] if i + 1 < end else None
    if following is None:
        return not word.tags & (tk.NOUN | tk.ADJ | tk.PART | tk.PAST)
    if following.text in ("(", ",", "/"):
        return not word.tags & (tk.NOUN | tk.ADJ | tk.PAST)
    if following.low == "of":
        return word.low in ("think", "get", "dispose", "beware")
    if following.tags & (tk.AUX & ~tk.DO) and not following.tags & (tk.NOUN | tk.NAME):
        return False
    if not word.tags & (tk.NOUN | tk.ADJ | tk.PAST | tk.PART):
        return not (following.tags & tk.VERBS and not following.tags & tk.NOUNS)
    return _orders_though_noun(tokens, i, following, end)


def _orders_though_noun(tokens: Tokens, i: int, following: Token, end: int) -> bool:
    """Whether a word that may be a noun or adjective as well is an order."""
    word = tokens[i]
    if following.low == "that":
        return word.low in _SAYS
    if f"{word.low}-{following.low}" in tables.words("compounds"):
        return False
    if opens_object(following) and following.low != "you":
        return True
    likely = word.low in tables.words("verb-leaning") or word.low in tables.words("base-leaning")
    if not likely or word.low in tables.words("adjective-leaning"):
        return False
    if following.low in PARTICLES:
        return True
    after = tokens[i + 2] if i + 2 < end else None
    if following.low in ("and", "or"):
        return _joins_orders(tokens, i + 2, end)
    if following.tags & tk.SUB and after is not None and after.tags & tk.PRON:
        return not following.tags & tk.REL  # `measure before you optimize`
    if word.low in tables.words("noun-leaning"):
        return False
    if following.tags & (tk.PREP | tk.CONJ | tk.SUB | tk.TO):
        return not word.tags & tk.NOUN or word.low in _VERBS_WITH_PARTICLES
    # `Help wanted`, `Store opened`, `Run finished`
    if following.tags & tk.PAST and not following.tags & (tk.NOUN | tk.ADJ):
        return after is not None and bool(after.tags & tk.NOMINAL)
    return bool(following.tags & (tk.NOMINAL | tk.ADJ | tk.ADV | tk.NUM | tk.GERUND)) or (
        following.text in QUOTES
    )


def _joins_orders(tokens: Tokens, i: int, end: int) -> bool:
    """Whether a second order follows: `mix and match colours`, `build and ship it`."""
    if i + 1 >= end or not tokens[i].tags & tk.VERB:
        return False
    if not tokens[i].tags & tk.NOUN or opens_object(tokens[i + 1]):
        return True
    return tokens[i].low in tables.words("base-leaning") and bool(tokens[i + 1].tags & tk.NOUNS)


PARTICLES = frozenset("up out off down away back together apart".split())
"""After a verb they belong to it: `find out`, `split up`."""

_STATES = frozenset(
    "need want seem become matter mean lack tend suck happen exist belong consist like love "
    "depend appear cost contain lose miss".split()
)
"""Verbs that nobody orders: at the head of a bullet their subject was left out."""

_SAYS = frozenset("say think know see note ensure check remember show learn believe hope".split())
_VERBS_WITH_PARTICLES = frozenset(
    "look work think go talk wait move stand listen run start stop keep try come get put take make "
    "set let give read write add use learn build help break draw fall check care switch return "
    "connect refer listen subscribe respond strive focus store".split()
)


def opens_object(token: Token) -> bool:
    """Whether a word can only begin an object or a clause: `the`, `it`, `what`."""
    return token.low in tables.words("object-openers") and not (
        token.low == "a" and token.text == "A"
    )


def asks(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a stretch of text is a question, by its mark or by its order of words."""
    if end < len(tokens) and tokens[end].text == "?":
        return True
    i = start
    while i < end and (tokens[i].tags & tk.CONJ or tokens[i].text in QUOTES):
        i += 1
    if i + 1 >= end:
        return False
    first, second = tokens[i], tokens[i + 1]
    if first.low in tables.words("question-words"):
        if first.low in ("what", "which", "how", "whose"):
            return _asks_which(tokens, i, end)
        return bool(second.tags & tk.AUX)
    if first.tags & tk.AUX and not first.tags & tk.NAME and first.low not in ("have", "do", "had"):
        return bool(second.tags & (tk.PRON | tk.DET)) and not first.low.startswith("don")
    if first.low in ("do", "did"):
        return bool(second.tags & tk.PRON)
    return False


def _asks_which(tokens: Tokens, i: int, end: int) -> bool:
    """`Which tools are best`, `How many do you need`, `What is it`; not `What tools are`."""
    counting = tokens[i].low in ("which", "whose") or tokens[i + 1].low in ("many", "much")
    for j in range(i + 1, min(i + 6, end)):
        token = tokens[j]
        if token.tags & tk.AUX:
            if j == i + 1:
                return True
            if j + 1 >= end:
                return False
            return counting or bool(token.tags & tk.DO or tokens[j + 1].tags & tk.PRON)
        if token.tags & (tk.PRON | tk.DET) and not token.tags & tk.NOUN and j > i + counting:
            return False
    return False
