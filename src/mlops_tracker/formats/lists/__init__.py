"""Course lists of other people, in Markdown: text in, outline out."""
