"""Runs the commands that it reads, one JSON list a line, and answers with a code and words."""

import contextlib
import io
import json
import sys

from spaser.cli.application import spaser


def main():
    """Go on until the end of the input."""
    for ligne in sys.stdin:
        dit = io.StringIO()
        with contextlib.redirect_stderr(dit), contextlib.redirect_stdout(dit):
            try:
                spaser(json.loads(ligne))
            except SystemExit as fin:
                code = fin.code
        sys.stdout.write(json.dumps([code, dit.getvalue()]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
