"""Tables written in HTML, as rows of Markdown source."""

from __future__ import annotations

from html.parser import HTMLParser

import nh3


def table_rows(source: str) -> list[list[str]]:
    """Cells of an HTML table as Markdown source, row by row."""
    cleaned = nh3.clean(
        source,
        tags={"table", "thead", "tbody", "tr", "td", "th", "b", "strong", "i", "em", "code",
              "br", "img", "a", "sub", "sup", "s", "del", "mark", "kbd"},
        attributes={"img": {"src", "alt"}, "a": {"href"}},
        link_rel=None,
    )  # fmt: skip
    reader = _Table()
    reader.feed(cleaned)
    reader.close()
    return [row for row in reader.rows if any(row)]


class _Table(HTMLParser):
    """Listens to a clean table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser gives it
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.cell = []
        elif self.cell is not None:
            self.cell.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.cell is not None:
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append(" ".join("".join(self.cell).split()))
            self.cell = None
        elif self.cell is not None and tag not in ("tr", "table", "tbody", "thead"):
            self.cell.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")
