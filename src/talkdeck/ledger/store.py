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
from collections.abc import Iterable, Sequence
from zlib import crc32

from talkdeck.ledger.entry import VERSION, Entry, Key, Ledger, Model, newest
from talkdeck.ledger.messages import problem
from talkdeck.problems import Problem

HEADER = "talkdeck-ledger"
END = "end"
ABOUT = """\
# Which card is which, so that edits of your notes keep your review history in Anki.
# Written by talkdeck: keep it with your notes, commit it, don't edit it.
# card: guid, changed, place, kind, rule, role, question, answer, topic, talk, file, digests
"""

_SPECIAL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\\]")
_ESCAPED = re.compile(r"\\(?:u([0-9a-f]{4})|(.))")
_PLAIN = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\\": r"\\"}
_BACK = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
_MARKER = re.compile(r"(<{7}|={7}|>{7}|\|{7})(?: .*)?\Z")
_COLUMNS = {"card": 14, "retired": 16, "model": 4}


def format(ledger: Ledger) -> str:
    """The ledger's text; the same ledger always gives the same text."""
    lines = [f"{HEADER} {VERSION}", *ABOUT.splitlines()]
    lines += [
        _checked("model", _escape(m.name), _escape(m.content), str(m.mod))
        for m in sorted(ledger.models, key=lambda m: m.name)
    ]
    group = None
    for entry in sorted(ledger.entries, key=_order):
        key = entry.key
        if group != (key.file, key.talk):
            group = (key.file, key.talk)
            lines += ["", f"# {_escape(key.file)} › {_escape(key.talk)}"]
        lines.append(_line(entry))
    return "\n".join([*lines, "", END, ""])


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
    if any(_MARKER.match(line) for line in lines):
        at = next(n for n, line in enumerate(lines, 1) if _MARKER.match(line))
        return None, [
            problem(
                "ledger-conflict", file, "version control left both sides of a merge in the ledger",
                line=at, advice="run `talkdeck ledger resolve`", excerpt=lines[at - 1],
            )
        ]  # fmt: skip
    return _read(lines, file)


def resolve_conflict(data: str | bytes, file: str) -> tuple[Ledger | None, list[Problem]]:
    """The ledger that joins both sides of a merge conflict.

    Cards of both sides stay; of two versions of one card the newer wins. The result does not
    depend on which side is whose.
    """
    kept: list[str] = []
    inside_base = False
    for line in _lines(data):
        marker = _MARKER.match(line)
        if marker:
            # The common ancestor (diff3 style) is older than both sides: not needed.
            inside_base = marker[1][0] == "|"
            kept.append("#")
        else:
            kept.append("#" if inside_base else line)
    return _read(kept, file)


def _lines(data: str | bytes) -> list[str]:
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    return text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")


def _read(lines: Sequence[str], file: str) -> tuple[Ledger | None, list[Problem]]:
    header = re.fullmatch(
        HEADER + r" (\d{1,9})\s*", next((s for s in lines if s and s[0] != "#"), "")
    )
    if not header:
        found = "the file is empty" if not any(lines) else "the first line does not say so"
        return None, [problem("ledger-unreadable", file, f"this is not a ledger: {found}")]
    if int(header[1]) > VERSION:
        message = f"the ledger has format {header[1]}; this talkdeck reads up to {VERSION}"
        return None, [problem("ledger-version", file, message, advice="update talkdeck")]
    entries: list[Entry] = []
    models: dict[str, Model] = {}
    problems: list[Problem] = []
    ended = seen_header = False
    for number, line in enumerate(lines, 1):
        if not line or (line[0] == "#" and "\t" not in line):
            continue
        if not seen_header:
            seen_header = True
            continue
        if line == END:
            ended = True
            continue
        read = _parse_line(line)
        if isinstance(read, Entry):
            entries.append(read)
        elif isinstance(read, Model):
            other = models.get(read.name)
            if other is None or (read.mod, read.content) > (other.mod, other.content):
                models[read.name] = read
        elif not re.fullmatch(HEADER + r" \d+\s*", line):  # joined sides may repeat the header
            problems.append(problem("ledger-line", file, read, line=number, excerpt=line))
    if not ended:
        message = "the last line, `end`, is missing: part of the ledger may be lost"
        problems.append(problem("ledger-cut-off", file, message, line=len(lines)))
    unique = newest(entries)
    return Ledger(tuple(unique.values()), tuple(models.values())), problems


def _order(entry: Entry) -> tuple[str, str, int, str]:
    return (entry.key.file, entry.key.talk, entry.due, entry.guid)


def _line(entry: Entry) -> str:
    key = entry.key
    columns = [
        "retired" if entry.retired else "card", _escape(entry.guid), str(entry.mod),
        str(entry.due), key.kind, key.rule, key.role, _escape(key.question), _join(key.answer),
        _escape(key.topic), _escape(key.talk), _escape(key.file), key.source, entry.content,
    ]  # fmt: skip
    for n in (4, 5, 6, 12, 13):
        columns[n] = _escape(columns[n])
    if entry.retired:
        columns += [str(entry.retired), _join(entry.payload)]
    return _checked(*columns)


def _parse_line(line: str) -> Entry | Model | str:
    """The line's value, or what is wrong with it."""
    body, tab, check = line.rpartition("\t")
    columns = body.split("\t")
    if not tab or columns[0] not in _COLUMNS:
        return "this is not a line of a ledger (`card`, `retired` or `model`)"
    if check != _check(body):
        return "this line was damaged or changed by hand: its check value does not fit"
    if len(columns) != _COLUMNS[columns[0]]:
        return f"this line has {len(columns)} columns instead of {_COLUMNS[columns[0]]}"
    try:
        if columns[0] == "model":
            return Model(_unescape(columns[1]), _unescape(columns[2]), int(columns[3]))
        return _entry(columns if "\\" not in body else _unescape_columns(columns), columns)
    except (ValueError, OverflowError):
        return "this line has something other than a number where a number belongs"


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


def _escape(text: str) -> str:
    return _SPECIAL.sub(_escape_one, text) if _SPECIAL.search(text) else text


def _escape_one(found: re.Match[str]) -> str:
    return _PLAIN.get(found[0]) or f"\\u{ord(found[0]):04x}"


def _unescape(text: str) -> str:
    return _ESCAPED.sub(_unescape_one, text) if "\\" in text else text


def _unescape_one(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _BACK.get(found[2], found[2])


def _unescape_columns(columns: Iterable[str]) -> list[str]:
    return [_unescape(c) for c in columns]


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
