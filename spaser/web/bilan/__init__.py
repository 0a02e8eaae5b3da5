"""The editions of the programme, the review of each, and where buyers stand."""
