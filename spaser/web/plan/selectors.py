"""Reads the plan of a space."""

from __future__ import annotations

from typing import Final

from django.db.models import Case, Prefetch, Q, QuerySet, When

from spaser.metier.plan.modele import EtatAction
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.plan.models import (
    Action,
    Axe,
    Contributeur,
    Edition,
    Etape,
    ImportationPlan,
    Objectif,
    PlanActions,
    Preuve,
)

OUVERTES: Final = ~Q(etat__in=[etat.value for etat in EtatAction if etat.est_finie])


def find_plan(espace: Espace) -> PlanActions | None:
    """Return what is said once of the plan; None before anything is."""
    return PlanActions.objects.filter(espace=espace).first()


def list_axes(espace: Espace) -> QuerySet[Axe]:
    return Axe.objects.filter(espace=espace)


def list_objectifs(espace: Espace) -> QuerySet[Objectif]:
    return (
        Objectif.objects.filter(espace=espace).select_related("axe").order_by("axe__rang", "rang")
    )


def list_actions(espace: Espace) -> QuerySet[Action]:
    """Return the actions of the edition in force, those that nobody put aside, in their order."""
    return list_courtes(espace).select_related("espace", "axe", "objectif", "modifie_par")


def list_courtes(espace: Espace) -> QuerySet[Action]:
    """Return those actions without loading their axes and objectives, for callers who have them."""
    presentes = Action.objects.presentes().filter(espace=espace, sortie=None)
    return presentes.select_related("pilote_membre").prefetch_related("etapes")


def list_voisines(espace: Espace, action: Action | None) -> QuerySet[Action]:
    """Return the other actions of the plan: those that one waits for, then those of its axis."""
    autres = list_courtes(espace).prefetch_related(None).select_related(None)
    if action is None:
        return autres
    attendues = When(pk__in=[attendue.pk for attendue in action.attend.all()], then=0)
    pres = Case(attendues, When(axe=action.axe_id, then=1), default=2)
    return autres.exclude(pk=action.pk).order_by(pres, "rang", "pk")


def list_imprimees(espace: Espace) -> QuerySet[Action]:
    contributeurs = Contributeur.objects.select_related("membre", "acteur")
    preuves = Preuve.objects.select_related("fichier")
    return list_actions(espace).prefetch_related(
        Prefetch("contributeurs", contributeurs), Prefetch("preuves", preuves), "politiques"
    )


def list_completes(espace: Espace) -> QuerySet[Action]:
    """Return the actions of a plan, with all that a page or a file says of them."""
    return list_imprimees(espace).prefetch_related("attend")


def list_preuves(espace: Espace) -> QuerySet[Preuve]:
    preuves = Preuve.objects.filter(action__in=list_courtes(espace))
    return preuves.select_related("action", "fichier").order_by("action__rang", "action", "pk")


def list_etapes_dues(espace: Espace) -> QuerySet[Etape]:
    """Return the dated steps that are not done, of actions that go on, the soonest first."""
    ouvertes = list_courtes(espace).filter(OUVERTES)
    dues = Etape.objects.filter(action__in=ouvertes, faite_le=None).exclude(fin="")
    return dues.select_related("action").order_by("fin", "pk")


def list_editions(espace: Espace) -> QuerySet[Edition]:
    return Edition.objects.filter(espace=espace)


def list_importations(espace: Espace) -> QuerySet[ImportationPlan]:
    return ImportationPlan.objects.filter(espace=espace).select_related("espace", "auteur")


def list_membres(espace: Espace, garde: Utilisateur | None = None) -> list[Utilisateur]:
    """Return who works in a space; `garde` is named already, even if she left since."""
    if espace.organisation:
        actives = espace.organisation.appartenances.actives()
        qui = Q(pk__in=actives.values("utilisateur"))
    else:
        qui = Q(pk=espace.proprietaire_id) | Q(essais_partages__espace=espace)
    membres = list(Utilisateur.objects.filter(qui).distinct().order_by("prenom", "nom", "pk"))
    return membres if garde is None or garde in membres else [*membres, garde]


def list_places(espace: Espace) -> list[tuple[Axe, list[Objectif]]]:
    objectifs = list(list_objectifs(espace))
    return [(axe, [o for o in objectifs if o.axe_id == axe.pk]) for axe in list_axes(espace)]


def read_attentes(espace: Espace) -> dict[str, list[str]]:
    liens = Action.attend.through.objects.filter(
        from_action__espace=espace,
        from_action__ecarte_le=None,
        to_action__ecarte_le=None,
    ).values_list("from_action__code", "to_action__code")
    attentes: dict[str, list[str]] = {}
    for de, vers in liens:
        attentes.setdefault(de, []).append(vers)
    return attentes
