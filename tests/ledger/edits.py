"""Edits of Markdown notes whose true correspondence is known, and what becomes of the cards.

A vault is a dict of files; a file is a list of lines; a line knows where it came from. So
after any edit it is known which line is which, and with it which card is which: a card is the
same if it was made of the same line by the same rule. `python tests/ledger/edits.py FOLDER`
makes 2,000 random edits and prints how many cards kept their identity.
"""

from __future__ import annotations

import random
import re
import string
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from rapidfuzz import fuzz, process

from talkdeck.cards.choose import choose
from talkdeck.ledger import wording
from talkdeck.ledger.entry import Ledger, Seen
from talkdeck.ledger.keys import key_of
from talkdeck.ledger.remember import Memory, remember
from talkdeck.ledger.tokens import fold
from talkdeck.outline.markdown import read
from talkdeck.outline.node import Node, Talk
from talkdeck.rules.match import match_talk
from talkdeck.rules.model import Ruleset
from talkdeck.rules.packs import load_rules

BULLET = re.compile(r"^(\s*)([*+-]|\d+[.)])(\s+)(\S.*)$")
HEADING = re.compile(r"^(#{1,6})\s+(\S.*)$")


@dataclass(frozen=True)
class Line:
    """A line of notes.

    Attributes:
        origin: where it came from: file and number, or None if it was put in.
        used: whether a card rests on it; edits of such lines tell most.
    """

    text: str
    origin: tuple[str, int] | None = None
    used: bool = False


Vault = dict[str, list[Line]]
Edit = Callable[[Vault, random.Random], "Vault | None"]


def vault_of(texts: dict[str, str]) -> Vault:
    return {
        name: [Line(text, (name, n)) for n, text in enumerate(body.split("\n"), 1)]
        for name, body in texts.items()
    }


# The parts of a file


def bullets(lines: list[Line]) -> list[int]:
    """Positions of bullets, outside code."""
    found, code = [], False
    for n, line in enumerate(lines):
        if line.text.lstrip().startswith("```"):
            code = not code
        elif not code and BULLET.match(line.text):
            found.append(n)
    return found


def indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def block_end(lines: list[Line], at: int) -> int:
    """After the last line that belongs to the bullet at a position."""
    end, n = at + 1, at + 1
    while n < len(lines):
        if lines[n].text.strip():
            if indent(lines[n]) <= indent(lines[at]) or HEADING.match(lines[n].text):
                break
            end = n + 1
        n += 1
    return end


def headings(lines: list[Line]) -> list[int]:
    found, code = [], False
    for n, line in enumerate(lines):
        if line.text.lstrip().startswith("```"):
            code = not code
        elif not code and HEADING.match(line.text):
            found.append(n)
    return found


def level(line: Line) -> int:
    found = HEADING.match(line.text)
    return len(found[1]) if found else 9


def section_end(lines: list[Line], at: int) -> int:
    return next((n for n in headings(lines) if n > at and level(lines[n]) <= level(lines[at])),
                len(lines))  # fmt: skip


def one_file(vault: Vault, dice: random.Random) -> tuple[str, list[Line]]:
    names = sorted(vault)
    name = dice.choices(names, [1 + sum(x.used for x in vault[n]) for n in names])[0]
    return name, list(vault[name])


def telling(lines: list[Line]) -> list[int]:
    """Positions of bullets on which cards rest; of all bullets where there are none."""
    at = bullets(lines)
    return [n for n in at if lines[n].used] or at


def one_bullet(lines: list[Line], dice: random.Random) -> tuple[int, re.Match[str]] | None:
    """One of those positions, and what the bullet is made of; None where there are no bullets."""
    at = telling(lines)
    if not at:
        return None
    n = dice.choice(at)
    found = BULLET.match(lines[n].text)
    assert found
    return n, found


def with_file(vault: Vault, name: str, lines: list[Line]) -> Vault:
    return {**vault, name: lines}


def on_bullet(change: Callable[[str, random.Random, list[str]], str | None]) -> Edit:
    """An edit that changes the words of one bullet."""

    def edit(vault: Vault, dice: random.Random) -> Vault | None:
        name, lines = one_file(vault, dice)
        picked = one_bullet(lines, dice)
        if picked is None:
            return None
        n, found = picked
        pool = [w for line in lines for w in re.findall(r"\b[a-z]{4,}\b", line.text)] or ["other"]
        new = change(found[4], dice, pool)
        if new is None or new == found[4]:
            return None
        lines[n] = replace(lines[n], text=found[1] + found[2] + found[3] + new)
        return with_file(vault, name, lines)

    return edit


