"""Bringing decks into Anki without the import dialog, in three steps.

    values.py   what the notes want, what Anki has now, what therefore has to happen
    note.py     the three-way merge of one note
    plan.py     all notes, decks, looks and pictures: a pure function that gives the plan
    adding.py   the new notes of a plan as a package

The plan is carried out by `anki.collection` (a file) or by `anki.connect` (a running Anki).
New notes go in as a package both ways, so that they are the same as imported ones.
"""
