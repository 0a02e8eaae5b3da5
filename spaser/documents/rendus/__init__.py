"""A document as a file: one module a form."""
