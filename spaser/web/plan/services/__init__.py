"""Writes the plan of a space: each gesture leaves its line in the journal."""
