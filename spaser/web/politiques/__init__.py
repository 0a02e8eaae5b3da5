"""The plans that a buyer already has, and what they ask of its purchasing."""
