"""What is worked out when talkdeck is installed: nothing of it can go missing unnoticed."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions, requires
from pathlib import Path

from talkdeck.anki import forms

WRITE = (
    "import sys; before = set(sys.modules); from pathlib import Path; from talkdeck import ahead\n"
    "for write in ahead.FILES.values(): write(Path('/dev/null'))\n"
    "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
)
ASK = (
    "import sys; from pathlib import Path; from talkdeck.anki import forms\n"
    "forms.write(Path('/dev/null'))\n"
    "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('talkdeck')), sep='\\n')"
)


def said(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def folded(requirement: str) -> str:
    """The name of what is required, as package registries fold it."""
    found = re.match(r"[\w.-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def with_all_they_need(names: Iterable[str]) -> set[str]:
    found, open_ = set[str](), list(names)
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += [folded(r) for r in requires(name) or () if "extra ==" not in r]
    return found


def test_a_wheel_is_built_with_all_that_it_needs(project: Path) -> None:
    built_with = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["build-system"]
    builder, *needed = map(folded, built_with["requires"])
    assert builder == "hatchling"
    known = with_all_they_need(needed)
    owners = packages_distributions()
    imported = {folded(d) for name in said(WRITE).split() for d in owners.get(name, ())}
    assert {"genanki", "pyyaml"} <= imported
    assert imported - {"talkdeck"} <= known


def test_all_that_forms_are_made_of_is_watched() -> None:
    imported = set(map(Path, said(ASK).splitlines()))
    ours = {file for file in imported if file.parent == forms.HERE and file.stem != "__init__"}
    assert Path(forms.__file__) in ours
    assert ours <= set(forms.sources())
    others = {file.name for file in imported if file.parent != forms.HERE}
    assert others == {"__init__.py", "regex.py", "values.py"}, "these say nothing of note types"
