"""Structured sources of a known shape, a file each."""
