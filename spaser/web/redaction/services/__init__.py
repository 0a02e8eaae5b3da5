"""Writes the scheme of a space."""
