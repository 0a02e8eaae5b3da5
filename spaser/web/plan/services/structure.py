"""Writes the shape of a plan: its years, its axes, its objectives, and where actions stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from spaser.metier.plan.modele import NatureCode
from spaser.web.commun.versions import save_version, take_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.plan.models import Axe, Objectif, PlanActions
from spaser.web.plan.services.numeros import find_rang, give_codes, hold_plan
from spaser.web.socle.journal import record


@transaction.atomic
def save_plan(
    espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur, lue: int | None
) -> PlanActions:
    """Change what is said once of a plan; VersionDepassee when somebody else did meanwhile."""
    plan = hold_plan(espace)
    save_version(plan, plan.version if lue is None else lue, **champs)
    record("plan.reglage", auteur=auteur, objet=plan, espace=espace)
    return plan


@transaction.atomic
def create_axe(espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur) -> Axe:
    return _create(Axe(espace=espace), NatureCode.AXE, champs, auteur)


@transaction.atomic
def create_objectif(espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur) -> Objectif:
    return _create(Objectif(espace=espace), NatureCode.OBJECTIF, champs, auteur)


@transaction.atomic
def save_rangee(
    rangee: Axe | Objectif, champs: Mapping[str, Any], auteur: Utilisateur, version: int
) -> None:
    """Change an axis or an objective; the actions of an objective follow it to another axis."""
    take_version(rangee, version)
    for nom, valeur in champs.items():
        setattr(rangee, nom, valeur)
    rangee.modifie_par = auteur
    rangee.save()
    if isinstance(rangee, Objectif):
        rangee.actions.exclude(axe=rangee.axe).update(axe=rangee.axe)
    _note(rangee, auteur)


@transaction.atomic
def delete_rangee(rangee: Axe | Objectif, auteur: Utilisateur) -> None:
    """Take an axis or an objective out; its actions stay in the plan.

    RestrictedError when objectives stand under the axis: they would go with it.
    """
    _note(rangee, auteur)
    rangee.delete()


@transaction.atomic
def swap_rangees(une: Axe | Objectif, autre: Axe | Objectif, auteur: Utilisateur) -> None:
    """Exchange the places of two lines of a kind; a place is no new version of their words."""
    une.rang, autre.rang = autre.rang, une.rang
    for rangee in (une, autre):
        rangee.save(update_fields=["rang"])
    _note(une, auteur)


def _create[R: (Axe, Objectif)](
    rangee: R, nature: NatureCode, champs: Mapping[str, Any], auteur: Utilisateur
) -> R:
    rangee.code = give_codes(rangee.espace, nature)[0]
    rangee.rang = find_rang(rangee.espace, nature)
    rangee.modifie_par = auteur
    for nom, valeur in champs.items():
        setattr(rangee, nom, valeur)
    rangee.save()
    _note(rangee, auteur)
    return rangee


def _note(rangee: Axe | Objectif, auteur: Utilisateur) -> None:
    geste = "plan.axe" if isinstance(rangee, Axe) else "plan.objectif"
    details = {"nom": f"{rangee.code} {rangee.titre}"}
    record(geste, auteur=auteur, objet=rangee, espace=rangee.espace, details=details)
