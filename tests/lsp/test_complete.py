"""What may be written at a place of a rule file, `‸` being the cursor."""

from dataclasses import replace

import pytest

from loaded import built_in
from talkdeck.lsp.complete import complete, complete_settings, typed
from talkdeck.problems import Place
from talkdeck.rules import keys
from talkdeck.rules.filters import FILTERS
from talkdeck.rules.model import NamedException, NamedShape
from talkdeck.rules.shapes import ANCHORED, WHOLE
from talkdeck.rules.template import BUILT_IN

RULESET = replace(
    built_in(),
    shapes={"subject": NamedShape("subject", "code", (), Place("x"))},
    exceptions={"asked": NamedException("asked", "a question", (), Place("x"))},
)
NAMED = [*ANCHORED, *WHOLE, "subject", *RULESET.lists]
HEAD = "version: 1\nrules:\n"
RULE = f"{HEAD}- id: x\n"
MATCHED = f"{RULE}  match: {{kind: bullet, text: '{{a:short}} of {{b}}'}}\n"

KEYS = {
    "‸": keys.FILE,
    "version: 1\nru‸": keys.FILE,
    f"{HEAD}- ‸": keys.RULE,
    f"{HEAD}- i‸": keys.RULE,
    f"{RULE}  ‸": keys.RULE,
    f"{RULE}  # a comment\n\n  ‸": keys.RULE,
    f"{HEAD}  - id: x\n    ‸": keys.RULE,
    f"{RULE}  match:\n    ‸": keys.MATCH,
    f"{RULE}  match: {{‸": keys.MATCH,
    f"{RULE}  match: {{kind: bullet, ‸": keys.MATCH,
    f"{RULE}  match:\n    text: '{{a}}'\n    parent:\n      ‸": keys.MATCH,
    f"{RULE}  match:\n    not:\n    - {{‸": keys.MATCH,
    f"{RULE}  match: {{parent: {{‸": keys.MATCH,
    f"{RULE}  match:\n    kind: [bullet]\n    children: {{‸": keys.CHILDREN,
    f"{RULE}  match: {{words: {{‸": keys.BOUNDS,
    f"{RULE}  match: {{initials: {{‸": keys.INITIALS,
    f"{MATCHED}  cards:\n  - ‸": keys.CARD,
    f"{MATCHED}  cards:\n    - ask: x\n      ‸": keys.CARD,
    f"{MATCHED}  cards: [{{‸": keys.CARD,
    f"{MATCHED}  cards:\n  - ask: 'What'\n    ‸": keys.CARD,
    f"{MATCHED}  ‸": keys.RULE,
    f"{RULE}  examples:\n  - note: |\n      - a\n    ‸": keys.EXAMPLE,
    f"{RULE}  examples:\n  - note: |\n      - a\n    cards:\n    - ‸": keys.EXPECTED,
    "version: 1\nwords:\n  warn:\n    ‸": keys.WORD_LIST,
    "version: 1\nexceptions:\n  asked:\n    ‸": keys.EXCEPTION,
    "version: 1\nexceptions:\n  asked:\n    any:\n    - {‸": keys.MATCH,
}

WORDS = {
    "version: ‸": ["1"],
    f"{RULE}  match: {{kind: ‸": [*keys.KINDS],
    f"{RULE}  match: {{kind: [bullet, he‸": [*keys.KINDS],
    f"{RULE}  match:\n    kind:\n    - ‸": [*keys.KINDS],
    f"{RULE}  claim: ‸": [*keys.CLAIMS],
    f"{RULE}  off: ‸": ["true", "false"],
    f"{MATCHED}  cards: [{{kind: ‸": [*keys.CARD_KINDS],
    f"{MATCHED}  cards: [{{kind: cloze, hide: [‸": ["a", "b"],
    f"{RULE}  replaces: eng‸": [r.id for r in RULESET.everything()],
    "version: 1\ndisable: [‸": [r.id for r in RULESET.everything()],
    "version: 1\nwords:\n  warn:\n    add-to: ‸": [*RULESET.lists],
    "version: 1\nexceptions:\n  mine:\n    add-to: ‸": ["asked"],
    f"{RULE}  match: {{except: ‸": ["asked"],
    f"{RULE}  match:\n    except: [asked, ‸": ["asked"],
    "version: 1\nexceptions:\n  mine:\n    any: '{x:‸": NAMED,
    f"{RULE}  match: {{text: '{{a:‸": NAMED,
    f"{RULE}  match: {{text: '{{a:sh‸}}'}}": NAMED,
    f"{RULE}  match:\n    text: ['{{a}} is', '{{:‸": NAMED,
    f"{MATCHED}  cards:\n  - ask: 'What is {{‸": ["a", "b", *BUILT_IN],
    f"{MATCHED}  cards: [{{ask: 'What is {{a|‸": [*FILTERS],
    f"{MATCHED}  cards: [{{ask: '{{a|lower}} of {{b|‸": [*FILTERS],
    f"{RULE}  about: what it i‸": [],
    f"{MATCHED}  cards:\n  - ask: 'What is {{a}} ‸": [],
    f"{RULE}  no-such-key: ‸": [],
}


def labels(text: str) -> list[str]:
    before = text[: text.index("‸")]
    line, column = before.count("\n"), len(before.split("\n")[-1])
    return [c.label for c in complete(text.replace("‸", ""), line, column, RULESET)]


@pytest.mark.parametrize("text", KEYS)
def test_keys(text: str) -> None:
    assert labels(text) == list(KEYS[text])


@pytest.mark.parametrize("text", WORDS)
def test_words(text: str) -> None:
    assert labels(text) == WORDS[text]


def test_no_place_of_a_rule_file_makes_it_fail() -> None:
    text = f"{MATCHED}  cards: [{{ask: '{{a|lower}}?', answer: \"it's {{b}}\"}}]\n  - {{[: ]}}\n"
    for line, words in enumerate(text.split("\n")):
        for column in range(len(words) + 2):
            complete(text, line, column, RULESET)
    assert complete(text, 99, 3, RULESET) == complete("", 0, 0, RULESET)


def test_settings() -> None:
    assert "talks" in [c.label for c in complete_settings("ta", 0, 2)]
    assert [c.label for c in complete_settings("talks: ", 0, 7)] == ["auto", "h1", "h2", "file"]
    assert complete_settings("# talks", 0, 3) == []


def test_the_word_that_is_being_typed() -> None:
    assert typed("a: english/pro", 0, 14) == len("english/pro")
    assert typed("kind: [bullet, ", 0, 15) == 0
    assert typed("x\n  one-by", 1, 8) == len("one-by")
