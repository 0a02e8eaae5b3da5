"""The command line: reads, computes, prints; every word a user sees is French."""


def main() -> None:
    """Run the `spaser` command."""
    from spaser.cli.application import spaser

    spaser()
