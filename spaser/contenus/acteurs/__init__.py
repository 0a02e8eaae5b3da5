"""Kinds of stakeholders, those that sources name, and the themes they speak to."""
