"""From notes and their cards to what the page shows of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from html import unescape

from talkdeck.anki import notetypes
from talkdeck.anki.html import NO_MEDIA, MediaNames, answers, fields, kind_of, plain
from talkdeck.cards.card import Card
from talkdeck.cards.checks import CHECKS
from talkdeck.cards.choose import VETOES
from talkdeck.cards.words import flatten, words
from talkdeck.coverage import CONTENT, of_file, why_none
from talkdeck.filecards import FileCards, TalkCards
from talkdeck.problems import Problem
from talkdeck.report.page.data import Line, Look, Preview, Remark, Section, Sheet, Shown, Side
from talkdeck.rules.model import Ruleset
from talkdeck.values import dataclass, replace

MATHML = frozenset(
    "math mrow mi mn mo ms mtext mspace msqrt mroot mfrac msup msub msubsup munder mover munderover"
    " mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts mprescripts none".split()
)
"""Elements that mathematics is made of."""

_TAG = re.compile(r"<[/!?]?([^\s<>/]*)")
_ACTIVE = re.compile(r"[\s\"'/](?:on\w+|href|src)\s*=", re.IGNORECASE)
_MATH = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """What the page shows of one notes file: kept while the file stays the same."""

    sheet: Sheet
    cards: tuple[Shown, ...]


def part(
    file: FileCards, text: str, media: MediaNames = NO_MEDIA, allowed: Collection[str] = ()
) -> Part:
    """What the page shows of one notes file.

    Args:
        file: the notes with their cards.
        text: the file's text as it was read.
        media: names of pictures and sounds in Anki.
        allowed: vetoes that are switched off; what they would have dropped is doubtful.
    """
    cards = (
        _shown(number, card, left_out, media, allowed, file.notes.within)
        for number, talk in enumerate(file.talks)
        for card, left_out in _in_order(talk)
    )
    return Part(_sheet(file, text), tuple(cards))


def preview(
    parts: Sequence[Part],
    ruleset: Ruleset,
    *,
    title: str = "",
    pictures: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
) -> Preview:
    """What the page shows of some notes files.

    Args:
        parts: the files, in order.
        ruleset: the rules that made the cards, to say what each does.
        title: of the page; that of the notes if empty.
        pictures: `data:` addresses of pictures, by their names in Anki.
        problems: problems to show.
    """
    return Preview(
        title=title or _title([part.sheet for part in parts]),
        sheets=tuple(part.sheet for part in parts),
        cards=tuple(
            replace(card, sheet=n) if n else card for n, p in enumerate(parts) for card in p.cards
        ),
        look=anki_look(),
        rules={rule.id: rule.about for rule in ruleset.everything()},
        checks=VETOES,
        pictures=pictures or {},
        problems=tuple(problems),
    )


def anki_look() -> Look:
    """The note types as they go into a package: what the page shows can't differ from Anki."""
    types: dict[str, tuple[Side, ...]] = {
        kind: tuple(
            Side(
                t.name,
                notetypes.template_text(t.question),
                notetypes.template_text(t.answer),
                t.needs,
            )
            for t in note_type.templates
        )
        for kind, note_type in notetypes.NOTE_TYPES.items()
    }
    return Look(notetypes.style(), notetypes.FIELDS[1:], types)


def _title(sheets: Sequence[Sheet]) -> str:
    """A name for some notes: `PyCon 2017`, `Bread and Tea`, `Bread, Tea and 3 more`."""
    titles = list(dict.fromkeys(sheet.title for sheet in sheets))
    if len(titles) <= 2:
        return " and ".join(titles) or "Notes"
    return f"{titles[0]}, {titles[1]} and {len(titles) - 2} more"


def _sheet(file: FileCards, text: str) -> Sheet:
    """A notes file, each line with what became of it."""
    found = of_file(file)
    content: dict[int, bool] = {}  # line -> whether a card is expected of it
    for talk in file.talks:
        for node in talk.talk.root.walk():
            for line in node.lines:
                content[line] = content.get(line, False) or node.kind in CONTENT
    lines = []
    for number, source in enumerate(text.split("\n"), 1):
        fate = found.get(number)
        expected = content.get(number, False)
        if fate is None:
            lines.append(Line(source, "plain"))
        elif fate.what in ("none", "left-out") and not expected:
            # A card that was left out names its heading too; the heading lacks nothing.
            lines.append(Line(source, "heading"))
        else:
            counts = expected and fate.what in ("covered", "none", "left-out")
            why = "" if fate.what in ("covered", "heading") else fate.why
            lines.append(Line(source, fate.what, why, counts))
    while lines and not lines[-1].text:
        lines.pop()
    sections = tuple(
        Section(plain(t.talk.title), t.talk.start, t.talk.end, "" if t.cards else why_none(t))
        for t in file.talks
    )
    return Sheet(file.notes.file, file.notes.title, tuple(lines), sections)


def _in_order(talk: TalkCards) -> Iterator[tuple[Card, Remark | None]]:
    """All cards of a talk, kept or not, in the order of the notes."""
    place = {id(card): n for n, card in enumerate(talk.match.cards)}
    cards: list[tuple[Card, Remark | None]] = [(card, None) for card in talk.chosen.kept]
    cards += [(d.card, Remark(d.veto, d.reason)) for d in talk.chosen.dropped]
    yield from sorted(cards, key=lambda c: (place.get(id(c[0]), len(place)), c[0].lines))


def _shown(
    talk: int,
    card: Card,
    left_out: Remark | None,
    media: MediaNames,
    allowed: Collection[str],
    within: str,
) -> Shown:
    doubts = () if left_out or not allowed else tuple(_doubts(card, allowed))
    html = fields(card, media, within).values("")[1:]
    return Shown(
        sheet=0,
        talk=talk,
        kind=card.kind,
        type=kind_of(card),
        fields=tuple(typeset(field) for field in html),
        question=plain(card.with_gaps()),
        answer=" · ".join(answers(card)),
        words=sum(len(words(text)) for text in flatten(card.answer)),
        rule=card.rule,
        lines=card.lines,
        left_out=left_out,
        doubts=doubts,
    )


def _doubts(card: Card, allowed: Collection[str]) -> Iterator[Remark]:
    """What checks that are switched off find about a card that was kept."""
    for check in CHECKS:
        found = check.find(card) if check.name in allowed else ""
        if found:
            yield Remark(check.name, found)


def typeset(html: str) -> str:
    r"""HTML of a field with its mathematics, which Anki typesets when a card is shown, as MathML.

    What can't be read stays as it is: `\(x^2\)`.
    """
    if "\\(" not in html and "\\[" not in html:
        return html
    from latex2mathml.converter import convert  # here, because few notes hold mathematics

    return _MATH.sub(lambda found: _mathml(found, convert), html)


def _mathml(found: re.Match[str], convert: Callable[..., str]) -> str:
    inline, display = found.groups()
    tex = unescape(inline or display).replace("<", r"\lt ").replace(">", r"\gt ")
    try:
        html = convert(tex, display="inline" if inline else "block")
    except Exception:  # it raises whatever it stumbles on
        return found[0]
    # The converter does not escape what it is given: nothing but MathML may come of it.
    only = set(_TAG.findall(html)) <= MATHML and not _ACTIVE.search(html)
    return html if only else found[0]
