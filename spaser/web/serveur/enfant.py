"""Carries a module run by the supervisor, and makes sure that it never outlives it."""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
import time
import warnings
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
CHUTES: Final = "CHUTES_DU_SERVICE"  # how many times in a row the process before this one fell
STABLE: Final = 30.0  # seconds after which a process is held to have started well
_DEPART: Final = time.monotonic()


def count_chutes() -> int:
    """Return how many times in a row this process fell before; none once it holds."""
    tient = time.monotonic() - _DEPART > STABLE
    return 0 if tient else int(os.environ.get(CHUTES, "0"))


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
    warnings.simplefilter("ignore")  # they speak to developers: the tests hold them for errors
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
