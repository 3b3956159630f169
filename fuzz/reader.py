"""Coverage-guided fuzzing of reading notes: bytes in, an outline and problems out.

    make fuzz MINUTES=15

Whatever the bytes: no exception, and every place lies inside the file. An input that breaks
this is written to `fuzz/found/`; put it under `tests/fuzzed/` once it is mended.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["talkdeck"]):
    from talkdeck.outline.decode import decode
    from talkdeck.outline.markdown import read

MODES = ("auto", "h1", "h2", "file")


def check(data: bytes) -> None:
    """Reads some bytes as notes and looks at what comes out."""
    text, problems = decode(data, "n.md")
    if text is None:
        assert problems
        return
    notes, problems = read(text, "n.md", talks=MODES[len(data) % 4])  # type: ignore[arg-type]
    last = max(notes.line_count, 1)
    for talk in notes.talks:
        for node in talk.root.walk():
            assert 1 <= node.start <= node.end <= last, node
    for problem in problems:
        assert 0 <= problem.place.line <= last, problem


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
