"""Casting: each raw value becomes typed once, by pure functions of text."""
