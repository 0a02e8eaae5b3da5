"""Writes what a space publishes: each act leaves its line in the journal."""
