"""Text in, text out: a format is one file and one line in `registry`, made of pure functions.

Nothing here knows files, the terminal or the command line.
"""
