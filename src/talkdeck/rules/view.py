"""A text as patterns see it: one kind of quote, dash, arrow and space; code kept closed."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

from talkdeck.outline.inline import ATOMIC, FILLER, Inline, unspaced
from talkdeck.regex import regex

_ODD_ASCII = ("  ", " :", " ,", " ?", " ;", " !", "->", "=>", "--", "...")
"""What an ASCII text on one line may have that is written in another way."""

_ODD = regex(
    r" [?:;,!](?= |$)|[^\S ]|  |^ | $|[“”„‟‘’‚‛–—―→⇒⟶⟹➔…：；，、？！（）。．｡؟،؛।]|[-=]>|--|\.\.\."
)
_ONE_TO_ONE = str.maketrans(
    {
        **dict.fromkeys("“”„‟", '"'),
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("–—―", "-"),
        **dict.fromkeys("→⇒⟶⟹➔", "→"),
        **dict(zip("؟،؛।", "?,;.", strict=True)),
    }
)
_WIDE = dict(zip("：；，、？！（）。．｡", ":;,,?!()...", strict=True))
"""Signs of Chinese and Japanese, which need no space beside them, and what they stand for."""
_RUN = regex(
    r"(?<=[\w)\]])\s+(?=[?:;,!](?:\s|$))|\s*[：；，、？！（）。．｡]\s*|\s+|(?:-{1,2}|={1,2})>|"
    r"(?<=\s)-{2,3}(?=\s)|\.\.\."
)
_KEPT_STOP = regex(
    r"(?:\b(?:etc|e\.g|i\.e|vs|approx|al|inc|ltd|jr|sr|[a-z])|\.\w|\.)\.$", re.IGNORECASE
)
_SENTENCE_END = regex(r"[.!?]{1,9}[\"')\]]{0,9}\s{1,9}(?=\S)")
_SENTENCE_START = regex(r"[^\Wa-z]|[\"'(\[`*]|[^\x00-\x7f]")
_ABBREVIATION = regex(
    r"(?:\b(?:etc|e\.g|eg|i\.e|vs|approx|al|inc|ltd|jr|sr|dr|mr|mrs|ms|st|no|fig|cf|prof|[a-z])"
    r"|\.\w|\.)\.$",
    re.IGNORECASE,
)
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_TOKEN = regex(r"\w+|[^\w\s]")
_CAPITALS = regex(r"[A-Z][A-Za-z0-9&/.-]{0,6}[A-Z0-9]")
_WORDY = regex(rf"[\w{FILLER}]")
_WHOLE_WORD = regex(r"\w+(?:[-']\w+)*")
_DIGIT = regex(r"\d")
_RANGE = regex(r"\d[^\s,;:]{0,4} (?:[^\W\d]{1,5} )?- ~?\d")
_BRACKET = regex(r"[()\[\]{}\"]")


def lower(text: str) -> str:
    """Lower-case of the same length (one Turkish capital would become two characters)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def count_words(text: str) -> int:
    """How many parts between spaces have a letter, digit or code in them; in scripts without
    spaces between words, two characters count as one.
    """
    count = 0
    for part in text.split():
        if part[0].isalnum() or _WORDY.search(part):
            count += 1
    return count + unspaced(text) // 2


def tokens_of(low: str) -> list[str]:
    """Words and single signs, in order."""
    found: list[str] = []
    for part in low.split():
        if part.isalnum():
            found.append(part)
        else:
            found += _TOKEN.findall(part)
    return found


def _is_odd(text: str) -> bool:
    """Whether something in it may be written in another way; a quick look."""
    if not text.isascii() or not text.isprintable():
        return _ODD.search(text) is not None
    return any(map(text.__contains__, _ODD_ASCII)) or text[:1] == " " or text[-1:] == " "


def _replacement(run: str, after: str) -> str:
    if (wide := _WIDE.get(run.strip())) is not None:
        inner = after == "" or after in "?:;,!.)：；，、？！）。．｡"
        return f" {wide}" if wide == "(" else wide if inner else f"{wide} "
    if run.isspace():
        return "" if after and after in "?:;,!" else " "
    return "→" if run.endswith(">") else "…" if run == "..." else "-"


