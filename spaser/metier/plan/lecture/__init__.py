"""A plan written by others, read from the rows of any table: nothing of it is lost."""
