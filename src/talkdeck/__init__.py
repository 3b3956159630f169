"""talkdeck turns the bullet notes people already take into Anki decks."""

__version__ = "0.1.0"
