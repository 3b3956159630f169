"""Runs every transcript in this folder; `make sessions` rewrites them."""

from pathlib import Path

import pytest

from transcripts import parse, play, render

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", sorted(p.stem for p in HERE.glob("*.session")))
def test_session(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    file = HERE / f"{name}.session"
    expected = parse(file.read_text("utf-8"))
    played = play(expected, tmp_path)
    if request.config.getoption("--update-sessions"):
        file.write_text(render(played), "utf-8", newline="\n")
    assert render(played) == render(expected)


def test_a_transcript_is_rewritten_as_it_was_read() -> None:
    for file in HERE.glob("*.session"):
        text = file.read_text("utf-8")
        assert render(parse(text)) == text, f"{file.name} is not in the transcript's format"


def test_a_wrong_expectation_is_noticed(tmp_path: Path) -> None:
    steps = parse("$ talkdeck --version\nsomething else\n")
    assert render(play(steps, tmp_path)) != render(steps)
