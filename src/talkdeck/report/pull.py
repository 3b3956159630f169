"""What the notes can learn from the reviews, for reading and as data.

Forgotten again and again
  notes/pycon-2017.md:184  cons of Heroku?  (forgotten 9 times)
Edited in Anki
  notes/pycon-2017.md:190  What is Zappa?  (Back)
      notes: serverless Python
      Anki:  serverless Python on AWS
How often each rule's cards lapse
  english/lead-in           40 notes    312 answers    31 lapses   9.9 %
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from talkdeck.anki.reviews import Finding, Lessons, What
from talkdeck.anki.text import words
from talkdeck.report.terminal import Paint, count, pad, plain, shorten, width

_TITLES: dict[What, tuple[str, str]] = {
    "leech": ("Forgotten again and again: ask it otherwise, or in smaller pieces", "warning"),
    "suspended": ("Suspended", "warning"),
    "flagged": ("Flagged", "info"),
    "edited": ("Edited in Anki", "info"),
    "remark": ("With a remark of yours", "info"),
    "deleted": ("Deleted in Anki", "warning"),
}


def render_lessons(lessons: Lessons, paint: Paint = plain, columns: int = 80) -> str:
    """All findings by what happened, then the rules.

    Args:
        lessons: what Anki says.
        paint: how to colour.
        columns: how wide the terminal is.
    """
    lines: list[str] = []
    for what, (title, role) in _TITLES.items():
        found = [f for f in lessons.findings if f.what == what]
        if found:
            lines.append(paint(title, role))
            for finding in found:
                lines += _finding(finding, paint, columns)
    lines += _rules(lessons, paint)
    lines.append(f"{count(lessons.notes, 'note')} of yours in Anki")
    if lessons.missing:
        lines.append(f"{count(lessons.missing, 'note')} not there (yet): `talkdeck push`")
    return "".join(line + "\n" for line in lines)


def as_data(lessons: Lessons) -> str:
    """The same as one JSON object."""
    data = {
        "findings": [
            {
                "guid": f.name.guid,
                "file": f.name.place.file,
                "line": f.name.place.line,
                "question": f.name.question,
                "what": f.what,
                "rule": f.rule,
                "detail": f.detail,
                "notes": f.notes,
                "anki": f.anki,
            }
            for f in lessons.findings
        ],
        "rules": [
            {
                "rule": r.rule,
                "notes": r.notes,
                "studied": r.studied,
                "answers": r.answers,
                "lapses": r.lapses,
                "rate": round(r.rate, 4),
                "suspended": r.suspended,
            }
            for r in lessons.rules
        ],
        "notes": lessons.notes,
        "missing": lessons.missing,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _finding(finding: Finding, paint: Paint, columns: int) -> Iterator[str]:
    where = f"{finding.name.place}  "
    note = f"  ({finding.detail})" if finding.detail else ""
    room = max(20, columns - len(where) - len(note) - 2)
    question = shorten(finding.name.question, room)
    yield f"  {paint(where, 'dim')}{question}{paint(note, 'dim')}"
    room = max(20, columns - 13)
    if finding.what == "edited":
        yield paint(f"      notes: {shorten(words(finding.notes) or '(nothing)', room)}", "dim")
    if finding.anki or finding.what == "edited":
        yield f"      Anki:  {shorten(words(finding.anki) or '(nothing)', room)}"


def _rules(lessons: Lessons, paint: Paint) -> Iterator[str]:
    studied = [r for r in lessons.rules if r.answers]
    if not studied:
        return
    yield paint("How often each rule's cards lapse", "title")
    wide = max(width(r.rule) for r in studied)
    for r in studied:
        yield (
            f"  {pad(r.rule, wide)}  {r.notes:>5,} notes  {r.answers:>6,} answers"
            f"  {r.lapses:>5,} lapses  {r.rate:>6.1%}"
        )
