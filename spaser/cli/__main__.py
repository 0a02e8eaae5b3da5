"""Run the command line with `python -m spaser.cli`."""

from spaser.cli.application import spaser

spaser(prog_name="spaser")
