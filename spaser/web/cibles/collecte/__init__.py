"""Collecting values: a sheet a referent goes out, and comes back."""
