"""Options and fixtures that all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-sessions",
        action="store_true",
        help="rewrite the expected output in command-line transcripts with what is printed now",
    )


@pytest.fixture(scope="session")
def project() -> Path:
    """The top folder of the project."""
    return Path(__file__).resolve().parents[1]
