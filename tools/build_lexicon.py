"""Makes src/talkdeck/english/lexicon.txt from the lexicon of lemminflect (MIT).

    pip install lemminflect
    python tools/build_lexicon.py

Only what the regular rules of `talkdeck.english.inflect` can't foresee is written out:
a regular verb is its base form, an irregular one all its forms. Run it again when those
rules or lemminflect change; the result is committed, so nobody needs lemminflect to use
talkdeck.
"""

from __future__ import annotations

import gzip
import re
import textwrap
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from talkdeck.english import regular

TARGET = Path(__file__).parent.parent / "src" / "talkdeck" / "english" / "lexicon.txt"

HEAD = """\
# Words of English with the forms that rules can't foresee. Made by tools/build_lexicon.py
# from the lexicon of lemminflect 0.2.3, Copyright 2019 Brad Jascob, MIT licence, which
# derives from the SPECIALIST Lexicon of the US National Library of Medicine. Don't edit:
# what this file lacks or gets wrong stands in words.txt.
"""

WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def source() -> Iterable[tuple[str, str, list[list[str]]]]:
    """(lemma, part of speech, forms with their variants) of every lower-case entry."""
    spec = find_spec("lemminflect")
    if spec is None or spec.origin is None:
        raise SystemExit("build_lexicon needs lemminflect: pip install lemminflect")
    path = Path(spec.origin).parent / "resources" / "infl_lu.csv.gz"
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        lemma, pos, *forms = line.split(",")
        if WORD.fullmatch(lemma):
            yield lemma, pos, [[v for v in form.split("/") if v and " " not in v] for form in forms]


def _joined(variants: list[str]) -> list[str]:
    """Without the hyphened spellings of forms that are also written in one word."""
    return [v for v in variants if "-" not in v or v.replace("-", "") not in variants]


def irregular_verb(lemma: str, forms: list[list[str]]) -> str | None:
    """`go went gone going goes` when a form differs from the rules' guess, else None."""
    past, participle, gerund, third = forms
    if past and past[0].endswith("ed") and not any(p.endswith("n") for p in participle):
        # `learned, learnt` and `learnt`: the regular form serves for both.
        participle = [*past, *(p for p in participle if p not in past)]
    given = [_joined(variants) for variants in (past, participle or past, gerund, third)]
    guess = [
        regular.past(lemma), regular.past(lemma), regular.gerund(lemma), regular.third(lemma),
    ]  # fmt: skip
    if all(g[:1] == [e] and len(g) == 1 for g, e in zip(given, guess, strict=True)):
        return None
    return " ".join([lemma, *("/".join(g) for g in given)]) if all(given) else None


def main() -> None:
    """Writes the table."""
    sections: dict[str, list[str]] = {
        name: [] for name in ("verbs", "nouns", "mass", "adjectives", "adverbs")
    }
    verbs: list[str] = []
    plurals: list[str] = []
    entries = list(source())
    whole = {(lemma, pos) for lemma, pos, _ in entries}
    for lemma, pos, forms in entries:
        if "-" in lemma and (lemma.replace("-", ""), pos) in whole:
            continue
        if pos == "adj":
            sections["adjectives"].append(lemma)
        elif pos == "adv":
            sections["adverbs"].append(lemma)
        elif pos == "verb":
            sections["verbs"].append(lemma)
            if line := irregular_verb(lemma, forms):
                verbs.append(line)
        else:
            known = [form for form in forms[0] if form != lemma]
            sections["nouns" if known else "mass"].append(lemma)
            if known and known != [regular.plural(lemma)]:
                plurals.append(f"{lemma} {'/'.join(known)}")
    lines = [HEAD]
    for name, words in sections.items():
        lines += [f"[{name}]", textwrap.fill(" ".join(sorted(set(words))), 100), ""]
    lines += ["[irregular-verbs]", *sorted(verbs), "", "[irregular-plurals]", *sorted(plurals)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
