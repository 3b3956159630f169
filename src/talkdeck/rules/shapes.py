"""Shapes: what a capture may be asked to be.

Anchored shapes decide from a place how far they reach; whole-capture shapes judge what a free
capture took.
"""

from __future__ import annotations

from talkdeck.rules.anchored import ANCHORED, VERB_FORMS, Fit, clause, verb_form
from talkdeck.rules.judges import DEAR, MOST_WORDS, WHOLE, Judge

__all__ = [
    "ANCHORED",
    "DEAR",
    "MOST_WORDS",
    "VERB_FORMS",
    "WHOLE",
    "Fit",
    "Judge",
    "clause",
    "verb_form",
]
