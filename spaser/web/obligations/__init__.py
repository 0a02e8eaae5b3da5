"""The duties of buyers, and how the programme team keeps their texts up to date."""
