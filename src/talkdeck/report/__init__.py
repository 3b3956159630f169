"""How things look: terminal, page, JSON."""
