"""What rules may ask about English. Nothing is read before a function is first called.

tables, regular        words by their sorts; forms that no table has
inflect                forms of one word
tokens                 a text's words with everything each might be
moods                  its stretches, and which of them order or ask
verbs, finite          where the verb is; whether a word is one where it stands
clauses, tails         subject, verb and the rest; how far a statement goes
nouns, phrases         heads and articles; what sort of phrase a text is
acronyms, slips, slack
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # means what typing's does, and saves importing typing

if TYPE_CHECKING:
    from talkdeck.english.acronyms import initials_match, initials_match_items
    from talkdeck.english.clauses import (
        Clause,
        finite_verb,
        invert,
        is_clause,
        is_imperative,
        is_question,
        split_clause,
    )
    from talkdeck.english.inflect import (
        base,
        gerund,
        is_adverb,
        is_base,
        is_determiner,
        is_gerund,
        is_participle,
        is_past,
        is_plural,
        is_preposition,
        is_pronoun,
        is_singular,
        is_third,
        participle,
        past,
        plural,
        singular,
        third,
    )
    from talkdeck.english.nouns import (
        be,
        do,
        have,
        head,
        is_plural_phrase,
        with_article,
        with_the,
    )
    from talkdeck.english.phrases import is_adjectival, is_noun_phrase, is_sentence
    from talkdeck.english.slips import near, slip
    from talkdeck.english.tables import known
    from talkdeck.english.tails import clause_end
    from talkdeck.english.tokens import is_name

_HOMES = {
    "acronyms": "initials_match initials_match_items",
    "clauses": "Clause finite_verb invert is_clause is_imperative is_question split_clause",
    "inflect": "base gerund is_adverb is_base is_determiner is_gerund is_participle is_past "
    "is_plural is_preposition is_pronoun is_singular is_third participle past plural singular "
    "third",
    "nouns": "be do have head is_plural_phrase with_article with_the",
    "phrases": "is_adjectival is_noun_phrase is_sentence",
    "slips": "near slip",
    "tables": "known",
    "tails": "clause_end",
    "tokens": "is_name",
}
_MODULE = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Clause", "base", "be", "clause_end", "do", "finite_verb", "gerund", "have", "head",
    "initials_match", "initials_match_items", "invert", "is_adjectival", "is_adverb", "is_base",
    "is_clause", "is_determiner", "is_gerund", "is_imperative", "is_name", "is_noun_phrase",
    "is_participle", "is_past", "is_plural", "is_plural_phrase", "is_preposition", "is_pronoun",
    "is_question", "is_sentence", "is_singular", "is_third", "known", "near", "participle",
    "past", "plural", "singular", "slip", "split_clause", "third", "with_article", "with_the",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """Loads the module of a public function when it is first asked for."""
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_MODULE[name]}"), name)
    globals()[name] = found
    return found
