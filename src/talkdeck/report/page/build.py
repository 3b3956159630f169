"""The preview as one HTML text that needs nothing else and sends nothing anywhere.

The page's data stand in it as JSON; a script makes elements of what is visible. Cards are shown
in a sandboxed frame with Anki's templates and style unchanged.
"""

from __future__ import annotations

import base64
import json
import re
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from talkdeck.report.page import numbers
from talkdeck.report.page.data import Line, Look, Preview, Shown

SCRIPTS = ("store.js", "card.js", "list.js", "notes.js", "page.js")
"""The page's script, in parts; they share one scope."""

MARK = '<meta name="generator" content="talkdeck">'
"""Stands in the head of every page, and nowhere else: by it a page of ours is known again."""

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_SLOT = re.compile(r"<!--\[(\w+)\]-->")


def page(preview: Preview, *, live: int = 0) -> str:
    """The whole page.

    Args:
        preview: what to show.
        live: the page's number at the server that says when there is a newer one; 0 where
            no server is behind it.

    Returns:
        HTML, complete, without reference to any other file. The same preview gives the same
        text.
    """
    frame = _frame(preview.look)
    script = "\n".join(_asset(name) for name in SCRIPTS)
    script = f'(() => {{\n"use strict";\n{script}\n}})();'
    slots = {
        "title": escape(preview.title),
        "csp": escape(
            _policy([script, *_SCRIPT.findall(frame), *_template_scripts(preview.look)], live)
        ),
        "css": _asset("page.css"),
        "summary": numbers.summary(preview),
        "numbers": numbers.numbers(preview),
        "frame": escape(frame),
        "data": embed(_data(preview, live)),
        "script": script,
    }
    return _fill(_asset("template.html"), slots)


def embed(value: Any) -> str:
    """JSON that may stand inside `<script type="application/json">`: nothing in it can end
    the element or start a comment.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = text.encode("utf-8", "replace").decode()  # lone surrogates
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _policy(scripts: list[str], live: int) -> str:
    """What the page may do: run exactly these scripts, and load nothing from anywhere."""
    hashes = dict.fromkeys(base64.b64encode(sha256(s.encode()).digest()).decode() for s in scripts)
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(f"'sha256-{h}'" for h in hashes),
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "media-src": "data:",
        "connect-src": "'self'" if live else "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _template_scripts(look: Look) -> list[str]:
    """The scripts inside card templates: the only ones that may run in the frame."""
    sides = [side for type_ in look.types.values() for side in type_]
    return [s for side in sides for s in _SCRIPT.findall(side.question + side.answer)]


def _frame(look: Look) -> str:
    """The document in which cards are shown, built as Anki's reviewer builds its own."""
    css = look.css.replace("</", "<\\/")
    return _fill(
        _asset("frame.html"),
        {"base": _asset("frame.css"), "css": css, "script": _asset("frame.js")},
    )


def _fill(template: str, slots: dict[str, str]) -> str:
    """A template with its `<!--[name]-->` filled in; what is filled in is not looked at."""
    return _SLOT.sub(lambda found: slots[found[1]], template)


def _asset(name: str) -> str:
    return (files(__package__) / "assets" / name).read_text(encoding="utf-8")


def _data(preview: Preview, live: int) -> dict[str, Any]:
    """The page's data, short: names of one or two letters where there are thousands."""
    rules = sorted({c.rule for c in preview.cards})
    first_talk: list[int] = []
    talks: list[dict[str, Any]] = []
    for n, sheet in enumerate(preview.sheets):
        first_talk.append(len(talks))
        talks += [
            {"title": t.title, "sheet": n, "start": t.start, "end": t.end, "none": t.why_none}
            for t in sheet.talks
        ]
    number = {rule: n for n, rule in enumerate(rules)}
    look = preview.look
    return {
        "live": live,
        "talks": talks,
        "sheets": [
            {"name": s.name, "title": s.title, "lines": [_line(line) for line in s.lines]}
            for s in preview.sheets
        ],
        "cards": [_card(c, first_talk[c.sheet] + c.talk, number[c.rule]) for c in preview.cards],
        "rules": [{"id": r, "about": preview.rules.get(r, "")} for r in rules],
        "checks": dict(preview.checks),
        "fields": list(look.fields),
        "types": {
            name: [{"n": s.name, "q": s.question, "a": s.answer, "needs": s.needs} for s in sides]
            for name, sides in look.types.items()
        },
        "pictures": dict(preview.pictures),
    }


def _line(line: Line) -> list[Any]:
    short: list[Any] = [line.text, line.fate, line.why, line.counts]
    while not short[-1]:
        short.pop()
    return short


def _card(card: Shown, talk: int, rule: int) -> dict[str, Any]:
    fields = list(card.fields)
    while fields and not fields[-1]:
        fields.pop()
    result: dict[str, Any] = {
        "t": talk,
        "k": card.kind,
        "y": card.type,
        "f": fields,
        "q": card.question,
        "a": card.answer,
        "r": rule,
        "l": list(card.lines),
    }
    if card.left_out:
        result["out"] = [card.left_out.check, card.left_out.found]
    if card.doubts:
        result["d"] = [[d.check, d.found] for d in card.doubts]
    return result
