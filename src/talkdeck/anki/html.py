"""Cards as HTML: the only place where a card's words get mark-up for Anki.

Everything a person wrote is escaped; tags come from here alone, so nothing that runs can
reach a field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from operator import attrgetter

from talkdeck.anki.cloze import cloze_html, gap_pieces
from talkdeck.anki.notetypes import PROVENANCE, NoteKind
from talkdeck.anki.text import attribute, clean, escape, escape_raw
from talkdeck.cards.card import Card, Item
from talkdeck.outline.inline import PICTURE, Inline, Mark
from talkdeck.outline.node import Link, Node
from talkdeck.regex import regex
from talkdeck.values import dataclass

MediaNames = Mapping[tuple[str, str], str]
"""(notes file, address as in `Mark.target`) -> name of the file in Anki's media folder."""

NO_MEDIA: MediaNames = {}

AUDIO = (".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".aac", ".flac", ".mp4", ".webm", ".mov")
"""Endings (lower case) of what Anki plays instead of showing it."""

_DEEPEST = 12  # nesting beyond this is shown flat: no screen has room for it
_TAGS = {
    "strong": "strong",
    "emphasis": "em",
    "strike": "del",
    "highlight": "mark",
    "sub": "sub",
    "sup": "sup",
}
_DOUBLE_BRACE = regex(r"\{(?=\{)|\}(?=\})")
_SOUND = regex(r" ?\[sound:[^\]<>]+\]")
_SCHEME = regex(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CardFields:
    """A card's fields as HTML, in the words of `notetypes.FIELDS`.

    Attributes:
        front: the question, e.g. `pros of <code>mypy</code>?`; cloze: with `{{c1::…}}`.
        back: the answer; list: `<ul><li>…</li></ul>` or `<ol>`; cloze: "".
        reverse: the question of the other direction, "" if there is none.
        reverse_back: its answer.
        context: e.g. `Static Types › mypy`.
        hint: opened on demand.
        extra: code, tables and pictures.
        count: number of a list's answers, e.g. `3`; else "".
        talk: the talk's title.
        speaker: names, e.g. `Lisa Guo, Hui Ding`.
        links: links to slides and video.
        source: file and line, e.g. `notes/pycon-2017.md:184`.
        rule: e.g. `english/pros-and-cons`.
        language: of the notes, e.g. `en`; "" if not known.
    """

    front: str
    back: str
    reverse: str = ""
    reverse_back: str = ""
    context: str = ""
    hint: str = ""
    extra: str = ""
    count: str = ""
    talk: str = ""
    speaker: str = ""
    links: str = ""
    source: str = ""
    rule: str = ""
    language: str = ""

    def values(self, key: str) -> tuple[str, ...]:
        """All fields of the note in order, the given key first, the person's own empty."""
        return (key, *_written(self), "", "", "", "")

    def content(self) -> tuple[str, ...]:
        """What counts as content: a note is changed when this has changed.

        Where the card comes from is left out: one line inserted at the top of a file moves all
        others, and must not send every note again and overwrite what was edited in Anki.
        """
        return _content(self)


_WRITTEN = CardFields.__match_args__
_written: Callable[[CardFields], tuple[str, ...]] = attrgetter(*_WRITTEN)
_content: Callable[[CardFields], tuple[str, ...]] = attrgetter(
    *(f for f in _WRITTEN if f.capitalize() not in PROVENANCE)
)


def kind_of(card: Card) -> NoteKind:
    """The note type a card becomes."""
    return "basic" if card.kind == "reversed" else card.kind


def fields(card: Card, media: MediaNames = NO_MEDIA, within: str = "") -> CardFields:
    """All fields of a card's note.

    Args:
        card: the card.
        media: names of the pictures and sounds, as `media.gather` found them.
        within: its notes file, as the card says where it comes from: `Notes.within`.
    """
    show = _Writer(card.file, media)
    if card.kind == "cloze":
        gapped = _Writer(card.file, media, cloze=True)
        front, back = cloze_html(gap_pieces(card.question, card.gaps), gapped.inline), ""
    else:
        front, back = show.inline(card.question), show.answer(card)
    talk = card.talk
    extra = "".join(show.node(n) for n in card.extra)
    if card.kind == "list" and "[sound:" in back:
        # A list's answers lie hidden on the question's side too, where Anki would play them.
        extra += " ".join(_SOUND.findall(back))
        back = _SOUND.sub("", back)
    return CardFields(
        front=front,
        back=back,
        reverse=show.inline(card.reverse) if card.kind == "reversed" else "",
        reverse_back=show.reverse_answer(card) if card.kind == "reversed" else "",
        context=escape(" › ".join(card.context)),
        hint=show.inline(card.hint),
        extra=extra,
        count=str(len(card.answer)) if card.kind == "list" else "",
        talk=show.inline(talk.title),
        speaker=escape(", ".join(talk.speakers)),
        links=" · ".join(filter(None, map(_talk_link, talk.links))),
        source=escape(f"{within or card.file}:{card.node.start}"),
        rule=escape(card.rule),
        language=re.sub(r"[^A-Za-z0-9-]", "", talk.language),
    )


def front_back(card: Card, written: CardFields) -> tuple[str, str]:
    """Question and answer as HTML for other programs: those of its fields; but a cloze card's
    front shows each gap as `[…]` (or its hint), its back what was hidden.
    """
    if card.kind != "cloze":
        return written.front, written.back
    show = _Writer(card.file)
    pieces = gap_pieces(card.question, card.gaps)
    front = (show.inline(p.text) if not p.number else f"[{escape(p.hint or '…')}]" for p in pieces)
    return "".join(front), "<br>".join(show.inline(p.text) for p in pieces if p.number)


def answers(card: Card) -> list[str]:
    """The answer's items as plain text, e.g. `["One app 24/7 for free", "…"]`; what is nested
    below an item is not repeated.
    """
    return [plain(item.text) for item in card.answer]


def plain(inline: Inline) -> str:
    """The text alone, on one line, pictures as their alternative text."""
    text = inline.text
    if PICTURE in text:
        labels = iter([m.label for m in inline.marks if m.kind == "image"])
        text = re.sub(PICTURE, lambda _: next(labels, ""), text)
    return " ".join(clean(text).split())


def pictures(card: Card) -> Iterator[tuple[str, int]]:
    """Addresses of the pictures and sounds a card shows, each with its line, repeats included."""
    inlines = [(card.question, card.node.start), (card.reverse, card.node.start)]
    inlines += [(card.reverse_answer, card.node.start), (card.hint, card.node.start)]
    stack: list[Item] = [*card.answer]
    while stack:
        item = stack.pop()
        inlines.append((item.text, (item.node or card.node).start))
        stack.extend(item.items)
    for top in card.extra:
        for node in top.walk():
            inlines.append((node.text, node.start))
            inlines += [(cell, node.start) for row in node.rows for cell in row]
    for inline, line in inlines:
        for m in inline.marks:
            if m.kind == "image" or (m.kind == "link" and is_audio(m.target)):
                yield m.target, line


def is_audio(target: str) -> bool:
    """Whether an address names a sound (or film) on disk rather than a page."""
    return target.lower().endswith(AUDIO) and not _SCHEME.match(target)


def _talk_link(link: Link) -> str:
    address = safe_address(link.address)
    names = {"slides": "Slides", "video": "Video", "code": "Code", "other": "Link"}
    shown = escape(link.title or names[link.kind])
    return f'<a href="{address}">{shown}</a>' if address else ""


def safe_address(address: str) -> str:
    """A link's address for an `href`, or "" where following it could run something or lead
    nowhere: a path on the person's disk means nothing on a phone.
    """
    address = "".join(clean(address).split())
    if address.startswith("//"):
        address = "https:" + address
    if not _SCHEME.match(address):
        return ""
    return attribute(address)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes inline content, items and nodes of one notes file.

    Attributes:
        file: the notes file, to find its pictures by.
        media: names in Anki's media folder.
        cloze: whether it is for a text with gaps, where double braces have a meaning.
    """

    file: str
    media: MediaNames = field(default_factory=dict)
    cloze: bool = False

    def answer(self, card: Card) -> str:
        if card.kind == "list":
            return self.items(card.answer, card.ordered)
        return "<br>".join(self.item(item) for item in card.answer)

    def reverse_answer(self, card: Card) -> str:
        """The other direction's answer: given, else the topic, else the whole card."""
        if card.reverse_answer:
            return self.inline(card.reverse_answer)
        return escape(card.topic) or f"{self.inline(card.question)}<br>{self.answer(card)}"

    def items(self, items: Sequence[Item], ordered: bool, depth: int = 1) -> str:
        tag = "ol" if ordered else "ul"
        inside = "".join(f"<li>{self.item(item, depth)}</li>" for item in items)
        return f"<{tag}>{inside}</{tag}>"

    def item(self, item: Item, depth: int = 0) -> str:
        text = self.inline(item.text)
        if not item.items:
            return text
        below = item.items if depth < _DEEPEST else tuple(_flat(item.items))
        ordered = all(i.node is not None and i.node.number is not None for i in below)
        return text + self.items(below, ordered, depth + 1)

    def inline(self, inline: Inline) -> str:
        if not inline.marks:
            return _text(inline.text)
        return self._range(inline.text, 0, len(inline.text), inline.marks, 0)

    def _range(self, text: str, start: int, end: int, marks: Sequence[Mark], depth: int) -> str:
        """The text between two offsets with the marks that lie there, outermost first."""
        parts: list[str] = []
        at, n = start, 0
        while n < len(marks):
            mark = marks[n]
            first, last = max(mark.start, at), min(mark.end, end)
            inner = n + 1
            while inner < len(marks) and marks[inner].start < last:
                inner += 1
            if first < last:
                parts.append(_text(text[at:first]))
                within = marks[n + 1 : inner] if depth < _DEEPEST else ()
                parts.append(self._marked(text, first, last, mark, within, depth))
                at = last
            n = inner
        parts.append(_text(text[at:end]))
        return "".join(parts)

    def _marked(
        self, text: str, start: int, end: int, mark: Mark, within: Sequence[Mark], depth: int
    ) -> str:
        if mark.kind == "code":
            return f"<code>{escape_raw(text[start:end])}</code>"
        if mark.kind in ("math", "display-math"):
            return _math(text[start:end], mark.kind == "display-math", self.cloze)
        if mark.kind == "image":
            return self._picture(mark)
        inside = self._range(text, start, end, within, depth + 1)
        if mark.kind == "link":
            return self._link(mark, inside)
        tag = _TAGS[mark.kind]
        return f"<{tag}>{inside}</{tag}>"

    def _link(self, mark: Mark, inside: str) -> str:
        name = self.media.get((self.file, mark.target))
        if name is not None and is_audio(mark.target):
            return f"{inside} [sound:{name}]"
        address = safe_address(mark.target)
        return f'<a href="{address}">{inside}</a>' if address else inside

    def _picture(self, mark: Mark) -> str:
        name = self.media.get((self.file, mark.target))
        if name is not None:
            if is_audio(mark.target):
                return f"[sound:{name}]"
            return f'<img src="{name}" alt="{attribute(mark.label)}">'
        label = escape(mark.label or mark.target.rsplit("/", 1)[-1][:80] or "…")
        address = safe_address(mark.target)
        return f'<a href="{address}">{label}</a>' if address else f"<em>{label}</em>"

    def node(self, node: Node, depth: int = 0) -> str:
        """A node with all below it, e.g. a code block."""
        if node.kind == "code":
            from talkdeck.anki.code import code_block

            return code_block(node.text.text, node.language)
        if node.kind == "table":
            return self._table(node)
        own = self.inline(node.text)
        below = "".join(self.node(c, depth + 1) for c in node.children) if depth < _DEEPEST else ""
        tag = {"quote": "blockquote", "image": "div"}.get(node.kind, "p")
        return (f"<{tag}>{own}</{tag}>" if own else "") + below

    def _table(self, node: Node) -> str:
        rows = [[self.inline(cell) for cell in row] for row in node.rows]
        if not rows:
            return ""
        head = "".join(f"<th>{cell}</th>" for cell in rows[0])
        body = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows[1:])
        lines = "".join(f"<tr>{row}</tr>" for row in body)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
        return f'<div class="scroll">{table}</div>'


def _text(text: str) -> str:
    html = escape(text)
    return html.replace("\n", "<br>") if "\n" in html else html


def _math(text: str, display: bool, cloze: bool) -> str:
    r"""Mathematics in the delimiters that Anki knows. In a cloze text, spaces keep braces
    apart: TeX ignores them, and Anki would take `}}` for the end of a gap.
    """
    text = clean(text).strip()
    if not text or "\\)" in text or "\\]" in text or "\\(" in text:
        return f"<code>{escape_raw(text)}</code>" if text else ""
    if cloze:
        text = _DOUBLE_BRACE.sub(r"\g<0> ", text)
    return f"\\[{escape_raw(text)}\\]" if display else f"\\({escape_raw(text)}\\)"


def _flat(items: Sequence[Item]) -> Iterator[Item]:
    """All items below, in order, each without its own list."""
    stack = list(reversed(items))
    while stack:
        item = stack.pop()
        yield Item(item.text, (), item.node)
        stack.extend(reversed(item.items))
