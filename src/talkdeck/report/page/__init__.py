"""The preview: one self-contained page that shows cards as Anki will, and what became of every line."""
