"""Questionnaires that the programme asks, and what their anonymous answers say."""
