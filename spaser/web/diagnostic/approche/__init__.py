"""The approach that a space chose, and the outline it gives to its scheme."""
