"""Pages of `acteurs`."""
