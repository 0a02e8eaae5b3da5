"""What a buyer may ask beyond its bilan: rates by group, single figures, buyers alike."""
