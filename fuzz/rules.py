"""Coverage-guided fuzzing of rule files: text in, rules and problems out.

    make fuzz MINUTES=15

Whatever the text: no exception, every problem has a code of the catalogue and a place inside
the file, and rules that load without an error can be used on notes.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["talkdeck"]):
    from talkdeck.outline.markdown import read
    from talkdeck.problems import CATALOGUE
    from talkdeck.rules.load import load_rule_file
    from talkdeck.rules.match import match_talk
    from talkdeck.rules.packs import assemble

NOTES, _ = read("# T\n\n- Redis\n  - Pros:\n    - fast, in 1969\n- What is it?\n  - so\n", "n.md")


def check(data: bytes) -> None:
    """Loads some bytes as a rule file and uses the rules."""
    text = data.decode("utf-8", "replace")
    file, problems = load_rule_file(text, "r.yaml", "own")
    ruleset, more = assemble([file])
    lines = text.count("\n") + text.count("\r") + 2
    for problem in [*problems, *more]:
        assert problem.code in CATALOGUE, problem
        assert 0 <= problem.place.line <= lines, problem
    if not any(p.severity == "error" for p in [*problems, *more]):
        for talk in NOTES.talks:
            match_talk(talk, "n.md", ruleset)


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
