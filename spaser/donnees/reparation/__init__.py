"""From the store back to the published format: what is wrong, and the file once repaired."""
