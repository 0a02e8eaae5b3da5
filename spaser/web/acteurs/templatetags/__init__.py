"""Filters of `acteurs`."""
