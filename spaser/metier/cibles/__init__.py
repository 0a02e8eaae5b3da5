"""Targets: what is aimed at, the way there, what a year's value says of it."""
