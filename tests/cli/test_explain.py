"""`talkdeck explain` on files in which something is wrong; tests/sessions has all the rest."""

from pathlib import Path

from transcripts import talkdeck

BROKEN = """\
---
lang: [fr
---
# Le four

- Le four
  - Avantages:
    - chaud
"""


def test_what_is_wrong_with_the_file_is_told_beside_the_line(tmp_path: Path) -> None:
    """It may be the reason: these notes would be known to be French."""
    (tmp_path / "a.md").write_text(BROKEN, "utf-8")
    done = talkdeck(["explain", "a.md:7"], tmp_path)
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "7 │   - Avantages:" in text
    assert "warning: the front matter is not valid YAML" in text


def test_unless_it_was_silenced(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(BROKEN, "utf-8")
    (tmp_path / "talkdeck.yaml").write_text("silence: [front-matter]\n")
    assert "front matter" not in talkdeck(["explain", "a.md:7"], tmp_path).stdout.decode()
