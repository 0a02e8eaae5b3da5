"""What a buyer may correct or complete in her own contracts, and what follows from it."""
