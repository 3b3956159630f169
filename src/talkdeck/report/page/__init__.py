"""The preview: one page with cards as Anki shows them, and what became of every line."""
