r"""The ledger as text: one card a line, made to be merged by version control.

    talkdeck-ledger 1
    # … what this file is
    model   NAME CONTENT MOD                                                      CHECK

    # notes/pycon-2017.md › Next Level Testing
    card    GUID MOD DUE KIND RULE ROLE QUESTION ANSWER TOPIC TALK FILE SOURCE CONTENT  CHECK
    retired GUID … CONTENT SINCE PAYLOAD                                          CHECK

    end

Columns are separated by tabs; `\t`, `\n`, `\\` and `\uXXXX` stand for what would break a
line, `\|` parts the items of an answer. CHECK is the CRC-32 of the line before it: a line
that was damaged, or changed by hand, is noticed. Lines that begin with `#` are for the reader.

Each line says all about its card, so any choice of lines is a ledger. There is no line number,
counter or time of build in it that an edit elsewhere would change: a card's line changes when
the card does. Talks are set apart by two lines that never change, because version control
takes changes on adjoining lines for a conflict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

from talkdeck.garbage import uncollected
from talkdeck.ledger.entry import VERSION, Entry, Key, Ledger, Model, newest
from talkdeck.ledger.messages import problem
from talkdeck.ledger.places import HEADER
from talkdeck.problems import Problem
from talkdeck.regex import regex

END = "end"
ABOUT = """\
# Which card is which, so that edits of your notes keep your review history in Anki.
# Written by talkdeck: keep it with your notes, commit it, don't edit it.
# card: guid, changed, place, kind, rule, role, question, answer, topic, talk, file, digests
"""

_SPECIAL = regex(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\\]")
_ESCAPED = regex(r"\\(?:u([0-9a-f]{4})|(.))")
_PLAIN = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\\": r"\\"}
_BACK = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
_MARKERS = frozenset((b"<" * 7, b"=" * 7, b">" * 7, b"|" * 7))
_COLUMNS = {"card": 14, "retired": 16, "model": 4}


@uncollected()
def format(ledger: Ledger) -> str:
    """The ledger's text; the same ledger always gives the same text."""
    lines = [f"{HEADER} {VERSION}", *ABOUT.splitlines()]
    lines += [
        _checked("model", _escape(m.name), _escape(m.content), str(m.mod))
        for m in sorted(ledger.models, key=lambda m: m.name)
    ]
    known, file, talk = ledger.lines, None, None
    for entry in sorted(ledger.entries, key=_order):
        key = entry.key
        if talk != key.talk or file != key.file:
            file, talk = key.file, key.talk
            lines += ["", f"# {_escape(file)} › {_escape(talk)}"]
        before = known.get(entry.guid)
        if before is None or before[0] is not entry:
            before = known[entry.guid] = (entry, _line(entry))
        lines.append(before[1])
    return "\n".join([*lines, "", END, ""])


@uncollected()
def parse(data: str | bytes, file: str) -> tuple[Ledger | None, list[Problem]]:
    """A ledger from its text.

    Where problems of severity `error` come back, nothing may be built on the ledger: the
    cards of its damaged lines would silently become new ones.

    Args:
        data: the file's content, whatever it may be.
        file: the file's name, for problems.

    Returns:
        The ledger of all lines that could be read, or None if it isn't one.
    """
    lines = _lines(data)
    if at := next((n for n, line in enumerate(lines, 1) if _is_marker(line)), 0):
        return None, [
            problem(
                "ledger-conflict", file, "version control left both sides of a merge in the ledger",
                line=at, advice="run `talkdeck ledger resolve`", excerpt=_text(lines[at - 1]),
            )
        ]  # fmt: skip
    return _read(lines, file)


def resolve_conflict(data: str | bytes, file: str) -> tuple[Ledger | None, list[Problem]]:
    """The ledger that joins both sides of a merge conflict.

    Cards of both sides stay; of two versions of one card the newer wins. The result does not
    depend on which side is whose.
    """
    kept: list[bytes] = []
    inside_base = False
    for line in _lines(data):
        if _is_marker(line):
            # The common ancestor (diff3 style) is older than both sides: not needed.
            inside_base = line.startswith(b"|")
            kept.append(b"#")
        else:
            kept.append(b"#" if inside_base else line)
    return _read(kept, file)


