"""The catalogue of problems: a page for the terminal, and the page of the documentation."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill

from talkdeck.problems import Entry, Severity
from talkdeck.report.terminal import WORDS, Paint, plain

ABOUT: dict[Severity, str] = {
    "error": "decks can't be made, or would be wrong, until it is mended",
    "warning": "something is lost or odd; decks are made all the same",
    "info": "worth knowing",
}

INTRODUCTION = """\
# What `talkdeck check` can say

This page is made from the program (`make reference`). `talkdeck check --explain CODE` prints one
of its entries.

To silence a warning or a note, write its code into a comment in the notes. The comment speaks of
its own line and of the next one with words; without a code it silences everything there:

```markdown
<!-- talkdeck: ignore uncovered -->
* this is for me alone

* ![](diagram.tiff) <!-- talkdeck: ignore picture-unsupported -->
```

For all notes, name the codes in `talkdeck.yaml` (`silence: [uncovered]`), or in one run with
`talkdeck check --ignore uncovered`. Errors can't be silenced in the notes.
"""


def render_entry(entry: Entry, paint: Paint = plain, columns: int = 80) -> str:
    """One entry, for reading in a terminal."""
    parts = [
        f"{paint(entry.code, 'title')}: {entry.title} ({WORDS[entry.severity]})",
        _wrapped("why it matters", entry.why, columns),
        _wrapped("what to do", entry.fix, columns),
    ]
    if entry.severity != "error":
        comment = f"<!-- talkdeck: ignore {entry.code} -->"
        parts.append(f"  to silence it, in the notes:  {comment}")
    return "".join(part + "\n" for part in parts)


def _wrapped(label: str, text: str, columns: int) -> str:
    return fill(
        text, columns, initial_indent=f"  {label}: ", subsequent_indent="    ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def render_page(entries: Iterable[Entry]) -> str:
    """The page of the documentation: how to silence a problem, and all entries."""
    entries = list(entries)
    parts = [INTRODUCTION]
    for severity, about in ABOUT.items():
        here = [e for e in entries if e.severity == severity]
        title = WORDS[severity].capitalize() + "s"
        parts.append(f"## {title}\n\n{about[:1].upper()}{about[1:]}.\n")
        parts += [_section(entry) for entry in here]
    return "\n".join(parts)


def _section(entry: Entry) -> str:
    title = f"{entry.title[:1].upper()}{entry.title[1:]}."
    return f"### {entry.code}\n\n{title} {_sentence(entry.why)}\n\n{_sentence(entry.fix)}\n"


def _sentence(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if text.endswith((".", "!", "?")) else f"{text}."
