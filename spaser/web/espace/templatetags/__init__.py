"""Filters of `espace`."""
