"""Texts that the programme team edits: drafted, read again by somebody else, shown on their day."""
