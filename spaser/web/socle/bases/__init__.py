"""Django's two database engines, which also log long transactions."""
