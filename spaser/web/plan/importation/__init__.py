"""A plan handed over: read in a box, shown line by line, written once confirmed, undone in one act."""
