"""From cards to drafts: what each will be in Anki, before it is known which card it is.

A draft has no identity yet, and knows nothing of outlines: it is a few texts. So this is what
goes from one process to another, and what is kept until the next build. A talk's drafts stay
bytes until somebody asks for them, so that a vault of any size is small in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from talkdeck.cache.frozen import digest, dumps, loads
from talkdeck.outline.inline import EMPTY
from talkdeck.outline.node import Node, Notes, Talk
from talkdeck.problems import Problem
from talkdeck.values import dataclass, replace

if TYPE_CHECKING:
    from talkdeck.anki.html import CardFields, MediaNames
    from talkdeck.anki.media import Shown
    from talkdeck.cards.card import Card
    from talkdeck.filecards import FileCards, TalkCards
    from talkdeck.ledger.entry import Seen


class Draft(NamedTuple):
    """One note without its identity.

    Attributes:
        fields: one HTML text for each of `notetypes.FIELDS`, the key's still empty.
        tags: all of its tags, in Anki's form.
        line: where the card stands in its notes file, 1-based.
    """

    fields: tuple[str, ...]
    tags: tuple[str, ...]
    line: int


class Picture(NamedTuple):
    """A picture or sound that was found.

    Attributes:
        target: its address in the notes, e.g. `images/heroku.png`.
        name: in Anki's media folder, e.g. `heroku-3f9a….png`.
        path: where it is on disk.
        sha1: of its content, as hexadecimal digits.
    """

    target: str
    name: str
    path: str
    sha1: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures and sounds of a notes file.

    Attributes:
        shown: what its cards show.
        found: what of it is there.
        problems: what of it is not, and why.
    """

    shown: tuple[Shown, ...] = ()
    found: tuple[Picture, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class TalkDrafts:
    """One talk with the drafts of its cards.

    Attributes:
        talk: the talk, its outline left out.
        count: number of its cards.
        bare: number of its bullets that no card rests on.
        why_none: why it has no cards, in words; "" if it has some.
        pictures: what its cards may show.
        digest: of all its cards: as long as it is the same, so are they.
        seen_bytes: what `seen` gives.
        draft_bytes: what `drafts` gives.
    """

    talk: Talk
    count: int
    bare: int
    why_none: str
    pictures: tuple[Picture, ...]
    digest: bytes
    seen_bytes: bytes
    draft_bytes: bytes

    def seen(self) -> Iterator[Seen]:
        """What each card is recognised by, in the order of the notes."""
        from talkdeck.ledger.entry import Key, Seen

        rows = loads(self.seen_bytes) if self.count else ()
        return (Seen(Key(*key), content) for key, content in rows)

    def drafts(self) -> Iterator[Draft]:
        """The drafts of its cards, in the same order."""
        return drafts_of(self.draft_bytes)


@dataclass(frozen=True, slots=True, eq=False)
class FileDrafts:
    """One notes file with the drafts of its talks, in order.

    Attributes:
        notes: the file, the outlines of its talks and its front matter left out.
        talks: its talks.
        pictures: its pictures and sounds, as they were when the drafts were made.
    """

    notes: Notes
    talks: tuple[TalkDrafts, ...]
    pictures: Pictures = Pictures()

    def is_current(self, root: Path) -> bool:
        """Whether its pictures and sounds are still what they were."""
        return not self.pictures.shown or _look_up(self.pictures.shown, root) == self.pictures


def draft(file: FileCards, root: Path, tags: Sequence[str] = ()) -> FileDrafts:
    """Writes the cards of a notes file as drafts.

    Args:
        file: the file with its cards.
        root: folder that its pictures may not leave.
        tags: tags that every card gets.
    """
    from talkdeck.anki.media import shown_on

    pictures = _look_up(shown_on(c for talk in file.talks for c in talk.cards), root)
    writer = _Writer(file.notes, pictures, tuple(tags))
    talks = tuple(map(writer.talk, file.talks))
    notes = replace(file.notes, talks=tuple(talk.talk for talk in talks), front_matter={})
    return FileDrafts(notes, talks, pictures)


def drafts_of(data: bytes) -> Iterator[Draft]:
    """The drafts of a talk's `draft_bytes`."""
    return (Draft(*row) for row in (loads(data) if data else ()))


class _Writer:
    """Writes the drafts of one notes file."""

    def __init__(self, notes: Notes, pictures: Pictures, tags: tuple[str, ...]) -> None:
        self.within = notes.within
        self.pictures = {picture.target: picture for picture in pictures.found}
        self.media: MediaNames = {(notes.file, p.target): p.name for p in pictures.found}
        self.tags = tags

    def talk(self, talk: TalkCards) -> TalkDrafts:
        from talkdeck.anki.media import shown_on
        from talkdeck.coverage import uncovered, why_none

        # As plain tuples, which are stored several times faster than values that have names.
        made = [self._made(card) for card in talk.cards]
        seen, drafts = tuple(s for s, _ in made), tuple(d for _, d in made)
        targets = (shown.target for shown in shown_on(talk.cards)) if self.pictures else ()
        return TalkDrafts(
            replace(talk.talk, root=Node("talk", EMPTY, 1, 1), metadata=()),
            len(made),
            sum(1 for _ in uncovered(talk)),
            "" if made else why_none(talk),
            tuple(self.pictures[t] for t in targets if t in self.pictures),
            digest((seen, drafts)),
            dumps(seen) if made else b"",
            dumps(drafts) if made else b"",
        )

    def _made(self, card: Card) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """A card's `Seen` and `Draft`."""
        from talkdeck.anki.html import fields
        from talkdeck.ledger.keys import key_of

        content = fields(card, self.media, self.within)
        tags = _in_ankis_form((*card.tags, *self.tags))
        seen = tuple(key_of(card)), _digest(card, content, tags)
        return seen, (content.values(""), tags, card.node.start)


@lru_cache(maxsize=1 << 12)
def _in_ankis_form(tags: tuple[str, ...]) -> tuple[str, ...]:
    from talkdeck.anki.names import tag

    found = map(tag, tags)
    return tuple(dict.fromkeys(t for t in found if t))


def _digest(card: Card, content: CardFields, tags: Sequence[str]) -> str:
    """A short fingerprint of all that counts as a card's content.

    The tag with the rule's name is as little content as the name itself is.
    """
    from talkdeck.anki.names import tag

    rule = tag("talkdeck::" + card.rule.rpartition("/")[2])
    text = "\x1f".join(content.content()) + "\x1e" + "\x1f".join(t for t in tags if t != rule)
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _look_up(shown: Sequence[Shown], root: Path) -> Pictures:
    from talkdeck.anki.media import look_up

    media, problems = look_up(shown, root)
    files = {file.name: file for file in media.files}
    found = tuple(
        Picture(target, name, str(files[name].path), files[name].sha1)
        for (_, target), name in media.names.items()
    )
    return Pictures(tuple(shown), found, tuple(problems))
