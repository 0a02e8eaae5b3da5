"""Finance extracts (mandats, invoices, orders): typed spend lines and what they say of a year."""
