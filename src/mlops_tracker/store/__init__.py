"""What is on disk: where it lies, what it must look like, how it is read and saved."""
