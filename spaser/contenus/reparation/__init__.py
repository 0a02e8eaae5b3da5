"""Why each kind of fault matters, and the letter to the publisher of the buyer profile."""
