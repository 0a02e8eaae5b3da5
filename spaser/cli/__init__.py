"""The command line: reads, computes, prints; every word a user sees is French."""

import signal


def main(nom: str | None = None) -> None:
    """Run the `spaser` command, under that name in its help.

    Asked to end by the system, it tidies up as it does for Ctrl-C.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    from spaser.cli.application import spaser

    spaser(prog_name=nom)
