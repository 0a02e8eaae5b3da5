"""Writes questionnaires, who is invited, what is answered, what is counted and forgotten."""
