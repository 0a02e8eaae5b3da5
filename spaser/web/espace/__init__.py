"""What the law asks of a buyer."""
