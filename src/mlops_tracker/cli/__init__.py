"""The Typer app: resolve what was typed, one call, hand the value to a view."""
