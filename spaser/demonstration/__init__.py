"""A fictitious territory: buyers, firms and contracts that nobody could take for real ones."""
