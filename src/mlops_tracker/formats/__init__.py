"""Text in, text out: one format, one file, pure functions over plain values.

Nothing here knows files, the terminal or the command line.
"""
