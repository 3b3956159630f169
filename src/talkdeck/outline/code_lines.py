"""Lines of a code block that carry a comment: what is written, and what is said of it.

Only lines that say something alone are found: a command, a setting, an expression. Comments
inside a program explain the program around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from talkdeck.outline.inline import Inline, Mark
from talkdeck.regex import regex

LONGEST_CODE = 60
"""Most characters of a line that is asked about by itself."""

LONGEST_PROGRAM = 8
"""Most lines of program code whose lines may each stand alone."""

LONGEST_NESTED = 12
"""Most lines of settings nested in each other; more are a file shown as an example."""

_LONGEST_LINE = 300


class CodeLine(NamedTuple):
    """One line of code with its comment.

    Attributes:
        text: in the order in which they are written, the code marked as such and every
            comment mark as `#`: "`ls -a` # shows hidden files", "# shows hidden files ->
            `ls -a`" where the comment stands above, "`2 ** 3` # => `8`" for a result.
        first: its first line, counted from 0 in the block; that of a comment above it.
        last: its last line.
    """

    text: Inline
    first: int
    last: int


_COMMANDS = frozenset(
    """
    sh bash shell zsh fish console terminal shell-session shellsession powershell ps1 pwsh bat cmd
    yaml yml toml ini conf cfg config properties env dotenv systemd desktop nginx apache apacheconf
    caddyfile haproxy dockerfile docker docker-compose makefile make gitignore gitconfig crontab
    cron redis hcl terraform tf nix graphql sql psql postgresql postgres mysql sqlite plsql tsql
    pgsql cql css scss less html xml tex latex regex vim gdb tmux
    """.split()
)
"""Languages whose lines are commands and settings, wherever they are nested."""

_PROSE = frozenset(
    "md markdown text txt plain plaintext output none diff patch json csv tsv log mermaid ascii"
    " dot plantuml rst adoc".split()
)
"""What stands in code blocks and is no code that has comments."""

_BY_MARK = {
    "//": "c c++ cpp cc h hpp cs c# csharp java js javascript mjs jsx ts typescript tsx go golang"
    " rust rs swift kotlin kt scala dart php groovy jsonc json5 proto scss less zig objc solidity",
    "--": "sql psql postgresql postgres mysql sqlite plsql tsql pgsql cql lua haskell hs elm ada",
    "%": "tex latex matlab octave erlang prolog",
    ";": "ini asm nasm lisp clojure clj cljs scheme elisp",
    "<!--": "html xml svg vue",
    "/*": "css",
}
_MARKS: dict[str, tuple[str, ...]] = {}
for _mark, _languages in _BY_MARK.items():
    for _language in _languages.split():
        _MARKS[_language] = (*_MARKS.get(_language, ()), _mark)
for _language in ("ini", "php", "hcl", "terraform", "tf", "mysql"):
    _MARKS[_language] = (*_MARKS.get(_language, ()), "#")
for _language, _found in _MARKS.items():
    if "//" in _found:
        _MARKS[_language] = (*_found, "/*")

_UNTOLD = ("#", "//", "/*", "<!--")
"""Comment marks in a block that does not name its language."""

_SQL = regex(
    r"\s*(?:select|insert|update|delete|create|alter|drop|grant|explain|vacuum|with|set|begin)\b",
    re.IGNORECASE,
)
_QUOTED = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`[^`]*`'
_SIGNS = {
    "#": r"#+(?=\s|=>|[A-Za-z]+ )",
    "//": r"//+(?=\s|[A-Za-z])",
    "--": r"--(?=\s|[A-Za-z]+ )",
    "%": r"%+(?=\s)",
    ";": r";+(?=\s)",
    "/*": r"/\*+(?=.*\*/\s*$)",
    "<!--": r"<!--(?=.*-->\s*$)",
}
_PROMPT = regex(r"^(?:\$|>>>|In \[\d+\]:|>|\d{1,2}[.)])\s+(?=\S)")
_GAPS = regex(r"\s{2,}")
_LISTED = regex(r"-\s|[^\s/]\S*/$|[\w/-]+\.\w{1,4}$")
"""Points of a list and names of files, which are no settings by themselves."""

_OPENS = regex(r"(?:[{(\[,:\\|]|&&|->|=>)$")
_GOES_ON = regex(r"(?:[(\[,\\|]|&&)$")
_BLOCKY = regex(r"(?:[{(\[:]|\b(?:then|do))$")
_DRAWN = regex(r"[\u2500-\u257f]")
_PROGRAM = regex(
    r"\s*(?:def|class|function|func|fn|return|import|from|const|let|var|public|private|static|int"
    r"|void|char|float|double|auto|struct|package|use|using|#include|namespace|export default)\b"
    r".*[;:{)\w]$"
)
_SCRIPT = regex(r"\s*(?:#!|(?:if|for|while|case|until)\b.*(?:;|\bdo$|\bthen$|\bin$)|fi$|done\b)")
_NOT_ALONE = regex(
    r"(?:return|if|else|elif|for|while|def|class|import|from|try|except|case|switch|break|continue"
    r"|func|function|fn|let|const|var|int|char|float|double|long|bool|auto|public|private|static"
    r"|void|export|using|use|package|namespace|throw|raise|assert|struct|type|interface)\b"
    r"|[\w\s<>:,*&]+(?::?=)\s"
)
"""Beginnings of lines that mean little without the program around them."""

_NO_COMMENT = regex(
    r"(?:todo|fixme|xxx|hack|noqa|nosec|nolint|type:|pylint|eslint|pragma|prettier|ts-|vim:|region"
    r"|endregion|-\*-|\$ |https?://)",
    re.IGNORECASE,
)
_CODE_LIKE = regex(r"[;{}]$|\w\(|^[\w.]+\s?=\s?\S|^[\w-]+=\S|\$\w|^\S+\s+--?\w")
_RESULT = regex(r"(?:=>|->|→|⇒)\s*(?P<value>\S.*)$")
_RULERS = regex(r"^[-=*#]{3,}\s*|\s*[-=*#]{3,}$")
_TICKS = regex(r"`([^`\n]+)`")


def commented(lines: Sequence[str], language: str) -> list[CodeLine]:
    """The lines of a code block that carry a comment and stand alone, in order.

    Args:
        lines: the block's lines, its indent removed.
        language: as its author named it; "" where it is not named.

    Example:
        `commented(["nice -n 10 make   # runs it with low priority"], "sh")` has one.
    """
    reader = _Reader([line.rstrip() for line in lines], language.lower())
    return list(reader.found()) if reader.sensible() else []


class _Line(NamedTuple):
    """A line, taken apart.

    Attributes:
        code: what stands before the comment, prompt aside.
        comment: what the comment says, its marks removed; "" for none.
        column: where the comment begins.
    """

    code: str
    comment: str
    column: int = 0


class _Reader:
    """One code block."""

    def __init__(self, lines: list[str], language: str) -> None:
        self.source = lines
        self.language = language
        marks = _MARKS.get(language, ("#",) if language else _UNTOLD)
        sql = not language and any(_SQL.match(line) for line in lines)
        signs = "|".join(_SIGNS[m] for m in ((*marks, "--") if sql else marks))
        self._sign = re.compile(rf"{_QUOTED}|(?P<mark>(?:(?<=\s)|^)(?:{signs}))")
        self.program = self._is_program() and not sql
        self.lines = [self._apart(line) for line in lines]
        if any(line.code.startswith("$ ") for line in self.lines):
            self.lines = list(self._session())
        self.lines = [
            line._replace(code=_GAPS.sub(" ", _PROMPT.sub("", line.code, count=1)))
            for line in self.lines
        ]

    def _session(self) -> Iterator[_Line]:
        """The lines of a session: what has no prompt is what the commands printed."""
        printed = False
        for line, source in zip(self.lines, self.source, strict=True):
            printed = bool(source) and (printed or bool(line.code))
            prompted = line.code.startswith("$ ")
            printed = printed and not prompted
            yield _Line("", "") if printed else line
            printed = printed or prompted

    def _is_program(self) -> bool:
        if self.language in _COMMANDS:
            return any(_SCRIPT.match(line) for line in self.source)
        if self.language:
            return True
        return any(_PROGRAM.match(s) or s.endswith(("{", "}", ");")) for s in self.source)

    def sensible(self) -> bool:
        """Whether lines of the block can stand alone."""
        if self.language in _PROSE or not any(line.comment for line in self.lines):
            return False
        full = [line for line in self.source if line.strip()]
        if any(line.startswith("#!") for line in full[:1]):
            return False
        nested = any(line[0].isspace() for line in full)
        if not self.program:
            return not nested or len(full) <= LONGEST_NESTED
        codes = [line.code for line in self.lines if line.code]
        return (
            len(full) <= LONGEST_PROGRAM
            and not nested
            and not any(_BLOCKY.search(code) for code in codes)
        )

    def _apart(self, line: str) -> _Line:
        if len(line) > _LONGEST_LINE or _DRAWN.search(line):
            return _Line(line.strip()[:_LONGEST_LINE], "")
        for hit in self._sign.finditer(line):
            if hit["mark"]:
                said = line[hit.end() :].removesuffix("*/").removesuffix("-->")
                said = _RULERS.sub("", said.strip())
                return _Line(line[: hit.start()].strip(), said, hit.start())
        return _Line(line.strip(), "")

    def found(self) -> Iterator[CodeLine]:
        """All lines that carry a comment and stand alone."""
        above = list(self._above())
        alone = sum(bool(line.code) and not line.comment for line in self.lines) == 1
        pairs = {pair.last: pair for pair in above if len(above) > 1 or alone}
        for n, line in enumerate(self.lines):
            if n in pairs:
                yield pairs[n]
            elif line.code and line.comment and self._stands_alone(n):
                last, comment = self._whole_comment(n)
                if (text := self._text(line.code, comment)) is not None:
                    yield CodeLine(text, n, last)

    def _above(self) -> Iterator[CodeLine]:
        """Lines with a comment of their own above, which says nothing of other lines."""
        for n, line in enumerate(self.lines):
            if not line.code or line.comment or not self._stands_alone(n):
                continue
            after = self.lines[n + 1] if n + 1 < len(self.lines) else None
            if after is not None and after.code and not after.comment:
                continue
            first = n
            while first and self._is_comment(first - 1):
                first -= 1
            said = " ".join(self.lines[k].comment for k in range(first, n)).rstrip(" :.")
            if 0 < n - first <= 2 and _says(said) and not self._commented_out(said):
                code = _marked(line.code)
                yield CodeLine(Inline("# ") + _ticked(said) + " -> " + code, first, n)

    def _is_comment(self, n: int) -> bool:
        return bool(self.lines[n].comment) and not self.lines[n].code

    def _stands_alone(self, n: int) -> bool:
        code = self.lines[n].code
        before = self.lines[n - 1].code if n else ""
        if not 2 <= len(code) <= LONGEST_CODE or not re.search(r"[^\W_]", code):
            return False
        if _OPENS.search(code) or _GOES_ON.search(before) or code[0] in ")}]":
            return False
        if _LISTED.match(code):
            return False
        return not (self.program and _NOT_ALONE.match(code))

    def _whole_comment(self, n: int) -> tuple[int, str]:
        """A comment with what goes on below it, in the same column."""
        comment, last = self.lines[n].comment, n
        while (
            last + 1 < len(self.lines)
            and self._is_comment(last + 1)
            and abs(self.lines[last + 1].column - self.lines[n].column) <= 1
            and not self.lines[last + 1].comment[0].isupper()
        ):
            last += 1
            comment += " " + self.lines[last].comment
        return last, comment

    def _text(self, code: str, comment: str) -> Inline | None:
        if (result := _RESULT.match(comment)) is not None:
            bound = any(re.search(r"\w\s*:?=\s", line.code) for line in self.lines)
            return None if bound else _marked(code) + " # => " + _marked(result["value"])
        if not _says(comment) or self._commented_out(comment):
            return None
        return _marked(code) + " # " + _ticked(comment)

    def _commented_out(self, comment: str) -> bool:
        """Whether it is code that was put out of action rather than words."""
        first = comment.split()[0]
        if _CODE_LIKE.search(_TICKS.sub("", comment)):
            return True
        known = any(line.code.split()[0] == first for line in self.lines if line.code)
        return known and re.search(r"\s-|[/=|<>$]", comment) is not None


def _says(comment: str) -> bool:
    """Whether a comment says something in words."""
    words = re.findall(r"[^\W\d_]{2,}", comment)
    return len(words) >= 2 and _NO_COMMENT.match(comment) is None


def _marked(code: str) -> Inline:
    return Inline(code, (Mark("code", 0, len(code)),))


def _ticked(comment: str) -> Inline:
    """A comment, with what stands in backticks as code."""
    result, at = Inline(), 0
    for hit in _TICKS.finditer(comment):
        result = result + comment[at : hit.start()] + _marked(hit[1])
        at = hit.end()
    return result + comment[at:]
