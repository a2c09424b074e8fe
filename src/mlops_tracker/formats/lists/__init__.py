"""Course lists of other people, in Markdown: text in, outline out.

`markdown` calls the others in turn: `inline` and `blocks`, `sections`, `leaves`, `courses`.
"""
