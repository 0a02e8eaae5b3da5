"""A table handed over: read, shown line by line, written only once decided."""
