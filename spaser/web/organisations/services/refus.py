"""A gesture that the rules refuse."""

from __future__ import annotations


class GesteRefuse(Exception):
    """Says in French why, and what to do instead."""
