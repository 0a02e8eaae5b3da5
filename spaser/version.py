"""The version of the installed project."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def read_version() -> str:
    """Return the installed version, or a plain word when run from the bare sources."""
    try:
        return version("spaser")
    except PackageNotFoundError:
        return "développement"
