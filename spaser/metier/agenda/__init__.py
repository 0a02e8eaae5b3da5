"""Webinars and workshops of the programme: places, waiting list, hours."""
