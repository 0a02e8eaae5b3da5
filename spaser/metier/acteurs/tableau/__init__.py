"""The table of stakeholders as a file: written, read back, compared with what is there."""
