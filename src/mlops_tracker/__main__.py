"""`python -m mlops_tracker` is `tracker`."""

from mlops_tracker.cli.app import main

main()
