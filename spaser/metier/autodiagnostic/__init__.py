"""Where a buyer stands in responsible purchasing: a score, a profile, the few next steps."""
