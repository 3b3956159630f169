"""Runs a part of the tests as other people have it: other Pythons, oldest and newest packages.

    python tools/elsewhere.py [--folder FOLDER] [PYTHON …]

PYTHON are interpreters; without any, all of python3.11 to python3.14 that `uv` finds here. With
the oldest Python every dependency is taken in the lowest version that pyproject.toml allows,
with the others in the newest. What is tested is the wheel, installed, with no source tree about.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
TESTS = (
    "tests/outline/test_cases.py", "tests/outline/test_decode.py", "tests/rules",
    "tests/anki/test_anki_html.py", "tests/anki/test_anki_media.py",
    "tests/anki/test_anki_package.py", "tests/pipeline", "tests/sessions", "tests/elsewhere",
)  # fmt: skip
NEEDED = (
    "pytest", "hypothesis", "anki>=25.2", "jsonschema", "playwright", "pytest-xdist",
)  # fmt: skip
"""What these tests need besides the program itself."""


def main() -> None:
    """Makes an environment for each interpreter and runs the tests in it."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("pythons", nargs="*", metavar="PYTHON")
    options.add_argument("--folder", type=Path, help="where the environments are made and kept")
    given = options.parse_args()
    pythons = given.pythons or [p for v in VERSIONS if (p := interpreter(v))]
    failed = []
    with tempfile.TemporaryDirectory(prefix="talkdeck-elsewhere-") as temporary:
        folder = (given.folder or Path(temporary)).resolve()
        for number, python in enumerate(pythons):
            resolutions = ["lowest-direct", "highest"] if number == 0 else ["highest"]
            for resolution in resolutions:
                name = f"{Path(python).name}-{number}-{resolution}"
                print(f"\n## {python}, dependencies: {resolution}", flush=True)
                if not tests_pass(python, resolution, folder / name):
                    failed.append(name)
    print(f"\n{len(failed)} failed: {', '.join(failed)}" if failed else "\nAll passed.")
    sys.exit(bool(failed))


def interpreter(version: str) -> str:
    """The path of a Python of that version; "" if there is none on this machine."""
    command = [uv(), "python", "find", "--no-python-downloads", "--system", version]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if found.returncode == 0:
        return found.stdout.strip()
    # pyenv's own starters run only versions that are switched on: look where it keeps them.
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    kept = sorted(versions.glob(f"{version}.*/bin/python{version}"))
    return str(kept[-1]) if kept else ""


def uv() -> str:
    """The program that resolves and installs."""
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.exists() else shutil.which("uv")
    if not found:
        raise SystemExit("this needs uv: pip install uv")
    return found


def tests_pass(python: str, resolution: str, folder: Path) -> bool:
    """Whether the tests pass in a new environment."""
    run(uv(), "venv", "--quiet", "--clear", "--python", python, str(folder / "venv"))
    inside = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = (uv(), "pip", "install", "--quiet", "--python", str(inside))
    run(*install, "--resolution", resolution, str(TOP))
    run(*install, *NEEDED)
    run(uv(), "pip", "list", "--quiet", "--python", str(inside))
    for name in ("tests", "notes", "docs", "card_rules", "README.md", "pyproject.toml"):
        source, target = TOP / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)
    command = [str(inside), "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
    return not subprocess.run(command, cwd=folder, check=False).returncode  # noqa: S603


def run(*command: str) -> None:
    """Runs a command that must not fail."""
    subprocess.run(command, cwd=TOP, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
