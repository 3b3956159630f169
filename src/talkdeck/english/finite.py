"""Whether a word is a finite verb where it stands.

There is no tagger here. A verb is believed when its form leaves no choice (`provides`,
`can`), or when the words around an ambiguous form (`tests`, `uses`, `saved`) leave none.
"""

from __future__ import annotations

from talkdeck.english import inflect, tables
from talkdeck.english import tokens as tk
from talkdeck.english.moods import CLOSE, OPEN, QUOTES, opens_object
from talkdeck.english.tokens import Token, Tokens


def is_finite(tokens: Tokens, i: int, subject: int, end: int) -> bool:
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
    if before is not None and (_holds_back(before, tags) or _is_infinitive(tokens, before)):
        return False
    if tags & tk.AUX:
        return before is not None or not tags & tk.DO or _denies_without_subject(tokens, i, end)
    return (
        _is_third(tokens, i, before, subject, end)
        or _is_past(tokens, i, before, end)
        or _is_base(tokens, i, before, subject, end)
    )


def _denies_without_subject(tokens: Tokens, i: int, end: int) -> bool:
    """`doesn't block`, `does not scale`, with the subject left to the heading above."""
    if tokens[i].low in ("doesn't", "doesnt", "didn't", "didnt"):
        return i + 1 < end and bool(tokens[i + 1].tags & (tk.VERB | tk.ADV | tk.HAVE))
    return tokens[i].low in ("does", "did") and i + 1 < end and bool(tokens[i + 1].tags & tk.NEG)


def _before(tokens: Tokens, i: int, subject: int) -> Token | None:
    """The word before, adverbs and brackets passed over; None at the subject's beginning."""
    j = i - 1
    while j >= subject:
        token = tokens[j]
        if token.text in CLOSE:
            while j >= subject and tokens[j].text not in OPEN:
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


def _is_infinitive(tokens: Tokens, before: Token) -> bool:
    """`to track results`: the word before is a verb itself, so that this one is its object."""
    j = tokens.index(before)
    return j > 0 and bool(before.tags & tk.VERB) and bool(tokens[j - 1].tags & (tk.TO | tk.MODAL))


_STAND_ALONE = frozenset("all most some many few several both each any more less enough".split())


def _is_contracted_be(tokens: Tokens, i: int, end: int) -> bool:
    """`Python's a language`: a possessive is never followed by an article or `not`."""
    if i + 1 >= end:
        return False
    return tokens[i + 1].low in ("a", "an", "the", "not", "been", "very", "just", "also")


def _subject_ok(before: Token) -> bool:
    """Whether a subject can end with this word."""
    return bool(before.tags & (tk.NOMINAL | tk.PRON | tk.NUM | tk.GERUND)) or (
        not before.tags & (tk.PUNCT | tk.ANY_VERB | tk.ADJ | tk.DET | tk.PREP)
    )


def _next(tokens: Tokens, i: int, end: int) -> Token | None:
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


def _is_third(tokens: Tokens, i: int, before: Token | None, subject: int, end: int) -> bool:
    """Whether the word is a third person, as `provides`: not a plural, as in `data stores`."""
    token = tokens[i]
    if not token.tags & tk.VERBS:
        return False
    if i - 1 > subject and tokens[i - 1].tags & tk.REL:
        return True
    following = _next(tokens, i, end)
    if _verb_follows(following):
        return False
    ambiguous = bool(token.tags & (tk.NOUNS | tk.NOUN))
    if before is None:
        return not ambiguous or _begins_as_verb(tokens, i, following)
    if before.tags & tk.PRON and not before.tags & tk.DET:
        return True
    if not _subject_ok(before):
        return False
    return not ambiguous or _is_third_though_noun(tokens, i, before, subject, end)


def _is_third_though_noun(tokens: Tokens, i: int, before: Token, subject: int, end: int) -> bool:
    """Whether a form in -s that may be a plural as well is the verb of the subject before it."""
    following = _next(tokens, i, end)
    if (following is not None and following.low == "of") or _wants_plural(tokens, i, subject):
        return False
    verb = inflect.verb_of_third(tokens[i].low) or ""
    object_follows = following is not None and (
        opens_object(following) or _object_begins(tokens, i, before, subject, end)
    )
    if not object_follows and (
        verb in tables.words("noun-leaning") or before.tags & tk.ADJ & ~tk.NAME
    ):
        return False
    leaning = _leans_to_verb(verb)
    if following is not None and following.tags & tk.PUNCT and following.text not in QUOTES:
        return verb in tables.words("verb-leaning")
    if following is None:
        # `Redis scales`; but `data stores` is a thing
        return leaning and (verb in tables.words("ends-clause") or bool(before.tags & tk.PRON))
    if object_follows:
        return True
    if before.tags & tk.PRON:
        # `this tests …`, but also `these tests`.
        return leaning and before.low in ("this", "that")
    return leaning and (not before.tags & tk.NOUNS or before.tags & tk.NOUN != 0)


