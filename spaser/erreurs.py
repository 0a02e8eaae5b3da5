"""Errors that a user can act on."""

from __future__ import annotations


class ErreurSpaser(Exception):
    """A problem told in French, with what to do about it when we know."""

    def __init__(self, message: str, conseil: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.conseil = conseil
