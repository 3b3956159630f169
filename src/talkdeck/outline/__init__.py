"""Notes files read as a tree of nodes.

markdown               the whole way, step by step as below
node, inline           the values that come out: nodes, and their text with its marks

decode                 bytes to text
conflicts              two versions in one file, left by a merge
front, front_yaml      front matter, and the year
quotes                 lists and code out of block quotes
scan                   lines to blocks, with a module for each kind that is hard to tell:
bullets, verbatim, html, html_table
blocks, lines          the block as a value; whether a line reads on from another
inline_markdown        a block's text with its marks
unseen                 tags, comments and the like, which are not part of it
inline_rules, tidy     what Markdown is taught for it, and what is mended behind it
talks                  where one talk ends and the next begins
evident, heads         what the author evidently meant; what headings look like
metadata               lines about a talk: speakers, links, dates
titles, speakers, links, names
tables                 tables whose rows are points
plant                  blocks to the tree
labels, code_lines     lines that name what follows; code with comments

language               which language notes are in
telling, paths         titles that tell nothing; what a file's path says
show                   an outline drawn as text
"""
