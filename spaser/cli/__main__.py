"""Run the command line with `python -m spaser.cli`."""

from spaser.cli import main

main("spaser")