def normalise(text: str) -> tuple[str, list[int] | None]:
    """The text with one kind of quote, dash, arrow and space, and where its characters were.

    Returns:
        The new text, and for each of its characters and its end the offset in the old one;
        None if all offsets are the same.
    """
    if not _is_odd(text):
        return text, None
    text = text.translate(_ONE_TO_ONE)
    parts: list[str] = []
    places: list[int] = []
    done = 0
    for run in _RUN.finditer(text):
        parts.append(text[done : run.start()])
        places.extend(range(done, run.start()))
        new = _replacement(run.group(), text[run.end() : run.end() + 1])
        parts.append(new)
        places.extend([run.start()] * len(new))
        done = run.end()
    parts.append(text[done:])
    places.extend(range(done, len(text) + 1))
    joined = "".join(parts)
    moved = any(place != at for at, place in enumerate(places))
    return joined, places if moved or len(places) != len(text) + 1 else None


class View:
    """An inline text prepared for matching. Offsets are those of the prepared text.

    Attributes:
        inline: the text it was made of.
        text: the prepared text, letters as they are.
        low: the same in lower case, same length.
        begin: where its first word begins.
        end: where it ends, white space and a final full stop left out.
        steps: how many places have been tried by patterns so far; tests measure by it.
        features: what patterns may need, so that those that can't fit are left out: words and
            signs; `^` and the first word, `~` and its first letter, `^-` and its last one;
            `<code>` and the like for mark-up; `<digit>`; `<capital>`, and `<capitals>` for
            what may be an acronym.
        memo: what shapes found out about the whole text, by their name.
    """

    __slots__ = (
        "_atoms", "_list", "_pairs", "_places", "_positions", "_tokens", "_words", "begin", "end",
        "features", "inline", "low", "memo", "steps", "text",
    )  # fmt: skip

    def __init__(self, inline: Inline) -> None:
        self.inline = inline
        self.text, self._places = normalise(inline.mask)
        self.low = lower(self.text)
        self.begin = len(self.text) - len(self.text.lstrip())
        self.end = _end(self.text)
        self.steps = 0
        self.memo: dict[object, Any] = {}
        self._tokens: dict[str, list[int]] | None = None
        self._list = tokens_of(self.low)
        self.features = self._find_features()
        self._atoms: frozenset[int] | None = None
        self._positions: list[int] | None = None
        self._pairs: tuple[tuple[int, int], ...] | None = None
        self._words = -1

    @property
    def words(self) -> int:
        """How many words: parts between spaces that have a letter, digit or code in them."""
        if self._words < 0:
            self._words = count_words(self.text)
        return self._words

    def slice(self, start: int, end: int) -> Inline:
        """The part of the original between two offsets, outer white space left out."""
        if self._places is None:
            return self.inline[start:end].strip()
        return self.inline[self._places[start] : self._places[end]].strip()

    def original(self, at: int) -> int:
        """The offset in the original text."""
        return at if self._places is None else self._places[at]

    def prepared(self, at: int) -> int:
        """The offset in the prepared text of one in the original."""
        return at if self._places is None else bisect_left(self._places, at)

    @property
    def atoms(self) -> frozenset[int]:
        """Offsets inside code, math and pictures, where nothing may begin or end."""
        if self._atoms is None:
            inside: set[int] = set()
            for m in self.inline.marks:
                if m.kind in ATOMIC:
                    inside.update(range(self.prepared(m.start) + 1, self.prepared(m.end)))
            self._atoms = frozenset(inside)
        return self._atoms

    def marks(self, kind: str) -> dict[int, int]:
        """Start and end of the marks of one kind."""
        return {
            self.prepared(m.start): self.prepared(m.end)
            for m in self.inline.marks
            if m.kind == kind
        }

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Brackets, quotes and ranges: where each opens and closes, sorted; never closed: the end.

        The dash in `1 GB - 5 GB` parts nothing.
        """
        if self._pairs is None:
            found = _find_pairs(self.text) if _BRACKET.search(self.text) else ()
            if " - " in self.text:
                ranges = ((m.start(), m.end() - 1) for m in _RANGE.finditer(self.text))
                found = tuple(sorted([*found, *ranges]))
            self._pairs = found
        return self._pairs

    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Start and end of each sentence; one if the text is a single one."""
        found: list[tuple[int, int]] = []
        begin = self.begin
        for hit in _SENTENCE_END.finditer(self.text, self.begin):
            at = hit.start()
            if at in self.atoms or any(a < at < b for a, b in self.pairs):
                continue
            if not (hit.end() + 1 in self.atoms or _SENTENCE_START.match(self.text, hit.end())):
                continue
            if _ABBREVIATION.search(self.text, max(begin, at - 8), at + 1):
                continue
            found.append((begin, hit.end()))
            begin = hit.end()
        if begin < len(self.text.rstrip()):
            found.append((begin, len(self.text)))
        return tuple(found)

    @property
    def tokens(self) -> dict[str, list[int]]:
        """Its words and signs in lower case, each with the offsets where it begins."""
        if self._tokens is None:
            self._tokens = {}
            for token, at in zip(self._list, self.positions, strict=True):
                self._tokens.setdefault(token, []).append(at)
        return self._tokens

    @property
    def positions(self) -> list[int]:
        """The offsets where words and signs begin, in order."""
        if self._positions is None:
            self._positions = []
            at = 0
            for token in self._list:
                at = self.low.index(token, at)  # only white space stands between two
                self._positions.append(at)
                at += len(token)
        return self._positions

    def _find_features(self) -> frozenset[str]:
        """See `features`."""
        low = self.low
        found = set(self._list)
        first = self._first_word()
        if first:
            word = _TOKEN.match(first)
            found.update((f"^{word.group() if word else first}", f"~{first[0]}", f"^-{first[-1]}"))
        if self.inline.marks:
            found.update(f"<{m.kind}>" for m in self.inline.marks)
        if _DIGIT.search(low):
            found.add("<digit>")
        if self.text != low:
            found.add("<capital>")
            if _CAPITALS.search(self.text):
                found.add("<capitals>")
        return frozenset(found)

    def _first_word(self) -> str:
        """The first word whole, `re-uses` and `don't` too; a sign if it begins with one."""
        hit = _WHOLE_WORD.match(self.low, self.begin)
        return hit.group() if hit else self.low[self.begin : self.begin + 1]

    def joined(self, at: int) -> bool:
        """Whether a place is inside a word; hyphens and apostrophes do not end a word."""
        text = self.text
        if not 0 < at < len(text):
            return False
        before, after = text[at - 1], text[at]
        if before == " " or after == " ":
            return False
        if _wordy(before) and _wordy(after):
            return True
        if before in "-'" and at > 1:
            return _wordy(text[at - 2]) and _wordy(after)
        if after in "-'" and at + 1 < len(text):
            return _wordy(before) and _wordy(text[at + 1])
        return False


def _wordy(character: str) -> bool:
    return character.isalnum() or character == "_"


def _end(text: str) -> int:
    """Where the text ends when a final full stop does not count."""
    end = len(text.rstrip())
    if end > 1 and text[end - 1] == "." and not _KEPT_STOP.search(text, max(0, end - 8), end):
        return end - 1
    return end


def _find_pairs(text: str) -> tuple[tuple[int, int], ...]:
    """Pairs of brackets and of straight quotes; a quote without a partner is an inch sign."""
    found: list[tuple[int, int]] = []
    open_brackets: list[tuple[str, int]] = []
    quote = -1
    for hit in _BRACKET.finditer(text):
        sign, at = hit.group(), hit.start()
        if sign in _PAIRS:
            open_brackets.append((_PAIRS[sign], at))
        elif sign != '"':
            if open_brackets and open_brackets[-1][0] == sign:
                found.append((open_brackets.pop()[1], at))
        elif quote >= 0:
            found.append((quote, at))
            quote = -1
        elif at == 0 or not text[at - 1].isalnum():
            quote = at
    found.extend((at, len(text)) for _, at in open_brackets)
    return tuple(sorted(found))
