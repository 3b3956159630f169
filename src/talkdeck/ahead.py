"""What is worked out when talkdeck is installed, so that no build has to: see `FILES`.

`hatch_build.py` runs it for a wheel or an installed checkout, and `make` after changes. All of
it can be deleted: what is not there, or was made of anything else, is worked out when needed.
"""

from __future__ import annotations

from talkdeck.anki import forms
from talkdeck.cache import shipped

FILES = {shipped.FILE: shipped.write, forms.FILE: forms.write}
"""The files, and what writes each."""


def write() -> None:
    """Writes all of them."""
    for path, write_it in FILES.items():
        write_it(path)


if __name__ == "__main__":
    write()
