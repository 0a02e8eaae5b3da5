"""What the lines say of a year: totals, rates, families, coverage, suppliers to match."""
