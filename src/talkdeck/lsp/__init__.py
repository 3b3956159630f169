"""The language server: problems, cards and reasons in the editor, while notes are written.

`desk` knows the files and what they mean, `hover` and `complete` answer questions about them,
all as plain values; `server` speaks the protocol. Only `server` needs the extra `talkdeck[lsp]`.
"""
