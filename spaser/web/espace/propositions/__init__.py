"""What the tools of a space propose: kept in one place, decided by people, read by every tool."""
