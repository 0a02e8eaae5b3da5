"""Good practices: told by buyers, read again by the team, found by everybody."""
