"""Reads the plan of a space."""

from __future__ import annotations

from django.db.models import QuerySet

from spaser.web.organisations.models import Espace
from spaser.web.plan.models import Action, Axe, Edition, Objectif, PlanActions


def find_plan(espace: Espace) -> PlanActions | None:
    """Return what is said once of the plan; None before anything is."""
    return PlanActions.objects.filter(espace=espace).first()


def list_axes(espace: Espace) -> QuerySet[Axe]:
    """Return the axes, in the order of the plan."""
    return Axe.objects.filter(espace=espace)


def list_objectifs(espace: Espace) -> QuerySet[Objectif]:
    """Return the objectives, in the order of the plan."""
    return (
        Objectif.objects.filter(espace=espace).select_related("axe").order_by("axe__rang", "rang")
    )


def list_actions(espace: Espace) -> QuerySet[Action]:
    """Return the actions that nobody put aside, in their order, with all that a page shows."""
    presentes = Action.objects.presentes().filter(espace=espace)
    return presentes.select_related(
        "espace", "axe", "objectif", "pilote_membre", "modifie_par"
    ).prefetch_related("etapes", "contributeurs__membre", "contributeurs__acteur")


def list_editions(espace: Espace) -> QuerySet[Edition]:
    """Return the editions that ended, the latest first."""
    return Edition.objects.filter(espace=espace)
