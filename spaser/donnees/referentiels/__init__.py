"""Dated reference tables: some travel with the code, others are imported from official files."""
