"""The first pages of a buyer's space: they read every tool below them."""
