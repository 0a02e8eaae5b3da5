"""Pages of practices: for everybody, for the buyer who tells one, for the team."""