# Layout


def marker(vault: Vault, dice: random.Random) -> Vault | None:
    name, lines = one_file(vault, dice)
    new = dice.choice("*-+")
    for n in bullets(lines):
        found = BULLET.match(lines[n].text)
        assert found
        if not found[2][0].isdigit():
            lines[n] = replace(lines[n], text=found[1] + new + found[3] + found[4])
    return with_file(vault, name, lines)


def deeper_indent(vault: Vault, dice: random.Random) -> Vault | None:
    name, lines = one_file(vault, dice)
    if any("\t" in line.text or "```" in line.text for line in lines):
        return None
    lines = [replace(x, text=" " * indent(x) + x.text) if x.text.strip() else x for x in lines]
    return with_file(vault, name, lines)


def _emphasis(text: str, dice: random.Random, _: list[str]) -> str | None:
    words = text.split(" ")
    at = [n for n, w in enumerate(words) if w.isalpha()]
    if not at or any(c in text for c in "*_`$["):
        return None
    n = dice.choice(at)
    words[n] = dice.choice(["**{}**", "*{}*", "_{}_"]).format(words[n])
    return " ".join(words)


def wrap(vault: Vault, dice: random.Random) -> Vault | None:
    name, lines = one_file(vault, dice)
    at = [n for n in bullets(lines) if len(lines[n].text.split()) > 8 and "`" not in lines[n].text]
    if not at:
        return None
    n = dice.choice(at)
    found = BULLET.match(lines[n].text)
    assert found
    words = found[4].split(" ")
    start = found[1] + found[2] + found[3]
    half = len(words) // 2
    if not words[half][:1].islower():  # a capital begins a new line, unless the one above is full
        half = next((i for i in range(len(words)) if len(" ".join(words[:i])) >= 72), 0)
    if not half or not words[half][:1].isalpha():
        return None
    lines[n : n + 1] = [
        replace(lines[n], text=start + " ".join(words[:half])),
        replace(lines[n], text=" " * len(start.expandtabs(4)) + " ".join(words[half:])),
    ]
    return with_file(vault, name, lines)


# Order


def swap_bullets(vault: Vault, dice: random.Random) -> Vault | None:
    name, lines = one_file(vault, dice)
    pairs = []
    for n in bullets(lines):
        m = block_end(lines, n)
        if m < len(lines) and BULLET.match(lines[m].text) and indent(lines[m]) == indent(lines[n]):
            pairs.append((n, m, block_end(lines, m)))
    if not pairs:
        return None
    a, b, c = dice.choice(pairs)
    return with_file(vault, name, lines[:a] + lines[b:c] + lines[a:b] + lines[c:])


def swap_sections(vault: Vault, dice: random.Random) -> Vault | None:
    name, lines = one_file(vault, dice)
    pairs = []
    for n in headings(lines):
        m = section_end(lines, n)
        if m < len(lines) and level(lines[m]) == level(lines[n]) > 1:
            pairs.append((n, m, section_end(lines, m)))
    if not pairs:
        return None
    a, b, c = dice.choice(pairs)
    blank = [Line("")]
    return with_file(vault, name, lines[:a] + lines[b:c] + blank + lines[a:b] + blank + lines[c:])


# Moves and names


def move_section(vault: Vault, dice: random.Random) -> Vault | None:
    """A section goes to the end of another section of the next higher level."""
    name, lines = one_file(vault, dice)
    all_ = headings(lines)
    at = [n for n in all_ if level(lines[n]) >= 3]
    if not at:
        return None
    n = dice.choice(at)
    end = section_end(lines, n)
    homes = [h for h in all_ if level(lines[h]) == level(lines[n]) - 1 and not n <= h < end]
    if not homes:
        return None
    home = section_end(lines, dice.choice(homes))
    if n <= home <= end:
        return None
    part = [Line(""), *lines[n:end], Line("")]
    rest = (lines[:home] + part + lines[home:n] + lines[end:] if home < n
            else lines[:n] + lines[end:home] + part + lines[home:])  # fmt: skip
    return with_file(vault, name, rest)