def _lines(data: str | bytes) -> list[bytes]:
    data = data.encode("utf-8", "replace") if isinstance(data, str) else data
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n")


def _is_marker(line: bytes) -> bool:
    return line[:7] in _MARKERS and (len(line) == 7 or line[7:8] == b" ")


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")


def _read(raw: Sequence[bytes], file: str) -> tuple[Ledger | None, list[Problem]]:
    first = next((_text(s) for s in raw if s and not s.startswith(b"#")), "")
    header = re.fullmatch(HEADER + r" (\d{1,9})\s*", first)
    if not header:
        found = "the first line does not say so" if any(raw) else "the file is empty"
        return None, [problem("ledger-unreadable", file, f"this is not a ledger: {found}")]
    if int(header[1]) > VERSION:
        message = f"the ledger has format {header[1]}; this talkdeck reads up to {VERSION}"
        return None, [problem("ledger-version", file, message, advice="update talkdeck")]
    reader = _Reader(file)
    reader.read(raw)
    return Ledger(*reader.found()), reader.problems


class _Reader:
    """Reads the lines of a ledger; `problems` fills up.

    There may be a hundred thousand lines, so what does not depend on a single one is done for
    all at once.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.entries: list[Entry] = []
        self.models: dict[str, Model] = {}
        self.lines: dict[str, tuple[Entry, str]] = {}
        self.problems: list[Problem] = []

    def found(self) -> tuple[tuple[Entry, ...], tuple[Model, ...], dict[str, tuple[Entry, str]]]:
        """Entries and models, one of each name, and the entries' lines by guid."""
        entries = tuple(self.entries)
        if len(self.lines) < len(entries):
            entries = tuple(newest(entries).values())
        return entries, tuple(self.models.values()), self.lines

    def read(self, raw: Sequence[bytes]) -> None:
        lines = _text(b"\n".join(raw)).split("\n")
        ended = seen_header = False
        for number, (data, line) in enumerate(zip(raw, lines, strict=True), 1):
            if data.startswith(b"card\t") and _is_plain(data):
                columns = line.split("\t")
                if len(columns) == 15 and columns[2].isdecimal() and columns[3].isdecimal():
                    self.entries.append(entry := _plain_entry(columns))
                    self.lines[entry.guid] = entry, line
                    continue
            if not line or (line[0] == "#" and "\t" not in line):
                continue
            if not seen_header:
                seen_header = True
            elif line == END:
                ended = True
            else:
                self.other(number, data, line)
        if not ended:
            message = "the last line, `end`, is missing: part of the ledger may be lost"
            self.problems.append(problem("ledger-cut-off", self.file, message, line=len(lines)))

    def other(self, number: int, data: bytes, line: str) -> None:
        """A line that is not a plain card."""
        read = _parse_line(line, _is_sound(data))
        if isinstance(read, Entry):
            self.entries.append(read)
            self.lines[read.guid] = read, line
        elif isinstance(read, Model):
            other = self.models.get(read.name)
            if other is None or (read.mod, read.content) > (other.mod, other.content):
                self.models[read.name] = read
        elif not re.fullmatch(HEADER + r" \d+\s*", line):  # joined sides may repeat the header
            self.problems.append(problem("ledger-line", self.file, read, line=number, excerpt=line))


def _order(entry: Entry) -> tuple[str, str, int, str]:
    return (entry.key.file, entry.key.talk, entry.due, entry.guid)


def _line(entry: Entry) -> str:
    key = entry.key
    before = (
        "retired" if entry.retired else "card", entry.guid, str(entry.mod), str(entry.due),
        key.kind, key.rule, key.role, key.question,
    )  # fmt: skip
    after = (key.topic, key.talk, key.file, key.source, entry.content)
    if entry.retired:
        more = str(entry.retired), _join(entry.payload)
        return _checked(*map(_escape, before), _join(key.answer), *map(_escape, after), *more)
    every = "\t".join((*before, *key.answer, *after))
    plain = every.count("\t") == 12 + len(key.answer) and _is_plain_text(every.replace("\t", " "))
    if plain and key.answer != ("",):  # nothing to escape in any of them
        return _checked(*before, r"\|".join(key.answer), *after)
    return _checked(*map(_escape, before), _join(key.answer), *map(_escape, after))


