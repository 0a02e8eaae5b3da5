"""What a reader sees: figures turned into words, tables, pages and charts."""