_PLURAL_STARTS = frozenset("several many few various these those".split())


def _wants_plural(tokens: Tokens, i: int, subject: int) -> bool:
    """Whether the subject so far lacks a plural: `several key blocks`, `some building blocks`."""
    first, last = tokens[subject], tokens[i - 1]
    if first.low not in _PLURAL_STARTS and not (first.low == "some" and last.low.endswith("ing")):
        return False
    return i - subject > 1 and not any(t.tags & (tk.NOUNS | tk.PUNCT) for t in tokens[subject:i])


def _leans_to_verb(verb: str) -> bool:
    """Whether the form in -s of a verb is oftener a verb than a plural."""
    return verb in tables.words("verb-leaning") or verb in tables.words("third-leaning")


def _object_begins(tokens: Tokens, i: int, before: Token, subject: int, end: int) -> bool:
    """Whether what follows an ambiguous -s form can't stand in one noun phrase with it.

    `Spectre exploits speculative execution`, `the kernel schedules threads`, `the law states
    that …`: after a plural noun there is no adjective with its noun, no other plural, no `that`.
    """
    if before.tags & tk.NOUNS or i + 1 >= end:
        return False
    following = tokens[i + 1]
    if following.low == "that":
        return tokens[i].low in tables.words("saying-verbs")
    if following.tags & tk.NOUNS and tokens[subject].tags & tk.DET and before.tags & tk.NOUN:
        return not following.tags & (tk.NAME | tk.CODE)
    if following.tags & (tk.ANY_VERB | tk.ADV | tk.PREP | tk.NAME | tk.CODE | tk.PUNCT | tk.NOUNS):
        return False
    if not following.tags & tk.ADJ or following.tags & tk.NOMINAL or i + 2 >= end:
        return False
    after = tokens[i + 2]
    return bool(after.tags & tk.NOMINAL) and not after.tags & (tk.ADJ | tk.PREP | tk.ADV)


def _begins_as_verb(tokens: Tokens, i: int, following: Token | None) -> bool:
    """Whether a text's first word, in -s and noun as well, is a verb without subject."""
    verb = inflect.verb_of_third(tokens[i].low) or ""
    leaning = _leans_to_verb(verb)
    if following is None:
        # `scales well`
        return leaning and i + 1 < len(tokens) and bool(tokens[i + 1].tags & tk.ADV)
    if following.low in ("of", "in", "for") or following.tags & tk.CONJ:
        return False
    if opens_object(following):
        return verb not in tables.words("noun-leaning")
    if not leaning or following.tags & tk.PUNCT:
        return False
    if verb in tables.words("verb-leaning"):
        return True
    return bool(following.tags & (tk.NAME | tk.TO | tk.ADJ | tk.NOUNS)) and not (
        following.tags & tk.VERB
    )


def _is_past(tokens: Tokens, i: int, before: Token | None, end: int) -> bool:
    """Whether the word is a past tense, as `went`: not a participle, as in `words used here`."""
    token = tokens[i]
    if not token.tags & tk.PAST or token.low in tables.words("naming-participles"):
        return False
    if before is None or before.low in _PASSIVE:
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
    if before.tags & tk.NUM and i - 2 >= 0 and tokens[i - 2].tags & tk.NAME:
        before = tokens[i - 2]
    if following is not None and (
        (opens_object(following) and following.low not in _AMOUNTS)
        or (following.tags & tk.NUM and before.tags & tk.NAME)
        or (following.tags & tk.NAME and before.tags & tk.NAME)
    ):
        return True
    if following is not None and _past_by_what_follows(tokens, i, before, following, end):
        return True
    if verb not in tables.words("intransitive") or token.tags & (tk.ADJ | tk.NOUN):
        return False
    # `Double ended list` is no clause, `Acme moved to Python 3` is.
    return following is None or not following.tags & tk.NOMINAL or bool(following.tags & tk.PREP)


