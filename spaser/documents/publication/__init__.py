"""What is published every two years, as a page, as one sheet of paper, as open data."""
