"""What a buyer paid: its finance extracts, private to its space."""
