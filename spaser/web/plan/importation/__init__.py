"""A plan handed over: read in a box, shown, written once confirmed, undone in one act."""
