"""A plain-text drawing of an outline, for case files, debugging and curious readers."""

from __future__ import annotations

from talkdeck.outline.inline import PICTURE, Inline
from talkdeck.outline.node import Node, Notes, Talk

_OPEN = {
    "code": "`", "strong": "**", "emphasis": "_", "strike": "~~", "highlight": "==",
    "sub": "<sub>", "sup": "<sup>", "math": "$", "display-math": "$$", "link": "[",
}  # fmt: skip
_CLOSE = _OPEN | {"sub": "</sub>", "sup": "</sup>"}


def show(notes: Notes) -> str:
    """Draws all talks of a file; each line is kind, lines of the file and text."""
    parts = [f"notes {notes.title!r}: {notes.choice}"]
    parts += [_talk(talk) for talk in notes.talks]
    parts += [
        f"silenced {line}: {', '.join(sorted(codes))}"
        for line, codes in sorted(notes.silenced.items())
    ]
    return "\n".join(parts) + "\n"


def _talk(talk: Talk) -> str:
    head = [f"talk {talk.start}-{talk.end}: {marked(talk.title)}"]
    if talk.language not in ("", "en"):
        head.append(f"  language {talk.language}")
    if talk.year:
        head.append(f"  year {talk.year}")
    head += [f"  speaker: {name}" for name in talk.speakers]
    head += [
        f"  link to {link.kind}: {link.address}" + (f" ({link.title})" if link.title else "")
        for link in talk.links
    ]
    head += [f"  line {line.line} is {line.what}" for line in talk.metadata]
    return "\n".join([*head, *_lines(talk.root)])


def _lines(root: Node) -> list[str]:
    result = []
    stack = [(child, 1) for child in reversed(root.children)]
    while stack:
        node, depth = stack.pop()
        result.append("  " * depth + draw(node))
        stack.extend((child, depth + 1) for child in reversed(node.children))
    return result


def draw(node: Node) -> str:
    """One node on one line, e.g. `label 12: Pros:`."""
    kind = node.kind + (f" {node.language}" if node.language else "")
    if node.kind == "heading":
        kind += f" h{node.level}"
    if node.number is not None:
        kind += f" #{node.number}"
    if node.checked is not None:
        kind += " [x]" if node.checked else " [ ]"
    where = str(node.start) if node.start == node.end else f"{node.start}-{node.end}"
    text = node.text.text.replace("\n", "⏎") if node.kind == "code" else marked(node.text)
    if node.kind == "table":
        text = " / ".join(" | ".join(marked(cell) for cell in row) for row in node.rows)
    return f"{kind} {where}: {text}{':' if node.colon else ''}".rstrip()


def marked(inline: Inline) -> str:
    """A text with its marks as Markdown shows them, line breaks as ⏎."""
    starts: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for mark in inline.marks:
        if mark.kind == "image":
            starts.setdefault(mark.start, []).append(f"![{mark.label}]({mark.target})")
            continue
        starts.setdefault(mark.start, []).append(_OPEN[mark.kind])
        close = f"]({mark.target})" if mark.kind == "link" else _CLOSE[mark.kind]
        ends.setdefault(mark.end, []).insert(0, close)
    out = []
    for n, character in enumerate(inline.text):
        out += ends.get(n, [])
        out += starts.get(n, [])
        if character != PICTURE:
            out.append("⏎" if character == "\n" else character)
    out += ends.get(len(inline.text), [])
    return "".join(out)
