"""The hostile inputs: by name, what stands in the folder, and what has to come of it.

A case is a mapping of paths to contents; a content is a text, bytes, or a function that makes
something else in that place (a link, a pipe, a folder). `NOTES` is put beside what has to be
survived, so that cards are made all the same. What has to come of it is `cards`, or the code
of the problem that stops the build.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from talkdeck.cards.choose import VETOES

Content = str | bytes | Callable[[Path], None]

NOTES = "# A day of talks\n\n## Caches\n\n- Redis\n  - Pros:\n    - fast\n    - simple to run\n"


@dataclass(frozen=True)
class Case:
    """What stands in a folder.

    Attributes:
        files: by path, what stands there.
        gives: `cards`, or the code of the error with which the build has to end; `cards or CODE`
            where both are right, because it depends on the moment.
        says: codes of warnings that have to be among what is printed.
        needs: what the machine must be able to do: a function of `os`.
    """

    files: Mapping[str, Content]
    gives: str = "cards"
    says: tuple[str, ...] = ()
    needs: str = ""


def notes(text: str | bytes, **more: str) -> Case:
    """One notes file with a hostile text, beside one that is in order."""
    return Case({"notes/a.md": NOTES, "notes/x.md": text}, **more)  # type: ignore[arg-type]


def rules(text: str, gives: str) -> Case:
    """A rule file, beside notes that are in order."""
    return Case({"notes/a.md": NOTES, "card_rules/x.yaml": text}, gives)


def rule(
    match: str, example: str = "- zzz", cards: str = "[{ask: 'What?', answer: '{node}'}]"
) -> str:
    """A rule file with one rule, and a note of which it makes a card."""
    return (
        "version: 1\nrules:\n- id: x\n  about: a rule\n"
        f"  match: {match}\n  cards: {cards}\n"
        f"  examples: [{{note: {json.dumps(example)}, cards: some, also: any}}]\n"
    )


def settings(text: str, gives: str = "bad-settings") -> Case:
    """A settings file, beside notes that are in order."""
    return Case({"notes/a.md": NOTES, "talkdeck.yaml": text}, gives)


def front(text: str, *says: str) -> Case:
    """Front matter above notes that are in order."""
    return Case({"notes/a.md": f"---\n{text}\n---\n{NOTES}"}, says=says)


def link(to: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(to)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def vanishing(path: Path) -> None:
    """A link whose target goes away while the notes are read; at the latest then it is gone."""
    target = path.with_name("target.txt")
    target.write_text(NOTES)
    path.symlink_to(target)
    threading.Thread(target=lambda: (time.sleep(0.05), target.unlink())).start()


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n"
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {k: 1}\n" + "".join(
    f"{b}: &{b} {{<<: [{', '.join([f'*{a}'] * 12)}]}}\n"
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
OBJECT = "!!python/object/apply:os.system ['touch hacked']"

SCRIPT = "<script>alert(1)</script>"
EVENT = "<img src=x onerror=alert(1)>"
FRAME = '<iframe src="javascript:alert(1)"></iframe>'
STYLE = "<style>*{display:none}</style>"
JUMP = "[press](javascript:alert(1))"
LIST = "- Redis\n  - Pros:\n    - fast\n"
WHY = "# Day\n\n- Why does it work?\n\n"
PLACES = {
    "the file's title": f"# Day X\n\n## T\n\n{LIST}",
    "a talk's title": f"# Day\n\n## Talk X\n\n{LIST}",
    "a section": "# Day\n\n## T\n\n### On X\n\n- Redis\n  - Pros\n    - fast\n",
    "a topic": "# Day\n\n- Redis X\n  - Pros:\n    - fast\n",
    "a label": "# Day\n\n- Redis\n  - Pros X:\n    - fast\n  - Cons:\n    - slow\n",
    "a bullet": f"# Day\n\n{LIST}    - X\n- What is X?\n  - X\n- Kafka: X\n",
    "a paragraph": f"{WHY}  Because of X.\n\n  And X\n",
    "a quote": f"{WHY}  > Because of X. -- Knuth X\n",
    "a question": "# Day\n\nQ: What is X?\nA: this X\n\nWhat X?\n: that X\n",
    "a table": f"{WHY}  | X | Pros |\n  |---|---|\n  | Redis X | X |\n  | Kafka | fast |\n",
    "a table in HTML": f"{WHY}  <table onclick=alert(1)><tr><th>X</th><th>Pros</th></tr>"
    "<tr><td onmouseover=alert(1)>Redis</td><td>X</td></tr></table>\n",
    "a list in HTML": f"{WHY}  <ul><li>X<ul><li onclick=alert(1)>X</li></ul></li></ul>\n",
    "code": "# Day\n\n- Redis\n  - Pros:\n    - `fast X`\n- How to start?\n\n"
    "  ```html\n  X\n  ```\n",
    "the name of a language": f"{WHY}  ```X\n  run\n  ```\n",
    "a formula": f"# Day\n\n{LIST}    - $X$ and \\(X\\)\n\n$$\nX\n$$\n",
    "a speaker": f"# Day\n\n## T\n\nSpeaker: Ann X\n\nSlides: https://example.org/X\n\n{LIST}",
    "front matter": f"---\nspeaker: 'X'\ntitle: 'X'\n---\n# Day\n\n{LIST}",
    "emphasis": f"# Day\n\n{LIST}    - **X** *X* ==X== ~~X~~ <u>X</u> <b>X\n",
    "a comment": f"# Day\n\n{LIST}    - y <!-- X --> <!-- X\n    - z -->\n",
    "a picture": f'# Day\n\n{LIST}    - ![X](X) ![a](x.png "X")\n',
    "a footnote": f"# Day\n\n{LIST}    - simple[^1]\n\n[^1]: X\n",
}
"""Where notes allow a text: X stands for each hostile one in turn."""

ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "&#106;avascript:alert(1)", "javascript&colon;alert(1)", "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "file:///etc/passwd",
    "\x01javascript:alert(1)", "//example.org/x", "x\" onclick=\"alert(1)", "x' onclick='alert(1)",
)  # fmt: skip


def everywhere(hostile: str) -> Case:
    """One notes file for each place with a hostile text in it (`{n}` in it is the place's number);
    a card is made of every line.
    """
    files: dict[str, Content] = {
        f"notes/{n:02}.md": text.replace("X", hostile.replace("{n}", f"{n:02}"))
        for n, text in enumerate(PLACES.values())
    }
    files["talkdeck.yaml"] = f"ignore: [english]\nallow: [{', '.join(VETOES)}]\n"
    files["card_rules/x.yaml"] = rule(
        "{kind: [heading, label, bullet, paragraph, quote, table, code, image]}",
        cards="[{ask: 'Say {node}', answer: '{node}'},"
        " {ask: 'Below {node}', answer: '{children}'}]",
    )
    return Case(files)


def links() -> str:
    """Every address as a link, a reference, a picture, between angle brackets and bare."""
    lines = ["# Day", "", "- Redis", "  - Pros:"]
    for n, a in enumerate(ADDRESSES):
        lines += [f"    - [l]({a}) ![p]({a}) <{a}> {a} [r{n}] [t](x.md '{a}')"]
        lines += [f"    - <a href=\"{a}\">a</a> <img src='{a}'> <a href={a}>b</a>"]
    lines += [""] + [f"[r{n}]: {a}" for n, a in enumerate(ADDRESSES)]
    return "\n".join(lines) + "\n"


CASES: dict[str, Case] = {
    # Size and depth
    "1 MB without spaces": notes("# T\n\n- Redis\n  - Pros:\n    - " + "x" * 1_000_000),
    "1 MB of blanks in a title": notes(f"# a{' ' * 1_000_000}b\n\n- Redis: a store\n"),
    "1 MB without spaces as a title": notes(f"# {'x' * 1_000_000}\n\n- a: b\n"),
    "a<b 60,000 times": notes("# T\n\n- Redis\n  - Pros:\n    - " + "a<b " * 60_000),
    "a<b 60,000 times in a question": notes(f"# T\n\n- Why {'a<b ' * 60_000}?\n  - so\n"),
    "1,500 levels of nesting": notes(
        "# T\n\n" + "\n".join("  " * n + f"- level {n}:" for n in range(1_500))
    ),
    "1,500 levels of quotes": notes("# T\n\n" + ">" * 1_500 + " x\n"),
    "a line of 5 MB": notes("# T\n\n- " + "word " * 1_000_000),
    "20,000 bullets under one": notes(
        "# T\n\n- Redis\n  - Pros:\n" + "".join(f"    - p{n}\n" for n in range(20_000))
    ),
    "a table of 2,000 columns": notes(
        "# T\n\n" + ("|a" * 2_000 + "|\n") + ("|-" * 2_000 + "|\n") + ("|b" * 2_000 + "|\n") * 5
    ),
    "50,000 open brackets": notes("# T\n\n- Redis\n  - Pros:\n    - " + "[" * 50_000),
    "20,000 links": notes("# T\n\n- " + "[a](b) " * 20_000 + "\n"),
    "20,000 formulas": notes("# T\n\n- Redis\n  - Pros:\n    - " + "$a$ " * 20_000 + "\n"),
    "a formula of 200 kB": notes("# T\n\n- Redis\n  - Pros:\n    - $" + "{" * 200_000 + "$\n"),
    "code of 250 kB": notes(
        "# T\n\n- How to run it?\n\n  ```python\n" + "  (('\n" * 50_000 + "  ```\n"
    ),
    "20,000 pictures that are never closed": notes("# T\n\n- " + "<img data:" * 20_000),
    "20,000 pictures that are never closed, in Markdown": notes("# T\n\n- " + "![](data:" * 20_000),
    "200 kB of blanks before a short code": notes(f"# T\n\n- a {' ' * 200_000}b {{{{\n"),
    "200 kB of blanks before a source": notes(f"# T\n\n- a {' ' * 200_000}b 【\n"),
    "200 kB of blanks before a comment": notes(f"# T\n\n- a {' ' * 200_000}b %%\n"),
    "100,000 sentences without a blank": notes("# T\n\n- " + "aA." * 100_000 + "\n"),
    "20,000 captions that are never closed": notes(
        "# T\n\n<figure><img src=a.png>" + "<figcaption>" * 20_000 + "\n"
    ),
    "100,000 tags that are never closed": notes("# T\n\n<div>" + "<div " * 100_000 + "\n"),
    "a title of 300 characters": notes(f"# {'Long title ' * 30}\n\n- Redis\n  - Pros:\n    - a\n"),
    "a title of 300 characters outside of ASCII": notes(
        f"# {'日' * 300}\n\n- Redis\n  - Pros:\n    - a\n"
    ),
    # Bytes
    "NUL and control bytes": notes(
        b"# T\x00\n\n- Re\x00dis\x1f\n  - Pros\x07:\n    - fa\x1b[31mst\x7f\x0b\x0c\x1e\x1f\n",
        gives="binary-file",
    ),
    "control bytes, no NUL": notes(
        b"# T\x01\n\n- Redis\x1f\n  - Pros\x07:\n    - fa\x1b[31mst\x7f\x0b\x0c\x1e\x1f\n",
        gives="binary-file",
    ),
    "one control byte": notes(NOTES.replace("fast", "fa\x1fst").replace("day", "week")),
    "invalid UTF-8": notes(
        b"# T\n\n- Redis\n  - Pros:\n    - caf\xe9 \xff\xfe \xc3\x28 \xed\xa0\x80\n",
        gives="unreadable-encoding",
    ),
    "half a UTF-16": notes("# T\n\n- Redis\n  - Pros:\n    - fast\n".encode("utf-16")[:-1],
                            gives="unreadable-encoding"),
    "letters that change direction": notes(
        "# T \u202e\n\n- Redis \u2066\n  - Pros\u200f:\n    - \u202efast\u2028slow\u2029\ufeff\n"
    ),
    "all bytes": Case({"notes/a.md": NOTES, "notes/x.md": bytes(range(256)) * 50}, "binary-file"),
    # Files
    "a link to itself": Case(
        {"notes/a.md": NOTES, "notes/x.md": link("x.md")}, says=("not-a-file",), needs="symlink"
    ),
    "folders in a circle": Case(
        {"notes/a.md": NOTES, "notes/b/c": link(".."), "notes/d": link("b")}, needs="symlink"
    ),
    "a pipe": Case(
        {"notes/a.md": NOTES, "notes/x.md": pipe}, says=("not-a-file",), needs="mkfifo"
    ),
    "a pipe for settings": Case({"notes/a.md": NOTES, "talkdeck.yaml": pipe}, needs="mkfifo"),
    "a pipe for rules": Case(
        {"notes/a.md": NOTES, "card_rules/x.yaml": pipe}, "no-rules", needs="mkfifo"
    ),
    "a pipe for the ledger": Case(
        {"notes/a.md": NOTES, "talkdeck.ledger": pipe}, "ledger-unreadable", needs="mkfifo"
    ),
    "a folder in place of notes": Case({"notes/a.md": NOTES, "notes/x.md": folder}),
    "a folder in place of settings": Case(
        {"notes/a.md": NOTES, "talkdeck.yaml": folder}, "settings-overlooked"
    ),
    "a folder in place of rules": Case(
        {"notes/a.md": NOTES, "card_rules/x.yaml": folder}, "no-rules"
    ),
    "a folder in place of the ledger": Case(
        {"notes/a.md": NOTES, "talkdeck.ledger": folder}, "ledger-unreadable"
    ),
    "a file that can't be read": Case(
        {"notes/a.md": NOTES, "notes/x.md": link("/proc/self/mem")}, "unreadable", needs="symlink"
    ),
    "a file that vanishes": Case(
        {"notes/a.md": NOTES, "notes/x.md": vanishing}, "cards or unreadable"
    ),
    "pictures outside": notes(
        "# T\n\n- Redis\n  - Pros:\n    - ![a](../../../../../../../../etc/passwd) ![b](file:///etc/passwd)\n"
        "    - ![c](/etc/passwd) ![d](../../a.png) ![e](C:\\x.png) ![f](\\\\host\\x.png)\n",
        says=("picture-outside",),
    ),
    "a picture above the notes": Case(
        {"notes/deep/a.md": NOTES + "    - ![p](../../p.png)\n", "p.png": b"private"},
        says=("picture-outside",),
    ),
    "a picture that is a link to the outside": Case(
        {"notes/a.md": NOTES + "    - ![p](p.png)\n", "notes/p.png": link("/etc/hostname")},
        says=("picture-outside",), needs="symlink",
    ),
    "a picture that is a pipe": Case(
        {"notes/a.md": NOTES + "    - ![p](p.png)\n", "notes/p.png": pipe},
        says=("picture-not-found",), needs="mkfifo",
    ),
    "names that other systems keep for themselves": Case(
        {"notes/CON.md": NOTES, "notes/aux.md": NOTES.replace("day", "week"),
         "notes/<script>.md": NOTES.replace("# A day of talks", "# NUL")},
    ),
    # Names that Anki takes another way
    "titles that mean something": Case({
        f"notes/{n:02}.md": f"# {title}\n\n## {title}\n\n- Redis\n  - Pros:\n    - fast {n}\n"
        for n, title in enumerate([
            "Default", "Backup strategies", "C++::vector", "::", "CON", "a/b\\c:d", ".", "..",
            "trailing. ", "\u200b", "{{c1::x}}", "{{Front}}", "a\tb", "[sound:x.mp3]", "collection",
        ])
    }),
    "titles that differ by case or normal form only": Case({
        f"notes/{n}.md": f"# {day}\n\n## {talk}\n\n- Redis\n  - Pros:\n    - {n}\n"
        f"\n## {talk.swapcase()}\n\n- Kafka\n  - Pros:\n    - {n}\n"
        for n, (day, talk) in enumerate(
            [("Café", "Café"), ("Cafe\u0301", "Cafe\u0301"), ("CAFÉ", "CAFÉ"), ("café", "cafe")]
        )
    }),
    "marks of clozes and templates": notes(
        "# T\n\n- {{c1::a}} {{c2::b::c}} }} {{Front}} {{#x}}\n  - Pros:\n    - {{c1::a}} }}::\n"
        "- In 1969, {{c1::x}} cost 30% of `}}::` and {{FrontSide}}.\n"
    ),
    # Markup that would do something
    "scripts everywhere": everywhere(SCRIPT),
    "events everywhere": everywhere(EVENT),
    "frames everywhere": everywhere(FRAME),
    "styles everywhere": everywhere(STYLE),
    "unclosed markup everywhere": everywhere("<script><style><!--"),
    "links that do something everywhere": everywhere(JUMP),
    "drawings everywhere": everywhere("<svg onload=alert(1)><math href=javascript:alert(1)>"),
    "LaTeX that reads files everywhere": everywhere(r"[latex]\input{/etc/passwd}[/latex]"),
    "every address that is none": notes(links()),
    "markup from rules": rules(
        rule("{kind: bullet, text: '{x}'}", cards=f"[{{ask: '{SCRIPT}{{x}}?', hint: '{FRAME}',"
             f" answer: '{EVENT}{{x}}', tags: ['{'x' * 300}']}}]"),
        "cards",
    ),
    # YAML
    "a bomb in rules": rules(BOMB, "yaml-anchor"),
    "a bomb of merges in rules": rules(MERGES, "yaml-anchor"),
    "an object in rules": rules(f"version: {OBJECT}", "yaml-tag"),
    "rules 5,000 levels deep": rules("version: 1\nrules: " + "[" * 5_000, "yaml-depth"),
    "rules of 5 MB": rules("version: 1\nwords: {a: [" + "b, " * 1_600_000 + "b]}", "yaml-size"),
    "a text of 5 MB in rules": rules(rule(f"{{text: '{'a' * 5_000_000}'}}"), "yaml-size"),
    "a bomb in settings": settings(BOMB),
    "a bomb of merges in settings": settings(MERGES),
    "an object in settings": settings(f"output: {OBJECT}"),
    "settings 5,000 levels deep": settings("output: " + "[" * 5_000, "yaml-depth"),
    "settings that lead elsewhere": settings("output: notes/a.md/x\n", "unwritable"),
    "a bomb in front matter": front(BOMB, "front-matter"),
    "a bomb as the date": front(BOMB + "date: *i", "front-matter"),
    "a bomb as the rules to select": front(BOMB + "select: *i", "front-matter"),
    "a bomb of merges in front matter": front(MERGES, "front-matter"),
    "a circle in front matter": front("a: &a [*a]\nselect: *a\ndate: *a", "front-matter"),
    "an object in front matter": front(f"title: {OBJECT}", "front-matter"),
    "front matter 5,000 levels deep": front("title: " + "[" * 5_000, "front-matter"),
    "a number of 5,000 digits in front matter": front("title: 0x" + "f" * 5_000),
    "strange values in front matter": front(
        "title: [1]\ndate: .inf\nspeaker: {a: {b: c}}\ntalks: 7\nyear: .nan\nnull: null\n3: 4"
    ),
    "numbers with 100,000 colons in front matter": front("title: 1" + ":59" * 100_000),
    "TOML 5,000 levels deep": Case({"notes/a.md": "+++\na = " + "[" * 5_000 + "\n+++\n" + NOTES}),
    # Patterns that are built to run for ever in other programs
    "forty holes": Case({
        "notes/a.md": "# T\n\n- " + "a" * 20_000 + "!\n- " + "a, " * 20_000 + "!\n" + NOTES,
        "card_rules/x.yaml": rule(
            "{text: '" + ", ".join(f"{{v{n}}}" for n in range(40)) + "?'}",
            "- " + ", ".join(map(str, range(40))) + "?",
        ),
    }),
    "five holes that hold the same": Case({
        "notes/a.md": "# T\n\n- " + "a " * 30_000 + "\n" + NOTES,
        "card_rules/x.yaml": rule("{find: '{x} {y} {x} {y} {x} {y} z'}", "- b c b c b c z"),
    }),
    "sixty parts that may be missing": rules(
        rule("{text: '" + "[a]" * 60 + "'}"), "pattern-syntax"
    ),
    "parts that may be missing in such parts": rules(
        rule("{text: '" + "[a" * 60 + "]" * 60 + "'}"), "pattern-syntax"
    ),
    "a match in a match in a match": rules(
        rule(
            "{child: " * 12 + "{text: x}" + "}" * 12,
            "\n".join("  " * n + "- " + "abcdefghijklx"[n] for n in range(13)),
        ), "cards"
    ),
    "what stands under what": Case({
        "notes/a.md": "# T\n\n" + "\n".join("  " * n + f"- level {n}" for n in range(150)),
        "card_rules/x.yaml": rule(
            "{under: {under: {under: {under: {text: zzz}}}}}",
            "- zzz\n  - a\n    - b\n      - c\n        - d",
        ),
    }, "no-cards"),
    "a regular expression is a plain text": rules(rule("{text: '(a+)+$'}", "- (a+)+$"), "cards"),
}  # fmt: skip
