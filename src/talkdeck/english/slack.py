"""How many typing slips a listed word may have in it; apart from what looks for them.

Rules depend on it when they are read, and then nothing else of English is loaded.
"""

from __future__ import annotations


def slips_in(word: str) -> int:
    """None in up to four letters, one in up to eight, else two. E.g. 1 for `props`."""
    return 2 if len(word) >= 9 else 1 if len(word) >= 5 else 0