def _parse_line(line: str, sound: bool) -> Entry | Model | str:
    """The line's value, or what is wrong with it."""
    body, tab, _ = line.rpartition("\t")
    columns = body.split("\t")
    if not tab or columns[0] not in _COLUMNS:
        return "this is not a line of a ledger (`card`, `retired` or `model`)"
    if not sound:
        return "this line was damaged or changed by hand: its check value does not fit"
    if len(columns) != _COLUMNS[columns[0]]:
        return f"this line has {len(columns)} columns instead of {_COLUMNS[columns[0]]}"
    try:
        if columns[0] == "model":
            return Model(_unescape(columns[1]), _unescape(columns[2]), int(columns[3]))
        return _entry(columns if "\\" not in body else [_unescape(c) for c in columns], columns)
    except (ValueError, OverflowError):
        return "this line has something other than a number where a number belongs"


def _plain_entry(columns: list[str]) -> Entry:
    """The entry of a card's line in which nothing is escaped."""
    (_, guid, mod, due, kind, rule, role, question, answer, topic, talk, file, source, content,
     _) = columns  # fmt: skip
    answers = tuple(answer.split(r"\|")) if answer else ()
    key = Key(kind, rule, role, talk, topic, question, answers, file, source)
    return Entry(guid, int(mod), int(due), key, content)


def _entry(columns: list[str], raw: list[str]) -> Entry:
    (word, guid, mod, due, kind, rule, role, question, _, topic, talk, file, source, content,
     *more) = columns  # fmt: skip
    key = Key(kind, rule, role, talk, topic, question, _split(raw[8]), file, source)
    if word == "card":
        return Entry(guid, int(mod), int(due), key, content)
    return Entry(guid, int(mod), int(due), key, content, int(more[0]) or 1, _split(raw[15]))


def _checked(*columns: str) -> str:
    body = "\t".join(columns)
    return f"{body}\t{_check(body)}"


def _check(body: str) -> str:
    return f"{crc32(body.encode('utf-8', 'replace')):08x}"


def _is_sound(line: bytes) -> bool:
    """Whether a line's check value fits."""
    return line[-9:] == b"\t%08x" % crc32(line[:-9])


def _is_plain(line: bytes) -> bool:
    """Whether its check value fits, and nothing in it is escaped: backslashes only part items."""
    return _is_sound(line) and (b"\\" not in line or line.count(b"\\") == line.count(b"\\|"))


def _escape(text: str) -> str:
    return text if _is_plain_text(text) else _SPECIAL.sub(_escape_one, text)


def _is_plain_text(text: str) -> bool:
    """Whether nothing in it is escaped; a quick look, that may say no where that is so."""
    return text.isprintable() and "\\" not in text


def _escape_one(found: re.Match[str]) -> str:
    return _PLAIN.get(found[0]) or f"\\u{ord(found[0]):04x}"


def _unescape(text: str) -> str:
    return _ESCAPED.sub(_unescape_one, text) if "\\" in text else text


def _unescape_one(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _BACK.get(found[2], found[2])


def _join(parts: Sequence[str]) -> str:
    r"""Several texts in one column; no text at all is ``, one empty text is `\e`."""
    return r"\|".join(_escape(p) for p in parts) if parts != ("",) else r"\e"


def _split(column: str) -> tuple[str, ...]:
    if "\\" not in column:
        return (column,) if column else ()
    if column == r"\e":
        return ("",)
    # A NUL never stands in a line, so it can keep `\\\\` apart from the backslash of `\\|`.
    parts = column.replace("\\\\", "\0").split(r"\|")
    return tuple(_unescape(p.replace("\0", "\\\\")) for p in parts)
