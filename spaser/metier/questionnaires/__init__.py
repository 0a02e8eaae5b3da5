"""Questionnaires of the programme: what they ask, what their answers say without naming anybody."""
