"""Targets: what a buyer aims at for each indicator, what each year gave, who collects it."""
