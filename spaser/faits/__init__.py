"""What the project states of the law and of national figures: once, with where it was read."""
