"""The rule language: how rules are read, and how they work on a talk.

model                  rules as values; all else makes them or uses them

finding, packs         which files there are, and their rules put together
load                   one file: `reading` knows YAML values, `keys` what may be written
load_match, load_cards, load_names, reading, keys
pattern, template      patterns and templates as a person writes them
names                  word lists, shapes and exceptions of all files
catalogue, schema      what can be wrong; the language as a JSON Schema

match                  rules at work on a talk, and `outcome`, what comes of it
outcome, engine        a ruleset compiled
index, needs           which rules may fire, found without trying them
scene, view, wordlist  what is known of a talk, a text, a list of words
sentences, topic, recurring, own_names
conditions             whether a match holds, and `words`, why not
children, initials, bindings, words
matcher, fitting       patterns at work
shapes                 what a capture may be: `anchored` from a place, `judges` as a whole
anchored, judges
making                 cards of rules that fired: `render` and `filters` word them
render, filters, parts

examples               rules' own examples, run
"""
