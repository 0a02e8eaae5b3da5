"""« Intégrer des considérations »: what to copy into a contract, by family of purchases."""
