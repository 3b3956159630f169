"""What stands in a line for a program, or for its writer's order, and not for a reader: tags, names
of blocks, comments, short codes. Note programs and site generators don't show it as text, so no
card should.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkdeck.regex import regex

_EMOJI_NAME = r":[a-z][a-z_+-]{1,30}:(?![\w:])"
_EMOJI = regex(rf"(?:\s|(?<![\w:])){_EMOJI_NAME}")
"""What stands for a picture of a face or flag: `:fire:`, `:de:`."""

_SPACE_BEFORE = r"(?<!\s)\s*+"
"""White space in front of what is dropped. It is looked for from its start only: a search that
begins anew at each of many blanks takes minutes.
"""

LAST = 1000
"""Characters at the end of a text in which tags and a name are looked for."""

_SHORTCODE = regex(_SPACE_BEFORE + r"\{\{(?:<[^<>{}]*>|%[^%{}]*%)\}\}")
"""What site generators put a video or a box in place of: `{{< youtube abc >}}`."""

_COMMENT = regex(_SPACE_BEFORE + r"%%(?!\d)[^%\n]+%%")
"""What Obsidian does not show: `%% ask about this %%`."""

_CITATION = regex(_SPACE_BEFORE + r"【\d+[†:][^【】\n]{0,60}】")
"""What a chat program leaves where it names its sources: `【9†source】`."""

_FIRST_TAG = regex(r"#[a-z][\w/-]+\s+(?=[A-Z])")
"""A note-taker's mark of a kind of line, before the line: `#idea Bees find …`."""

_TAG = (
    r"#(?:(?!(?:[0-9a-fA-F]{3}){1,2}(?![\w/-])|(?:define|undef|include|if|ifdef|ifndef|else|elif|"
    r"endif|pragma|error|region|endregion)\b)[^\W\d_][\w/-]{0,98}|\[\[[^\[\]\n]{1,99}\]\])"
)
"""`#exam`, `#db/index`, `#[[two words]]`; not the colour `#ccc`, nor `#include`."""

_LAST_TAGS = regex(rf"(?:\s+{_TAG})+$")
"""Tags behind a line: `Why use an index? #exam`."""

_WANTS_MORE = regex(
    r"(?:[:=(,/&+>→–—-]|\b(?:an?|the|in|on|at|for|from|with|without|by|to|of|as|and|or|is|are|was|"
    r"were|via|use[sd]?|using|like|than|see|join|called|named|tagged|(?:channel|hashtag|tag|"
    r"selector|id|anchor|directive|macro|colou?r|issue|ticket|room)s?))$",
    re.IGNORECASE,
)
"""What a line ends in that a tag belongs to: `join the channel #bees`."""

_BLOCK_NAME = regex(r"\s+\^(?:(?=[\w-]*[A-Za-z])[A-Za-z0-9-]{2,60}|\d{6})$")
"""The name by which Obsidian finds a line again: `slower writes ^37066d`."""

_BASE = regex(r"(?:^|\s|[-+*/(])(?:\w|\d+)$")
"""What may be raised to a power: `2 ^nk`."""

_TO_DROP = regex(rf"\{{\{{|%%|\A#[a-z]|【|{_EMOJI_NAME}|\s#[^\W\d_]|\s#\[\[|\s\^[\w-]+$")
"""What a text holds if any of them is in it."""

_LABEL_TAGS = regex(rf"(?<=:)(?:\s+{_TAG})+\s*$")
_BLOCK_NAME_ALONE = regex(r"\^[A-Za-z0-9-]+$")


def is_block_name(line: str) -> bool:
    """Whether a line is nothing but the name of the list, quote or table above it: `^list-1`."""
    return _BLOCK_NAME_ALONE.match(line) is not None


def without_label_tags(lines: Sequence[str]) -> list[str]:
    """The lines of a text that has a list below it, without tags behind its colon: `Cons: #exam`.

    Without a list they would be what the colon leads to: `Our channel: #bees`.
    """
    last = lines[-1] if lines else ""
    kept = _LABEL_TAGS.sub("", last) if "#" in last else last
    return list(lines) if kept == last else [*lines[:-1], kept]


def may_hold_unseen(source: str) -> bool:
    """Whether something in a text may not be meant for a reader; a quick look."""
    return _TO_DROP.search(source) is not None


def as_shown(source: str) -> str:
    """A text as its writer means it to be seen; what is nothing but a mark stays."""
    if not may_hold_unseen(source):
        return source
    source = _SHORTCODE.sub("", source)
    source = _CITATION.sub("", source) or source
    if tag := _FIRST_TAG.match(source):
        source = source[tag.end() :]
    source = "\n".join(map(_without_last, source.split("\n")))
    if "`" in source:
        return source  # it may be a program that they stand in
    if "%%" in source:
        source = _COMMENT.sub("", source) or source
    first = _EMOJI.search(source)
    return source if first is None or first[0] == source.strip() else _EMOJI.sub("", source)


def _without_last(source: str) -> str:
    """A line without the tags and the name at its end."""
    for mark, belongs in ((_BLOCK_NAME, _BASE), (_LAST_TAGS, _WANTS_MORE), (_BLOCK_NAME, _BASE)):
        found = mark.search(source, max(len(source) - LAST, 0))
        if (
            found
            and source[: found.start()].strip()
            and not belongs.search(source[: found.start()])
        ):
            source = source[: found.start()]
    return source
