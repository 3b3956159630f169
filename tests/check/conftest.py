"""A folder with one of everything that `check` can find."""

from pathlib import Path

import pytest

NOTES = """\
# A day of talks

## Caches

* Redis
  * Pros:
    * simple to run
    * fast ![the diagram](<missing, 100%.png>)
* a thought without any form

## Caches

* Vim
  * Pros:
    * it is everywhere
    * quick to start
"""

BAD_RULE = """\
version: 1
rules:
- id: mine
  about: asks what things are
  match: {text: '{thing:shrt} is {what}'}
  cards: [{ask: 'What is {thing}?', answer: '{what}'}]
  examples: [{note: '- Redis is a store', cards: some}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with notes that have a doubled talk, a missing picture and a bare bullet."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a, day.md").write_text(NOTES)
    return tmp_path


@pytest.fixture
def broken(folder: Path) -> Path:
    """The same with a rule file that has a mistake."""
    (folder / "card_rules").mkdir()
    (folder / "card_rules" / "own.yaml").write_text(BAD_RULE)
    return folder
