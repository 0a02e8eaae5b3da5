"""The pages of `espace`."""
