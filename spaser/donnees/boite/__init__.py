"""Files from outside are read in a box: a small program of its own, bounded, forgotten after."""
