"""A desk that is reached as a file, and one that is reached through AnkiConnect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from push_kit import Desk


@pytest.fixture(params=["file", "running"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A real collection, reached both ways: each test that uses it runs twice."""
    desk = Desk(tmp_path / "anki", request.param)
    yield desk
    desk.close()
