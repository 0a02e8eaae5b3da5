"""The team's desk: what waits, what each month asks, whom to get in touch with."""
