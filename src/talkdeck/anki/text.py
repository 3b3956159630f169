"""Text made safe for a field: nothing in it can run, open a command of Anki's, or break a file.

Anki looks into the raw text of fields for commands of its own (`[sound:…]`, `[latex]`,
`[[type:…]]`, `{{c1::…}}`), and the page it shows looks for mathematics. What a person merely
wrote about must stay what they wrote.
"""

from __future__ import annotations

import re
import unicodedata

from talkdeck.regex import regex

PLAIN = regex(r"[0-9A-Za-z À-ɏ!#$%()*+,\-./:;=?@^_`|~“”„‘’‚–—…•→←×°€£§'\"]*")
"""Text that is itself as a field and in Unicode's normal form: most of what people write."""

_REMOVED = regex(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BREAKS = regex("\r\n?|[\x85\u2028\u2029]")
_COMMAND = regex(r"\[(?=\[?\s*/?(?:sound|anki|latex|type|\$))", re.IGNORECASE)
_TAG = regex(r"<[^<>]*>")
_BLOCK = regex(r"</?(?:br|li|[uo]l|p|div|t[rdh]|pre|blockquote)\b[^<>]*>")
_MATH_DELIMITER = regex(r"\\[()\[\]]")


def clean(text: str) -> str:
    """The text in normal form C, line breaks as line feeds, without control characters and halves
    of surrogate pairs (which no field can hold; U+001F is what separates fields).
    """
    if not text.isprintable():
        text = _REMOVED.sub("", _BREAKS.sub("\n", text))
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def escape(text: str) -> str:
    """HTML that shows exactly this text, outside of tags, e.g. `a &lt; b`."""
    if PLAIN.fullmatch(text):
        return text
    return unmath(escape_raw(text))


def escape_raw(text: str) -> str:
    """Like `escape`, but mathematics' delimiters stay: for code and for mathematics itself."""
    if PLAIN.fullmatch(text):
        return text
    text = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # Anki brings fields into normal form C, where `>` and U+0338 become one character: a tag
    # before it would lose its end.
    return uncommand(text.replace("\u0338", "&#824;"))


def attribute(text: str) -> str:
    """Text for inside a double-quoted attribute."""
    return escape_raw(text).replace('"', "&quot;").replace("\n", " ")


def uncommand(html: str) -> str:
    """HTML in which `[sound:`, `[latex]`, `[$]`, `[anki:` and `[[type:` are mere text."""
    return _COMMAND.sub("&#91;", html) if "[" in html else html


def unmath(html: str) -> str:
    r"""HTML in which `\(` and the like are mere text and begin no mathematics."""
    if "\\" not in html:
        return html
    return _MATH_DELIMITER.sub(r'<span class="tex2jax_ignore">\g<0></span>', html)


def words(html: str) -> str:
    """What a field says without its mark-up, on one line: for sorting and for comparing."""
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    if "<" in html:
        html = _TAG.sub("", _BLOCK.sub(" ", html))
    if "&" in html:
        from html import unescape

        html = unescape(html)
    return " ".join(html.split())