def move_talk(vault: Vault, dice: random.Random) -> Vault | None:
    """A level-2 section goes to the end of another file that has some, too."""
    name, lines = one_file(vault, dice)
    at = [n for n in headings(lines) if level(lines[n]) == 2]
    others = [f for f in sorted(vault) if f != name and _level_2(vault[f]) > 1]
    if len(at) < 3 or not others:
        return None
    n, other = dice.choice(at), dice.choice(others)
    end = section_end(lines, n)
    target = [*vault[other], Line(""), *lines[n:end]]
    return {**vault, name: lines[:n] + lines[end:], other: target}


def split_file(vault: Vault, dice: random.Random) -> Vault | None:
    name, lines = one_file(vault, dice)
    at = [n for n in headings(lines) if level(lines[n]) == 2]
    if len(at) < 4:
        return None
    n = at[len(at) // 2]
    top = [x for x in lines[: at[0]] if level(x) == 1]
    return {**vault, name: lines[:n], name.replace(".md", "-2.md"): top + lines[n:]}


def _level_2(lines: list[Line]) -> int:
    return sum(level(lines[n]) == 2 for n in headings(lines))


def rename_file(vault: Vault, dice: random.Random) -> Vault | None:
    name = dice.choice(sorted(vault))
    return {("new/" + f if f == name else f): lines for f, lines in vault.items()}


def rename_folder(vault: Vault, dice: random.Random) -> Vault | None:
    return {"folder/" + f: lines for f, lines in vault.items()}


def _rename_heading(talk: bool, whole: bool) -> Edit:
    def edit(vault: Vault, dice: random.Random) -> Vault | None:
        name, lines = one_file(vault, dice)
        at = [n for n in headings(lines) if (level(lines[n]) <= 2) == talk]
        if not at:
            return None
        n = dice.choice(at)
        found = HEADING.match(lines[n].text)
        assert found
        new = dice.choice(NAMES) if whole else f"{found[2]} {dice.choice(EXTRA)}"
        lines[n] = replace(lines[n], text=f"{found[1]} {new}")
        return with_file(vault, name, lines)

    return edit


NAMES = ["Kettles", "Some thoughts on gardening", "Zorblax", "Mornings with tea", "Quoridor"]
EXTRA = ["revisited", "in practice", "(continued)", "notes", "and more"]


# Neighbours


def insert(vault: Vault, dice: random.Random) -> Vault | None:
    """A bullet of another file is put in before or after a bullet, as its sibling."""
    name, lines = one_file(vault, dice)
    at = bullets(lines)
    donor = vault[dice.choice(sorted(vault))]
    source = bullets(donor)
    if not at or not source:
        return None
    n = dice.choice(at)
    found, given = BULLET.match(lines[n].text), BULLET.match(donor[dice.choice(source)].text)
    assert found
    assert given
    new = Line(found[1] + found[2] + found[3] + given[4])
    where = dice.choice([n, block_end(lines, n)])
    return with_file(vault, name, [*lines[:where], new, *lines[where:]])


def delete(vault: Vault, dice: random.Random) -> Vault | None:
    name, lines = one_file(vault, dice)
    picked = one_bullet(lines, dice)
    if picked is None:
        return None
    n, _ = picked
    return with_file(vault, name, lines[:n] + lines[block_end(lines, n) :])


def replace_bullet(vault: Vault, dice: random.Random) -> Vault | None:
    """A bullet goes, and one of another place of the vault stands where it was."""
    name, lines = one_file(vault, dice)
    at = telling(lines)
    donor = vault[dice.choice([name, dice.choice(sorted(vault))])]
    source = bullets(donor)
    if not at or not source:
        return None
    n, m = dice.choice(at), dice.choice(source)
    found, given = BULLET.match(lines[n].text), BULLET.match(donor[m].text)
    assert found
    assert given
    new = [Line(found[1] + found[2] + found[3] + given[4])]
    return with_file(vault, name, lines[:n] + new + lines[block_end(lines, n) :])


# Another bullet in the place of one, alike in its words: the card is another card


def replace_by_like(vault: Vault, dice: random.Random) -> Vault | None:
    """A bullet goes, and that one of the vault that is most like it stands where it was."""
    name, lines = one_file(vault, dice)
    picked = one_bullet(lines, dice)
    if picked is None:
        return None
    n, found = picked
    given = [m[4] for x in vault.values() for y in bullets(x) if (m := BULLET.match(x[y].text))]
    near = [t for t, _, _ in process.extract(found[4], given, scorer=fuzz.ratio, limit=12)
            if fold(t) != fold(found[4])]  # fmt: skip
    if not near:
        return None
    new = Line(found[1] + found[2] + found[3] + dice.choice(near[:3]))
    return with_file(vault, name, [*lines[:n], new, *lines[block_end(lines, n) :]])


def other(
    change: Callable[[str, random.Random, list[str]], str | None], leaf: bool = False
) -> Edit:
    """An edit of a bullet's words after which it says something else: it is another line.

    A bullet that gets another name, and keeps all that stands below it, was only renamed.
    """

    def edit(vault: Vault, dice: random.Random) -> Vault | None:
        after = on_bullet(change)(vault, dice)
        if after is None:
            return None
        was = {x.origin: x.text for lines in vault.values() for x in lines}
        for lines in after.values() if leaf else ():
            for n, x in enumerate(lines):
                if x.origin and was[x.origin] != x.text and block_end(lines, n) > n + 1:
                    return None
        return {
            name: [x if x.origin and was[x.origin] == x.text else Line(x.text) for x in lines]
            for name, lines in after.items()
        }

    return edit


def _other_number(text: str, dice: random.Random, _: list[str]) -> str | None:
    at = list(re.finditer(r"\d+", text))
    if not at or "](" in text or "://" in text:
        return None
    found = dice.choice(at)
    return text[: found.start()] + str(int(found[0]) + dice.randint(1, 40)) + text[found.end() :]


def _other_name(text: str, dice: random.Random, _: list[str]) -> str | None:
    at = list(re.finditer(r"\b[A-Z][a-z]*[A-Z]\w*|(?<=[a-z,] )[A-Z]\w{2,}", text))
    if not at or "](" in text or "://" in text:
        return None
    found = dice.choice(at)
    return text[: found.start()] + dice.choice(THINGS) + text[found.end() :]


THINGS = ["Kafka", "Postgres", "OCaml", "GraphQL", "Berlin", "NumPy", "Lovelace", "JIT"]


def _negated(text: str, dice: random.Random, _: list[str]) -> str | None:
    at = list(re.finditer(r"\b(is|are|was|should|can|do|does|will|to|has)\b", text))
    if not at or "](" in text:
        return None
    n = dice.choice(at).end()
    return text[:n] + " not" + text[n:]


def _opposite(text: str, dice: random.Random, _: list[str]) -> str | None:
    lines = Path(wording.__file__).with_name("opposites.txt").read_text("utf-8").split("\n")
    pairs = [line.split("|") for line in lines if "|" in line and not line.startswith("#")]
    ways = []
    for groups in pairs:
        for n, group in enumerate(groups):
            for word in group.split():
                for found in re.finditer(rf"\b{re.escape(word)}\b", text):
                    ways.append((found, groups[n - 1].split()[0]))
    if not ways or "](" in text:
        return None
    found, new = dice.choice(ways)
    return text[: found.start()] + new + text[found.end() :]


# Words


def _slip(text: str, dice: random.Random, _: list[str]) -> str | None:
    at = [n for n in range(len(text) - 1) if text[n].isalpha()]
    if not at or "](" in text or "://" in text:
        return None
    n = dice.choice(at)
    letter = dice.choice(string.ascii_lowercase)
    return dice.choice(
        [
            text[:n] + text[n + 1] + text[n] + text[n + 2 :],
            text[:n] + text[n + 1 :],
            text[: n + 1] + text[n:],
            text[:n] + letter + text[n:],
            text[:n] + letter + text[n + 1 :],
        ]
    )


def _words(count: int) -> Callable[[str, random.Random, list[str]], str | None]:
    def change(text: str, dice: random.Random, pool: list[str]) -> str | None:
        words = text.split(" ")
        at = [n for n, w in enumerate(words) if re.fullmatch(r"[a-z]{3,}[.,]?", w)]
        if len(at) < count or "](" in text or len(words) < 3 * count:
            return None
        for n in sorted(dice.sample(at, count), reverse=True):
            what = dice.random()
            if what < 0.6:
                words[n] = dice.choice(pool)
            elif what < 0.8:
                words.insert(n, dice.choice(pool))
            else:
                del words[n]
        return " ".join(words)

    return change


EDITS: dict[str, tuple[str, Edit]] = {
    "bullet marker": ("layout", marker),
    "deeper indent": ("layout", deeper_indent),
    "emphasis": ("layout", on_bullet(_emphasis)),
    "line wrapped": ("layout", wrap),
    "bullets swapped": ("order", swap_bullets),
    "sections swapped": ("order", swap_sections),
    "section moved": ("move", move_section),
    "talk to other file": ("move", move_talk),
    "file split": ("move", split_file),
    "file renamed": ("rename", rename_file),
    "folder renamed": ("rename", rename_folder),
    "talk: words added": ("rename", _rename_heading(True, False)),
    "talk: new name": ("rename", _rename_heading(True, True)),
    "heading: words added": ("rename", _rename_heading(False, False)),
    "heading: new name": ("rename", _rename_heading(False, True)),
    "bullet put in": ("neighbours", insert),
    "bullet taken out": ("neighbours", delete),
    "bullet replaced": ("neighbours", replace_bullet),
    "by a like bullet": ("another", replace_by_like),
    "another number": ("another", other(_other_number)),
    "another name": ("another", other(_other_name, leaf=True)),
    "negated": ("another", other(_negated)),
    "opposite": ("another", other(_opposite)),
    "typing slip": ("slips", on_bullet(_slip)),
    "1 word": ("words", on_bullet(_words(1))),
    "2 words": ("words", on_bullet(_words(2))),
    "3 words": ("words", on_bullet(_words(3))),
}
"""Name of each kind of edit -> the group it is judged with, and how it is done."""


# From edit to verdict


@dataclass(frozen=True)
class Made:
    """A card with the line that it was made of."""

    seen: Seen
    origin: tuple[object, ...]


Place = tuple[Seen, int, tuple[int, ...]]
"""A card of the notes, the line that it was made of, and the lines that it rests on."""


class Reader:
    """Reads files, each text once, and finds the cards of their talks, of each wording once."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.files: dict[tuple[str, str], list[Place]] = {}
        self.talks: dict[object, list[Place]] = {}

    def cards(self, vault: Vault) -> list[Made]:
        made = []
        for name, lines in vault.items():
            for seen, start, _ in self.read(name, lines):
                at = lines[start - 1].origin if start <= len(lines) else None
                made.append(Made(seen, (at, seen.key.rule, seen.key.role, seen.key.family)))
        return made

    def mark(self, vault: Vault) -> Vault:
        """The vault, with its lines knowing whether cards rest on them."""
        result = {}
        for name, lines in vault.items():
            used = {n for _, _, on in self.read(name, lines) for n in on}
            result[name] = [replace(x, used=n in used) for n, x in enumerate(lines, 1)]
        return result

    def read(self, name: str, lines: list[Line]) -> list[Place]:
        text = "\n".join(line.text for line in lines)
        if (name, text) not in self.files:
            notes, _ = read(text, name)
            self.files[name, text] = [
                (seen, talk.start + start, tuple(talk.start + n for n in on))
                for talk in notes.talks
                for seen, start, on in self.of_talk(talk, name)
            ]
        return self.files[name, text]

    def of_talk(self, talk: Talk, name: str) -> list[Place]:
        """The cards of a talk, with lines counted from its first."""
        wording = (name, said(talk))
        if wording not in self.talks:
            found = self.talks[wording] = []
            for card in choose(match_talk(talk, name, self.ruleset).cards).kept:
                key = key_of(card)
                seen = Seen(key, repr((key.question, key.answer)))
                on = tuple(n - talk.start for n in card.lines)
                found.append((seen, card.node.start - talk.start, on))
        return self.talks[wording]


PLACES = ("start", "end", "parent", "index", "children", "root", "metadata")
"""What of a talk or node tells where it stands, and not what it says."""


def said(talk: Talk) -> object:
    """All that rules find in a talk, with lines counted from its first."""
    words = [f.name for f in fields(Node) if f.name not in PLACES]
    nodes = (
        (node.start - talk.start, node.end - talk.start, len(node.children),
         *(getattr(node, name) for name in words))
        for node in talk.root.walk()
    )  # fmt: skip
    about = (getattr(talk, f.name) for f in fields(Talk) if f.name not in PLACES)
    return *about, *nodes


@dataclass
class Verdict:
    """What became of the cards that an edit touched or could have touched.

    `touched` counts cards that are there before and after and whose key is not the same;
    `lost` those of them that got another identity; `stolen` cards that got that of another.
    """

    kept: int = 0
    touched: int = 0
    lost: list[tuple[str, str]] = field(default_factory=list)
    stolen: list[tuple[str, str]] = field(default_factory=list)


def judge(before: list[Made], first: Memory, after: list[Made]) -> Verdict:
    """Counts what became of the cards, with the true correspondence from the lines."""
    second = remember(first.ledger, [m.seen for m in after], 2000)
    verdict = Verdict()
    counts: Counter[object] = Counter()
    true: dict[object, str] = {}
    owner: dict[str, tuple[Made, object]] = {}
    for made, entry in zip(before, first.entries, strict=True):
        counts[made.origin] += 1
        true[made.origin, counts[made.origin]] = entry.guid
        owner[entry.guid] = (made, (made.origin, counts[made.origin]))
    counts.clear()
    guids = {e.guid for e in second.entries}
    for made, entry in zip(after, second.entries, strict=True):
        counts[made.origin] += 1
        expected = true.get((made.origin, counts[made.origin])) if made.origin[0] else None
        if entry.guid == expected:
            verdict.kept += 1
            verdict.touched += owner[entry.guid][0].seen.key != made.seen.key
            continue
        had = owner.get(entry.guid)
        question = fold(made.seen.key.question)
        if (
            had
            and _bare(had[0].seen.key.question) != _bare(question)
            and had[0].origin[0] != made.origin[0]
        ):
            verdict.stolen.append((had[0].seen.key.question, made.seen.key.question))
        elif expected and expected not in guids:
            verdict.lost.append((owner[expected][0].seen.key.question, made.seen.key.question))
            verdict.touched += 1
    return verdict


def _bare(question: str) -> str:
    """A question without the words that some rules put round what the notes say, and without its
    number: one disadvantage or several is the same question.
    """
    words = r"^(?:what|who|why|how|when) (?:is|are)\b|\W+|\bthe\b|(?<=\w{3})s\b"
    return re.sub(words, "", fold(question))


@dataclass
class Tally:
    """Counts over many edits of one kind."""

    edits: int = 0
    kept: int = 0
    touched: int = 0
    lost: int = 0
    stolen: int = 0
    examples: list[str] = field(default_factory=list)


def simulate(
    vault: Vault, reader: Reader, count: int, seed: int, kinds: list[str] | None = None
) -> dict[str, Tally]:
    """Makes random edits, each on the unedited vault."""
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    vault = reader.mark(vault)
    before = reader.cards(vault)
    first = remember(Ledger(), [m.seen for m in before], 1000)
    names = kinds or list(EDITS)
    tallies = {name: Tally() for name in names}
    done = 0
    for attempt in range(count * 20):
        if done == count:
            break
        name = names[attempt % len(names)]
        after = EDITS[name][1](vault, dice)
        if after is None:
            continue
        done += 1
        verdict = judge(before, first, reader.cards(after))
        tally = tallies[name]
        tally.edits += 1
        tally.kept += verdict.kept
        tally.touched += verdict.touched
        tally.lost += len(verdict.lost)
        tally.stolen += len(verdict.stolen)
        tally.examples += [f"lost   {a}  →  {b}" for a, b in verdict.lost]
        tally.examples += [f"STOLEN {a}  →  {b}" for a, b in verdict.stolen]
    return tallies


def report(tallies: dict[str, Tally]) -> str:
    rows = [f"{'edit':22}{'edits':>7}{'kept':>10}{'touched':>9}{'lost':>6}{'stolen':>8}"]
    rows += [
        f"{name:22}{t.edits:7}{t.kept:10}{t.touched:9}{t.lost:6}{t.stolen:8}"
        for name, t in tallies.items()
    ]
    return "\n".join(rows)


def load_vault(folder: Path) -> Vault:
    """All Markdown files below a folder."""
    return vault_of(
        {
            path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "replace")
            for path in sorted(folder.rglob("*.md"))
        }
    )


def main(folder: str, count: str = "2000", seed: str = "1", *kinds: str) -> None:
    ruleset, _ = load_rules([])
    tallies = simulate(load_vault(Path(folder)), Reader(ruleset), int(count), int(seed), [*kinds])
    print(report(tallies))
    for name, tally in tallies.items():
        for example in tally.examples:
            print(f"{name:22}{example}")


if __name__ == "__main__":
    main(*sys.argv[1:])
