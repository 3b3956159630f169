"""From a card to what it is recognised by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b
from posixpath import basename

from talkdeck.cards.card import Card, Item
from talkdeck.cards.portions import of_the_whole
from talkdeck.ledger.entry import Key
from talkdeck.outline.inline import PICTURE, Inline
from talkdeck.regex import regex


def key_of(card: Card, file: str | None = None) -> Key:
    """What a card is recognised by across edits.

    Args:
        card: the card.
        file: its notes file relative to the ledger's folder, forward slashes; the card's
            own name for it if not given.
    """
    return Key(
        kind="basic" if card.kind == "reversed" else card.kind,  # the same note type in Anki
        rule=card.rule,
        role=card.role,
        talk=plain(card.talk.title),
        topic=card.topic,
        question=plain(card.with_gaps()),
        answer=tuple(" ".join(_words(item)) for item in card.answer),
        file=card.file if file is None else file,
        source=_digest(plain(card.node.text)),
    )


def plain(text: Inline) -> str:
    """The text without mark-up, white space evened out, each picture as its name in brackets."""
    if PICTURE in text.text:
        names = iter([m.target for m in text.marks if m.kind == "image"])
        parts = text.text.split(PICTURE)
        named = [f"[{basename(next(names, ''))}]{part}" for part in parts[1:]]
        return " ".join("".join([parts[0], *named]).split())
    return " ".join(text.text.split())


def before_own_words(key: Key) -> str | None:
    """What a question puts before the words of the heading or bullet itself, or before what the
    talk's title begins with; None if it does not end in them.

    E.g. `steps of` for `Steps of a release? (2)` below the heading `A release`.
    """
    words = _uncounted(key.question).casefold().split()
    title = first_part(key.talk).casefold().split()
    for n in range(min(len(words), 12)):
        if words[n:] == title or _digest(" ".join(words[n:])) == key.source:
            return " ".join(words[:n])
    return None


def first_part(title: str) -> str:
    """What a talk's title begins with, e.g. `Caches` of `Caches: how and when`."""
    return re.split(r"[^\w\s'’-]", title, maxsplit=1)[0].strip()


_COUNT = regex(r"(?<![\s:?.])[\s:?.]*(?:\(\d+\)\s*)?$")


def _uncounted(question: str) -> str:
    """A question without its end marks and the number of items it asks for."""
    return _COUNT.sub("", of_the_whole(question))


def _words(item: Item) -> Iterable[str]:
    yield plain(item.text)
    for below in item.items:
        yield from _words(below)


def _digest(text: str) -> str:
    text = _uncounted(text).casefold()
    return blake2b(text.encode("utf-8", "replace"), digest_size=4).hexdigest()
