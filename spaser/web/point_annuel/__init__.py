"""The yearly review of a scheme: one act closes a civil year and freezes its values."""
