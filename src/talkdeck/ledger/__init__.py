"""Which card is which, across edits."""
