"""Read the catalogue of plans from its files."""

from __future__ import annotations

from functools import cache

from spaser.contenus.lecture import read_contenu
from spaser.metier.indicateurs import Rubrique
from spaser.metier.politiques.modele import Plan


@cache
def load_plans() -> tuple[Plan, ...]:
    """Return every plan, in the order of the rows."""
    return tuple(
        plan
        for rubrique in Rubrique
        for plan in read_contenu(f"politiques/{rubrique.value}.json", tuple[Plan, ...])
    )


def find_plan(code: str) -> Plan | None:
    """Return a plan by its code."""
    return next((plan for plan in load_plans() if plan.code == code), None)


def list_plans_de(indicateur: str) -> tuple[Plan, ...]:
    """Return the plans that an indicator serves."""
    return tuple(plan for plan in load_plans() if indicateur in plan.indicateurs)
