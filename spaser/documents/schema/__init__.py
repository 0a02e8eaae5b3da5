"""The blocks of a scheme, heading by heading, from plain values."""
