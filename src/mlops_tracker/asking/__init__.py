"""Asking a person: editors, drafts, prompts, other programs. It knows terminals, not Typer."""
