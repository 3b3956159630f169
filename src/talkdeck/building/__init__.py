"""From cards to packages: what is made of notes, which card is which, and what is written.

drafts             what each card will be in Anki, before it is known which card it is
bulk               the drafts of many files, side by side, those of last time taken
arrange            which deck and which package a talk belongs to
apart              packages that this build must not take the place of
site               where a build takes place
last, current      the last build, and which packages it left up to date
packing            identities, and what goes into each file; pure
planning           which packages have to be made, and which notes are left alone
retiring           cards whose bullets are gone: how many, and what they were
writing            packages and ledger on disk, all of them or none
pushing            what a build wants in a running Anki
"""
