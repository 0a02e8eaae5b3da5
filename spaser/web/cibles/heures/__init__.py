"""Hours of insertion: the facilitator's yearly statement, a line an operation or one total."""
