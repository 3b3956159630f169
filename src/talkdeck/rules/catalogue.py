"""What can be wrong with rules, one entry per code, for messages, pages and editors."""

from __future__ import annotations

from talkdeck import yaml_catalogue  # noqa: F401  (rules are YAML, and its codes theirs too)
from talkdeck.problems import Entry, register

_HALF = "Decks made from half the rules would look complete and not be."
_SILENT = "It would be ignored silently, and the rule would do something else than it says."

ENTRIES: tuple[tuple[str, str, str, str], ...] = (
    ("rule-file-empty", "a rule file without anything in it",
     "Its rules seem to be lost.", "Write `version: 1` and `rules:`, or delete the file."),
    ("rule-file-encoding", "a rule file that is not UTF-8 text", _HALF, "Save it as UTF-8."),
    ("rule-version", "a missing or unknown version of the rule language",
     "Without it a later talkdeck could read the rules differently.",
     "Write `version: 1` in the first line."),
    ("unknown-key", "a key that the rule language does not have", _SILENT,
     "Correct the spelling or remove it."),
    ("missing-key", "a key that has to be there is missing", _HALF, "Add it."),
    ("wrong-value", "a value that is not one of those it may be", _HALF,
     "Write one of the values that the message names."),
    ("pattern-syntax", "a pattern that can't be read", _HALF,
     "Captures are `{name}` or `{name:shape}`; `[…]` may be missing; double a literal bracket."),
    ("unknown-shape", "a shape or word list that does not exist",
     "The rule could never fire.", "Correct the name, or define a word list under `words:`."),
    ("unknown-word-list", "a word list that does not exist",
     "The words would be added to nothing.", "Correct the name, or define the list."),
    ("duplicate-word-list", "a word list defined twice",
     "Nobody could tell which of the two is meant.",
     "Give one another name, or let it `add-to:` the other."),
    ("duplicate-shape", "a shape named like another or like a word list",
     "Nobody could tell which of the two a pattern means.", "Give one another name."),
    ("unknown-exception", "an exception that does not exist",
     "The rule would fire where you want it not to.",
     "Correct the name, or define it under `exceptions:`."),
    ("duplicate-exception", "an exception defined twice",
     "Nobody could tell which of the two a rule means.",
     "Give one another name, or let it `add-to:` the other."),
    ("template-syntax", "a template that can't be read", _HALF,
     "Write `{capture}` or `{capture|filter}`; double a literal bracket."),
    ("unknown-filter", "a filter that does not exist", _HALF, "Correct its name."),
    ("unknown-capture", "a template that uses what nothing captures",
     "The question would have a hole in it.",
     "Capture it in `match`, or correct the name."),
    ("captures-differ", "alternatives that capture different names",
     "The question would have a hole in it for some of the alternatives.",
     "Let all alternatives capture the same names, or make two rules."),
    ("duplicate-id", "two rules with one id",
     "Reports and settings could not tell them apart.",
     "Rename one, or say `replaces:` to let your rule take the other's place."),
    ("unknown-rule", "a rule or pack that does not exist",
     "What you wanted to switch is not switched.", "Correct the name; see `talkdeck rules list`."),
    ("no-rules", "a folder without any rule",
     "The rules you meant are not used.", "Name a folder that holds .yaml rule files."),
    ("rules-not-found", "a folder of rules that does not exist",
     "The rules you meant are not used.", "Correct the path."),
)  # fmt: skip

register(*(Entry(code, title, "error", why, fix) for code, title, why, fix in ENTRIES))
register(
    Entry(
        "rules-unreadable",
        "a rule file that can't be read",
        "error",
        _HALF,
        "Check its permissions.",
        stops=True,
    ),
    Entry(
        "pack-replaced",
        "your folder takes the place of a built-in pack",
        "info",
        "A folder of yours has the name of a built-in pack, so yours is read in its place.",
        "Rename your folder if the built-in rules should count as well.",
    ),
)
