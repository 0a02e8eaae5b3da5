"""Pages of questionnaires: answered by anybody, made and read by the team."""
