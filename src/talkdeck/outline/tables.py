"""Tables that say what terms mean: each row is read as a point, `term: meaning`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from talkdeck.outline.blocks import Block
from talkdeck.outline.inline import EMPTY, join
from talkdeck.regex import regex

LONGEST_TERM = 8
"""Most words of a cell that names what its row is about."""

HEADER = 2
"""Lines above the first row: the names of the columns, and the line below them."""

_MEANINGS = regex(
    r"(?:meanings?|descriptions?|definitions?|explanations?"
    r"|what (?:it|they) (?:does|do|is|are|means?)|what|purpose|details?|key points?|answers?"
    r"|notes?|uses?|usage|used for|effects?|results?|actions?|summary|does|comments?|stands for"
    r"|requirements?)",
)


def with_rows_as_points(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks, with a bullet for each row in place of a table whose header says that it tells what
    something means: `Command | Description`. Other columns are left out.
    """
    for block in blocks:
        points = list(_points(block)) if block.kind == "table" and block.lines else []
        yield from points or (block,)


def _points(block: Block) -> Iterator[Block]:
    header, *rows = block.cells
    heads = [head.text.strip().casefold() for head in header]
    column = next((n for n, head in enumerate(heads) if n and _MEANINGS.fullmatch(head)), None)
    if column is None:
        return
    above = block.start
    for line, row in enumerate(rows, block.start + HEADER):
        term, said = (row[n].strip() if n < len(row) else EMPTY for n in (0, column))
        if term and said and len(term.text.split()) <= LONGEST_TERM:
            text = join((term, said), ": ")
            yield Block("bullet", line, line, block.indent, head=line - above, text=text)
            above = line + 1
