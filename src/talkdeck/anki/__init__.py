"""All that knows Anki: note types, HTML, media, packages, collections."""
