"""Bytes of a notes file to text, without ever guessing wildly.

Order: byte order marks, UTF-16 by its pattern of zero bytes, UTF-8, and Windows-1252 (which
contains Latin-1's letters) when the bytes look like European text. Anything else is a
problem with its place: a wrong guess would put garbled words on cards for years.
"""

from __future__ import annotations

import codecs
import re

from talkdeck.problems import Entry, Place, Problem, register
from talkdeck.regex import regex

register(
    Entry(
        "unreadable-encoding",
        "file is not readable text",
        "error",
        "Guessing its encoding would put garbled words on your cards.",
        "Open the file in an editor and save it as UTF-8.",
    ),
    Entry(
        "binary-file",
        "file is not text",
        "error",
        "Pictures, documents and programs have no bullets to read.",
        "Move the file out of the notes folder, or save its text as a UTF-8 file.",
    ),
    Entry(
        "encoding-guessed",
        "file was read in another encoding than UTF-8",
        "info",
        "The words were readable, but only as an older encoding, which is a guess.",
        "Save the file as UTF-8, and the guess is no longer needed.",
    ),
    Entry(
        "control-characters",
        "control characters in the notes",
        "info",
        "They can't be seen and would confuse Anki; talkdeck reads each as a space.",
        "Remove them, if you like: they often come from copied terminal output.",
    ),
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
    "utf-32-le": "UTF-32 (little-endian)",
    "utf-32-be": "UTF-32 (big-endian)",
    "cp1252": "Windows-1252 (Latin-1)",
}
_UNWANTED = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000\ufdd0-\ufdef\ufffc\ufffe\uffff]"
)
"""Controls, lone surrogates, and the two characters that `Inline` keeps for itself."""
_LINE_SEPARATORS = regex("[\x85\u2028\u2029]")
"""Lines to `str.splitlines`, but not to the editors that people count lines in."""
_BLANK = str.maketrans("\t\n", "  ")
"""The controls that belong into a text."""
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_LONG_HIGH_RUN = re.compile(rb"[\x80-\xff]{4,}")
_TYPOGRAPHY = "‘’“”–—…•€£«»°·§©®™¿¡ºª²³µ×÷´`\xa0¼½¾±¢¥¬¶¦¨¯¸¹ˆ˜‚„†‡‰‹›\xad¤"


def decode(data: bytes, file: str) -> tuple[str | None, list[Problem]]:
    """The text of a notes file, its lines ended by a newline each.

    Args:
        data: the file's bytes.
        file: its path as the person gave it, for the places of problems.

    Returns:
        The text, or None where it can't be read as text, and what there is to tell.
    """
    problems: list[Problem] = []
    encoding, skip = _encoding_of(data)
    if encoding is None:
        return None, [_binary(data, file)]
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or skip or not _looks_western(data):
            return None, [_undecodable(data, skip + error.start, encoding, file)]
        encoding, text = "cp1252", data.decode("cp1252")
    if "\x00" in text:
        return None, [_binary(data, file)]
    if encoding != "utf-8" and not (skip and encoding.startswith("utf")):
        problems.append(_guessed(encoding, file))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = clean(text)
    if cleaned != text and (found := _UNWANTED.search(text)):
        if _mostly_controls(text):
            return None, [_binary(data, file)]
        problems.append(_controls(text, found.start(), file))
    return cleaned, problems


def clean(text: str) -> str:
    """The text with every control character, lone surrogate and stray line separator as
    a space, so that it can be shown, stored and counted in lines by any program.
    """
    text = text.removeprefix("\ufeff")
    if text.isascii() and text.translate(_BLANK).isprintable():
        return text
    if _UNWANTED.search(text):
        text = _UNWANTED.sub(" ", text)
    if _LINE_SEPARATORS.search(text):
        text = _LINE_SEPARATORS.sub(" ", text)
    return text


def _encoding_of(data: bytes) -> tuple[str | None, int]:
    """The encoding to try, and the length of a byte order mark; None for binary data."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, len(bom)
    if b"\x00" not in data:
        return "utf-8", 0
    # Text in UTF-16 has a zero in one half of each pair wherever a Latin letter, a space or
    # a line end stands, and hardly any in the other half.
    even, odd = data[::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if len(data) % 2 or max(even, odd) <= 3 * min(even, odd) or not _is_plain(data, encoding):
        return None, 0
    return encoding, 0


def _is_plain(data: bytes, encoding: str) -> bool:
    """Whether bytes decode to text without control characters."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not _UNWANTED.search(text.replace("\r", "\n"))


def _looks_western(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 are plausibly Windows-1252: few high bytes, rarely
    side by side, nearly all of them letters or typography, and no sign of broken UTF-8.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    high = [c for c in text if c >= "\x80"]
    broken_utf8 = len(_MULTIBYTE.findall(data)) >= max(1, len(high) // 8)
    if broken_utf8 or len(high) > 0.25 * len(text) or _LONG_HIGH_RUN.search(data):
        return False
    if _UNWANTED.search(text.replace("\r", "\n")):
        return False
    return all(c.isalpha() or c in _TYPOGRAPHY for c in high)


def _mostly_controls(text: str) -> bool:
    return len(_UNWANTED.findall(text)) > 0.02 * len(text) + 8


def _place_of_byte(data: bytes, offset: int, file: str) -> Place:
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", "replace")) + 1
    return Place(file, before.count(b"\n") + 1, column)


def _undecodable(data: bytes, offset: int, encoding: str, file: str) -> Problem:
    wide = encoding.startswith(("utf-16", "utf-32"))
    place = Place(file) if wide else _place_of_byte(data, offset, file)
    found = f"byte 0x{data[offset]:02x}" if offset < len(data) else "its end"
    return Problem(
        "unreadable-encoding",
        place,
        f"{found} is not valid {_NAMES[encoding]}, and the file fits no other encoding "
        "that can be told for certain",
        "save the file as UTF-8",
    )


def _binary(data: bytes, file: str) -> Problem:
    offset = max(data.find(b"\x00"), 0)
    return Problem(
        "binary-file",
        _place_of_byte(data, offset, file),
        "the file holds binary data, expected text",
        "move it out of the notes, or save its text as UTF-8",
    )


def _guessed(encoding: str, file: str) -> Problem:
    return Problem(
        "encoding-guessed",
        Place(file),
        f"the file is not UTF-8; it was read as {_NAMES[encoding]}",
        "save it as UTF-8 to be certain of every letter",
        "info",
    )


def _controls(text: str, offset: int, file: str) -> Problem:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return Problem(
        "control-characters",
        Place(file, line, column),
        f"control character U+{ord(text[offset]):04X}, read as a space",
        "remove it from the notes",
        "info",
    )
