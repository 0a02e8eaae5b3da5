"""Run the command line with `python -m spaser.cli`."""

from __future__ import annotations

from spaser.cli.application import spaser

spaser(prog_name="spaser")
