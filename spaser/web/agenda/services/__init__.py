"""What changes events and registrations."""
