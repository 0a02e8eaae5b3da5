"""The plan of actions of a space."""
