"""What need not be made again: in memory while files are watched, on disk between builds.

store     results on disk, by keys made of everything they depend on
frozen    our values as bytes, and back
late      a ruleset as bytes, most of which is read when it is asked for
rules     the rules in force, loaded only where something has to be made
shipped   the built-in rules, read when talkdeck was installed
memory    rules and cards while files are watched
"""
