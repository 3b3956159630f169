"""Which card is which, across edits.

remember               from the cards and the last ledger to the new one
entry, keys            what is remembered of a card; what it is recognised by
matching               cards that are as they were, and with it
resembling             those that changed:
renaming               names that are other ones now
candidates, likeness   which may be which; whether one is another, by its
wording, tokens
identity, changes      what a new card gets; what a build changes, for the plan

store                  the ledger as text
places                 where its file is, and those beside it
disk, commit           that file; packages and ledger written together
messages               what can be wrong
"""
