"""Numbers of a plan: a code is given once, never again, whatever is erased since."""

from __future__ import annotations

from django.db.models import Max

from spaser.metier.plan.modele import NatureCode
from spaser.web.organisations.models import Espace
from spaser.web.plan.models import Action, Axe, Objectif, PlanActions

_MODELES: dict[NatureCode, type[Axe | Objectif | Action]] = {
    NatureCode.AXE: Axe,
    NatureCode.OBJECTIF: Objectif,
    NatureCode.ACTION: Action,
}


def hold_plan(espace: Espace) -> PlanActions:
    """Hold the plan of a space until the transaction ends, begun if there is none.

    A plan begun by its numbers alone has said nothing yet: that is no version of it.
    """
    plan, _ = PlanActions.objects.select_for_update().get_or_create(
        espace=espace, defaults={"version": 0}
    )
    return plan


def give_codes(espace: Espace, nature: NatureCode, nombre: int = 1) -> list[str]:
    plan = hold_plan(espace)
    dernier = plan.numeros.get(nature.value, 0)
    plan.numeros[nature.value] = dernier + nombre
    plan.save(update_fields=["numeros"])
    return [nature.write(numero) for numero in range(dernier + 1, dernier + nombre + 1)]


def find_rang(espace: Espace, nature: NatureCode) -> int:
    lignes = _MODELES[nature]._default_manager.filter(espace=espace)  # noqa: SLF001 - Django's own name for it
    dernier = lignes.aggregate(rang=Max("rang"))["rang"]
    return 1 if dernier is None else dernier + 1
