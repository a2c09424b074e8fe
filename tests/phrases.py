"""What the program says again and again, by what it means: a wording is changed in one place."""

UNDO = "take back: tracker undo\n"
"""How a saved change says that it can be undone."""
REDO = "make it again: tracker redo\n"
"""How an undo says that it can be taken back itself."""


def failure(message: str, hint: str | None = None) -> str:
    """Return what a command says that fails: what is wrong, and what to do next."""
    return f"error: {message}\n" + (f"hint: {hint}\n" if hint else "")
