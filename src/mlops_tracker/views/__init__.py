"""Values -> what a person or a program reads. Nothing here computes a percentage."""
