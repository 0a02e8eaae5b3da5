"""Filters of `depenses`."""
