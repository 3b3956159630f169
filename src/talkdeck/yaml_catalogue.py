"""What can be wrong with a YAML file, of rules or of settings: an entry for every code."""

from __future__ import annotations

from talkdeck.problems import Entry, register

_HALF = "Decks made from half a file would look complete and not be."

ENTRIES: tuple[tuple[str, str, str, str], ...] = (
    ("yaml-syntax", "a file that is not YAML", _HALF,
     "Mend the line. Texts with `: `, `{`, `[`, `#` or a quote at the start need quotes."),
    ("yaml-tag", "a YAML tag",
     "Tags such as `!!python/object` make YAML build objects; rules and settings are plain text"
     " only.",
     "Remove the tag, and put quotes around the text if it begins with `!`."),
    ("yaml-anchor", "an anchor or alias in YAML",
     "A few nested aliases can stand for gigabytes; and a rule should be readable by itself.",
     "Write the value out where it is meant, or put quotes around a text that begins with & or *."),
    ("yaml-depth", "YAML nested too deeply", _HALF,
     "Close the brackets, and mend the indentation."),
    ("yaml-size", "a YAML file of more than a million characters",
     "Nobody writes so many by hand; reading them would take minutes.",
     "Divide it into several files; if it is not about rules at all, move it elsewhere."),
    ("duplicate-key", "a key that stands twice",
     "Only one of the two would count, silently.", "Keep one of them, or join them."),
    ("wrong-type", "a value of the wrong sort", _HALF, "Write what the message asks for."),
    ("unquoted-braces", "`{…}` without quotes",
     "YAML reads braces as a mapping, so that the pattern or template is lost.",
     "Put single quotes around the whole text."),
)  # fmt: skip

register(*(Entry(code, title, "error", why, fix) for code, title, why, fix in ENTRIES))
