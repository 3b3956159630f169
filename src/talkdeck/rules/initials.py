"""The condition that one capture is made of the initials of another."""

from __future__ import annotations

from collections.abc import Iterator

from talkdeck import english
from talkdeck.regex import regex
from talkdeck.rules import words as say
from talkdeck.rules.bindings import Bindings, Miss, Taken, miss
from talkdeck.rules.scene import Scene

_WORD = regex(r"[^\s，、；：（）]+")


def test_initials(names: tuple[str, str], bound: Bindings, scene: Scene) -> Bindings | Miss:
    """Cuts the long form to the words whose initials the short one is.

    The short form mostly stands behind the long one, so the last words are tried first.
    """
    short, long = bound[names[0]], bound[names[1]]
    words = list(_word_spans(long.text.text))
    sizes = range(1, min(len(words), 12) + 1)
    spans = [(0, len(words)), *((len(words) - n, len(words)) for n in sizes)]
    spans += [(0, n) for n in sizes]
    for first, last in spans:
        if first == last:
            continue
        start, end = words[first][0], words[last - 1][1]
        if english.initials_match(short.text.text, long.text.text[start:end]):
            end = _item_end(long.text.text, start, end)
            cut = Taken(long.text[start:end], long.node, long.start + start, long.start + end)
            return {**bound, names[1]: cut}
    if english.initials_match_items(short.text.text, _COMMA.split(long.text.text)):
        return bound
    return miss(scene, ("initials",), lambda: say.initials(short.text.text, long.text.text))


_COMMA = regex(r"[,;，、；]\s*(?:(?:and|or|&)\s+)?")


def _item_end(text: str, start: int, end: int) -> int:
    """Where a list ends that was cut inside its last part; what is no list stays as it was cut,
    and so does a last part that was cut before its `of …`.
    """
    following = _WORD.search(text, end)
    if not _COMMA.search(text, start, end) or not following or text[end : end + 1] != " ":
        return end
    if english.is_preposition(following.group()):
        return end
    after = _COMMA.search(text, end)
    return after.start() if after else len(text.rstrip(" .)"))


def _word_spans(text: str) -> Iterator[tuple[int, int]]:
    for word in _WORD.finditer(text):
        kept = word.group().strip("()[]\"'“”‘’,.;:")
        if kept:
            start = word.start() + word.group().index(kept)
            yield start, start + len(kept)
