"""The practical sheets of the programme, to read and to take away."""
