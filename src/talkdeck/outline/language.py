"""Which language notes are in, as far as their words tell.

A rule that asks in English has nothing to say to a sentence in French, and Anki shows and
speaks a card by the language it is said to be in. Libraries that tell a hundred languages
apart weigh tens of megabytes; what notes need to know is told by the small words that every
sentence of a language is full of.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from talkdeck.regex import regex

READ = 20_000
"""Characters of a file that are looked at: the language of notes does not change after them."""

FEWEST = 8
"""Small words of a language that there have to be: fewer are names, quotes and code."""

_WORD = regex(r"[^\W\d_]+")
_CODE = regex(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|\]\([^)\n]*\)", re.DOTALL)

# A word that several languages have stands under each: notes in key words may have no other.
_SMALL = {
    "en": "the of and to is are for with that this it you from by be not have can we when what how"
    " they if your has will which their there in a as do no on an at or so per come",
    "de": "der die das und ist nicht ein eine einen einem einer mit von zu den dem des auf für im"
    " sich auch werden wird sind bei oder wie durch aus nach wenn zum zur kann können in an so",
    "fr": "le la les un une des du et est pas que qui dans pour avec sur par au aux ce cette ces"
    " sont plus ou mais il elle nous vous peut être permet a on",
    "es": "el la los las un una de del y es que en por para con no se su sus como más pero son al"
    " lo cuando también este esta puede a",
    "it": "il lo la gli le un una di del della e è che in per con non si come più ma sono al alla"
    " nel nella questo questa anche può",
    "pt": "o a os as um uma de do da dos das e é que em no na para com não se por como mais mas são"
    " ao à quando também pode",
    "nl": "de het een en van is niet dat die op te voor met zijn aan er om ook als bij naar uit"
    " wordt worden kan maar deze",
    "sv": "och att det som en ett är inte på för med av till den de om har kan från eller vi man",
    "da": "og at det som en et er ikke på for med af til den de om har kan fra eller vi man",
    "pl": "i w na z do nie się jest to że jak po co dla od przez są lub może który która",
    "tr": "ve bir bu da de için ile çok olarak gibi daha ne var olan değil mı mi",
}  # fmt: skip
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _name, _words in _SMALL.items():
    for _one in dict.fromkeys(_words.split()):
        _LANGUAGES_OF[_one] = (*_LANGUAGES_OF.get(_one, ()), _name)

_SCRIPTS = (
    ("ja", regex(r"[぀-ヿ]")),
    ("ko", regex(r"[가-힣]")),
    ("zh", regex(r"[一-鿿]")),
    ("uk", regex(r"[іїєґІЇЄҐ]")),
    ("ru", regex(r"[а-яА-Я]")),
    ("el", regex(r"[α-ωΑ-Ω]{3}")),
    ("he", regex(r"[א-ת]")),
    ("ar", regex(r"[؀-ۿ]")),
    ("hi", regex(r"[ऀ-ॿ]")),
    ("th", regex(r"[ก-๛]")),
)
"""Scripts by which a language is told, the rarer before the one whose letters it shares."""

LANGUAGES = frozenset(_SMALL) | {language for language, _ in _SCRIPTS}
"""The languages that can be told, by their codes."""


def language_of(text: str) -> str:
    """The language of notes as a code such as `en` or `fr`; "" if their words don't tell.

    Short notes in key words have few small words; nothing is said of them.
    """
    read = _CODE.sub(" ", text[:READ])
    words = _WORD.findall(read.casefold())
    letters = 0 if read.isascii() else sum(map(len, words))
    for language, script in _SCRIPTS if letters else ():
        if 10 * sum(map(len, script.findall(read))) > letters:
            return language
    found = Counter(chain.from_iterable(_LANGUAGES_OF[w] for w in words if w in _LANGUAGES_OF))
    ranked = found.most_common(2)
    if not ranked or ranked[0][1] < FEWEST:
        return ""
    (first, most), (_, next_most) = (*ranked, ("", 0))[:2]
    if first == "en":
        return "en"
    return first if most > next_most and most > 2 * found["en"] else ""
