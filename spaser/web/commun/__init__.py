"""What makes a space the work of several: where to begin, talk, memory, second chances."""
