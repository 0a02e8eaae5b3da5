"""Read the catalogue of plans from its files."""

from __future__ import annotations

from functools import cache

import msgspec

from spaser.contenus.politiques.fichiers import read_plans
from spaser.erreurs import ErreurSpaser
from spaser.faits.lecture import find_fait
from spaser.metier.indicateurs.themes import Rubrique
from spaser.metier.politiques.modele import Plan


@cache
def load_plans() -> tuple[Plan, ...]:
    """Return every plan, in the order of the rows."""
    return tuple(plan for rubrique in Rubrique for plan in _read(rubrique))


def find_plan(code: str) -> Plan | None:
    """Return a plan by its code."""
    return next((plan for plan in load_plans() if plan.code == code), None)


def list_plans_de(indicateur: str) -> tuple[Plan, ...]:
    """Return the plans that an indicator serves."""
    return tuple(plan for plan in load_plans() if indicateur in plan.indicateurs)


def _read(rubrique: Rubrique) -> tuple[Plan, ...]:
    try:
        plans = msgspec.json.decode(read_plans(rubrique.value), type=tuple[Plan, ...])
    except msgspec.ValidationError as faute:
        raise ErreurSpaser(f"politiques/{rubrique.value}.json : {faute}") from faute
    return tuple(_complete(plan) for plan in plans)


def _complete(plan: Plan) -> Plan:
    """Add to its word of caution what is not sure in the facts that it cites."""
    if plan.obligation is None:
        return plan
    reserves = (plan.obligation.reserve, *(find_fait(code).reserve for code in plan.faits))
    reserve = " ".join(dict.fromkeys(filter(None, reserves)))
    obligation = msgspec.structs.replace(plan.obligation, reserve=reserve)
    return msgspec.structs.replace(plan, obligation=obligation)
