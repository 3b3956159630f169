"""Code blocks with colours, made when the deck is built: nothing runs on the card."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from talkdeck.anki.text import attribute, clean, escape_raw, uncommand

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_LONGEST = 20_000  # characters; longer code is shown without colours


def code_block(code: str, language: str) -> str:
    """A code block as HTML.

    Args:
        code: verbatim.
        language: as the author wrote it, e.g. `python`; unknown or "" gives no colours.
    """
    code = clean(code).strip("\n")
    lexer = _lexer(language.strip().lower()) if language.strip() else None
    name = f' class="language-{attribute(language.split()[0])}"' if language.split() else ""
    if lexer is None or len(code) > _LONGEST:
        return f"<pre{name}><code>{escape_raw(code)}</code></pre>"
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter

    html = highlight(code, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")
    html = uncommand(html.replace("\u0338", "&#824;"))
    return f"<pre{name}><code>{html}</code></pre>"


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
