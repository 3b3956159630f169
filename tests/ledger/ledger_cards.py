"""What the tests of this room share: cards in short."""

from __future__ import annotations

import re
from hashlib import sha256

from hypothesis import strategies as st

from talkdeck.ledger.entry import Entry, Key, Ledger, Model, Seen


def key(question: str, *answer: str, **more: str) -> Key:
    """A key with everything unsaid filled in."""
    known = {
        "kind": "basic",
        "rule": "english/rule",
        "role": "0",
        "talk": "A talk",
        "topic": "",
        "file": "notes/a.md",
        "source": "",
    } | more
    return Key(question=question, answer=answer, **known)


def seen(question: str, *answer: str, **more: str) -> Seen:
    """A card of the notes whose content is its question and answer."""
    return seen_of(key(question, *answer, **more))


CARD = re.compile(
    r"(?:\[(?P<talk>[^]/]+?)(?: / (?P<topic>[^]/]+))?(?: / bullet (?P<source>\w+))?\] )?"
    r"(?P<q>.+) -> (?P<a>.+)"
)


def card(text: str) -> Seen:
    """A card in a line, e.g. `[talk / topic / bullet 1] pros of X? -> fast | cheap`."""
    found = CARD.fullmatch(text)
    assert found, text
    answer = found["a"].split(" | ")
    kind = "list" if len(answer) > 1 or re.search(r"^\w+ of ", found["q"]) else "basic"
    return seen(found["q"], *answer, kind=kind, talk=found["talk"] or "A talk",
                topic=found["topic"] or "", source=found["source"] or "")  # fmt: skip


def seen_of(k: Key) -> Seen:
    return Seen(k, sha256(repr((k.question, k.answer)).encode("utf-8", "replace")).hexdigest()[:8])


PLAIN = st.sampled_from(["", "a", "two words", "what else?", "für uns"])  # nothing to escape
TEXTS = st.text(max_size=12) | st.sampled_from(["", "\\", "\\|", "\\e", "a\tb", "x\ny", "\ud800"])
KEYS = st.one_of(
    st.builds(
        Key, texts, texts, texts, texts, texts, texts, st.lists(texts, max_size=3).map(tuple),
        texts, texts,
    )
    for texts in (PLAIN, TEXTS)
)  # fmt: skip
TIMES = st.integers(0, 2**40)
ENTRIES = st.builds(
    Entry, TEXTS | st.text("abc23", max_size=3), TIMES, st.integers(0, 2**31), KEYS,
    TEXTS | PLAIN, st.just(0), st.just(()),
) | st.builds(
    Entry, TEXTS, TIMES, st.integers(0, 2**31), KEYS, TEXTS, st.integers(1, 2**40),
    st.lists(TEXTS, max_size=3).map(tuple),
)  # fmt: skip
LEDGERS = st.builds(
    Ledger,
    st.lists(ENTRIES, max_size=8, unique_by=lambda e: e.guid).map(tuple),
    st.lists(st.builds(Model, TEXTS, TEXTS, TIMES), max_size=3, unique_by=lambda m: m.name).map(
        tuple
    ),
)
