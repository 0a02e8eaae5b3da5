"""Who must have a SPASER: the kind of buyer, what it spends in a year, the law of that year."""
