"""Webinars and workshops of the programme."""
