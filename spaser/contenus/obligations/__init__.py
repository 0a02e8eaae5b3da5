"""The duties of buyers as data: the rule of the SPASER, and one file for each theme."""