_PASSIVE = frozenset("being been getting get gets got".split())
"""A participle follows these: `an introduction to getting started`."""


def _past_by_what_follows(
    tokens: Tokens, i: int, before: Token, following: Token, end: int
) -> bool:
    """Whether a form that could be a participle has what only a verb of its own has.

    `Users reported problems`, `Critics said that …`: after a plural or a name, a participle has
    no object. Some have one (`Students given books`), and some make an adjective with the name
    before them (`Rust based tools`).
    """
    if tokens[i].tags & (tk.NOUN | tk.ADJ) or tokens[i].low in tables.words("joining-participles"):
        return False
    if following.low == "that":
        return inflect.verb_of_past(tokens[i].low) in tables.words("reporting-verbs")
    if following.low == "to":
        return inflect.verb_of_past(tokens[i].low) in tables.words("striving-verbs")
    if not before.tags & (tk.NOUNS | tk.NAME) or before.tags & (tk.CODE | tk.POSS):
        return False
    if following.tags & (tk.PREP | tk.ADV | tk.TO | tk.CONJ | tk.SUB | tk.AUX | tk.PUNCT | tk.NUM):
        return False
    if following.low in _AMOUNTS:
        return False
    after = tokens[i + 2] if i + 2 < end else None
    described = following.tags & tk.ADJ and after is not None and after.tags & tk.NOMINAL
    wanted = tk.NOMINAL if before.tags & tk.NOUNS else tk.NOUNS | tk.NAME
    if not described and not following.tags & wanted:
        return False
    return not any(
        t.tags & tk.AUX or (t.tags & tk.PAST and not t.tags & (tk.PART | tk.NOUN | tk.ADJ))
        for t in tokens[i + 1 : end]
    )


_AMOUNTS = frozenset("more less most how no first last next".split())
"""What follows a participle as well: `valued more than speed`, `listed first`."""


def _may_be_verb(token: Token) -> bool:
    """Whether a plural noun might as well be a verb in -s."""
    verb = inflect.verb_of_third(token.low)
    return verb is not None and verb not in tables.words("noun-leaning")


def _is_base(tokens: Tokens, i: int, before: Token | None, subject: int, end: int) -> bool:
    """Whether the word is a present after a plural, as in `tests need data`."""
    token = tokens[i]
    if not token.tags & tk.VERB or before is None:
        return False
    following = _next(tokens, i, end)
    if before.low in tables.words("plural-pronouns") and not before.tags & tk.DET:
        return True
    if not _plural_before(tokens, i, before, subject):
        return False
    if token.tags & tk.NOUN and before is tokens[subject] and _may_be_verb(before):
        # `balances load`: either could be the verb
        return token.low in tables.words("verb-leaning")
    if _verb_follows(following):
        return False
    if not token.tags & (tk.NOUN | tk.ADJ | tk.PART | tk.PAST | tk.PREP):
        return True
    if token.low in tables.words("noun-leaning") or token.tags & tk.PREP:
        return False
    if following is not None and opens_object(following):
        return True
    if token.tags & tk.ADJ and token.low in tables.words("adjective-leaning"):
        return False
    if token.low in tables.words("verb-leaning") or token.low in tables.words("base-leaning"):
        return following is None or not following.tags & tk.CONJ
    return False


def _plural_before(tokens: Tokens, i: int, before: Token, subject: int) -> bool:
    """Whether the word before ends a plural subject."""
    if before.tags & tk.NOUNS and not before.tags & tk.POSS:
        return not (before.tags & tk.VERBS and before.low in ("is", "has", "does"))
    if before.low in tables.words("plural-pronouns"):
        return True
    j = tokens.index(before)
    if j > 1 and tokens[j - 1].low == "and" and before.tags & tk.NOMINAL:
        return True
    return _plural_head(tokens, i, subject) and not tokens[i].tags & (tk.NOUN | tk.ADJ)


def _plural_head(tokens: Tokens, i: int, subject: int) -> bool:
    """`Residents of a town`: the noun before the first preposition is plural."""
    for j in range(subject + 1, i):
        if tokens[j].tags & tk.PREP:
            return bool(tokens[j - 1].tags & tk.NOUNS) and not tokens[j - 1].tags & tk.POSS
        if tokens[j].tags & (tk.PUNCT | tk.SUB | tk.REL | tk.WH | tk.ANY_VERB & ~tk.VERBS):
            return False
    return False
