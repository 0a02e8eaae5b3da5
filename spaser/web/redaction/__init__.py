"""The scheme of a space: its outline, what fills itself, her own words, the files it gives."""
