"""Runs a module as a child of the supervisor, and ends it when the supervisor dies."""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
import warnings
from typing import Final

_PR_SET_PDEATHSIG: Final = 1


def follow_parent(parent: int) -> bool:
    """Ask the system to end this process with its parent; False if the parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    return os.getppid() == parent


def main() -> None:
    """Run `enfant PARENT MODULE ARGUMENTS…` as if the module had been run itself."""
    _, parent, module, *arguments = sys.argv
    if not follow_parent(int(parent)):
        return
    warnings.simplefilter("ignore")  # for developers: tests turn warnings into errors
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
