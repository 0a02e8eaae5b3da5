"""The biennial publication: two years of results beside what is aimed at, when, by whom."""
