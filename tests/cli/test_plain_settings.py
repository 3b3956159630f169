"""Settings that are read without YAML are those that YAML gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from talkdeck import config

NAMES = st.sampled_from("notes output ignore talks deck colour talks: version -".split())
VALUES = st.sampled_from(
    "no 1.5 a/b ../c h2 auto [] [a] [a,b] [a, h2] [a,] [a b] 'x' \"y\" #z a#b a: {a} *b &c ~ 0x1f"
    " 12:30 | >".split(" ")
)
LINES = st.one_of(
    st.tuples(NAMES, st.sampled_from([": ", ":", ":  "]), VALUES).map("".join),
    st.tuples(NAMES, st.just(": "), VALUES, st.sampled_from([" # why", "# x", " ", "\t"])).map(
        "".join
    ),
    st.sampled_from(["", "# comment", "  # more", "---", "...", "- a", "  more", "\r", "\ufeff"]),
)


@given(st.lists(LINES, max_size=4).map("\n".join))
@example("ledger: talkdeck.ledger\n")
@example("# all\n\noutput: decks # here\nignore: [a, b]\ntalks: h2\n")
def test_plain_lines_are_read_as_yaml_reads_them(text: str) -> None:
    assert config.parse(text, "f.yaml") == config.of_yaml(text, "f.yaml")


@pytest.mark.parametrize("text", ["", "# all\n\noutput: decks # here\nignore: [a, b]\ntalks: h2\n"])
def test_plain_lines_are_read_without_yaml(tmp_path: Path, text: str) -> None:
    (tmp_path / "talkdeck.yaml").write_text(text, "utf-8")
    code = (
        "import sys; from pathlib import Path; from talkdeck import config\n"
        "assert not config.load(Path('talkdeck.yaml'))[1]; assert 'yaml' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
