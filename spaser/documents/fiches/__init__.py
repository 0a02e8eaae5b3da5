"""The practical sheets of the programme, as a page and as a file."""
