"""What the register keeps of a person: handed over, erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from spaser.web.registre.models import (
    Alerte,
    Depot,
    EtatDepot,
    EtatRequete,
    Revendication,
    Signalement,
)
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from spaser.web.comptes.models import Utilisateur


def export_registre(utilisateur: Utilisateur) -> dict[str, Any]:
    """Return deposits, claims and reports of a person."""
    return {
        "depots": [
            {
                "structure": depot.nom,
                "nature": depot.nature,
                "etat": depot.etat,
                "cree_le": depot.cree_le.isoformat(),
                "contenu": depot.contenu,
            }
            for depot in _depots(utilisateur)
        ],
        "revendications": [
            {"fiche": r.fiche.structure, "siren": r.siren, "message": r.message, "etat": r.etat}
            for r in utilisateur.revendications.select_related("fiche")
        ],
        "signalements": [
            {"fiche": s.fiche.structure, "message": s.message, "etat": s.etat}
            for s in Signalement.objects.filter(courriel=utilisateur.courriel).select_related(
                "fiche"
            )
        ],
    }


def export_alertes(utilisateur: Utilisateur) -> list[dict[str, Any]]:
    """Return the saved searches of her address."""
    alertes = Alerte.objects.filter(courriel=utilisateur.courriel)
    return [
        {
            "recherche": alerte.requete,
            "cadence": alerte.cadence,
            "creee_le": alerte.creee_le.isoformat(),
            "confirmee": alerte.confirmee_le is not None,
        }
        for alerte in alertes.order_by("pk")
    ]


def erase_registre(utilisateur: Utilisateur) -> None:
    """Drop her own drafts and pending claims; take her off what was sent."""
    siens = _depots(utilisateur)
    siens.filter(etat=EtatDepot.BROUILLON, organisation=None).delete()
    for depot in _depots(utilisateur):
        record("depot.effacement", objet=depot, organisation_siren=depot.siren)
    _depots(utilisateur).update(auteur=None, courriel="")
    Revendication.objects.filter(demandeur=utilisateur, etat=EtatRequete.EN_ATTENTE).delete()


def _depots(utilisateur: Utilisateur) -> QuerySet[Depot]:
    invite = Q(auteur=None, courriel=utilisateur.courriel)
    return Depot.objects.filter(Q(auteur=utilisateur) | invite)
