"""Notes files read as a tree of nodes."""
